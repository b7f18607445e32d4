"""From headings to TOPs: the text cut into sections, an agenda above that names the same TOPs again
merged into them, and the closing words cut off the last one.
"""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise, takewhile

from .closed import count_told, heading_words, names_closed, words_of
from .heading_lines import (
    REMARK,
    Candidate,
    Heading,
    heading_of,
    join_wrapped,
    look_of,
    look_of_text,
    read_heading,
    runs_on_below,
    take_all_details,
    take_times_off_names,
)
from .labels import is_agenda_word, is_label_word, opens_closing, read_labels
from .outcomes import is_outcome_line, opens_task
from .source import (
    Line,
    bullet,
    ends_sentence,
    inline_body,
    is_list_line,
    runs_on,
    strip_marks,
    wrap_width,
)
from .when import merge_when

_MOST_ABOVE = 10  # TOPs above an agenda
_FEWEST = 2  # TOPs that an agenda above and the minutes below must share
_LONGEST = 160  # characters of an entry of an agenda


@dataclass(eq=False)
class Section:
    """A TOP as it stands in the text: its heading taken apart, the heading's lines, its body;
    ``row_body`` is what of the body stood in the row of a table, None where there is none, and
    ``rows`` the lines that row goes on in;
    ``borrowed`` says that the name stands below a bare "TOP 3", ``announced`` that an agenda above
    has told it as well, ``guessed`` that only the layout tells it is a TOP; ``public`` and ``notice`` are
    those of its ItemDraft."""

    heading: Heading
    head: list[Line]
    body: list[Line] = field(default_factory=list)
    gap_above: int = 0
    row_body: list[Line] | None = None
    rows: list[Line] = field(default_factory=list)
    borrowed: bool = False
    announced: bool = False
    guessed: bool = False
    public: bool = True
    notice: str = ""

    @property
    def filled(self):
        """The lines of the body that hold something."""
        return [line for line in self.body if line.text and not line.place]

    def gaps(self):
        """The indexes of these lines, each with the number of empty lines above."""
        held = (i for i, line in enumerate(self.body) if line.text and not line.place)
        return [(index, empty_lines_above(self.body, index)) for index in held]

    def take_agenda(self, heading, lines):
        """Take over what the agenda said of this TOP in ``lines``. Its name wins over a borrowed
        one, whose line goes back to the body, and where only it makes one ask whether the TOP is for everybody: "Kasse (nur Rat)"."""
        same = words_of(heading.name) == words_of(self.heading.name)
        if self.borrowed and heading.name and not same:
            self.heading.name, line = heading.name, self.head.pop()
            parted = {line.number, *(one.number for one in self.head)}  # "Stand 1.10.: 143 Leute."
            self.body = [line, *(one for one in self.body if one.number not in parted)]
        asks = heading_words(heading.name) and not names_closed(heading.name)
        if asks and not heading_words(self.heading.name):
            self.heading.name = heading.name
        self.heading.fill(heading)
        self.head = [*self.head, *lines]
        self.announced = True

    def overflow_line(self):
        """What was too long for a name, as a line of the body."""
        return [Line(self.head[0].number, self.heading.overflow, 0)]


def cut_sections(lines, headings):
    """One Section per heading."""
    if not headings:
        return []
    ends = [heading.index for heading in headings[1:]] + [len(lines)]
    # Where sentences begin behind numbers alone, the first words of these are no names.
    bare = [heading.index + 1 for heading in headings if not heading.name]
    wrapped = 3 * sum(runs_on_below(lines, index) for index in bare) >= len(bare) > 0
    led = 3 * sum(bool(_LED.match(heading.name)) for heading in headings) >= 2 * len(headings)
    inner, width = _name_and_text if led else inline_body, wrap_width(lines)
    whole = [_paragraph(lines, heading.name, heading.index, width) for heading in headings]
    width = width if 3 * sum(map(bool, map(inline_body, whole))) >= 2 * len(whole) else None
    pairs = zip(headings, ends, strict=True)
    sections = [_section(lines, heading, end, not wrapped, inner, width) for heading, end in pairs]
    take_all_details(sections)
    return sections


