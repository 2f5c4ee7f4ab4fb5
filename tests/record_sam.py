#!/usr/bin/env python3
"""Records what SAM's own translator makes of the templates in tests/data/cloudformation/sam.

Each `NAME.yaml` has its translation beside it as `NAME.translated.json`. Needs `pip install aws-sam-translator==1.110.0 pyyaml`,
which names the managed policies of AWS itself; no account and no network are asked.
"""

import json
import os
import pathlib

os.environ.setdefault("AWS_DEFAULT_REGION", "us-east-1")

from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator
from samtranslator.yaml_helper import yaml_parse

HERE = pathlib.Path(__file__).parent / "data" / "cloudformation" / "sam"

for template in sorted(HERE.glob("*.yaml")):
    translated = Translator({}, Parser()).translate(yaml_parse(template.read_text()), {})
    template.with_suffix(".translated.json").write_text(json.dumps(translated, indent=1) + "\n")
