"""Reads a Containerfile with dockerfile-parse; prints its instructions and its base."""
import io
import sys

from dockerfile_parse import DockerfileParser

parser = DockerfileParser(fileobj=io.BytesIO(sys.stdin.buffer.read()))
for item in parser.structure:
    if item["instruction"] != "COMMENT":
        print(item["instruction"])
print("base", parser.baseimage)
