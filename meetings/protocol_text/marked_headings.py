"""Headings of Markdown and wikis: "## Kasse", "== Kasse =="."""

from .labels import is_label_word
from .marks import Candidate, undecorated
from .numbered_headings import NUMBERED


def learn_marked(free):
    """Markdown or wiki headings without "TOP": the level that most headings have."""
    levels = {}
    for index, line in free:
        marks, text = undecorated(line.text)
        if marks[:1] in ("#", "=") and text and not is_label_word(text):
            levels.setdefault(marks, []).append(_marked(index, marks, text))
    for marks in sorted(levels, key=len):
        if len(levels[marks]) > 2 and any(top.number for top in levels[marks]):
            return levels[marks]
    return max(levels.values(), key=_many, default=[])


def _many(tops):
    """A level with numbers before one without, then the one with more headings."""
    return sum(bool(top.number) for top in tops) > 1, len(tops)


def _marked(index, marks, text):
    match = NUMBERED.match(text)
    if match:
        return Candidate(index, match["number"], match["rest"], 0, marks)
    return Candidate(index, "", text, 0, marks)
