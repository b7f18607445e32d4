"""List marks as mail programs, Word, pads and browsers leave them."""

import re

from .memory import remembered

_BULLET = re.compile(r"(?P<glyph>[•●○◦▪■□‣⁃∙·►▸➢➤\uf0b7\uf0a7*+–—-]|[o§](?=\s))\s+(?=\S)")
_TIGHT = re.compile(r"(?P<glyph>[•●▪■‣►▸➢➤\uf0b7\uf0a7])(?=\w)")
_NUMBER = re.compile(r"(?P<number>\d{1,3})[.)]\s+(?=\S)")
_LETTER = re.compile(r"[a-h]\)\s+(?=\S)")
_AFTER_LETTER = (")", " ", "\t")  # "a) …", "o …"; other words open no item
_DEEPER = "o○◦▪■□§\uf0a7"
_DEEPEST = 5


_STARS = re.compile(r"\*{2,5}\s+(?=\S)")


@remembered
def bullet(text):
    """The glyph that opens ``text`` and the text after it, or None. Dashes count as one glyph."""
    if text[:1].isalnum() and text[1:2] not in _AFTER_LETTER:
        return None
    match = _BULLET.match(text) or _TIGHT.match(text)
    stars = _STARS.match(text)
    if stars:
        return stars[0].strip(), text[stars.end() :]
    if match:
        return "-" if match["glyph"] in "–—-" else match["glyph"], text[match.end() :]
    return ("-", text) if _LETTER.match(text) else None


@remembered
def numbered(text):
    """The number that opens ``text`` ("1." or "1)") and the text after it, or None."""
    match = _NUMBER.match(text)
    return (int(match["number"]), text[match.end() :]) if match else None


def is_list_line(line):
    """Whether a line opens an item of a list."""
    return bool(bullet(line.text) or numbered(line.text))


class Levels:
    """The level of each list item, from its indent and, where all are alike, from its glyph."""

    def __init__(self):
        self.open = []

    def of(self, indent, glyph):
        """The level, from 0, of an item at ``indent`` columns with ``glyph`` ("**": one deeper)."""
        indent, glyph = indent + 4 * (len(glyph) - 1), glyph[0]
        while self.open and self.open[-1][0] > indent + 1:
            self.open.pop()
        same = [place for place, (at, sign) in enumerate(self.open) if sign == glyph]
        if self.open and abs(self.open[-1][0] - indent) < 2:
            if same and abs(self.open[same[-1]][0] - indent) < 2:
                del self.open[same[-1] + 1 :]
            elif glyph in _DEEPER and self.open[-1][1] not in _DEEPER[1:]:
                self.open.append((indent, glyph))
            else:
                self.open[-1] = (indent, glyph)
        else:
            self.open.append((indent, glyph))
        del self.open[_DEEPEST:]
        return len(self.open) - 1
