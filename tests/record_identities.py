#!/usr/bin/env python3
"""Records for which inputs conditions hold, from the shapes in tests/data/terraform_identities.

    python3 tests/record_identities.py

It needs `terraform` on the PATH and neither a network nor providers. `shapes.txt` holds a condition a line; `«a¦b»` stands for each of its
alternatives. What is written to `answers.txt` is every condition, a tab, and what `terraform console` answers to it for each of the
inputs that this script draws: `t`, `f`, or `e` where Terraform refuses. A blank line parts the shapes.
"""

import itertools
import json
import pathlib
import random
import re
import shutil
import subprocess
import tempfile

FOLDER = pathlib.Path(__file__).parent / "data/terraform_identities"
INPUTS = 64
MOST = 24  # conditions of one shape

TEXTS = ["a", "b", "a", "b", "true", "false", 'a"b', 'a", "b', ""]
OBJECT = {"a": [True, False], "b": [True, False], "n": ["a", "b"]}


def inputs():
    """Values for the variables that `variables.tf` declares, the same ones in every run."""
    chance = random.Random(1)

    def several(items, most):
        return [chance.choice(items) for _ in range(chance.randint(0, most))]

    for _ in range(INPUTS):
        yield {
            "b": chance.choice([True, False]),
            "list": several(["a", "a", "b", "true"], 2),
            "m": {key: chance.choice(["a", "b", "x"]) for key in "ab" if chance.random() < 0.6},
            "mixed": [chance.choice([True, "true", None, "null", 1, "1"])] if chance.random() < 0.8 else [],
            "n": chance.randint(0, 3),
            "o": chance.choice([None, "", "a", "null"]),
            "objs": [{name: chance.choice(values) for name, values in OBJECT.items()} for _ in range(chance.randint(0, 2))],
            "s": chance.choice(TEXTS),
            "t": chance.choice(TEXTS),
            "x": chance.choice([True, False, "true", None, "null", 1, "1", ""]),
        }


def conditions(shape):
    """Every choice of alternatives; of many, some of each."""
    parts = re.split(r"«(.*?)»", shape)
    choices = [[part] if at % 2 == 0 else part.split("¦") for at, part in enumerate(parts)]
    every = ["".join(it) for it in itertools.product(*choices)]
    return every if len(every) <= MOST else random.Random(shape).sample(every, MOST)


def answers(expressions, given):
    with tempfile.TemporaryDirectory() as folder:
        for name in ["variables.tf", "one.tftpl", "two.tftpl"]:
            shutil.copy(FOLDER / name, folder)
        pathlib.Path(folder, "terraform.tfvars.json").write_text(json.dumps(given), encoding="utf-8")
        lines = "".join(f'  r{at} = try(({it}) ? "t" : "f", "e")\n' for at, it in enumerate(expressions))
        pathlib.Path(folder, "main.tf").write_text(f"locals {{\n{lines}}}\n", encoding="utf-8")
        asked = 'join("", [' + ",".join(f"local.r{at}" for at in range(len(expressions))) + "])\n"
        run = subprocess.run(["terraform", "console"], cwd=folder, input=asked, text=True, capture_output=True, check=False)
    answer = run.stdout.strip().split("\n")[-1].strip('"')
    if run.returncode or len(answer) != len(expressions):
        raise SystemExit(run.stdout[-3000:] + run.stderr[-3000:])
    return answer


def main():
    lines = (FOLDER / "shapes.txt").read_text(encoding="utf-8").splitlines()
    groups = [conditions(line) for line in lines if line and not line.startswith("#")]
    every = [it for group in groups for it in group]
    drawn = list(inputs())
    columns = [answers(every, given) for given in drawn]
    found = iter("".join(column[at] for column in columns) for at in range(len(every)))
    text = "\n".join("".join(f"{it}\t{next(found)}\n" for it in group) for group in groups)
    (FOLDER / "answers.txt").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
