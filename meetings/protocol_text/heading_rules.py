"""Notations of headings, one rule each: "TOP 3: …", "3. …", "## …", "17:00 …", "**…**", "III. …"."""

import re
from dataclasses import dataclass, field
from itertools import pairwise

from meetings.timetable import steps_back

from .heading_parts import LONGEST_NAME
from .labels import is_label_word, read_labels
from .source import (
    bullet,
    collapse,
    ends_sentence,
    inline_body,
    strip_marks,
    unfold_run_in,
)
from .when import find_dates, take_leading_time


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


_SAYS_TOP = re.compile(
    r"[\W_]*(?:\d.{0,40}?)?(?:top|t\.o\.p|tages|agendap|to-p|punkt|thema|zu|ad\s)", re.I
)
_NUMBER = (
    r"(?:[ÖN]\s?)?\d{1,3}(?:\.\d{1,3}){0,3}(?:[a-z]|\s[a-z](?=\s?[:)]))?(?!\w)|[IVX]{1,5}(?!\w)"
    r"|[A-Z](?=\s{2}|\s?[:.)]|\s[–—-]\s)"
)
_DELIMITER = r"\s{0,3}(?:\.?[:)|]{1,2}|[/;](?=\s))\s{0,3}[–—-]?\s*|\s{0,3}[–—-]{1,2}\s+|\.:?\s+|\s{2,}|\s+|\.?$"
_TOP = re.compile(
    r"(?P<to>(?:zu[mr]?|ad)\s{1,3})?(?P<word>TOP|T\.O\.P\.|Tagesordnungspunkt|Agendapunkt|TO-Punkt|Punkt|Thema"
    r"|(?<=zu )(?=\d)|(?<=ad )(?=\d))s?(?![^\W\d]|_)[ #.]{0,4}"
    rf"(?:(?:Nr\.?|Nummer)\s)?(?P<number>{_NUMBER})?(?:\s(?:der|auf der)\s(?:Tagesordnung|TO))?"
    rf"(?P<delimiter>{_DELIMITER})(?P<rest>.*)$",
    re.I,
)
_AFTER_NUMBER = re.compile(
    rf"(?P<number>{_NUMBER})[.)]?\s?(?:TOP|Tagesordnungspunkt)(?P<rest>\s?:?\s+\S.*)$", re.I
)
_BULLET = re.compile(r"[•●▪■◦○*–-]\s+")
_VERB = re.compile(
    r"(?:ist|war|sind|wird|werden|wurden?|gab|gibt|hat|haben|hatten|soll|sollte|kann|muss|entfällt|entfiel|folgt|bleibt"
    r"|geht|ging|kommt|kam|steht|stand|liegt|lag|dauert|hieß|heißt|des|der|vom|im|beim|am|und|oder|bis)\b"
)


def find_tops(lines, free):
    """The headings that say "TOP" among the ``free`` (index, line) pairs."""
    tops = [top for pair in free if (top := _top(*pair))]
    alone = len(tops) == 1 and not tops[0].number and lines[tops[0].index].text.startswith("Thema")
    return [] if alone else _hold_to_style(lines, tops)


def looks_like_top(text):
    """Whether ``text`` opens with "TOP 3" or its likes."""
    text = strip_marks(text)[1]
    lead = take_leading_time(text) if text[:1].isdigit() else None
    return bool(_match(lead[1] if lead else text))


def split_top(text):
    """Number and words of "TOP 3: Titel" or "TOP 3"; None when ``text`` does not say TOP."""
    match = _match(text)
    return (match["number"] or "", match["rest"].strip()) if match else None


