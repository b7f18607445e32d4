"""The marks of Markdown and wiki headings, and what a line that may be a heading shows."""

import re
from dataclasses import dataclass, field

from .memory import remembered

_MARKS = re.compile(r"(?P<marks>#{1,6}(?!#)\s*|={1,6}\s+|\*\*(?=\S)|__(?=\S))(?P<text>.*)$")
_FRAMED = re.compile(r"(?P<marks>[~*+_–—-])\1{1,20}\s+(?P<text>\S.{0,300}?)\s+\1{2,20}$")
_SLANTED = re.compile(r"(?P<marks>[*_])(?P<text>[^\s*_][^*_]{0,200}?)\1(?P<rest>\s*\(.*\)|\s*:)?$")
_OPENING = "#=*_-–—~+"


@dataclass
class Candidate:
    """A line that may be a heading: its index, number, words, and what tells about its style.
    A row of a table brings its ``heading`` taken apart and the lines of its ``body``; ``said`` is what
    follows the name on the line, ``guessed`` that only the layout tells it is a heading."""

    index: int
    number: str
    rest: str
    indent: int = 0
    marks: str = ""
    bullet: bool = False
    to: bool = False
    strong: bool = True
    delimiter: str = ""
    fit: bool = True
    when: object = None
    heading: object = None
    body: list = field(default_factory=list)
    said: str = ""
    guessed: bool = False


@remembered
def undecorated(text):
    """The marks of a Markdown or wiki heading ("##", "==", "**", "---", "*") and the text between
    them."""
    if not text or text[0] not in _OPENING:
        return "", text
    if text[-1:] == text[:1] and (framed := _FRAMED.match(text)):
        return 3 * framed["marks"], framed["text"]
    match = _MARKS.match(text) if text[0] not in "-–—~+" else None
    if not match:
        slanted = _SLANTED.match(text)
        return (
            (slanted["marks"], slanted["text"] + (slanted["rest"] or "")) if slanted else ("", text)
        )
    marks, inner = match["marks"].strip(), match["text"].strip()
    if marks in ("**", "__"):
        closed = inner.find(marks)
        return (marks, inner.replace(marks, "", 1)) if closed > 0 else ("", text)
    return marks, inner.rstrip("#=").rstrip() or inner
