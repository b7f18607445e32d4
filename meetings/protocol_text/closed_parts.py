"""Which TOPs of minutes are not for everybody: what each line does (``_Mark``), and all of it done line after line."""

import math
import re
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

from .agenda import Section
from .closed import (
    Told,
    calls_whole,
    closing_mark,
    closing_words,
    count_told,
    heading_words,
    is_told,
    names_closed,
    says_so,
    told,
    told_at_end,
    told_below,
    words_of,
)
from .labels import is_agenda_word
from .source import Line, bullet, ends_sentence, remember_answers, runs_on, strip_marks

_ENTRIES = re.compile(r"[,;|:]\s+(?=TOP\s\d|\d{1,2}[.):])")
_UNPARTED = re.compile(r"\s(?=(?:TOP )?\d{1,2}[.)]?\s[A-ZÄÖÜ])")  # "1 Kasse 2 Fest"
_NAMES = re.compile(r"[,;|]\s+(?![^()\[\]]*[)\]])")
_COUNTED = re.compile(
    r"\W*(?:(?:Tagesordnungsp|P)unkt|TOP)?\W{0,3}(\d{1,3}(?:\.\d{1,2})*[a-z]?)\b", re.I
)
_INTERNAL = re.compile(r"\b\w*intern\w*", re.I)  # may mean something else
_WAITS = re.compile(r"[\w,–-]\s*$")
_SENTENCE = re.compile(r"[^\W\d][.!?](?:\s|$)")  # has commas too
_PUBLIC = re.compile(
    r"(?:für )?(?:die )?(?:öff(?:entl(?:ich)?)?\.?|ö ?/ ?nö?|web(?:-?se?ite)?|homepage|sichtbar(?:keit)?)\??",
    re.I,
)
_GIVEN = re.compile(r"[x✓✔☑✅]|ja|ö|öff\w*\.?|alle", re.I)
_OF_MINUTES = re.compile(r"protokoll|niederschrift|mitschrift", re.I)
_NO = re.compile(r"\W*?[Nn]ö[.!?]*")
_CALLED_OPEN = re.compile(
    r"(?:\s[–|/-]\s|[(\[,]\s?)(?:ö|öffentlich)[)\]]?$|[(\[](?:ö|öffentlich)[)\]]", re.I
)
_OPEN_END = re.compile(r"[,;(]$|\([^()]*$|\bnicht$")
_PART = re.compile(r"\W*(?P<kind>Teil|Block|Abschnitt)\W{1,3}(?:[A-D]|[IV]+|\d)\b")
_NUMBER = re.compile(r"NÖ?\s?\d")  # as councils count them beside "Ö 1"


@dataclass(eq=False)
class _Entry:
    """A line of the text: ``index`` is that of the section it belongs to, -1 for none, ``above`` the entry above it, ``below`` the
    one of the same TOP's text below it, and ``has_below`` tells whether such text tells more; ``whole`` is the sentence or list
    in which it stands and perhaps ``goes_on``, which may be the ``is_last`` of the TOP, ``listed`` which one of an agenda it is."""

    line: Line
    index: int = -1
    is_head: bool = False
    above: "_Entry | None" = None
    below: "_Entry | None" = None
    has_below: bool = False
    whole: str = ""
    goes_on: bool = False
    is_last: bool = False
    listed: int = 0

    @property
    def is_apart(self):
        return self.above is None or self.line.number > self.above.line.number + 1


class _Mark(NamedTuple):
    """What a ``line`` does: it takes the public from the sections ``closes`` and from those of ``numbers``, or of all ``since`` them;
    ``part`` tells whether what follows is "open" or "closed", or to be "asked" about. It may head a section, with which a list
    ``is_anew``, ``opens`` one that a part has closed, and ``hides`` what it says."""

    line: Line
    part: str = ""
    closes: tuple = ()
    numbers: tuple = ()
    since: bool = False
    head: Section | None = None
    is_anew: bool = False
    opens: Section | None = None
    hides: bool = False


