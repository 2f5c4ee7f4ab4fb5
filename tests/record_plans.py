#!/usr/bin/env python3
"""Records what Terraform plans for the configurations in tests/data/terraform_plans.

Each folder is planned in a copy; `arguments.txt` holds further arguments. What is recorded is what the plan knows: the
input of every instance of `terraform_data`, and the outputs of the root, one a line, JSON after a tab; `?` stands for
what is known only after apply.
"""

import json
import pathlib
import shlex
import shutil
import subprocess
import tempfile

HERE = pathlib.Path(__file__).parent / "data" / "terraform_plans"


def terraform(folder, *arguments):
    return subprocess.run(["terraform", *arguments], cwd=folder, check=True, capture_output=True, text=True).stdout


def instances(module):
    yield from module.get("resources", [])
    for child in module.get("child_modules", []):
        yield from instances(child)


def known(change, name):
    return change["after_unknown"].get(name) is not True and not has_unknown(change["after_unknown"].get(name))


def has_unknown(value):
    if isinstance(value, dict):
        return any(map(has_unknown, value.values()))
    if isinstance(value, list):
        return any(map(has_unknown, value))
    return value is True


def record(case):
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch) / case.name
        shutil.copytree(case, folder)
        arguments = case / "arguments.txt"
        more = shlex.split(arguments.read_text(), posix=False) if arguments.exists() else []
        terraform(folder, "init", "-no-color")
        terraform(folder, "plan", "-no-color", "-out=plan", *more)
        plan = json.loads(terraform(folder, "show", "-json", "plan"))
    lines = []
    for change in plan["resource_changes"]:
        if change["type"] == "terraform_data" and change["change"]["after"] is not None:
            value = json.dumps(change["change"]["after"].get("input"), ensure_ascii=False)
            lines.append(f"{change['address']}\t{value if known(change['change'], 'input') else '?'}")
    for name, output in plan.get("output_changes", {}).items():
        value = json.dumps(output.get("after"), ensure_ascii=False)
        lines.append(f"output.{name}\t{'?' if has_unknown(output['after_unknown']) else value}")
    (case / "plan.txt").write_text("".join(line + "\n" for line in sorted(lines)))


for case in sorted(path for path in HERE.iterdir() if path.is_dir()):
    record(case)
