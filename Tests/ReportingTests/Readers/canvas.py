"""Reads a Canvas gradebook with finalgrade; prints each student's share of the points, as JSON."""
import json
import sys

from finalgrade.gradebook import Gradebook

book = Gradebook.from_canvas(sys.argv[1])
print(json.dumps({"shares": {str(key): list(row.values()) for key, row in book.df_perc.to_dict("index").items()},
                  "points": {str(key): float(value) for key, value in book.points.items()}}))