_OPEN = _Mark(Line(0, "", 0))


def find_closed(lines, sections, planned):
    """Take the public from each of ``sections`` that is called closed, says so itself, or stands in a part that is; the
    ``notice`` of one is the line that did, or that makes one ask. In the introduction and the lines ``planned``, an agenda's,
    what stands in such a part or calls a TOP closed is left out. Returns the texts of lines that call closed what is none of
    the ``sections``."""
    marks = [*_marks(lines, sections)]
    named = {number: mark for mark in marks if mark.part != "open" for number in mark.numbers}
    around = {line.number for line in planned}
    part, first = _OPEN, None
    for mark in marks:
        line, head = mark.line, mark.head
        if mark.opens and mark.opens.notice == part.line.text:
            mark.opens.public, mark.opens.notice = True, ""
        if head:
            first = first or part
            part = first if mark.is_anew else part
        if mark.part == "open":
            part = _OPEN
        if head:
            since = named.get(head.heading.number, _OPEN)
            part = since._replace(part="closed") if since.since else part
            if part.part == "closed":
                _close(head, part.line.text)
            elif not head.notice:
                head.notice = line.text if heading_words(line.text) else part.line.text
        elif (line.place == "intro" or line.number in around) and not mark.part:
            line.place = "ignored" if mark.hides or part.part == "closed" else line.place
        for section in mark.closes:
            _close(section, line.text)
        if mark.part == "closed" or (mark.part == "asked" and not part.part):
            part = mark
    closed = {}
    for section in sections:
        number = section.heading.number
        above = closed.get(number.rpartition(".")[0])
        if number in named or above:
            _close(section, above or named[number].line.text)
        closed[number] = "" if section.public or not number else section.notice
    _close_in_doubt(sections)
    _ask_for_all(marks, sections)
    _ask_beside_open(marks, sections)
    _ask_by_column(lines, sections)
    return _unanswered(marks, sections)


def _ask_for_all(marks, sections):
    """Ask about all of ``sections`` where the last line of the text, set apart or about the minutes, closes the last one: it may be
    about all, as "Dieses Protokoll ist nur für Mitglieder."."""
    last = marks[-1] if marks else _OPEN
    above = sections[-1].filled[-2:-1] if sections else []
    is_apart = above and last.line.number > above[0].number + 1
    if last.closes != tuple(sections[-1:]) or last.head:
        return
    if is_apart or _OF_MINUTES.search(last.line.text):
        _ask(sections, last.line.text)


def _ask_beside_open(marks, sections):
    """Ask about those of ``sections`` that are not called public where others are, in their headings or by a line that names
    them: "1. Kasse (öffentlich)", "Öffentlich: TOP 1 und 2"."""
    naming = [mark for mark in marks if mark.part == "open" and mark.numbers]
    named = {number for mark in naming for number in mark.numbers}
    called = dict.fromkeys(
        one
        for one in sections
        if any(_CALLED_OPEN.search(line.text) for line in one.head)
        or not named.isdisjoint({one.heading.number, one.heading.number.partition(".")[0]})
    )
    for first in [*called][:1]:
        text = naming[0].line.text if naming else first.head[0].text
        _ask((one for one in sections if one not in called), text)


def _ask_by_column(lines, sections):
    """Ask about those of ``sections`` in a table that a column for the public ("öff.", "Website") does not give to it as others."""
    rows = [section for section in sections if section.head[0].cells]
    heads = (line for line in lines if line.cells and rows and line.number < rows[0].head[0].number)
    column = next(
        (at for line in heads for at, cell in enumerate(line.cells) if _PUBLIC.fullmatch(cell)),
        None,
    )
    if column is None:
        return
    said = ["".join(section.head[0].cells[column : column + 1]).strip() for section in rows]
    for section, cell in zip(rows, said, strict=True):
        if any(map(_GIVEN.fullmatch, said)) and not _GIVEN.fullmatch(cell):
            _ask([section], section.head[0].text)


