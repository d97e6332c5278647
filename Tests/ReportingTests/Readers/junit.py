"""Reads JUnit XML with junitparser; prints a line per case: suite, name, what it came to, its message."""
import sys
from junitparser import JUnitXml

for suite in JUnitXml.fromstring(sys.stdin.buffer.read()):
    for case in suite:
        kinds = [type(result).__name__ for result in case.result] or ["Pass"]
        print(suite.name, case.name, *kinds, sep="\t")
    counted = [sum(type(result).__name__ == kind for case in suite for result in case.result)
               for kind in ("Failure", "Error", "Skipped")]
    if [suite.failures, suite.errors, suite.skipped] != counted or suite.tests != len(list(suite)):
        sys.exit("the suite's own counts are wrong")
