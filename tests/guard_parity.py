#!/usr/bin/env python3
"""Holds our Guard evaluator against the one of the cfn-guard crate on rules and inputs that others wrote.

    tests/guard_parity.py RULES... [--inputs DIR]

RULES are folders of Guard files, such as checkouts of aws-guard-rules-registry or cloudformation-guard. Each file is run over
the inputs of the test files beside it (`- input: ...`) and over every template below DIR; both evaluators get the same JSON.
Needs PyYAML. Prints each difference, and how many statuses were compared.
"""

import argparse
import json
import os
import pathlib
import subprocess
import tempfile

import yaml


class Loader(yaml.SafeLoader):
    """YAML as CloudFormation writes it: `!Ref x` is `{Ref: x}`. Dates stay texts."""


def long_form(loader, suffix, node):
    name = suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}"
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
        return {name: value.split(".", 1) if suffix == "GetAtt" else value}
    if isinstance(node, yaml.SequenceNode):
        return {name: loader.construct_sequence(node, deep=True)}
    return {name: loader.construct_mapping(node, deep=True)}


Loader.add_multi_constructor("!", long_form)
Loader.yaml_implicit_resolvers = {
    first: [(tag, regexp) for tag, regexp in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in Loader.yaml_implicit_resolvers.items()
}


def documents(path):
    try:
        return list(yaml.load_all(path.read_text(), Loader))
    except (yaml.YAMLError, UnicodeDecodeError, ValueError, RecursionError):
        return []


def inputs_of_tests(folder):
    for path in sorted(folder.rglob("*.y*ml")) + sorted(folder.rglob("*.json")):
        for document in documents(path):
            cases = document if isinstance(document, list) else []
            yield from ((path.stem, case["input"]) for case in cases if isinstance(case, dict) and "input" in case)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rules", nargs="+", type=pathlib.Path)
    parser.add_argument("--inputs", type=pathlib.Path)
    parser.add_argument("--most", type=int, default=200, help="how many templates at most")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        place = pathlib.Path(place)
        count = 0

        def keep(value):
            nonlocal count
            path = place / f"{count}.json"
            try:
                path.write_text(json.dumps(value, allow_nan=False))
            except (TypeError, ValueError):
                return None
            count += 1
            return path

        templates = []
        for path in sorted(args.inputs.rglob("*")) if args.inputs else []:
            if path.suffix in (".yaml", ".yml", ".json", ".template") and len(templates) < args.most:
                found = documents(path)
                if len(found) == 1 and isinstance(found[0], dict) and "Resources" in found[0]:
                    templates.extend(filter(None, [keep(found[0])]))
        pairs = []
        for folder in args.rules:
            files = sorted([*folder.rglob("*.guard"), *folder.rglob("*.ruleset")])
            known = {}
            for rules in files:
                beside = rules.parent
                if beside not in known:
                    known[beside] = [(stem, keep(value)) for stem, value in inputs_of_tests(beside)]
                own = [path for stem, path in known[beside] if stem.startswith(rules.stem)]
                inputs = own or [path for _, path in known[beside]][:40]
                pairs += [f"{rules}\t{path}" for path in [*inputs, *templates] if path]
        listed = place / "pairs.txt"
        listed.write_text("\n".join(pairs))
        command = ["cargo", "test", "-q", "--test", "integration", "guard_parity::rules_of_others", "--"]
        environment = {**os.environ, "BUCKETLINT_PARITY": str(listed)}
        subprocess.run([*command, "--ignored", "--nocapture"], env=environment, check=False)


if __name__ == "__main__":
    main()
