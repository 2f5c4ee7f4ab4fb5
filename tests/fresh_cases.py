#!/usr/bin/env python3
"""Holds `bucketlint policy --batch` against an oracle that makes cases and decides them by other means.

    tests/fresh_cases.py --oracle ../shared/oracle/oracle.py --n 4000 --seed 7     make cases, then compare
    tests/fresh_cases.py cases.jsonl …                                             compare with cases that are there

The oracle needs `pip install z3-solver`; run this with the Python that has it. The program is
`target/release/bucketlint`, or what BUCKETLINT names. Ends with 1 where a verdict differs.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", help="cases, one line of JSON each")
    parser.add_argument("--oracle", help="the oracle that makes cases")
    parser.add_argument("--n", type=int, default=1000, help="how many to make")
    parser.add_argument("--seed", type=int, default=1, help="what to make them from")
    args = parser.parse_args()
    files = list(args.files)
    with tempfile.TemporaryDirectory() as folder:
        if args.oracle:
            made = os.path.join(folder, "cases.jsonl")
            command = [sys.executable, args.oracle, "gen", "--n", str(args.n), "--seed", str(args.seed), "--out", made]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            files.append(made)
        differences = sum(compare(file) for file in files)
    sys.exit(1 if differences else 0)


def compare(file):
    home = pathlib.Path(__file__).resolve().parent.parent
    program = os.environ.get("BUCKETLINT", str(home / "target" / "release" / "bucketlint"))
    output = subprocess.run([program, "policy", "--batch", file], check=True, capture_output=True, text=True).stdout
    with open(file, encoding="utf-8") as lines:
        cases = [json.loads(line) for line in lines if line.strip()]
    answers = [json.loads(line) for line in output.splitlines()]
    if len(cases) != len(answers):
        sys.exit(f"{file}: {len(cases)} cases, {len(answers)} answers")
    verdicts = differences = 0
    for case, answer in zip(cases, answers):
        for name, expected in case["expect"].items():
            verdicts += 1
            if answer.get(name) != expected:
                differences += 1
                print(f"{case['id']} {name}: {answer.get(name)}, expected {expected}")
                print("   ", json.dumps(case["policy"]))
    print(f"{file}: {len(cases)} cases, {verdicts} verdicts, {differences} differences")
    return differences


if __name__ == "__main__":
    main()