def _top(index, line):
    if not _SAYS_TOP.match(line.text):
        return None  # as most lines; the patterns below take long
    bullet = _BULLET.match(line.text)
    marks, text = strip_marks(line.text[bullet.end() :] if bullet else line.text)
    lead = take_leading_time(text) if text[:1].isdigit() else None
    match = _match(lead[1] if lead else text)
    if not match:
        return None
    delimiter, rest = match["delimiter"], match["rest"].strip()
    if not match["number"] and (":" not in delimiter or not rest):
        return None
    strong = bool(delimiter.strip() or len(delimiter) > 1 or marks or not rest)
    strong = strong or bool(re.search(r"\d[^)\]]{0,9}[)\]]$", rest))
    if not strong and (_VERB.match(rest) or ends_sentence(rest)):
        return None  # the words go on as a sentence
    number = collapse(match["number"] or "")
    return Candidate(
        index,
        number if number[:1] in ("Ö", "N") else number.replace(" ", ""),
        rest,
        line.indent,
        marks,
        bullet=bool(bullet),
        to=bool(match["to"]),
        strong=strong,
        when=lead and lead[0],
    )


def _match(text):
    """The parts of "TOP 1: Titel", also of "1. TOP: Titel"."""
    if text[:1].isdigit() and (turned := _AFTER_NUMBER.match(text)):
        text = f"TOP {turned['number']}: {turned['rest'].lstrip(' :')}"
    return _TOP.match(text)


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
        free = free or (kept and top.rest[:1].isupper() and not runs_on_below(lines, top.index))
        if top.strong or (free and _leading(top.number) == due and len(top.rest) <= LONGEST_NAME):
            kept.append(top)
            due = _leading(top.number) + 1
    return kept


def runs_on_below(lines, index):
    """Whether the line at ``index`` is the beginning of a sentence that the next one goes on with."""
    below = lines[index + 1] if index + 1 < len(lines) else None
    return bool(below and below.text and (below.goes_on or below.text[0].islower()))


def _leading(number):
    digits = re.match(r"\d+", number)
    return int(digits[0]) if digits else 0


NUMBERED = re.compile(
    r"\(?(?P<number>\d{1,2}(?:\.\d{1,2}){0,3})"
    r"(?P<delimiter>(?:\.\)|[.)])?(?:\s+|:\s*)|\s+[–—-]\s+|[.)](?=[^\W\d]))(?P<rest>(?![–—-]\s)\S.*)$"
)
_BARE = " "
_AGENDA = re.compile(
    r"(?:(?:Vorläufige\s)?Tagesordnung(?:spunkte)?|TOPs?|TO|Agenda|Ablauf)\b", re.I
)


def split_number(text):
    """The number that opens ``text`` ("2.1 Kasse") and the words after it; ("", text) without one."""
    match = NUMBERED.match(text)
    return (match["number"], match["rest"]) if match else ("", text)


def find_numbered(lines, free):
    """ "1. Begrüßung" or "1) …": one delimiter and indent, numbers that go up, no inner lists."""
    styles = {}
    for index, line in free:
        found = _numbered(index, line)
        if found:
            styles.setdefault((found.delimiter, found.indent, found.marks), []).append(found)
    best = []
    for (delimiter, *_), style in styles.items():
        # Numbers without a dot ("1 Kasse") have to be three or more, each below an empty line.
        apart = all(top.fit and not lines[top.index - 1].text for top in style if top.index)
        if delimiter != _BARE or (len(style) > 2 and apart):
            best.append(_ascending(lines, style))
    return [style for style in best if len(style) > 1]


def _numbered(index, line):
    marks, text = strip_marks(unfold_run_in(line.text))
    match = NUMBERED.match(text) if text[:1].isdigit() or text[:1] == "(" else None
    if not match or line.indent >= 12 or len(match["rest"]) > LONGEST_NAME + 60:
        return None
    rest, number = match["rest"], match["number"]
    delimiter = match["delimiter"].strip() or ("." if "." in number else _BARE)
    day = "." in text[:3] and re.match(r"\d{1,2}\.\s?(?:\d|[^\W\d]{3})", text)
    day = bool(day and find_dates(text[:20]))
    if day and number.count(".") != 1:
        return None
    fit = not rest[0].islower() and not ends_sentence(rest)
    fit = fit or inline_body(rest) is not None
    return Candidate(index, number, rest, line.indent, marks, False, False, not day, delimiter, fit)


