"""Lines of an agenda, taken apart: "• Kasse", "2. Kasse (Ute)", a row of a table."""

import re

from .bullets import bullet
from .marks import undecorated
from .numbered_headings import NUMBERED
from .times import merge_when, take_lead
from .title_parts import read_heading
from .top_headings import split_top

_LONGEST = 260
_WORD = re.compile(r"[^\W_]+")
_COUNTING = re.compile(r"\d{1,2}[a-z]?|[a-z]|[ivx]{1,5}|tops?|zu|ad|punkt|tagesordnungspunkt")
_COUNTED = re.compile(r"(?P<number>[A-Z]|[IVX]{1,5})[.)]\s+(?=\S)")


def read_entry(line):
    """The Heading that a line of an agenda announces, None where it is too long for one."""
    if len(line.text) > _LONGEST:
        return None
    number, name, lead = split_entry(line)
    heading = read_heading(number, name)
    if lead:
        merge_when(heading.when, lead)
    return heading


def split_entry(line):
    """Number, words and When of a line, without its mark of a list and of a heading."""
    text = line.text if not line.cells else " ".join(filter(None, line.cells))
    mark = bullet(text)
    text = undecorated(mark[1] if mark and mark[1] != text else text)[1]
    lead = take_lead(text) if text[:1].isdigit() else None
    text = lead[1] if lead else text
    number, name = split_top(text) or _split_number(text)
    return number, name, lead and lead[0]


def _split_number(text):
    match = NUMBERED.match(text) or _COUNTED.match(text)
    return (match["number"], text[match.end("number") :].lstrip(" .):")) if match else ("", text)


def words_of(text):
    """The words of ``text`` in lower case, to compare names by."""
    return tuple(_WORD.findall(text.casefold()))


def words_after_number(text):
    """The same without the number or the "TOP 3" that opens ``text``."""
    words = words_of(text)
    start = 0
    while start < min(len(words) - 1, 4) and _COUNTING.fullmatch(words[start]):
        start += 1
    return words[start:]
