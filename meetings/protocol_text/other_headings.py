"""Headings that neither say "TOP" nor have a number: after a time, bold, counted otherwise."""

import re
import string
from itertools import pairwise

from .brackets import LONGEST_NAME
from .bullets import bullet
from .labels import is_label_word, read_labels
from .marks import Candidate, undecorated
from .numbered_headings import NUMBERED
from .sentences import ends_sentence
from .times import take_lead
from .top_headings import split_top

_BACK = 12
_BOLD = ("**", "__", "*", "_")
_ROMAN = re.compile(r"(?P<number>[IVX]{1,5})(?:[.)]|\s?:)\s+(?P<rest>\S.*)$")
_LETTER = re.compile(r"(?P<number>[A-Z])(?:[.)]|\s?:)\s+(?P<rest>\S.*)$")
_ROMANS = [
    tens + ones
    for tens in ("", "X", "XX")
    for ones in ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
][1:]


def find_timed(free):
    """ "17:00 Begrüßung", "17:15–17:30 Uhr: Kasse (Ute)", with or without a list mark."""
    styles = {}
    for index, line in free:
        found = _timed(index, line)
        if found:
            styles.setdefault((found.bullet, line.indent), []).append(found)
    best = max(styles.values(), key=len, default=[])
    return best if len(best) > 1 and _forward(best) else []


def _timed(index, line):
    mark = bullet(line.text)
    text = mark[1] if mark else line.text
    if not text[:1].isdigit() and text[:2].lower() not in ("ab", "ca", "vo", "**"):
        return None
    if read_labels(text):
        return None
    marks, text = undecorated(text)
    lead = take_lead(text) if len(text) <= LONGEST_NAME + 60 else None
    if not lead or not lead[1] or lead[1][0].islower() or ends_sentence(lead[1]):
        return None
    when, rest = lead
    match = NUMBERED.match(rest)
    number, name = split_top(rest) or ((match["number"], match["rest"]) if match else ("", rest))
    return Candidate(index, number, name, line.indent, marks, bullet=bool(mark), when=when)


def _forward(tops):
    hours = [top.when.start or top.when.end for top in tops]
    back = sum(b < a and a.hour - b.hour < _BACK for a, b in pairwise(hours))
    return 4 * back <= len(tops)


def find_bold(bold, free):
    """Lines of those that open like bold ones that are bold to the end, but for a bracket."""
    found = []
    for index, line in bold:
        marks, text = undecorated(line.text)
        rest = line.text[len(marks) :].partition(marks)[2].strip() if marks in _BOLD else "no"
        if (not rest or rest[0] == "(") and names_topic(text):
            match = NUMBERED.match(text)
            number, name = (match["number"], match["rest"]) if match else ("", text)
            found.append(Candidate(index, number, name, line.indent, marks))
    return _without_title(free, found)


def _without_title(free, found):
    """The first line of a text is its title, not a TOP, unless it has a number."""
    if found and found[0].index == free[0][0] and not found[0].number:
        found = found[1:]
    return found if len(found) > 1 else []


def find_counted(free):
    """ "I. Eröffnung", "II. Kasse" or "A) Eröffnung", "B) Kasse": counted up one by one."""
    roman, letters = _count(free, _ROMAN, _ROMANS), _count(free, _LETTER, string.ascii_uppercase)
    return max(roman, letters, key=len)


def _count(free, pattern, sequence):
    found = []
    for index, line in free:
        marks, text = undecorated(line.text)
        match = pattern.match(text)
        due = sequence[len(found) : len(found) + 2]
        if match and line.indent < 12 and match["number"] in due and names_topic(match["rest"]):
            found.append(Candidate(index, match["number"], match["rest"], line.indent, marks))
    return found if len(found) > 1 else []


def names_topic(text):
    """Whether ``text`` can be the name of a TOP: short, no sentence, nothing about the meeting."""
    short = 0 < len(text) <= LONGEST_NAME and not ends_sentence(text)
    return short and not is_label_word(text) and not read_labels(text)
