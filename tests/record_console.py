#!/usr/bin/env python3
"""Records what Terraform answers to the expressions in tests/data/terraform/console.

    python3 tests/record_console.py [FILE...]

It needs `terraform` on the PATH and neither a network nor providers. Every line of a file is an expression, a tab and
the answer, which this script writes. Lines that start with `#` are comments; a leading `≠ ` marks a known difference
between Terraform's answer and ours and is kept. `⏎` stands for a new line in an expression. Expressions see what `declarations.tf` declares and the folder `files`.

Answers: the JSON text of the value, `!` for an error, `?` for a value that is known only after apply, `*` for a
sensitive one.
A line of `constraints.txt` is a type, ` ⇐ ` and the value that a variable of this type is given as its default.
"""

import base64
import pathlib
import shutil
import subprocess
import sys
import tempfile

FOLDER = pathlib.Path(__file__).parent / "data/terraform/console"
HEAD = """
terraform {
  required_providers {
    terraform = { source = "terraform.io/builtin/terraform" }
  }
}
"""


def console(configuration, expression):
    """The lines that `terraform console` prints; None where it refuses the configuration."""
    with tempfile.TemporaryDirectory() as folder:
        pathlib.Path(folder, "main.tf").write_text(HEAD + configuration, encoding="utf-8")
        shutil.copy(FOLDER / "declarations.tf", folder)
        shutil.copytree(FOLDER / "files", pathlib.Path(folder, "files"))
        run = subprocess.run(["terraform", "console"], cwd=folder, input=expression + "\n", text=True,
                             capture_output=True, check=False)
        refused = run.returncode != 0 or "Due to the problems above" in run.stdout
        return None if refused else run.stdout.strip().split("\n")


def answer(line):
    """One printed item as it is written to the file."""
    line = line.strip().removesuffix(",")
    if line == "(known after apply)":
        return "?"
    if line == "(sensitive value)":
        return "*"
    return base64.b64decode(line.strip('"')).decode().removeprefix("=")


def attempt(expression):
    # A heredoc ends with its line.
    return f'base64encode(try("=${{jsonencode({expression.replace("⏎", chr(10))})}}", "!"))'


def answers(expressions):
    """All answers of one file by one run; where the configuration is refused as a whole, by halves."""
    body = "".join(f"  r{at} = {attempt(it)}\n" for at, it in enumerate(expressions))
    lines = console(f"locals {{\n{body}}}\n", "[" + ",".join(f"local.r{at}" for at in range(len(expressions))) + "]")
    if lines is not None:
        return [answer(line) for line in lines[1:-1]]
    if len(expressions) == 1:
        return ["!"]
    half = len(expressions) // 2
    return answers(expressions[:half]) + answers(expressions[half:])


def constraint(line):
    kind, value = line.replace("⏎", "\n").split(" ⇐ ")
    lines = console(f'variable "v" {{\n  type = {kind}\n  default = {value}\n}}\n', attempt("var.v"))
    return answer(lines[0]) if lines else "!"


def record(path):
    rows = [line.split("\t")[0] for line in path.read_text(encoding="utf-8").splitlines()]
    wanted = [row.removeprefix("≠ ") for row in rows if row and not row.startswith("#")]
    found = iter([constraint(it) for it in wanted] if path.name == "constraints.txt" else answers(wanted))
    out = [row if not row or row.startswith("#") else f"{row}\t{next(found)}" for row in rows]
    path.write_text("\n".join(out) + "\n", encoding="utf-8")


if __name__ == "__main__":
    for path in [pathlib.Path(it) for it in sys.argv[1:]] or sorted(FOLDER.glob("*.txt")):
        record(path)