_LED = re.compile(
    r"(?P<name>(?:\([\d:. –-]{4,15}\):?\s)?[^\W\d_][^.:;!?]{1,40})(?:\.\s+(?=[A-ZÄÖÜ].{8,}[.!?]$)|;\s+)(?P<body>.{9,})$"
)


def _name_and_text(rest):
    """Name and text of "Kasse. Ute legt die Zahlen vor.", as all headings of the text are."""
    match = _LED.match(rest)
    return (match["name"], match["body"]) if match else inline_body(rest)


def _paragraph(lines, text, index, width):
    """``text``, which ends the line at ``index``, with the lines it runs on into."""
    for above, line in pairwise(lines[index : index + 20]):
        if line.place or line.begins or not line.text or not runs_on(above.text, line.text, width):
            break
        text += f" {line.text}"
    return text


def _section(lines, candidate, end, borrows, inner, width):
    if candidate.heading:
        below = lines[candidate.index + 1 : end]
        rows = list(takewhile(lambda line: line.cells is not None or not line.text, below))
        body = [*candidate.body, *below[len(rows) :]]
        return Section(candidate.heading, [lines[candidate.index]], body, 1, candidate.body, rows)
    rest, extra = join_wrapped(lines, candidate.name, candidate.index + 1)
    body = candidate.index + 1 + extra
    filled = (at for at in range(body, end) if lines[at].text and lines[at].place != "ignored")
    at = body if rest or candidate.said else next(filled, end)  # "TOP 1", "=====", "Kasse"
    apart = any(not line.text for line in lines[body:at])  # then it stands alone as well
    alone = at + 1 >= end or not lines[at + 1].text or lines[at].text[-1:] == ";"
    body = at if alone or not apart else body
    may_borrow = borrows and not (rest or candidate.said) and body < end
    borrowed = may_borrow and _may_be_name(lines[body])
    if borrowed:
        rest, extra = join_wrapped(lines, lines[body].text, body + 1)
        body += 1 + extra
    glued = re.match(r"[^*]*\w(\* )", rest)
    rest, body_text = (rest[: glued.start(1)], rest[glued.start(1) :]) if glued else (rest, "")
    whole = _paragraph(lines, rest, body - 1, width)
    inline = inner(whole)
    if inline and len(whole) > len(rest) > len(inline[0]):  # the sentence goes on below
        inline = inline[0], inline[1][: len(rest) - len(whole)]
        lines[body].goes_on = True
    elif len(whole) > len(rest):
        inline = inner(rest)
    heading = read_heading(candidate.number, inline[0] if inline else rest)
    if candidate.when:
        merge_when(heading.when, candidate.when)
    details = filter(None, (inline and inline[1], candidate.said, body_text))
    said = [Line(lines[candidate.index].number, text, 0) for text in details]
    return Section(
        heading,
        lines[candidate.index : body],
        said + lines[body:end],
        empty_lines_above(lines, candidate.index),
        borrowed=borrowed,
        guessed=candidate.guessed,
    )


def _may_be_name(line):
    """Whether a line below a number alone can be the name: no sentence."""
    text = line.text
    short = 0 < len(text) < 100 and text[0].isalpha() and not line.place
    return short and (text[-1] not in ".!?,:" or bool(inline_body(text)))


def empty_lines_above(lines, index):
    """How many empty or left-out lines stand directly above ``index``."""
    above = index
    while above and (not lines[above - 1].text or lines[above - 1].place):
        above -= 1
    return index - above


def merge_agenda(sections):
    """Without the agenda at the top, or below the TOPs of ``sections`` above it, where most of its TOPs come again with their minutes below.

    Returns the sections and the lines between agenda and minutes and of what was only planned.
    """
    first, again = _agenda_in(sections)
    front, agenda, minutes = sections[:first], sections[first:again], sections[again:]
    for part in agenda, [*front, *minutes]:
        take_times_off_names([section.heading for section in part])
    if agenda and not any(ends_sentence(section.heading.name) for section in agenda):
        _take_text_off_names(agenda, minutes)
    partners = _partners([section.heading for section in agenda], minutes)
    least = max(_FEWEST, 2 * min(len(agenda), len(minutes)) / 3)
    if sum(map(bool, partners)) < least or not any(section.filled for section in minutes):
        return sections, []
    body = agenda[-1].body
    told = [line for line in agenda[-1].filled if MINUTES.fullmatch(strip_marks(line.text)[1])]
    cut = body.index(told[0]) if told else 0
    agenda[-1].body, left = body[:cut], body[cut:]
    for planned, section in zip(agenda, partners, strict=True):
        if section:
            section.take_agenda(planned.heading, planned.head)
            section.body = planned.body + section.body
        else:
            left = planned.head + left
    return [*front, *minutes], sorted(left, key=lambda line: line.number)


