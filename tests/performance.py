#!/usr/bin/env python3
"""What a run takes: beside the floor and other tools, and in counted instructions.

    tests/performance.py make KIND SIZE FOLDER   an input of any size; see KINDS
    tests/performance.py table [FOLDER…]         the made inputs and these folders: the median of nine runs of the whole
                                                 process, beside the floor, and beside checkov and cfn-guard where there are such
    tests/performance.py count                   instructions of small runs, by callgrind, with the size of the program and its
                                                 start; ends with 1 where one is over 5 % more than tests/data/instructions.txt
                                                 says; `count --write` writes what is so

Builds the program and the floor for release. `docs/performance.md` says how to read what comes.
"""

import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FIGURES = ROOT / "tests" / "data" / "instructions.txt"
RUNS = int(os.environ.get("RUNS", "9"))
MOST = 1.05
# Others take minutes on what takes us a second: they are asked once, and not of the largest inputs.
PATIENCE = 600

BUCKET = """\
resource "aws_s3_bucket" "b{n}" {{
  bucket = "x-{m}-{n}-${{var.env}}"
}}

resource "aws_s3_bucket_versioning" "b{n}" {{
  bucket = aws_s3_bucket.b{n}.id
  versioning_configuration {{
    status = var.env == "prod" ? "Enabled" : "Suspended"
  }}
}}

resource "aws_s3_bucket_public_access_block" "b{n}" {{
  bucket                  = aws_s3_bucket.b{n}.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}}

resource "aws_s3_bucket_policy" "b{n}" {{
  bucket = aws_s3_bucket.b{n}.id
  policy = jsonencode({{
    Version = "2012-10-17"
    Statement = [{{
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:*"
      Resource  = [aws_s3_bucket.b{n}.arn, "${{aws_s3_bucket.b{n}.arn}}/*"]
      Condition = {{ Bool = {{ "aws:SecureTransport" = "false" }} }}
    }}]
  }})
}}

"""
VARIABLE = 'variable "env" {\n  type = string\n}\n\n'
CALL = 'module "m" {{\n  source = "./m"\n  env    = "{env}"\n}}\n'


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def folders(size, folder):
    """So many folders of ten buckets each; every fourth has them in a module that it calls."""
    for m in range(size):
        buckets = VARIABLE + "".join(BUCKET.format(m=m, n=n) for n in range(10))
        if m % 4 == 0:
            write(folder / f"r{m}/m/main.tf", buckets)
            write(folder / f"r{m}/main.tf", CALL.format(env="dev" if m % 8 else "prod"))
        else:
            write(folder / f"r{m}/main.tf", buckets)


def plain(size, folder):
    """So many folders of ten buckets that have nothing but a name and a block."""
    for m in range(size):
        bucket = '\n'.join(BUCKET.split("\n")[:3]) + "\n"
        block = BUCKET[BUCKET.index('resource "aws_s3_bucket_public') : BUCKET.index('resource "aws_s3_bucket_policy')]
        write(folder / f"r{m}/main.tf", VARIABLE + "".join((bucket + block).format(m=m, n=n) for n in range(10)))


def template(size, folder):
    """One template of so many buckets."""
    lines = ["Parameters:", "  Env: {Type: String}", "Resources:"]
    for n in range(size):
        lines += [
            f"  B{n}:",
            "    Type: AWS::S3::Bucket",
            "    Properties:",
            f"      BucketName: !Sub x-{n}-${{Env}}",
            "      VersioningConfiguration: {Status: Enabled}",
            "      PublicAccessBlockConfiguration:",
            "        BlockPublicAcls: true",
            "        BlockPublicPolicy: true",
            "        IgnorePublicAcls: true",
            "        RestrictPublicBuckets: true",
        ]
    write(folder / "template.yaml", "\n".join(lines) + "\n")


def monorepo(size, folder):
    """So many files of applications, one of 26 of them Terraform without a bucket."""
    for n in range(size):
        place = folder / f"apps/a{n // 400}/d{n // 40 % 10}"
        if n % 26 == 0:
            queues = (f'resource "aws_sqs_queue" "q{n}_{i}" {{\n  name = "q-{n}-{i}"\n}}\n' for i in range(4))
            write(place / f"service-{n}.tf", "".join(queues))
        else:
            write(place / f"f{n}.{('py', 'ts', 'md', 'txt')[n % 4]}", "x = 1\n")


KINDS = {"folders": folders, "plain": plain, "template": template, "monorepo": monorepo}
TABLE = [
    ("folders", 100), ("folders", 2_000), ("folders", 10_000),
    ("plain", 2_000), ("plain", 10_000),
    ("template", 1_000), ("template", 10_000),
    ("monorepo", 110_000),
]  # fmt: skip
COUNTED = [("folders", 20), ("template", 200), ("monorepo", 500)]


def make(kind, size, folder):
    if not folder.exists():
        made = folder.with_name(folder.name + ".part")
        shutil.rmtree(made, ignore_errors=True)
        KINDS[kind](size, made)
        made.rename(folder)
    return folder


