"""Reads KTAP with the kernel's own kunit_parser (its folder is the argument); prints a line per test."""
import contextlib
import io
import sys

sys.path.insert(0, sys.argv[1])
# It prints its own report to what is standard output when it is loaded.
with contextlib.redirect_stdout(io.StringIO()):
    import kunit_parser  # noqa: E402

def show(test, depth=0):
    for child in test.subtests:
        print(depth, child.name, child.status.name, child.counts.errors, sep="\t")
        show(child, depth + 1)



lines = kunit_parser.extract_tap_lines(sys.stdin.read().splitlines())
test = kunit_parser.parse_run_tests(lines)
# Errors of the protocol itself, such as a plan that is not kept.
print("errors", test.counts.errors, sep="\t")
show(test)