def _unanswered(marks, sections):
    """The texts of ``marks`` that call closed what none of the ``sections`` is. Those that an agenda of the others does not name
    are asked about."""
    answers = {section.notice for section in sections if not section.public}
    last = max((section.head[0].number for section in sections), default=math.inf)
    texts = [
        mark.line.text
        for mark in marks
        if (mark.part == "closed" or mark.numbers or mark.hides)
        and not (mark.closes or mark.line.text in answers or mark.line.number > last)
        and closing_words(mark.line.text)
    ]
    others = [one for one in sections if one.public and one.filled and not one.announced]
    if not (texts and others and any(section.announced for section in sections)):
        return texts
    _ask(others, texts[0])
    return []


def _close_in_doubt(sections):
    """Close the TOP below an agenda that holds all the text where one that is closed has none: it may stand there. One whose
    heading says nothing else ("Top 3  nicht öffentlich") is left out on purpose. Close as well what has the number of such a one
    above, and other words."""
    planned = {}
    for section in sections:
        number = section.heading.number
        if number in planned:
            _close(section, planned[number])
        elif number and not (section.public or section.filled):
            planned[number] = section.notice
    silent = next(
        (
            section
            for section in sections
            if not (section.public or section.filled or told(section.heading.name).kind)
        ),
        None,
    )
    filled = [section for section in sections if any(map(is_told, section.body))]
    if silent and filled and 3 * (len(filled) - 1) < len(sections):
        _close(max(filled, key=lambda section: section.filled[-1].number), silent.notice)


def _close(section, text):
    if section.public:
        section.public, section.notice = False, text


def _ask(sections, text):
    for section in sections:
        if section.public:
            section.notice = section.notice or text


def _entries(lines, sections):
    """The lines of a text and where they belong, but for those that end minutes. What stands on one line with a heading is
    one of its own."""
    found, skipped, entries = {}, set(), []
    for index, section in enumerate(sections):
        body = section.filled[: count_told(section.filled)]
        skipped.update(line.number for line in [*section.body, *section.rows])
        for line in [*section.head, *body]:
            entry = _Entry(line, index, line in section.head)
            found.setdefault(line.number, []).append(entry)
    for line in lines:
        if line.number in found or (line.text and line.number not in skipped):
            entries += found.get(line.number) or [_Entry(line)]
    for above, entry in pairwise(entries):
        entry.above = above
        above.below = entry if entry.index == above.index and not entry.is_head else None
        if above.index < 0 and entry.index < 0:
            entry.listed = _listed(above, entry)
    for run in _wrapped(entries):
        whole = " ".join(entry.line.text for entry in run)
        for entry in run:
            entry.whole, entry.goes_on, entry.is_last = (
                whole,
                entry is not run[0],
                not run[-1].below,
            )
    for entry in reversed(entries):
        below = entry.below
        entry.has_below = bool(below and (is_told(below.line) or below.has_below))
    return entries


def _wrapped(entries):
    """The ``entries`` that are one sentence or list, in lists: "Tagesordnung: 1. Kasse, 2. Personal (nicht" and "öffentlich)"."""
    run = []
    for entry in entries:
        if not (run and len(run) < 9 and _goes_on(entry)):
            yield run
            run = []
        run.append(entry)
    yield run


def _goes_on(entry):
    """Whether the sentence or list of the line above goes on in ``entry``."""
    text, above = entry.line.text, entry.above
    is_below = entry.line.number == above.line.number + 1
    is_other = entry.index != above.index or entry.is_head != above.is_head or not is_below
    if is_other or bullet(text) or _COUNTED.match(text):
        return False
    waits = text[:1].islower() and _WAITS.search(above.line.text)
    if (
        waits
        or runs_on(above.line.text, text, None)
        or _OPEN_END.search(above.line.text)
        or (entry.index < 0 and text[:1] == "(")
    ):
        return True
    said = told(f"{above.line.text} {text}") if entry.index >= 0 else Told()
    return bool(
        said.follows and not (ends_sentence(above.line.text) or told_below(above.line.text).kind)
    )


