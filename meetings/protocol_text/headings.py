"""Which lines are the headings of TOPs: the text's own style is learnt and held to."""

import re
from dataclasses import dataclass

from .dates import find_dates
from .labels import is_label_word
from .source import collapse
from .title_parts import LONGEST_NAME, is_meta

_NUMBER = r"(?:[ÖN]\s?)?\d{1,3}(?:\.\d{1,3}){0,3}\s?[a-z]?(?!\w)|[IVX]{1,5}(?!\w)"
_DELIMITER = r"\s{0,3}[:)|]{1,2}\s{0,3}[–—-]?\s*|\s{0,3}[–—-]{1,2}\s+|\.:?\s+|\s{2,}|\s+|\.?$"
_TOP = re.compile(
    r"(?P<to>zu[mr]?\s{1,3})?(?P<word>TOP|Tagesordnungspunkt|Agendapunkt)s?(?!\w)[ #.]{0,4}"
    rf"(?:(?:Nr\.?|Nummer)\s)?(?P<number>{_NUMBER})?(?P<delimiter>{_DELIMITER})(?P<rest>.*)$",
    re.I,
)
_NUMBERED = re.compile(
    r"(?P<number>\d{1,2}(?:\.\d{1,2}){0,3})(?P<delimiter>[.)]?(?:\s+|:\s*)|[.)](?=[^\W\d]))(?P<rest>\S.*)$"
)
_MARKS = re.compile(r"(?P<marks>#{1,6}(?!#)\s*|={2,6}\s+|\*\*(?=\S)|__(?=\S))(?P<text>.*)$")
_BULLET = re.compile(r"[•●▪■◦○*–-]\s+")
_SENTENCE_END = (".", "!", "?", ";", ",", "…")
_AGENDA = re.compile(
    r"(?:(?:Vorläufige\s)?Tagesordnung(?:spunkte)?|TOPs?|TO|Agenda|Ablauf)\b", re.I
)


@dataclass
class Candidate:
    """A line that may be a heading: its index, number, words, and what tells about its style."""

    index: int
    number: str
    rest: str
    indent: int
    marks: str = ""
    bullet: bool = False
    to: bool = False
    strong: bool = True
    delimiter: str = ""


def find_headings(lines):
    """The headings among ``lines`` as Candidates, in order."""
    free = [(index, line) for index, line in enumerate(lines) if line.text and not line.place]
    found = _hold_to_style(lines, [top for pair in free if (top := _top(*pair))])
    if found:
        return _with_marked(free, found)
    marked = _learn_marked(free)
    return marked if len(marked) > 1 else _learn_numbered(lines, free)


def looks_like_top(text):
    """Whether ``text`` opens with "TOP 3" or its likes."""
    return bool(_TOP.match(undecorated(text)[1]))


def undecorated(text):
    """The marks of a Markdown or wiki heading ("##", "==", "**") and the text between them."""
    match = _MARKS.match(text)
    if not match:
        return "", text
    marks, inner = match["marks"].strip(), match["text"].strip()
    if marks in ("**", "__"):
        closed = inner.find(marks)
        return (marks, inner.replace(marks, "", 1)) if closed > 0 else ("", text)
    return marks, inner.rstrip("#=").rstrip() or inner


def _top(index, line):
    bullet = _BULLET.match(line.text)
    marks, text = undecorated(line.text[bullet.end() :] if bullet else line.text)
    match = _TOP.match(text)
    if not match:
        return None
    number, delimiter, rest = match["number"] or "", match["delimiter"], match["rest"].strip()
    if not number and ":" not in delimiter:
        return None
    strong = bool(delimiter.strip() or len(delimiter) > 1 or marks or not rest)
    strong = strong or bool(re.search(r"\d[^)\]]{0,9}[)\]]$", rest))
    if not strong and (rest[0].islower() or rest.endswith(_SENTENCE_END)):
        return None
    number = collapse(number).replace(" ", "" if number[0] not in "ÖN" else " ") if number else ""
    return Candidate(
        index, number, rest, line.indent, marks, bool(bullet), bool(match["to"]), strong
    )


def _hold_to_style(lines, tops):
    """Drop what differs from the other headings: indented, bulleted, "zu TOP 5", in a sentence."""
    for odd in (lambda top: top.indent >= 4, lambda top: top.bullet):
        tops = [top for top in tops if not odd(top)] or tops
    plain = [top for top in tops if not top.to]
    if len(tops) - len(plain) == 1 and plain:
        tops = plain
    if any(top.marks for top in tops):
        marked = [top for top in tops if top.marks]
        tops = marked if 2 * len(marked) >= len(tops) else tops
    if sum(top.strong for top in tops) * 2 < len(tops):
        return tops
    return _in_sequence(lines, tops)