_ABOUT = re.compile(r"\W*(?:zu|zum|ad)\b", re.I)
_LED_BY = re.compile(r"\W*(?:punkt|top|tagesordnungspunkt)\b", re.I)


def _take_text_off_names(agenda, minutes):
    """Give the body of each of ``minutes`` what stands behind its number where that is text and no name: behind the label of what was
    decided, or the name that ``agenda`` has for it, and where most are sentences, or all numbers of the agenda come again behind
    "zu" or "TOP"."""
    said = [(look_of_text(one.head[0].text) or Candidate()).name for one in minutes]
    numbers = [one.heading.number for one in agenda]
    again = minutes[: len(agenda)]
    is_again = all(numbers) and numbers == [one.heading.number for one in again]
    is_again = is_again and not any(one.filled for one in agenda[:-1])
    are_sentences = 3 * sum(map(ends_sentence, said)) >= 2 * len(minutes)
    called = {one.heading.number: _names_of(one.heading) - {()} for one in agenda}
    known = set().union(*called.values())
    is_again = is_again and not any(words_of(one.heading.name) in known for one in again)
    texts = [ends_sentence(text) or bullet(text) or is_outcome_line(text) for text in said]
    # "TOP 1: Es regnet", but not "TOP 1: Rad" above what was said of it
    are_texts = any(texts) and all(
        is_text or not one.filled for is_text, one in zip(texts, again, strict=False)
    )
    led = is_again and (
        all(_ABOUT.match(one.head[0].text) for one in again)
        or (are_texts and all(_LED_BY.match(one.head[0].text) for one in again))
    )
    for section, text in zip(minutes, said, strict=True):
        words, rest = _parted(text)
        names = called.get(section.heading.number, ())
        is_label = section.filled and is_outcome_line(f"{section.heading.name}: ")
        if section.borrowed or not section.heading.name:
            continue
        if rest and words in names:
            text = rest
        elif words_of(section.heading.name) in known or not (
            led or is_label or (are_sentences and ends_sentence(text) and not inline_body(text))
        ):
            continue
        first, *more = section.head
        section.heading = Heading(section.heading.number)
        below = [line for line in section.body if line.number != first.number]
        own = [Line(line.number, line.text, line.indent) for line in more if line.text]
        section.body = [Line(first.number, text, 0), *own, *below]


def _partners(headings, sections):
    """For each of the ``headings`` of an agenda the section that it announces, when nothing is lost as its line goes; None
    without one. Numbers move where a point was put in between."""
    free, found = defaultdict(dict), {}
    for place, section in enumerate(sections):
        for key in _keys_of(section) if not section.announced else ():
            free[key][place] = section
    for moved in (False, True):
        for at, heading in enumerate(headings):
            named = (free[key] for key in {*_names_of(heading), heading.number} if at not in found)
            announced = (
                next(
                    (place for place in some if _announces(heading, some[place], moved=moved)), None
                )
                for some in named
            )
            places = [place for place in announced if place is not None]
            if places:
                found[at] = sections[min(places)]
                for key in _keys_of(found[at]):
                    del free[key][min(places)]
    return [found.get(at) for at in range(len(headings))]


def _keys_of(section):
    """What an agenda may call ``section`` by: the words of its name, and its number where that is missing or ``borrowed``."""
    heading = section.heading
    is_unnamed = section.borrowed or not heading.name
    return {words_of(heading.name), heading.number} if is_unnamed else {words_of(heading.name)}


