#!/usr/bin/env python3
"""Commits with the real `pre-commit` (pip install pre-commit) and the built program, each scenario in a repository of its own.

    tests/pre_commit.py [PROGRAM]

The hook is that of `.pre-commit-hooks.yaml`, with `language: system`, so that nothing is built.
"""
import os, pathlib, re, shutil, subprocess, sys, tempfile

TOP = pathlib.Path(__file__).resolve().parent.parent
PROGRAM = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else TOP / "target/debug/bucketlint").resolve()

BUCKET = 'resource "aws_s3_bucket" "b" {\n  bucket = "b"\n}\n'
OPEN = '''resource "aws_s3_bucket_policy" "b" {
  bucket = aws_s3_bucket.b.id
  policy = jsonencode({
    Statement = [{ Effect = "Allow", Principal = "*", Action = "s3:GetObject", Resource = "arn:aws:s3:::b/*" }]
  })
}
'''
BLOCK = '''resource "aws_s3_bucket_public_access_block" "b" {
  bucket                  = aws_s3_bucket.b.id
  block_public_acls       = true
  block_public_policy     = false
  ignore_public_acls      = true
  restrict_public_buckets = true
}
'''
TEMPLATE = '''Resources:
  B:
    Type: AWS::S3::Bucket
    Properties:
      AccessControl: PublicRead
      OwnershipControls: {Rules: [{ObjectOwnership: ObjectWriter}]}
'''
FILLED = BUCKET + '''resource "aws_s3_bucket_policy" "b" {
  bucket = aws_s3_bucket.b.id
  policy = templatefile("${path.module}/p.tftpl", { who = "%s" })
}
'''
POLICY = '{"Statement": [{"Effect": "Allow", "Principal": "${who}", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}]}\n'
SUPPRESSED = "# bucketlint: ignore[S3.2] -- a website\n" + BUCKET + OPEN

# What stands in the first commit, what is staged (None is deleted), what is on the disk and not staged, and whether the
# commit is let through.
SCENARIOS = {
    "nothing to do with buckets": ({}, {"README.md": "a\n"}, {}, True),
    "clean": ({}, {"a.tf": BUCKET + BLOCK}, {}, True),
    "bad": ({}, {"a.tf": BUCKET + OPEN}, {}, False),
    "a template alone": ({}, {"t.yaml": TEMPLATE}, {}, False),
    "only a deletion": ({"a.tf": BUCKET + OPEN, "block.tf": BLOCK}, {"block.tf": None}, {}, False),
    "a file of OpenTofu": ({}, {"a.tofu": BUCKET + OPEN}, {}, False),
    "a template of a policy": ({"a.tf": FILLED % "*", "p.tftpl": "{}\n"}, {"p.tftpl": POLICY}, {}, False),
    "an untracked neighbour that would open it": ({}, {"a.tf": BUCKET}, {"b.tf": OPEN}, True),
    "an untracked neighbour that would shut it": ({}, {"a.tf": BUCKET + OPEN}, {"b.tf": BLOCK}, False),
    "an unstaged edit that would open it": ({}, {"a.tf": BUCKET}, {"a.tf": BUCKET + OPEN}, True),
    "an unstaged edit that would shut it": ({}, {"a.tf": BUCKET + OPEN}, {"a.tf": BUCKET}, False),
    "suppressed": ({}, {"a.tf": SUPPRESSED}, {}, True),
    "a suppression that is not staged": ({}, {"a.tf": BUCKET + OPEN}, {"a.tf": SUPPRESSED}, False),
    "a file in a subfolder": ({}, {"x/y/a.tf": BUCKET + OPEN}, {}, False),
}


def git(folder, *arguments, check=True):
    names = ["-c", "user.name=a", "-c", "user.email=a@b", "-c", "init.defaultBranch=main"]
    run = subprocess.run(["git", *names, *arguments], cwd=folder, capture_output=True, text=True)
    if check and run.returncode:
        sys.exit(f"git {arguments}: {run.stderr}")
    return run


def write(folder, files):
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text) if text is not None else path.unlink()


def hook_repository(folder):
    hook = (TOP / ".pre-commit-hooks.yaml").read_text()
    hook = re.sub(r"language: \w+", "language: system", hook)
    write(folder, {".pre-commit-hooks.yaml": hook})
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "a")
    return git(folder, "rev-parse", "HEAD").stdout.strip()


def scenario(top, name, hook, rev):
    before, staged, disk, passes = SCENARIOS[name]
    folder = top / re.sub(r"\W", "_", name)
    folder.mkdir()
    config = f"repos:\n- repo: {hook}\n  rev: {rev}\n  hooks:\n  - id: bucketlint\n    args: [--select, S3.2]\n"
    write(folder, {".pre-commit-config.yaml": config, **before})
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "a")
    subprocess.run(["pre-commit", "install"], cwd=folder, check=True, capture_output=True)
    write(folder, staged)
    git(folder, "add", "-A")
    write(folder, disk)
    run = git(folder, "commit", "-m", "b", check=False)
    if (run.returncode == 0) != passes:
        print(f"WRONG {name}: {'refused' if passes else 'let through'}\n{run.stdout}{run.stderr}")
        return False
    print(f"right {name}")
    return True


def main():
    if not shutil.which("pre-commit"):
        sys.exit("pre-commit is not installed: pip install pre-commit")
    with tempfile.TemporaryDirectory() as top:
        top = pathlib.Path(top)
        os.environ["PATH"] = f"{PROGRAM.parent}{os.pathsep}{os.environ['PATH']}"
        os.environ["PRE_COMMIT_HOME"] = str(top / "home")
        hook = top / "hook"
        hook.mkdir()
        rev = hook_repository(hook)
        right = [scenario(top, name, hook, rev) for name in SCENARIOS]
    sys.exit(0 if all(right) else f"{right.count(False)} of {len(right)} are wrong")


main()