def _in_sequence(lines, tops):
    """Without headings that lack a delimiter, unless they stand free where their number is due."""
    kept, due = [], 1
    for top in tops:
        free = top.index == 0 or not lines[top.index - 1].text
        if top.strong or (free and _leading(top.number) == due and len(top.rest) <= LONGEST_NAME):
            kept.append(top)
            due = _leading(top.number) + 1
    return kept


def _leading(number):
    digits = re.match(r"\d+", number)
    return int(digits[0]) if digits else 0


def _with_marked(free, tops):
    """Where TOPs are Markdown headings, another heading of their level ends the TOP before it."""
    marks = tops[0].marks
    if not marks.startswith("#") or any(top.marks != marks for top in tops):
        return tops
    known = {top.index for top in tops}
    others = [
        Candidate(index, "", undecorated(line.text)[1], 0, marks)
        for index, line in free
        if index > tops[0].index
        and index not in known
        and undecorated(line.text)[0] == marks
        and not is_label_word(undecorated(line.text)[1])
    ]
    return sorted(tops + others, key=lambda top: top.index)


def _learn_marked(free):
    """Markdown or wiki headings without "TOP": the level that most headings have."""
    levels = {}
    for index, line in free:
        marks, text = undecorated(line.text)
        if marks[:1] in ("#", "=") and text and not is_label_word(text):
            levels.setdefault(marks, []).append(_marked(index, marks, text))
    return max(levels.values(), key=len) if levels else []


def _marked(index, marks, text):
    match = _NUMBERED.match(text)
    if match:
        return Candidate(index, match["number"], match["rest"], 0, marks)
    return Candidate(index, "", text, 0, marks)


def _learn_numbered(lines, free):
    """ "1. Begrüßung" or "1) …": one delimiter and indent, numbers that go up, no inner lists."""
    styles = {}
    for index, line in free:
        found = _numbered(index, line)
        if found:
            styles.setdefault((found.delimiter, found.indent), []).append(found)
    best = [_ascending(lines, style) for style in styles.values()]
    best = max(best, key=len, default=[])
    return best if len(best) > 1 else []


def _numbered(index, line):
    marks, text = undecorated(line.text)
    match = _NUMBERED.match(text)
    if not match or line.indent >= 12 or len(match["rest"]) > LONGEST_NAME + 60:
        return None
    rest, number = match["rest"], match["number"]
    delimiter = match["delimiter"].strip() or ("." if "." in number else "")
    if not delimiter or rest[0].islower() or rest.endswith((".", ";", ",", "!", "?")):
        return None
    dates = find_dates(text)
    if dates and dates[0].start == 0:
        return None
    return Candidate(index, number, rest, line.indent, marks, delimiter=delimiter)


def _ascending(lines, candidates):
    """The candidates that continue the numbering; a list that starts anew or follows a colon is an
    inner one."""
    taken = []
    inner = -2
    for candidate in candidates:
        follows = _follows(taken[-1].number if taken else "", candidate.number)
        adjacent = candidate.index - 1
        if inner == adjacent or not follows or (_opens_list(lines, candidate, taken)):
            inner = candidate.index
        else:
            taken.append(candidate)
    return taken


def _follows(last, number):
    """Whether ``number`` may come after ``last``: 3 or 2.1 after 2, 2.2 after 2.1; gaps up to 3."""
    before, now = ([int(digit) for digit in n.split(".")] if n else [0] for n in (last, number))
    if not last:
        return now[0] in (0, 1) and len(now) == 1
    if len(now) > len(before):
        return now[:-1] == before and now[-1] in (0, 1)
    depth = len(now) - 1
    return now[:depth] == before[:depth] and 0 < now[depth] - before[depth] <= 3


def _opens_list(lines, candidate, taken):
    """Whether the line above announces a list ("Ideen:") that is not the agenda."""
    if candidate.index == 0 or (taken and taken[-1].index == candidate.index - 1):
        return False
    above = lines[candidate.index - 1].text
    return above.endswith(":") and not _AGENDA.match(above.lstrip("#*= "))


def joined_rest(lines, heading):
    """The words of a heading together with the lines they run on into, and how many those are."""
    rest, extra = heading.rest, 0
    for line in lines[heading.index + 1 : heading.index + 3]:
        if not line.text or line.place:
            break
        open_bracket = rest.count("(") > rest.count(")")
        closes = open_bracket and ")" in line.text
        if not (closes or is_meta(line.text)) or len(rest) + len(line.text) > LONGEST_NAME + 100:
            break
        rest, extra = f"{rest} {line.text}", extra + 1
    return rest, extra