def _announces(agenda, section, *, moved):
    """Whether the names have the same words, of which one that is missing or ``borrowed`` gives way to the number, and
    no fact differs, not even the number unless it may have ``moved``."""
    heading = section.heading
    other_number = agenda.number and heading.number and agenda.number != heading.number
    if (other_number and not moved) or agenda.overflow or agenda.contradicts(heading):
        return False
    return bool(_keys_of(section) & {*_names_of(agenda), agenda.number})


def _names_of(heading):
    """The words of what ``heading`` of an agenda may be called below: its name, and that without a remark in brackets."""
    return {words_of(heading.name), words_of(REMARK.sub("", heading.name))}


_TO_BELOW = re.compile(r"\[([^\[\]]{1,200})\]\(#[^()\s]*\)")
_IN_LINE = re.compile(r"(?<![\d.])(\d{1,2})[.)]\s+([^\W\d_][^,;:.]{1,80})")


def merge_list(head, sections):
    """Merge the lines above the first TOP that name TOPs, as "• Kasse" or "2. Kasse (Ute)"."""
    if len(sections) < 2:
        return
    for line in head:  # "Tagesordnung: 1. Kasse, 2. Garten."
        in_line = dict(_IN_LINE.findall(line.text[:2000]))
        if all(section.heading.number in in_line for section in sections):
            for section in sections:
                name = in_line[section.heading.number].strip()
                section.heading.name = section.heading.name or name
                if section.borrowed:
                    section.take_agenda(Heading(section.heading.number, name), [])
    free = [line for line in head if 0 < len(line.text) <= 260 and not line.place]
    _merge_in_order(head, sections)
    names = words_of(" ".join(section.heading.name for section in sections))
    parted = (line for line in free if names and re.search(r"[,;|·/]|\d[.)]", line.text))
    for line in parted:  # "TO: 1. Kasse, 2. Garten"
        if words_of(re.sub(r"^\W*\w+:|\b\d{1,2}[.)]", "", line.text)) == names:
            line.place = "ignored"
    texts = (" ".join(filter(None, line.cells or [line.text])) for line in free)
    entries = [
        (line, heading)
        for line, text in zip(free, texts, strict=True)
        if (heading := heading_of(_TO_BELOW.sub(r"\1", text))).name
    ]
    take_times_off_names([one for _, one in entries if one.number])
    partners = _partners([heading for _, heading in entries], sections)
    pairs = [(*one, section) for one, section in zip(entries, partners, strict=True) if section]
    if len(pairs) >= _FEWEST and 2 * len(pairs) >= len(sections):
        for line, heading, section in pairs:
            section.take_agenda(heading, [line])


def _merge_in_order(head, sections):
    """Give ``sections`` that tell no more than text behind "zu TOP 1", "zu TOP 2" the names that stand as a list below "Tagesordnung"
    in the ``head``."""
    filled = [line for line in head if line.text]
    begins = (at for at, line in enumerate(filled, 1) if is_agenda_word(strip_marks(line.text)[1]))
    listed = list(takewhile(lambda line: bullet(line.text), filled[next(begins, len(filled)) :]))
    agenda = [Section(heading_of(_TO_BELOW.sub(r"\1", line.text)), [line]) for line in listed]
    if len(agenda) != len(sections) or any(one.heading.number for one in agenda):
        return
    for at, one in enumerate(agenda, 1):
        one.heading.number = str(at)
    _take_text_off_names(agenda, sections)
    if [(str(at), "") for at in range(1, len(agenda) + 1)] == [
        (one.heading.number, one.heading.name) for one in sections
    ]:
        for planned, section in zip(agenda, sections, strict=True):
            section.take_agenda(planned.heading, planned.head)


def _agenda_in(sections):
    """Where the agenda begins and where the minutes, whose first section is the one that repeats the agenda's first;
    below other TOPs only where none of the agenda's has a body."""
    for at, first in enumerate(section.heading for section in sections[:_MOST_ABOVE]):
        for index, section in enumerate(sections[at + 1 :], at + 1):
            one, other = first.number, section.heading.number
            named = not (one and other) and words_of(section.heading.name) == words_of(first.name)
            if (one and one == other) or named:
                is_bare = not (at and any(above.filled for above in sections[at : index - 1]))
                if index > at + 1 and is_bare:
                    return at, index
                break
    return 0, 0


