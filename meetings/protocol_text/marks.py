"""The marks of Markdown and wiki headings, and what a line that may be a heading shows."""

import re
from dataclasses import dataclass, field

_MARKS = re.compile(r"(?P<marks>#{1,6}(?!#)\s*|={1,6}\s+|\*\*(?=\S)|__(?=\S))(?P<text>.*)$")


@dataclass
class Candidate:
    """A line that may be a heading: its index, number, words, and what tells about its style.
    A row of a table brings its ``heading`` taken apart and the lines of its ``body``."""

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


def undecorated(text):
    """The marks of a Markdown or wiki heading ("##", "==", "**") and the text between them."""
    if text[:1] not in "#=*_":
        return "", text
    match = _MARKS.match(text)
    if not match:
        return "", text
    marks, inner = match["marks"].strip(), match["text"].strip()
    if marks in ("**", "__"):
        closed = inner.find(marks)
        return (marks, inner.replace(marks, "", 1)) if closed > 0 else ("", text)
    return marks, inner.rstrip("#=").rstrip() or inner
