"""Splits a CSV file the way a spreadsheet does whose separator is the argument; prints cells that are formulas."""
import csv
import io
import sys

text = sys.stdin.buffer.read().decode("utf-8-sig")
for row in csv.reader(io.StringIO(text, newline=""), delimiter=sys.argv[1]):
    for cell in row:
        # Blanks and the quotation marks that another separator leaves standing are skipped by some.
        if cell.strip(' "').startswith(tuple("=+-@\t\r＝＋－＠")):
            print("formula", repr(cell))