def _marks(lines, sections):
    """What each line of a text does."""
    entries, last, opened = _entries(lines, sections), -1, None
    numbers = {section.heading.number for section in sections} - {""}
    in_council = any(re.match(r"Ö\s?\d", _called(section)) for section in sections)
    # Whether text stands below an empty line, so that a word there is about the heading above.
    has_gaps = any(
        head.is_head and head.below is text and text.is_apart and is_told(text.line)
        for head, text in pairwise(entries)
    )
    for entry in entries:
        line, said = entry.line, told_below(entry.whole)
        bearing = () if entry.is_head else _bearing(closing_mark(line.text), sections)
        if entry.is_head:
            mark = _of_heading(entry, sections[entry.index], sections, in_council=in_council)
            mark = mark._replace(head=sections[entry.index], is_anew=entry.index < last)
            last = entry.index
        elif bearing:
            mark = _Mark(line, closes=bearing)
        elif said.kind == "closed" and numbers & {*said.numbers}:
            mark = _Mark(line, numbers=said.numbers, since=said.since)
        elif entry.index < 0:
            mark = _of_line_around(entry, said, sections, numbers)
        else:
            mark = _of_text(entry, sections[entry.index], said, has_gaps)
        counted = _PART.match(line.text)
        if counted and mark.part == "open":
            opened = counted["kind"]
        elif counted and not mark.part and counted["kind"] == opened:
            mark = mark._replace(part="asked")
        yield mark


def _called(section):
    """The number of ``section``, or its name, which begins with one in councils: "N1 Klage" beside "Ö1 Kasse"."""
    return section.heading.number or section.heading.name


def _bearing(pattern, sections):
    """The sections that bear a mark in their heading or in the agenda; what stands in two of them is set off."""
    return tuple(
        section
        for section in (sections if pattern else ())
        if any(
            len(re.findall(pattern, line.text.casefold().lstrip("*#=_- "))) % 2
            for line in section.head
        )
    )


def _of_heading(entry, section, sections, *, in_council):
    line, text = replace(entry.line, text=entry.whole), entry.whole
    said, number, closes = told(text), section.heading.number, ()
    called = _called(section)
    part = "open" if said.kind == "open" or number.startswith("Ö") else ""
    if len(_ENTRIES.split(text)) > 2:
        closes = _planned_closed(text, sections)
    elif _NUMBER.match(number) or names_closed(text) or (in_council and _NUMBER.match(called)):
        closes, has_text = (section,), any(map(is_told, section.body))
        parts = said.kind and not (number or has_text)  # "# Vertraulich" above other headings
        if parts or (said.follows and not said.one):
            part = part or ("asked" if number and has_text else "closed")
    return _Mark(line, part, closes)


def _of_line_around(entry, said, sections, numbers):
    """What a line above the TOPs or between them does."""
    line = entry.line
    text = entry.whole
    is_title = line.place == "title" and "/" not in text and names_closed(text)
    if said.kind == "open":
        return _Mark(line, "open", numbers=numbers & {*said.numbers})
    if line.cells and line.place == "ignored":  # the words above columns
        return _Mark(line)
    if is_title or calls_whole(text) or (said.kind and not said.weak):
        return _Mark(line, "closed")
    is_planned = len(_ENTRIES.split(text)) > 1 or not ends_sentence(text)
    if not (is_planned and names_closed(text)):
        return _Mark(line)
    closes = _planned_closed(text, sections, entry.listed)
    return _Mark(line, "", closes, hides=bool(closes) or names_closed(_INTERNAL.sub("", text)))


