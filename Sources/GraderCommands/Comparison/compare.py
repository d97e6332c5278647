"""Compares texts with copydetect's own functions and prints the pairs that share most, as JSON.

Reads {"texts": [{"file": ..., "earlier": bool}], "given": [file, ...], "threshold": 0...1, "limit": n} from the file named
on the command line. Texts of earlier years are compared with this year's, not with each other. Places in the answer are
counted in characters of the text.
"""
import json
import sys

import numpy
from copydetect.detector import CodeFingerprint, compare_files
from copydetect.utils import get_token_coverage

LENGTH = 25  # letters of code in a row that count, copydetect's default
ALIKE = 0.15  # pairs that share a smaller part of their pieces are not looked at closely
LOOKED_AT = 20000


def fingerprint(file):
    try:
        return CodeFingerprint(file, LENGTH, 1)
    except Exception:  # a lexer that gives up on one text must not hide all others
        return None


def keep(text, unwanted):
    """Takes pieces out that everybody was given. copydetect's own way to do it loses pieces that occur twice."""
    text.hashes = text.hashes - unwanted
    text.hash_idx = {piece: places for piece, places in text.hash_idx.items() if piece not in unwanted}
    text.token_coverage = get_token_coverage(text.hash_idx, LENGTH, len(text.filtered_code))


def spans(slices):
    if len(slices) != 2:
        return []
    return [[int(start), int(end)] for start, end in zip(slices[0], slices[1]) if end > start]


def main():
    with open(sys.argv[1], encoding="utf-8") as question:
        asked = json.load(question)
    texts = []
    for number, text in enumerate(asked["texts"]):
        texts.append(fingerprint(text["file"]))
        print(f"reading {number + 1} of {len(asked['texts'])}", file=sys.stderr, flush=True)
    unwanted = set()
    for file in asked["given"]:
        given = fingerprint(file)
        if given is not None:
            unwanted |= given.hashes
    owners = {}
    for number, text in enumerate(texts):
        if text is not None:
            for piece in text.hashes - unwanted:
                owners.setdefault(piece, []).append(number)
    # What more than half of a class writes, nobody has from a neighbour.
    most = max(10, len(texts) // 2)
    common = {piece for piece, who in owners.items() if len(who) > most}
    shared = numpy.zeros((len(texts), len(texts)), dtype=numpy.int32)
    for piece, who in owners.items():
        if piece not in common and len(who) > 1:
            shared[numpy.ix_(who, who)] += 1
    for text in texts:
        if text is not None:
            keep(text, unwanted | common)
    sizes = numpy.array([0 if text is None else len(text.hashes) for text in texts])
    smaller = numpy.maximum(numpy.minimum.outer(sizes, sizes), 1)
    alike = numpy.triu(shared / smaller, k=1)
    candidates = numpy.argwhere(alike > ALIKE)
    order = numpy.argsort(-alike[candidates[:, 0], candidates[:, 1]], kind="stable")[:LOOKED_AT]
    pairs = []
    for count, (one, other) in enumerate(candidates[order]):
        if asked["texts"][one]["earlier"] and asked["texts"][other]["earlier"]:
            continue
        if count % 100 == 0:
            print(f"comparing {count} of {len(order)}", file=sys.stderr, flush=True)
        length, shares, slices = compare_files(texts[one], texts[other])
        if length and max(shares) >= asked["threshold"]:
            pairs.append({
                "first": int(one), "second": int(other), "length": int(length),
                "shares": [min(float(share), 1.0) for share in shares],
                "copied": [spans(slices[0]), spans(slices[1])],
            })
    pairs.sort(key=lambda pair: (-max(pair["shares"]), -pair["length"], pair["first"], pair["second"]))
    json.dump({"found": len(pairs), "common": len(common), "pairs": pairs[:asked["limit"]]}, sys.stdout)


main()
