"""Reads a CSV file with Python's reader; prints it as JSON."""
import csv
import io
import json
import sys

text = sys.stdin.buffer.read().decode("utf-8-sig")
separator = sys.argv[1] if len(sys.argv) > 1 else ","
print(json.dumps(list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))))
