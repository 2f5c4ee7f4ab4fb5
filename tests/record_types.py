#!/usr/bin/env python3
"""Makes src/frontends/cloudformation/types.txt anew from AWS's resource schemas, as cfn-lint ships them.

Makes the types that the table lists, or those alone that are named behind the command; needs `pip install cfn-lint`. Shapes that stand in more than one place or hold
themselves are written once, below their name.
"""

import collections
import importlib
import json
import pathlib
import re
import sys

import cfnlint

SCHEMAS = pathlib.Path(cfnlint.__file__).parent / "data" / "schemas"
LISTED = SCHEMAS / "providers" / "us-east-1.json"
# Versions of cfn-lint list the files of schemas in one way or the other.
FILES = (
    json.loads(LISTED.read_text())
    if LISTED.exists()
    else importlib.import_module("cfnlint.data.schemas.providers.us_east_1").types
)
TABLE = pathlib.Path(__file__).parent.parent / "src" / "frontends" / "cloudformation" / "types.txt"
SCALARS = {"string": "text", "boolean": "boolean", "integer": "number", "number": "number"}
# A shape of fewer properties than this is written where it stands.
WORTH_A_NAME = 3


class Type:
    """A resource type: its attributes, its properties, and the shapes that these share."""

    def __init__(self, name):
        self.name = name
        self.schema = json.loads((SCHEMAS / "resources" / f"{FILES[name]}.json").read_text())
        self.uses = collections.Counter(re.findall(r'"\$ref": "([^"]+)"', json.dumps(self.schema)))
        self.shared = {}

    def definition(self, reference):
        found = self.schema
        for part in reference.removeprefix("#/").split("/"):
            found = found[part]
        return found

    def words(self, schema):
        """The shape of a property: its words, and the properties below it, each with its lines."""
        reference = None
        while "$ref" in schema:
            reference = schema["$ref"]
            schema = self.definition(reference)
        kinds = schema.get("type") or ("object" if "properties" in schema else "array" if "items" in schema else [])
        kinds = kinds if isinstance(kinds, list) else [kinds]
        if len(set(kinds)) != 1:
            return ["any"], []
        kind = kinds[0]
        if kind in SCALARS:
            return [SCALARS[kind]], []
        if kind == "array":
            items = schema.get("items")
            inner, below = self.words(items) if isinstance(items, dict) and items else (["any"], [])
            return ["list", *inner], below
        properties = schema.get("properties", {})
        if reference and self.uses[reference] > 1 and len(properties) >= WORTH_A_NAME:
            name = f"*{self.name}.{reference.rsplit('/', 1)[-1]}"
            if name not in self.shared:
                self.shared[name] = []
                self.shared[name] = self.lines(properties)
            return ["map", name], []
        return ["map"], self.lines(properties)

    def lines(self, properties, left_out=()):
        lines = []
        for name in sorted(set(properties) - set(left_out)):
            words, below = self.words(properties[name])
            lines.append(f" {name} {' '.join(words)}")
            lines.extend(f" {line}" for line in below)
        return lines

    def text(self):
        read_only = [path.split("/")[2] for path in self.schema.get("readOnlyProperties", []) if path.count("/") == 2]
        own = [f" @{name}" for name in sorted(read_only)] + self.lines(self.schema["properties"], read_only)
        lines = [self.name, *own]
        for name, below in self.shared.items():
            lines.extend([name, *below])
        return "".join(f"{line}\n" for line in lines)


lines = TABLE.read_text().splitlines()
head = [line for line in lines if line.startswith("#")]
names = sorted(line for line in lines if not line.startswith(("#", " ", "*")))
asked = set(sys.argv[1:])
written = {}
for line in lines[len(head) :]:
    if not line.startswith((" ", "*")):
        written[line] = []
    list(written.values())[-1].append(f"{line}\n")
texts = ("".join(written[name]) if asked and name not in asked else Type(name).text() for name in sorted({*names, *asked}))
TABLE.write_text("\n".join(head) + "\n" + "".join(texts))
