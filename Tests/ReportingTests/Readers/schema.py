"""Validates JSON against a schema of this folder; prints nothing when it is valid."""
import json
import pathlib
import sys

import jsonschema

schema = json.loads((pathlib.Path(__file__).parent / f"{sys.argv[1]}.schema.json").read_text())
jsonschema.Draft202012Validator.check_schema(schema)
jsonschema.validate(json.load(sys.stdin), schema)