def _listed(above, entry):
    """Which one of an agenda's list ``entry`` is, counted from 1: of bullets, or of lines one below the other; 0 for none."""
    text = above.line.text
    if text.endswith(":") or is_agenda_word(text.rstrip(" :*_")):
        return 1
    goes_on = bullet(text) if bullet(entry.line.text) else not entry.is_apart
    return above.listed + 1 if above.listed and goes_on else 0


def _planned_closed(text, sections, listed=0):
    """The sections that a line of an agenda calls closed: "1. Kasse, 2. Personal (nicht öffentlich)"; it is the one ``listed`` there."""
    found, entries = [], _ENTRIES.split(text)
    if not (bullet(text) or entries[1:] or _COUNTED.match(text)):
        entries = _NAMES.split(text)
    head, _, rest = text.partition(": ")
    unparted = _UNPARTED.split(rest if is_agenda_word(head) else text)
    numbers = [match and match[1] for match in map(_COUNTED.match, unparted)]
    if not entries[1:] and numbers == [*map(str, range(1, len(numbers) + 1))]:
        entries = unparted
    label = text.partition(": ")[0]
    is_label = label != text and told(f"{label}:").kind == "closed"  # of all that it names
    for at, entry in enumerate(entries, 1):
        entry = entry.removeprefix(f"{label}: ") if is_label else entry
        if not (is_label or names_closed(entry)):
            continue
        words, match = _word_set(entry), _COUNTED.match(entry)
        place = at if len(entries) == len(sections) and not _SENTENCE.search(text) else 0
        number = match[1] if match else str(place if entries[1:] else listed)
        named = [
            one
            for one in sections
            if (name := _word_set(one.heading.name)) and (name <= words or words <= name)
        ]
        unnamed = [section for section in sections if not section.announced]
        counted = [one for one in named or unnamed if _number_of(one.heading) == number]
        found += counted or named
    return tuple(found)


@remember_answers
def _word_set(text):
    return frozenset(words_of(text))


def _number_of(heading):
    """The number of ``heading``, also where it ends an unnumbered name: "Ergebnis zu TOP 3"."""
    return heading.number or heading.name.rpartition(" ")[2]


def _of_text(entry, section, said, has_gaps):
    """What a line of a TOP's text does."""
    line, above = entry.line, entry.above
    is_asked = line.text.endswith("?") or _NO.fullmatch(line.text)  # or it answers
    if entry.goes_on or is_asked or (said.weak and bullet(line.text)):
        said = Told()
    elif entry.is_last and not (said.kind or above.is_head or bullet(line.text)):
        said = told_at_end(entry.whole)
    if said.kind == "open":
        return _Mark(line, "open", opens=section if above.is_head and entry.has_below else None)
    if said.kind == "asked":
        return _Mark(line, "asked")
    own, follows = _reach(entry, section, said, has_gaps) if said.kind else (None, False)
    own = says_so(line.text) if own is None else own
    return _Mark(line, "closed" if follows else "", (section,) if own else ())


def _reach(entry, section, said, has_gaps):
    """Whether what a line has ``said`` is about the TOP that it stands in, and whether about what follows."""
    marks, has_below = strip_marks(entry.line.text)[0], entry.has_below
    is_set_off = marks[:2] in ("**", "__", "--") or marks[:1] in ("#", "=")
    text = entry.line.text
    is_heading = is_set_off or text.isupper() or text.rstrip("* ").endswith(":")
    if said.one:
        return True, False
    if said.follows or _level(entry.line) < _level(section.head[0]):
        is_planned = entry.line.number < section.head[0].number  # in an agenda
        return has_below and not is_planned, True
    own = has_below or not is_heading
    if entry.above.is_head:
        return own, not has_below and (is_heading or (entry.is_apart and not has_gaps))
    return own, is_heading or entry.is_apart or not has_below


def _level(line):
    marks = strip_marks(line.text)[0]
    return len(marks) if marks[:1] in ("#", "=") else 9
