"""Reads a job's log as the runner of GitHub Actions does; prints the commands that it carries out, as JSON Lines.

docs.github.com: Workflow commands for GitHub Actions. After ::stop-commands::TOKEN nothing is a command until ::TOKEN::.
"""
import json
import re
import sys


def plain(text, more=()):
    for code, letter in [("%0A", "\n"), ("%0D", "\r"), *more, ("%25", "%")]:
        text = text.replace(code, letter)
    return text


stopped = None
for line in sys.stdin.read().split("\n"):
    found = re.match(r"^\s*::([^\s:]+)(?: ([^:]*(?::(?!:)[^:]*)*))?::(.*)$", line)
    if not found:
        continue
    name, properties, message = found.groups()
    if stopped is not None:
        if name == stopped:
            stopped = None
        continue
    if name == "stop-commands":
        stopped = message
        continue
    values = dict(item.split("=", 1) for item in (properties or "").split(",") if "=" in item)
    values = {key: plain(value, [("%3A", ":"), ("%2C", ",")]) for key, value in values.items()}
    print(json.dumps({"name": name, "properties": values, "message": plain(message)}))
if stopped is not None:
    sys.exit("commands were stopped and never taken up again")
