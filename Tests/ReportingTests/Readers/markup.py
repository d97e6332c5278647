"""Reads a page as the browser has it after loading; prints whatever a template cannot have written."""
import sys
from html.parser import HTMLParser

ELEMENTS = set("""html head meta title style body header main footer nav section article div p h1 h2 h3 br dl dt dd ul li table thead tbody
    tr th td details summary span a b i em small strong code pre bdi ins del mark abbr svg circle rect line path text g use defs
    title""".split())
ATTRIBUTES = set("""charset http-equiv content name lang class href scope role aria-label aria-hidden open title viewbox
    width height x y x1 x2 y1 y2 cx cy r rx d id transform text-anchor pathlength stroke-dasharray
    preserveaspectratio""".split())


class Page(HTMLParser):
    def handle_starttag(self, tag, attributes):
        if tag not in ELEMENTS:
            print("element", tag)
        for name, value in attributes:
            if name not in ATTRIBUTES:
                print("attribute", name, "of", tag, "with", value)
            if name == "href" and ":" in value:
                print("address", value)

    def handle_data(self, data):
        # What turns the direction of writing round, and controls, would not be seen.
        for letter in data:
            if "\u202a" <= letter <= "\u202e" or "\u2066" <= letter <= "\u2069" or letter < " " and letter not in "\n\t":
                print("hidden character", hex(ord(letter)))


text = sys.stdin.read()
if "<title>owned" in text:
    print("a script has run")
if text.count("<style") != 1:
    print("styles:", text.count("<style"))
Page().feed(text)