def built():
    """The program and the floor, built for release."""
    command = ["cargo", "build", "--release", "--quiet", "--locked"]
    subprocess.run(command, cwd=ROOT, check=True)
    command = ["cargo", "bench", "--bench", "floor", "--no-run", "--locked", "--message-format", "json"]
    said = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout
    targets = [json.loads(line) for line in said.splitlines()]
    floor = [it["executable"] for it in targets if it.get("executable") and it["target"]["name"] == "floor"]
    folder = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    return folder / "release" / "bucketlint", floor[0]


def once(command, folder):
    """Seconds and megabytes of one run, its report in a file."""
    with tempfile.TemporaryFile() as report:
        start = time.monotonic()
        process = subprocess.Popen(command, cwd=folder, stdout=report, stderr=subprocess.DEVNULL)
        _, _, usage = os.wait4(process.pid, 0)
        process.returncode = 0
    return time.monotonic() - start, usage.ru_maxrss / 1024


def median(command, folder, runs=RUNS):
    taken = [once(command, folder) for _ in range(runs)]
    return statistics.median(it[0] for it in taken), statistics.median(it[1] for it in taken)


def others(folder):
    """What other tools take, where they are installed."""
    asked = {
        "checkov": ["checkov", "--quiet", "--compact", "--output", "json", "--directory", "."],
        "cfn-guard": ["cfn-guard", "validate", "--output-format", "json", "--rules", str(ROOT / "rules"), "--data", "."],
    }
    for name, command in asked.items():
        if shutil.which(command[0]):
            try:
                subprocess.run(command, cwd=folder, capture_output=True, timeout=PATIENCE)
                yield name, once(command, folder)
            except subprocess.TimeoutExpired:
                yield name, (PATIENCE, 0)


def table(folders):
    program, floor = built()
    made = ROOT / "target" / "performance"
    inputs = [(f"{kind} {size:,}", make(kind, size, made / f"{kind}-{size}")) for kind, size in TABLE]
    inputs += [(Path(folder).name, Path(folder).resolve()) for folder in folders]
    print("| input | bucketlint | MB | floor | MB | times |\n| --- | ---: | ---: | ---: | ---: | ---: |")
    for name, folder in inputs:
        ours, megabytes = median([program, "check", "--no-config", "--format", "json", "."], folder)
        least, of_floor = median([floor, "."], folder)
        row = f"{ours:.3f} s | {megabytes:.0f} | {least:.3f} s | {of_floor:.0f} | {ours / least:.1f}"
        print(f"| {name} | {row} |", flush=True)
        if folder.parent != made:
            for other, (seconds, of_other) in others(folder):
                print(f"| {name}, {other} | {seconds:.3f} s | {of_other:.0f} | | | {seconds / least:.1f} |", flush=True)


def instructions(command, folder):
    """Millions of instructions on one thread."""
    with tempfile.TemporaryDirectory() as place:
        out = f"--callgrind-out-file={place}/out"
        environment = {**os.environ, "RAYON_NUM_THREADS": "1"}
        said = subprocess.run(
            ["valgrind", "--tool=callgrind", out, *command], cwd=folder, env=environment, stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE, text=True,
        ).stderr  # fmt: skip
    found = re.search(r"Collected : (\d+)", said)
    return int(found[1]) / 1e6 if found else sys.exit(f"valgrind does not count:\n{said}")


def count(write_figures):
    program, _ = built()
    ask = [str(program), "check", "--no-config", "--format", "json", "."]
    found = {"start": instructions([str(program), "--version"], ROOT)}
    found["examples"] = instructions(ask, ROOT / "examples")
    with tempfile.TemporaryDirectory() as place:
        for kind, size in COUNTED:
            found[f"{kind} {size}"] = instructions(ask, make(kind, size, Path(place) / kind))
    found["megabytes of the program"] = program.stat().st_size / 1e6
    if write_figures:
        lines = [f"{name}: {figure:.1f}\n" for name, figure in found.items()]
        head = "# Millions of instructions of small runs, and the size of the program: `tests/performance.py count --write`.\n"
        FIGURES.write_text(head + "".join(lines))
    known = dict(line.split(": ") for line in FIGURES.read_text().splitlines() if not line.startswith("#"))
    risen = []
    for name, figure in found.items():
        was = float(known.get(name, "nan"))
        print(f"{name}: {figure:.1f} ({figure / was - 1:+.1%} of {was:.1f})")
        if not figure <= was * MOST:
            risen.append(name)
    start, _ = median([program, "--version"], ROOT)
    print(f"start: {start * 1e3:.1f} ms")
    if risen:
        sys.exit(f"more than 5 % over what tests/data/instructions.txt says: {', '.join(risen)}")


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["make", kind, size, folder] if kind in KINDS:
            make(kind, int(size), Path(folder))
        case ["table", *rest]:
            table(rest)
        case ["count", *rest] if rest in ([], ["--write"]):
            count(bool(rest))
        case _:
            sys.exit(__doc__)