MINUTES = re.compile(
    r"(?:Protokoll|Mitschrift|Niederschrift|Notizen|Ergebnisse|Verlauf)\s?:?", re.I
)


def join_below(sections):
    """Give the TOPs of an agenda what stands below its last one under their names ("Eröffnung", "Kasse: Ute zählt."), from the
    first on, or under their numbers ("zu TOP 1: Ute zählt.")."""
    *others, last = sections or [None]
    plain = [line for one in others for line in one.filled if not is_list_line(line)]
    if 3 * len(plain) > len(others) or not others:
        return
    named, numbered = _under_names(last.body, sections), _under_numbers(last.body, sections)
    joined = sorted({**numbered, **named}.items())
    if not (numbered or (joined and joined[0][1][0] is sections[0])):
        return
    ends = [index for index, _ in joined[1:]] + [len(last.body)]
    body, last.body = last.body, last.body[: joined[0][0]]
    for line in last.body:
        if MINUTES.fullmatch(strip_marks(line.text)[1]):
            line.place = line.place or "ignored"
    for (index, (section, said)), end in zip(joined, ends, strict=True):
        section.head.append(body[index])
        section.row_body = None
        section.body += [Line(body[index].number, said, 0)] if said else []
        section.body += body[index + 1 : end]


def _under_names(body, sections):
    """The lines of ``body`` that say the name of a section, as {index: (section, what follows on the line)}."""
    found, called = {}, {}
    for section in reversed(sections):
        called |= dict.fromkeys(_names_of(section.heading) - {()}, section)
    rows = [called.get(words_of(line.text)) for line in body if line.text and not line.place]
    in_order = [section for section in rows if section] == sections
    for index, line in enumerate(body):
        marks, text = strip_marks(line.text)
        if not text or line.place or line.cells:
            continue
        apart = marks or not (index and body[index - 1].text)
        top = look_of(text) or Candidate(name=text)
        words, said = _parted(top.name)
        told = words in called and (in_order or top.number == called[words].heading.number != "")
        if words in called and (said or ((apart or told) and not ends_sentence(text))):
            found[index] = called[words], said
    return found


def _parted(text):
    """The words before the first colon of ``text``, if they may be a name, and what stands behind it."""
    name, _, said = text.partition(":")
    return words_of(name) if len(name) <= _LONGEST else (), said.strip()


_ORDER = set("top tops tagesordnungspunkt punkt zu zum ad".split())


def _under_numbers(body, sections):
    """The lines of ``body`` that open with the number of a section in one way, as ``_under_names``: behind "TOP" or its likes
    some, behind nothing or other words ("3) Ute zählt.") most of all numbers, up to the last."""
    counted = {one.heading.number or str(at): one for at, one in enumerate(sections, 1)}
    number = "|".join(map(re.escape, sorted(counted, key=len, reverse=True)))
    opens = re.compile(
        rf"(?P<opening>[^\d:!?]{{0,30}}?)(?:\b|(?=\d))(?<!\d)(?P<number>{number})(?!\w)"
        r"(?P<stop>[.:)\]*|]{0,4})(?:\s+(?P<dash>[–—-]\s+)?(?P<rest>.*))?$"
    )
    ways = defaultdict(list)
    for index, line in enumerate(body):
        match = None if line.place or line.cells else opens.match(strip_marks(line.text)[1])
        if match:
            words = tuple(re.findall(r"[^\W\d_]+", match["opening"].casefold()))
            way = words or (match["opening"].strip(), match["stop"], line.indent)
            ways[way].append((index, match))
    is_bare = not any(section.filled for section in sections[:-1])
    runs = [
        lines
        if _ORDER.intersection(way) and _all_parted(lines)
        else _count_up(lines, counted if is_bare else ())
        for way, lines in ways.items()
    ]
    found = {}
    for index, match in max(runs, key=len, default=[]):
        section, rest = counted[match["number"]], match["rest"] or ""
        words, said = _parted(rest)
        found[index] = section, said if words in _names_of(section.heading) - {()} else rest
    return found


