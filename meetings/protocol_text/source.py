"""From whatever was pasted to clean lines that know their number, indent and place."""

import re
import unicodedata
from dataclasses import dataclass

from .errors import MAX_CHARACTERS, ProtocolTextError
from .foreign_markup import as_markdown
from .html import from_html, looks_like_html
from .quotes import unquoted

TAB = 4
_WIDE = re.compile(" {5,}")  # says no more than four, and takes patterns long
_SPACED = re.compile(r"(?:[^\W\d_] ){4,40}[^\W\d_] ?:?")  # "N i e d e r s c h r i f t"
# What a line may need to be made plain: an indent, tabs, many blanks, keys, spaced letters.
_UNUSUAL = re.compile("^[ \t]|\t|     |\u20e3|^\\w \\w ")
_KEYCAP = re.compile("(\\d)\ufe0f?\u20e3")  # a number drawn as a key
_WIKI_BOLD = re.compile(r"'''([^'\n]{1,300})'''")
_FOREIGN = re.compile(r"\bh\d\. |\\[a-zA-Z]|\[/\w|\[\*\]|#\+\w")  # Textile, LaTeX, …
_LINE_ENDS = re.compile("\r\n?|[\v\f\x1c-\x1e\x85\u2028\u2029]")
# Soft hyphens, zero-width marks, directional overrides, placeholders of pasted pictures.
_INVISIBLE = "\u00ad\u034f\u061c\u180e\u200b\u200e\u200f\u2060\u2061\u2062\u2063\u2064\ufeff\ufffc"
_BLANKS = [0x00A0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000]
_CLEAN = (
    dict.fromkeys(map(ord, _INVISIBLE))
    | dict.fromkeys([*range(0x09), *range(0x0E, 0x20), *range(0x7F, 0xA0)])
    | dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x2070), *range(0xD800, 0xE000)])
    | dict.fromkeys([0xFFFE, 0xFFFF])
    | dict.fromkeys(_BLANKS, " ")
)
# Joiners mean something inside emoji and in some scripts, next to Latin text they are dirt.
_JOINERS = re.compile("(?<=[\x00-\u024f])[\u200c\u200d]+|[\u200c\u200d]+(?=[\x00-\u024f]|$)", re.M)


@dataclass(slots=True, eq=False)
class Line:
    """One line: ``text`` has no outer blanks, tabs are two spaces; ``place`` is where it went;
    ``cells`` are those of a row of a table, empty for the rule below its first row."""

    number: int
    text: str
    indent: int
    place: str = ""
    cells: list[str] | None = None


def read_lines(text):
    """Give the lines of ``text``. Raises ProtocolTextError for an empty or too large one."""
    if len(text) > MAX_CHARACTERS:
        raise ProtocolTextError("too_large", {"length": len(text), "limit": MAX_CHARACTERS})
    text = from_html(text) if looks_like_html(text) else text
    rows = unquoted(clean(text).split("\n"))
    rows = [_WIKI_BOLD.sub(r"**\1**", row) if "'''" in row else row for row in rows]
    if _FOREIGN.search(text):
        rows = [as_markdown(row) for row in rows]
    lines = [_line(number, row) for number, row in enumerate(rows, 1)]
    filled = [line for line in lines if line.text]
    if not filled:
        raise ProtocolTextError("empty")
    outermost = min(line.indent for line in filled)
    for line in filled:
        line.indent -= outermost
    return lines


def clean(text):
    """``text`` in NFC with one kind of line end and blank and without invisible characters."""
    text = _LINE_ENDS.sub("\n", text).translate(_CLEAN)
    return unicodedata.normalize("NFC", _JOINERS.sub("", text))


def _line(number, row):
    row = row.rstrip()
    if not _UNUSUAL.search(row):
        return Line(number, row, 0)
    text = row.lstrip()
    indent = len(row[: len(row) - len(text)].expandtabs(TAB))
    cells = [cell.strip() for cell in text.split("\t")] if "\t" in text else None
    text = text.replace("\t", "  ")
    text = _KEYCAP.sub(r"\1.", text) if "\u20e3" in text else text
    text = text.replace(" ", "") if text[1:2] == " " and _SPACED.fullmatch(text) else text
    return Line(number, _WIDE.sub("    ", text) if "     " in text else text, indent, cells=cells)
