"""What tells a heading by where it stands: in the middle of the page, left of its text, quoted, or with its time."""

import re

from .brackets import read_bracket, split_bracket
from .bullets import bullet, is_list_line
from .line_shapes import Shape
from .times import When
from .title_parts import Heading

FAR = 12  # columns from which a line may stand in the middle of a page
_DEEPER = 2  # columns from which text stands to the right of its heading
_LONGEST = 160
_CLOSED, _QUOTES = ")]", "\"„“»'‚"
_QUOTED = re.compile(r"[\"„“»'‚](?P<name>[^\"„“”»«‘]{2,80})[\"“”«'‘]$")


def layout_shapes(line, below):
    """The Shapes of ``line``, which the line ``below`` follows (None at the end)."""
    text = line.text
    left = below is not None and below.indent >= line.indent + _DEEPER
    left = left and not is_list_line(below)
    if not (left or line.indent >= FAR or text[-1] in _CLOSED or text[0] in _QUOTES):
        return ()
    return () if len(text) > _LONGEST or bullet(text) else tuple(_shapes(line, left))


def _shapes(line, left):
    text = line.text
    if line.indent >= FAR:
        yield Shape(("", "far", "", ""), name=text)
    elif left:
        yield Shape(("", "left", "", ""), name=text.rstrip(" :"))
    if text[-1] in _CLOSED and _tells_time(text):
        yield Shape(("", "", "time", ""), name=text)
    if text[0] in _QUOTES and _QUOTED.fullmatch(text):
        yield Shape(("", "quoted", "", ""), name=text)


def _tells_time(text):
    """Whether ``text`` ends with a bracket that says when and no more than who."""
    meta, heading = split_bracket(text)[1], Heading("")
    return meta is not None and read_bracket(meta, heading) and heading.when != When()