def _all_parted(lines):
    """Whether signs part the number from what follows in all ``lines``: "zu TOP 3 fehlt Ute" is a sentence."""
    return all(match["stop"] or match["dash"] or not match["rest"] for _, match in lines)


def _count_up(lines, numbers):
    """Those of ``lines`` that count up through most of ``numbers`` to the last; none where they go on with the line above them."""
    found, last = [], 0
    for number in numbers if lines[0][0] else ():
        line = next((one for one in lines if one[0] > last and one[1]["number"] == number), None)
        if line:
            found.append(line)
            last = line[0]
    is_whole = (
        found and 3 * len(found) >= 2 * len(numbers) and found[-1][1]["number"] == [*numbers][-1]
    )
    return found if is_whole else []


def closing_start(sections):
    """The index in the last section's body at which the closing begins, or None; of a closed one nothing but facts do."""
    *others, last = sections
    if not last.public:
        facts = last.filled[count_told(last.filled) :]
        return last.body.index(facts[0]) if facts else None
    if last.row_body is not None:
        return len(last.row_body)
    inner = [gap for section in others for _, gap in section.gaps()]
    apart = 2 * sum(section.gap_above > 1 for section in sections) > len(sections)
    apart = apart and max(inner, default=0) < 2  # TOPs by two empty lines, paragraphs by one
    wide = (index for index, gap in last.gaps() if apart and gap > 1)
    first = next(wide, None)
    first = _first_signal(sections) if first is None else first
    if first is not None or apart:
        return first
    tight = len(others) > 1 and not any(section.gap_above for section in sections[1:])
    if tight and all(bullet(line.text) for section in others for line in section.filled):
        return _paragraph_apart(last)
    listed = [section for section in sections if any(bullet(line.text) for line in section.filled)]
    if last in listed[1:] and all(_paragraph_apart(one, True) is None for one in listed[:-1]):
        return _paragraph_apart(last, True)
    return None


def _paragraph_apart(section, below_list=False):
    """The index of the first paragraph below an empty line, or of the first unindented one below the list; None
    without one."""
    items = [i for i, line in enumerate(section.body) if not line.place and bullet(line.text)]
    start = items[-1] if items and below_list else -1
    for index, gap in section.gaps():
        inside = index < start or index in items or (below_list and section.body[index].indent >= 4)
        if gap and not inside:
            return index
    return None


_CLOSES = re.compile(r"schlie(?:ß|ss)|schlu(?:ß|ss)|\bende\b", re.I)
_OF_MEETING = ("attendance", "apologies", "date", "chair")  # apart below the last TOP


def _first_signal(sections):
    """The index of the first line of the last section that speaks like a closing, or None."""
    last = sections[-1]
    with_bodies = any(section.filled for section in sections[:-1])
    first = next((index for index, line in enumerate(last.body) if line.text), None)
    for index, line in enumerate(last.body):
        if not line.text or line.place or line.indent >= 4 or bullet(line.text):
            continue
        marks, text = strip_marks(line.text)
        apart, labels = empty_lines_above(last.body, index), read_labels(text)
        if marks[:1] in ("#", "=") and is_label_word(text):
            return index
        field = labels and labels[0][0] if labels != read_labels("Protokoll:") else ""
        is_of_meeting = apart and field in _OF_MEETING and not opens_task(last.body[index:])
        if field in ("end", "minute_taker", "next_meeting") or is_of_meeting:
            return index
        own = index == first or _CLOSES.search(last.heading.name)
        if apart and not (own and with_bodies) and opens_closing(text):
            return index
    return None


def settle_bare_times(sections, start):
    """Read bare times as ends where the text says "bis" elsewhere or the first one, at the first TOP, comes after ``start``."""
    whens = [section.heading.when for section in sections]
    bare = [when.bare for when in whens if when.bare]
    is_after = bool(start and bare and bare[0] > start and whens[0].bare)
    ends = is_after or any(when.end for when in whens)
    for when in whens:
        if when.bare:
            name = "end" if ends else "start"
            setattr(when, name, getattr(when, name) or when.bare)
