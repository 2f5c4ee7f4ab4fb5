#!/usr/bin/env python3
"""Records what Terraform answers to the expressions in tests/data/terraform_valuations.

    python3 tests/record_valuations.py [FILE...]

It needs `terraform` on the PATH and neither a network nor providers. Every line of a file is an expression over the
variables of `variables.tf`, a tab, and its answers for the valuations of `valuations.json`, separated by tabs: the JSON
text of the value, or `!` for an error. Lines that start with `#` are comments. A leading `~ ` marks an expression whose
answers are all the same and that is left open where the variables have no values.
"""

import base64
import json
import os
import pathlib
import subprocess
import sys
import tempfile

FOLDER = pathlib.Path(__file__).parent / "data/terraform_valuations"
VALUATIONS = json.loads((FOLDER / "valuations.json").read_text(encoding="utf-8"))


def answers(expressions, valuation):
    """All answers for one valuation by one run; where the configuration is refused as a whole, by halves."""
    body = "".join(f'  r{at} = try("=${{jsonencode({it})}}", "!")\n' for at, it in enumerate(expressions))
    asked = 'base64encode(jsonencode([' + ",".join(f"local.r{at}" for at in range(len(expressions))) + "]))\n"
    with tempfile.TemporaryDirectory() as folder:
        declarations = (FOLDER / "variables.tf").read_text(encoding="utf-8")
        pathlib.Path(folder, "main.tf").write_text(f"{declarations}locals {{\n{body}}}\n", encoding="utf-8")
        pathlib.Path(folder, "terraform.tfvars.json").write_text(json.dumps(valuation), encoding="utf-8")
        run = subprocess.run(["terraform", "console"], cwd=folder, input=asked, text=True, capture_output=True,
                             check=False, env=dict(os.environ, TF_CLI_CONFIG_FILE="/dev/null"))
    if run.returncode == 0 and "Due to the problems above" not in run.stdout:
        found = json.loads(base64.b64decode(run.stdout.strip().strip('"')))
        return [it.removeprefix("=") for it in found]
    if len(expressions) == 1:
        return ["!"]
    half = len(expressions) // 2
    return answers(expressions[:half], valuation) + answers(expressions[half:], valuation)


def record(path):
    rows = [line.split("\t")[0] for line in path.read_text(encoding="utf-8").splitlines()]
    wanted = [row.removeprefix("~ ") for row in rows if row and not row.startswith("#")]
    columns = [answers(wanted, valuation) for valuation in VALUATIONS]
    found = iter(zip(*columns))
    out = [row if not row or row.startswith("#") else "\t".join([row, *next(found)]) for row in rows]
    path.write_text("\n".join(out) + "\n", encoding="utf-8")


if __name__ == "__main__":
    for path in [pathlib.Path(it) for it in sys.argv[1:]] or sorted(FOLDER.glob("*.txt")):
        record(path)