def _ascending(lines, candidates):
    """The candidates that continue the numbering; a list that starts anew or follows a colon is an
    inner one. What could be a day ("3.1. Gebühren") has to count on directly from the one before
    and not to be the only one of its parent."""
    taken, numbers = [], {candidate.number for candidate in candidates}
    inner = -2
    for candidate in candidates:
        last, number = taken[-1].number if taken else "", candidate.number
        parent, _, own = number.rpartition(".")
        if not candidate.strong:
            first = last == parent and own == "1" and f"{parent}.2" in numbers
            if not first and last != f"{parent}.{int(own) - 1}":
                continue
        goes_on = inner == candidate.index - 1
        follows = candidate.fit and _follows(last, number)
        if not follows or goes_on or _opens_list(lines, candidate, taken):
            inner = candidate.index
        else:
            taken.append(candidate)
    return taken


def _follows(last, number):
    """Whether ``number`` may come after ``last``: 3 or 2.1 after 2, 3.0 after 2.4; gaps up to 3."""
    before, now = ([int(digit) for digit in n.split(".")] if n else [0] for n in (last, number))
    if not last:
        return now[0] in (0, 1) and all(digit < 2 for digit in now[1:])
    shared = 0
    while shared < min(len(before), len(now)) and before[shared] == now[shared]:
        shared += 1
    rest = now[shared:]
    if shared < len(before) and rest:
        rest = rest[1:] if 0 < rest[0] - before[shared] <= 3 else [9]
    return len(now) > shared and all(digit < 2 for digit in rest)


def _opens_list(lines, candidate, taken):
    """Whether the line above announces a list ("Ideen:") that is not the agenda."""
    index = candidate.index
    if index == 0 or (taken and taken[-1].index == index - 1):
        return False
    bare = index + 1 < len(lines) and _numbered(index + 1, lines[index + 1])
    apart = bare and not lines[index - 1].text and index > 1
    above = lines[index - 2 if apart else index - 1].text
    return above.endswith(":") and not _AGENDA.match(above.lstrip("#*= "))


ROMANS = {
    numeral: value
    for value, numeral in enumerate(
        tens + ones
        for tens in ("", "X", "XX")
        for ones in ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
    )
    if numeral
}


def find_timed(free):
    """ "17:00 Begrüßung", "17:15–17:30 Uhr: Kasse (Ute)", with or without a list mark."""
    styles = {}
    for index, line in free:
        found = _timed(index, line)
        if found:
            styles.setdefault((found.bullet, line.indent), []).append(found)
    best = max(styles.values(), key=len, default=[])
    times = [top.when.start or top.when.end for top in best]
    back = sum(steps_back(*pair) for pair in pairwise(times))
    return best if len(best) > 1 and 4 * back <= len(best) else []


def _timed(index, line):
    mark = bullet(line.text)
    text = mark[1] if mark else line.text
    if not text[:1].isdigit() and text[:2].lower() not in ("ab", "ca", "vo", "**"):
        return None
    if read_labels(text):
        return None
    marks, text = strip_marks(text)
    lead = take_leading_time(text) if len(text) <= LONGEST_NAME + 60 else None
    if not lead or not lead[1] or lead[1][0].islower() or ends_sentence(lead[1]):
        return None
    when, rest = lead
    number, name = split_top(rest) or split_number(rest)
    return Candidate(index, number, name, line.indent, marks, bullet=bool(mark), when=when)


def is_topic_name(text):
    """Whether ``text`` can be the name of a TOP: short, no sentence, nothing about the meeting."""
    short = 0 < len(text) <= LONGEST_NAME and not ends_sentence(text)
    return short and not is_label_word(text) and not read_labels(text)
