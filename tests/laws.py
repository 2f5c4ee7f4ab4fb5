#!/usr/bin/env python3
"""Asks the laws of `tests/integration/laws.rs` of many inputs.

    tests/laws.py                          every law, of 20,000 inputs
    tests/laws.py --count 500 --seed 7     of so many, from this seed on
    tests/laws.py plans noise              the laws with these words in their names

Every input has a seed of its own, so that a counterexample is found again by `--seed N --count 1`. What is printed of one is
the smallest input that the steps of `shrink.rs` lead to, written as the files are; `--shown` says how many to look for.
Builds with optimisation, and runs a process for each core and law. Ends with 1 where a law is broken.
"""

import argparse
import concurrent.futures
import json
import os
import pathlib
import subprocess
import sys

HOME = pathlib.Path(__file__).resolve().parent.parent


def built(profile):
    """The program that holds the tests."""
    command = ["cargo", "test", "--test", "integration", "--no-run", "--message-format=json", f"--profile={profile}"]
    run = subprocess.run(command, cwd=HOME, check=True, stdout=subprocess.PIPE, text=True)
    messages = [json.loads(line) for line in run.stdout.splitlines()]
    return next(it["executable"] for it in messages if it.get("executable") and it["target"]["name"] == "integration")


def laws(program, words):
    listed = subprocess.run([program, "--list", "laws::"], check=True, capture_output=True, text=True).stdout
    names = [line.removesuffix(": test") for line in listed.splitlines() if line.startswith("laws::")]
    return [name for name in names if not words or any(word in name for word in words)]


def ask(program, law, seed, count, shown):
    """What a law says of a share of the inputs; nothing where it holds."""
    environment = dict(os.environ, LAWS_SEED=str(seed), LAWS_COUNT=str(count), LAWS_SHOWN=str(shown), RUST_BACKTRACE="0")
    command = [program, "--exact", "--include-ignored", law]
    run = subprocess.run(command, cwd=HOME, env=environment, capture_output=True, text=True, check=False)
    said = run.stdout[run.stdout.find("seed ") :].split("note: run with")[0]
    return "" if run.returncode == 0 else said.split("\n\nfailures:")[0] or run.stdout + run.stderr


def main():
    ask_for = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask_for.add_argument("laws", nargs="*", help="words in the names of laws")
    ask_for.add_argument("--count", type=int, default=20_000)
    ask_for.add_argument("--seed", type=int, default=0)
    ask_for.add_argument("--shown", type=int, default=1, help="counterexamples for each law and process")
    ask_for.add_argument("--jobs", type=int, default=os.cpu_count())
    ask_for.add_argument("--profile", default="release", help="how the tests are built")
    given = ask_for.parse_args()
    program = built(given.profile)
    share = -(-given.count // given.jobs)
    starts = range(given.seed, given.seed + given.count, share)
    broken = False
    with concurrent.futures.ThreadPoolExecutor(given.jobs) as pool:
        for law in laws(program, given.laws):
            def of(start, law=law):
                return ask(program, law, start, min(share, given.seed + given.count - start), given.shown)
            said = [it for it in pool.map(of, starts) if it]
            print(f"{law}: {'broken' if said else 'holds'} for {given.count} inputs", *said, sep="\n", flush=True)
            broken = broken or bool(said)
    sys.exit(broken)


if __name__ == "__main__":
    main()
