"""One line as the heading of a TOP: what it shows (marks, "TOP", a time, how it counts), and taken apart (name, who, when).

Who and when stand in its own words, between bars, in brackets, behind a dash or in the lines below it.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from itertools import product
from typing import NamedTuple

from wiq_site.kit.escaping import LINK, MONTH, STRUCK, plain_words

from .closed import names_closed
from .labels import is_label_word, read_labels
from .model import ItemDraft
from .outcomes import opens_task
from .source import (
    WIKI_LINK,
    bullet,
    collapse,
    ends_sentence,
    is_list_line,
    remember_answers,
    strip_marks,
    unfold_run_in,
    without_struck,
)
from .when import ABOUT, When, find_dates, merge_when, read_time, take_leading_time, take_when
from .who import (
    PLACE,
    has_first_name,
    is_group,
    is_name,
    looks_like_people,
    people_words,
    read_people,
    split_outside,
    split_people,
)

LONGEST_NAME = 250  # characters, as the model has room for
# "(10 min)" behind a name, which an agenda alone may have.
REMARK = re.compile(r"(?<=\w)\s*\([^()]*\)[\s:*_]*$")
_BY = re.compile(
    r"(?:(?:wer|mit|von|durch|verantwortlich|zuständig|vorgestellt von|Referent(?:in)?|Bericht|Berichterstatt(?:er(?:in)?|ung))\s?:\s*"
    r"|(?P<role>Gast|Gäste|Vortrag|Input|Moderation|Leitung)(?:\s?:\s*|\s(?:von\s)?(?=(?-i:[A-ZÄÖÜ]))))",
    re.I,
)
_TIME_LABEL = re.compile(r"(?:Dauer|Zeit(?:bedarf|rahmen|ansatz)?|Uhrzeit|geplant)\s?:?", re.I)
_HABIT = re.compile(r"(?:täglich|jeweils|immer|geöffnet|\w+tags)\b")
_HEADS = re.compile(r"\d|\balle\b|plenum", re.I)
_COUNTED_HEADS = re.compile(
    r"(?:(?:ca|etwa|rund|über)\.?\s)?\d+\s(?!(?:min|std|stunde|uhr))[^\W\d]|[^\d(]+\(", re.I
)


def split_bracket(text):
    """``text`` and the content of the bracket it ends with; nested brackets stay inside."""
    stripped = text.rstrip(" .:")
    pairs = {")": "(", "]": "["}
    opening = pairs.get(stripped[-1:])
    depth = 0
    for index in range(len(stripped) - 1, -1, -1) if opening else ():
        depth += (stripped[index] == stripped[-1]) - (stripped[index] == opening)
        if depth == 0:
            return stripped[:index].rstrip(), stripped[index + 1 : -1].strip()
    return text, None


def read_bracket(meta):
    """Who and when that a bracket's content tells, as a Heading; None when the bracket belongs to the name."""
    return _told_by(*_take_times(meta)) if meta else None


def _told_by(who, when):
    """The Heading of the words ``who`` and the times of a bracket; None when these belong to the name."""
    forced = _BY.match(who)
    people = _plausible(who) if when != When() else looks_like_people(who)
    if when.impossible or not (forced or people):
        return None
    speakers, note = read_people(who[forced.end() :] if forced else who)
    role = forced["role"] if forced else ""
    return Heading("", "", speakers, ", ".join(filter(None, [note, role])), when)


_BETWEEN_TIMES = re.compile(r"[(\[]|[)\]]|(?<!\d),|,(?!\d)|[;|]")
_EACH = re.compile(r"(?:^|\s)(?:je|jeweils|à|pro)(?:\s\w+)?$", re.I)


def _take_times(meta):
    """The words of a bracket without its times, and these: "Ute/Karl, je 5 min" are ten; none where nobody knows how many."""
    people, when, is_each = [], When(), False
    for part in filter(None, split_outside(meta, _BETWEEN_TIMES)):
        words, part_when = take_when(part) or (part, When())
        if part_when.impossible:
            return "", part_when
        if words.casefold() == "tatsächlich":
            words, part_when = "", When(actual_end=part_when.end)
        merge_when(when, part_when)
        each = _EACH.search(words) if part_when.minutes else None
        is_each, words = is_each or bool(each), words[: each.start()] if each else words
        people.append("" if _TIME_LABEL.fullmatch(words) else words.rstrip(" :"))
    who = collapse(", ".join(filter(None, people)))
    if is_each:
        names = split_people(who)
        if not all(map(is_name, names)):
            return "", When()
        when.minutes *= len(names)
    return who, when


def _plausible(who):
    """Beside a time stand people in few words; a day or another number belongs to the title."""
    if len(who) > LONGEST_NAME or find_dates(who) or _HABIT.match(who):
        return False
    return all(
        _COUNTED_HEADS.match(part) or not re.search(r"\d", part) for part in split_people(who)
    )


@dataclass
class Heading:
    """A heading taken apart. ``when.bare`` is a time of which the text as a whole tells the sense;
    ``overflow`` is what is too long for a name and opens the body; ``with_bracket`` is the name with a
    bracket of which only the text as a whole tells whether it names people."""

    number: str
    name: str = ""
    speakers: list[str] = field(default_factory=list)
    note: str = ""
    when: When = field(default_factory=When)
    overflow: str = ""
    with_bracket: str = ""

    def item(self):
        """The ItemDraft of this heading, still without a body."""
        when, who = self.when, (self.speakers, self.note)
        times = when.start, when.end, when.minutes
        return ItemDraft(self.number, self.name, *who, *times, actual_end=when.actual_end)

    @property
    def people(self):
        """Those whom it names, in the parts that speakers and note have."""
        return list(filter(None, split_people(people_words(self.speakers, self.note))))

    def fill(self, other):
        """Take over from ``other`` what this heading does not say."""
        self.number = self.number or other.number
        self.name = self.name or other.name
        if not self.people:
            self.speakers, self.note = other.speakers, other.note
        merge_when(self.when, other.when)

    def contradicts(self, other):
        """Whether both say who, or the same of when, and not alike."""
        ours, theirs = [
            [one.speakers or one.note, *vars(one.when).values()] for one in (self, other)
        ]
        return any(a and b and a != b for a, b in zip(ours, theirs, strict=True))

    def take(self, role, words):
        """Take over what ``words`` say of a ``role`` ("who", "minutes", "start", "end", or "when" of any kind); False
        where they say no such thing."""
        if role == "who":
            if self.people:
                return False
            self.speakers, self.note = read_people(words)
            return len(words) <= LONGEST_NAME
        words = f"{words} min" if role == "minutes" and re.fullmatch(r"\d{1,3}", words) else words
        when = read_time(words, role if role in ("start", "end") else "")
        if when:
            merge_when(self.when, when)
        return when is not None


def read_heading(number, rest, is_timed=False):
    """Take the words after a number apart. What is neither who nor when stays in the name; in a text that ``is_timed`` no sign
    has to set a clock time off from it."""
    heading, rest = Heading(number), without_struck(rest) or STRUCK.sub(r"\1", rest)
    links = LINK.findall(rest) if len(rest) <= 3 * LONGEST_NAME else []
    rest = LINK.sub(r"\1", rest) if links else rest
    if not number and (top := _NUMBER_BEHIND.search(rest)):
        heading.number, rest = top[1], rest[: top.start()]
    rest = _take_ends(rest, heading, is_timed)
    heading.name = strip_marks(collapse(plain_words(rest)).removesuffix(":").rstrip())[1]
    if len(heading.name) > LONGEST_NAME:
        heading.name, heading.overflow = "", heading.name
    shown = [f"[{words}]({target})" for words, target in links]
    heading.overflow = " ".join(filter(None, [heading.overflow, *shown]))
    return heading


_NUMBER_BEHIND = re.compile(r"\s?[(\[]TOP\s?(\d{1,2}[a-z]?)[)\]][ .:]*$", re.I)
_SPAN = re.compile(r"`[^`]{1,80}`|\*[^*\s][^*]{0,80}\*|_[^_\s][^_]{0,80}_")
_SPANS = re.compile(rf"(?<=\S)(?:\s+(?:{_SPAN.pattern}))+$")
_BEFORE = re.compile(
    r"[(\[](?P<meta>[^()\[\]]{1,80})[)\]]\s*(?:(?P<minutes>\d{1,3})['′’]|[:–-])?\s+(?=\S)"
)
_TELLS = r"(?=(?:(?:von|ca\.?|um|ab|Dauer:?|Beginn:?|Ende:?)\s)?\d|bis\s)"
_BEHIND = re.compile(
    rf"(?P<dash>\s+[–—-]\s+)|(?:\s{{2,}}|\s*(?:[,;|–—-]|/+(?=\s))[\s,;|–—-]*){_TELLS}", re.I
)
_BLANK = re.compile(rf"\s+{_TELLS}", re.I)
_LEAD = re.compile(r"\s*(?:[:–—,;](?!\d)|/+(?=\s)|-(?=\s))[\s–—-]*")
_ABOUT_TIME = re.compile(rf"(?:(?:von|um|ab|bis|Beginn:?)\s{{1,3}})?{ABOUT}\d", re.I)
_LONGEST_LEAD = 40  # characters of a time that stands before a name


def _leads(text, is_timed):
    """The ways to part ``text`` into the time that it opens with and a name."""
    begin = text[:_LONGEST_LEAD]
    ends = [*_LEAD.finditer(begin), *(re.finditer(r"\s+", begin) if is_timed else ())]
    for end in sorted(ends, key=lambda end: -end.end()):
        yield text[end.end() :], text[: end.start()], "before"


def _ends(text, is_timed):
    """The ways to part ``text`` into a name and what may tell who and when, each with the place of this."""
    if " | " in text or " // " in text:
        parts = list(filter(None, map(str.strip, re.split(r"\s+(?:\||//)\s+", text))))
        name = next((part for part in parts if not read_time(part)), "")
        if len(parts) < 4:
            yield name, ", ".join(part for part in parts if part is not name), "bars"
    elif _ABOUT_TIME.match(text):
        yield from _leads(text, is_timed)
    if len(text) <= 3 * LONGEST_NAME:
        name, meta = split_bracket(text)
        if spans := _SPANS.search(text) if text[-1:] in "`*_" else None:  # "Kasse `10 min` *Ute*"
            name = text[: spans.start()]
            meta = ", ".join(part[1:-1] for part in _SPAN.findall(spans[0]))
        if meta:
            yield name, plain_words(meta), "bracket"
    if match := _BEFORE.match(text):  # "(10 min) Kasse", "[ute, karl] 10' Kasse"
        minutes = f", {match['minutes']} min" if match["minutes"] else ""
        yield text[match.end() :], match["meta"] + minutes, "before"
    short = text if len(text) <= LONGEST_NAME else ""
    behind = [*_BEHIND.finditer(short)][-3:]
    blank = [*_BLANK.finditer(short)][-3:] if is_timed else []
    for match in sorted(behind + blank, key=lambda match: match.start()):
        place = "tail" if is_timed else match.lastgroup or "comma"
        yield text[: match.start()], text[match.end() :], place


_VOTED = re.compile(
    r"\d\s?(?:x\s)?(?:dagegen|dafür|ja|nein|enth\w*\.?|(?:gegen|nein|ja)?-?stimmen?)$", re.I
)


def _take_ends(text, heading, is_timed):
    """Take off the ends of ``text`` what tells who and when, each once, and give the name. People in a bracket may be
    a part of it to the text as a whole."""
    for name, meta, place in _ends(text, is_timed):
        who, when = _take_times(meta)
        if place == "bracket" and _VOTED.search(name):
            continue  # "8 Euro: 4 dafür, 1 dagegen (Olli)"
        is_alone = place != "before" and not who and (when.start or when.bare)
        if is_alone and _ENDS_WITH_DAY.search(name):
            continue  # "Kino am Freitag (18-20 Uhr)"
        if place == "bracket" and when.impossible:
            heading.when.impossible = when.impossible
            return text
        told = None if _ABOUT_TIME.match(name) and take_leading_time(name) else _told_by(who, when)
        if told and not heading.contradicts(told) and _is_enough(told, place):
            heading.fill(told)
            name = _take_ends(name, heading, is_timed)
            if place == "bracket" and not (_BY.match(meta) or _HEADS.search(meta)):
                heading.with_bracket = collapse(text) if heading.when == When() else ""
            return name
    return text


_ENDS_WITH_DAY = re.compile(
    rf"(?:\b(?:(?:Mon|Diens|Donners|Frei|Sams|Sonn)tags?|Mittwochs?|Sonnabends?|Wochenende|Mo|Di|Mi|Do|Fr|Sa|So|morgen|heute)\.?"
    rf"|\b\d{{1,2}}\.\s?(?:\d{{1,2}}\.?|{MONTH.pattern})(?:\s?(?:20)?\d\d)?)\W*$"
)


def _is_enough(told, place):
    """Whether it tells a time, an end where nothing but a dash or a comma sets it off; in a bracket people do."""
    if place in ("bracket", "tail") or told.when == When():
        return place == "bracket" or told.when != When()
    people = told.people
    if place in ("dash", "comma") and not people:
        return bool(told.when.end or told.when.minutes)
    if place in ("before", "comma"):
        return place == "before"
    return all(map(is_group, people)) or looks_like_people(", ".join(people))


_UNTIL = re.compile(r"(?:.{2,120} · )?(?:tatsächlich )?bis \d\d?[:.]\d\d Uhr$")


def is_who_and_when(text):
    """Whether ``text`` is a bracket that tells when (and who) and nothing else, or tells it as our own paper
    does: "Ute · bis 17:08 Uhr"."""
    return _tells_when(_in_bracket(text)[1:-1])


def _tells_when(meta):
    told = read_bracket(meta)
    return bool(told) and told.when != When()


def _in_bracket(text):
    """``text`` as the bracket behind a name that it stands for; "" where it is none."""
    if text[:1] in ("(", "["):
        before, meta = split_bracket(text)
        return "" if meta is None or before else text
    return f"({text.replace(' · ', ', ')})" if _UNTIL.match(text) else ""


_WHO = r"Wer|Verantwortlich\w*|Zuständig|Referent(?:in)?|Vortrag|Input|Moderation|Bericht(?:erstattung)?|Einbringer(?:in)?|Vorgestellt von"
_WHEN = r"Wann|Zeit|Uhrzeit|Dauer|Zeitbedarf|Zeitrahmen|Beginn|Ende"
_DETAIL = re.compile(
    rf"[*_]*(?P<label>(?P<who>{_WHO})|{_WHEN})[*_]*\s?:[*_]*\s*(?P<value>\S.*)$", re.I
)
_NEXT = re.compile(rf"\s*[;,|/–]\s*(?=[*_]*(?:{_WHO}|{_WHEN})[*_]*\s?:)|\s{{2,}}", re.I)


def take_all_details(sections):
    """Move lines that tell who and when from the top of each body to the heading. In the last one
    they are about the meeting, unless another TOP has such lines as well."""
    taken = [_take_details(section) for section in sections[:-1]]
    if any(taken):
        _take_details(sections[-1])


def _take_details(section):
    taken, lines = [], section.body[:12]
    for at, line in enumerate(lines):
        if not line.text:
            continue
        details = _read_details(line)
        if not details or section.heading.contradicts(details) or opens_task(lines[at:]):
            break
        section.heading.fill(details)
        taken.append(line)
    section.head += taken
    section.body = [line for line in section.body if line not in taken]
    return taken


def is_detail(text):
    """Whether a line would be read as who or when if it stood directly below a heading."""
    return bool(_DETAIL.match(text.lstrip("•*-– ")))


def _read_details(line):
    """Who and when that a line tells and nothing else, as a Heading; else None."""
    text = line.text.lstrip("•*-– ") if line.text[:2] in ("• ", "- ", "* ", "– ") else line.text
    inside = line.place or line.cells is not None or line.indent >= (4 if text == line.text else 1)
    if inside or len(text) > _LONGEST or not _DETAIL.match(text):
        return None
    details = Heading("")
    for part in _NEXT.split(text):
        match = _DETAIL.match(part.strip())
        if not match:
            return None
        label, value = match["label"].casefold(), match["value"].strip(" *_")
        role = "who" if match["who"] else {"beginn": "start", "ende": "end"}.get(label, "when")
        sure = role != "who" or label == "wer" or read_people(value)[0] or looks_like_people(value)
        if not sure or not details.take(role, value):
            return None
    return details


_LONGEST = 150  # characters of a line or tail that tells who and when
_SEPARATOR = re.compile(r"\s+[–—-]\s+|\s*\|\s*|\s+/\s+")


def take_people_off_names(sections, head):
    """Take people off the end of names ("Garten – Ute") where most TOPs show that habit; the lines
    above the first TOP tell who is present. With a time beside them people need no habit. In a bracket they
    need one where nobody knows them: "Heizung (Altbau)" names a house."""
    headings, present = [section.heading for section in sections], _names_in(head)
    for heading in headings:
        name, who = (heading.name, heading.note) if heading.people else split_bracket(heading.name)
        if name and who and present.issuperset({*split_people(who)} - {PLACE}):  # "Kasse (m4rt1n)"
            heading.speakers = split_people(people_words(heading.speakers, who))
            heading.name, heading.note = name, ""

    def is_known(people):
        return any(has_first_name(one) or one in present for one in people)

    bracketed = [heading for heading in headings if heading.people]
    unknown = [one for one in bracketed if one.with_bracket and not is_known(one.people)]
    if 2 * len(bracketed) < len(sections) and 3 * len(unknown) > len(bracketed):
        for heading in unknown:
            heading.name, heading.speakers, heading.note = heading.with_bracket, [], ""
    tails = []
    for heading in headings:
        *_, last = [None, *_SEPARATOR.finditer(heading.name)]
        told = last and last.start() and read_bracket(heading.name[last.end() :])
        if told and not heading.people:
            tails.append((heading, heading.name[: last.start()], told))
    named = sum(is_known(told.people) for _, _, told in tails)
    if len(tails) > 1 and 2 * len(tails) >= len(sections) and 2 * named >= len(tails):
        for heading, heading.name, told in tails:
            heading.fill(told)


def take_times_off_names(headings):
    """Take clock times off the ends of names, and for such what stands in place of numbers, where most ``headings`` show that
    habit and the times run on: "18.00 Begrüßung", "Kasse, 18:10 Uhr". With dots some of them must be no days."""
    found, typed, within = [], [], 0
    numbers = list(filter(None, (heading.number for heading in headings)))
    in_place = all(map(_CLOCK_ALONE.fullmatch, numbers))  # "TOP 10.10" comes behind "TOP 10.9"
    for heading in headings:
        when, text = heading.when, heading.name
        if when.start or when.end or when.bare:
            continue
        number = "" if in_place else heading.number
        if number != heading.number:
            text = f"{heading.number}{'–' if _DOTTED_FIRST.match(text) else ' '}{text}"
        dotted = [_DOTTED_FIRST.match(text), _DOTTED_LAST.search(text)]
        typed += [clock for match in dotted if match for clock in _CLOCK_ALONE.findall(match[0])]
        text = _DOTTED_LAST.sub(_with_colon, _DOTTED_FIRST.sub(_with_colon, text))
        read = read_heading(number, text, is_timed=True)
        if says_top(read.name):
            top = look_of(read.name)
            read.number, read.name = top.number, top.name
        if read.when != when and read.name:
            found.append((heading, read))
            within += bool(_WITHIN.search(text))
    times = [read.when.start or read.when.bare or read.when.end for _, read in found]
    times = list(filter(None, times))
    is_habit = len(found) > 1 and 2 * len(found) >= len(headings) and times == sorted(times)
    is_habit = is_habit and (not within or len(found) >= max(3, len(headings) - 1))
    if is_habit and (not typed or not all(find_dates(f"{clock}.") for clock in typed)):
        for heading, read in found:
            heading.number = heading.name = ""
            heading.fill(read)


_WITHIN = re.compile(r"\w\s+(?:um|ab|von|bis)\s+\d[^,;(]*$", re.I)  # "Nachtruhe ab 18 Uhr"
_CLOCK_ALONE = re.compile(r"(?:0?[7-9]|1\d|2[0-3])\.[0-5]\d")
_DOTTED = rf"{_CLOCK_ALONE.pattern}(?:\s?(?:-|–|—|bis)\s?{_CLOCK_ALONE.pattern})?(?![\d.])"
_DOTTED_FIRST = re.compile(rf"[(\[]?(?:(?:ab|um|von)\s)?{_DOTTED}")
_DOTTED_LAST = re.compile(rf"(?<![\w.]){_DOTTED}(?:\s?(?:Uhr|h))?[)\]]?$")


def _with_colon(match):
    return match[0].replace(".", ":")


def _names_in(head):
    """The names that the lines ``head`` tell, and each word of them."""
    fields = ("attendance", "chair", "minute_taker", "apologies")
    texts = [value for line in head for name, _, value in read_labels(line.text) if name in fields]
    texts += [mark[1] for line in head if (mark := bullet(line.text)) and len(mark[1]) < 80]
    people = (part for text in texts for part in split_people(WIKI_LINK.sub(r"\1", text)) if part)
    names = {part.partition(" (")[0] for part in people}
    return names | {word for name in names for word in name.split() if word[0].isupper()}


# "Beschluss über die Satzung zur", "Genehmigung der Tagesordnung für den öffentlichen"
_JOINS = r"und|oder|für|zu[mr]?|[ai]m|in|vo[nm]|mit|über|auf|bei|sowie|nach|als|durch|gegen"
_GOES_ON = re.compile(
    rf"\s(?:(?:de[rsmn]|die|das|eine[rnsm]?)(?:\s[a-zäöüß]{{3,}}e[rns]?)?|{_JOINS})$(?<!\b[Cc]heck in)"
)
_CARRIES_ON = re.compile(rf"(?:de[rsmn]|{_JOINS})\s")


def join_wrapped(lines, rest, start):
    """The words of a heading together with the lines from ``start`` they run on into, and how many those are."""
    extra = 0
    for line in lines[start : start + 2]:
        if not line.text or line.place:
            break
        open_bracket = rest.count("(") > rest.count(")")
        closes = open_bracket and ")" in line.text
        goes_on = (rest[-1:] == ";" or _GOES_ON.search(rest)) and not (
            is_list_line(line) or ends_sentence(line.text)
        )
        hangs = line.indent > lines[start - 1].indent + 2 and _CARRIES_ON.match(line.text)
        bracket = is_who_and_when(line.text) and _in_bracket(line.text)
        if not (closes or goes_on or hangs or bracket or line.goes_on):
            break
        rest, extra = f"{rest} {bracket or line.text}", extra + 1
    return rest, extra


_ONES = "|I|II|III|IV|V|VI|VII|VIII|IX".split("|")
ROMANS = {tens + ones: at for at, (tens, ones) in enumerate(product(("", "X", "XX"), _ONES))}
_SPELLED = (
    "eins erstens|zwei zweitens|drei drittens|vier viertens|fünf fünftens|sechs sechstens"
    "|sieben siebtens siebentens|acht achtens|neun neuntens|zehn zehntens|elf|zwölf"
)
_WORDS = {word: at for at, one in enumerate(_SPELLED.split("|"), 1) for word in one.split()}


class Style(NamedTuple):
    """What lines of one notation share: their marks, the sign of a list or another that opens them, the word before the
    number ("top"), how that counts ("digit", "roman", …), its depth, what ends it, and whether a colon ends the line."""

    marks: str = ""
    sign: str = ""
    word: str = ""
    kind: str = ""
    depth: int = 0
    stop: str = ""
    colon: bool = False


class Candidate(NamedTuple):
    """A line that may be a heading. ``rank`` is the place in the count that ``number`` tells, ``said`` what follows the
    name on the same line, ``when`` the time it opens with. It is not ``strong`` where its number may be a day
    or its words go on as a sentence, ``guessed`` where only the layout tells. A row of a table brings its
    ``heading`` taken apart and the lines of its ``body``."""

    style: Style = Style()
    number: str = ""
    name: str = ""
    rank: tuple = ()
    said: str = ""
    when: When | None = None
    strong: bool = True
    guessed: bool = False
    index: int = -1
    indent: int = 0
    heading: Heading | None = None
    body: tuple = ()


_LONGEST_LINE = 310
_SAYS_TOP = re.compile(
    r"[\W_]*(?:\d.{0,40}?)?(?:t[o0]p|t\.o\.p|tages|agendap|to-p|trakt|punkt|pkt|thema|zu|ad\s)",
    re.I,
)
_NUMBER = (
    r"(?:(?:NÖ|[ÖN])\s?)?\d{1,3}(?:\.\d{1,3}){0,3}(?:[a-z]|\s[a-z](?=\s?[:)]))?(?!\w)|[IVX]{1,5}(?!\w)"
    r"|[A-Z](?=\s{2}|\s?[:.)]|\s[–—-]\s)"
)
_COUNCIL = re.compile(r"(?:NÖ|[ÖN])\s?\d")  # parts counted for themselves
_DELIMITER = r"\s{0,3}(?:\.?[:)|]{1,2}|(?://?|;)(?=\s))\s{0,3}[–—-]?\s*|\s{0,3}[–—-]{1,2}\s+|\.:?\s+|\s{2,}|\s+|\.?$"
_TOP = re.compile(
    r"(?:(?:zu[mr]?|ad)\s{1,3})?(?P<word>T[O0]P|T\.O\.P\.|Tagesordnungspunkt|Agendapunkt|TO-Punkt|Traktandum|Trakt\.|Punkt|Pkt\.?|Thema"
    r"|(?<=zu )(?=\d)|(?<=ad )(?=\d))s?(?![^\W\d]|_)[ #.]{0,4}"
    rf"(?:(?:Nr\.?|Nummer)\s)?(?P<number>{_NUMBER})?(?:\s(?:der|auf der)\s(?:Tagesordnung|TO))?"
    rf"(?P<delimiter>\.(?=(?-i:[A-ZÄÖÜ][a-zäöüß]{{2}}))|{_DELIMITER})(?P<rest>.*)$",
    re.I,
)
_AFTER_NUMBER = re.compile(
    rf"(?P<number>{_NUMBER})[.)]?\s?(?:TOP|Tagesordnungspunkt)(?P<rest>\s?:?\s+[^\s\d].*)$", re.I
)
_VERB = re.compile(
    r"(?:ist|war|sind|wird|werden|wurden?|gab|gibt|hat|haben|hatten|soll|sollte|kann|muss|entfällt|entfiel|folgt|bleibt"
    r"|geht|ging|kommt|kam|steht|stand|liegt|lag|dauert|hieß|heißt|des|der|vom|im|beim|am|und|oder|bis)\b"
)
# "TOP Kasse wird vertagt"
_TOLD_OF = re.compile(r"\b(?:ist|war|sind|wird|werden|wurden?|hat|haben|(?:ent)?fällt|entfiel)\b")


def is_topic_name(text):
    """Whether ``text`` can be the name of a TOP: short, no sentence, nothing about the meeting."""
    short = 0 < len(text) <= LONGEST_NAME and not ends_sentence(text)
    return short and not is_label_word(text) and not read_labels(text)


def runs_on_below(lines, index):
    """Whether the line at ``index`` is the beginning of a sentence that the next one goes on with."""
    below = lines[index + 1] if index + 1 < len(lines) else None
    return bool(below and below.text and (below.goes_on or below.text[0].islower()))


# How a number goes on that counts no TOPs: "8.210,50", "3 €", "5 Minuten".
_AMOUNT = r"\.\d|\s?(?:[€%]|(?:EUR|Euro|Prozent|Min(?:uten)?|Std|Stunden|Uhr|Stück|Kästen|Kisten|Flaschen|kg|Liter)(?![\w-]))"
_COUNT = re.compile(
    r"(?:\((?=\w{1,5}\)))?(?P<number>(?:(?:NÖ|[ÖN])\s)?\d{1,2}(?:\.\d{1,2}){0,3}[a-w]?"
    rf"(?![\w-]|{_AMOUNT})"
    r"|[A-Z]\.\d{1,2}(?=[.):\s])|(?i:[IVX]{1,5}(?=[.):\s])|[A-Z](?=[.):])))(?P<stop>(?:\s(?=[.)]\s))?[.):]{0,2})(?P<gap>\s*[–—|-]\s+|\s*)(?P<rest>.*)$"
)
_OFFICE = re.compile(
    r"[12]\.\s(?:stellv\w*\.?\s)?(?:Vorsitzende[rn]?|Vorstand|Bürgermeister(?:in)?)"
    r"|\d{1,3}\.\s(?:\w+\s)?\w*(?:sitzung|versammlung|treffen)\s(?:de[rs]|am|vom)\s.*",  # which meeting it was
    re.I,
)
_OPENS_STRUCK = re.compile(r"[#=*_]*\s*~~")


@remember_answers
def look_of(text):
    """The Candidate that a line shows, still without its place; None for a line that can be no heading."""
    if len(text) > _LONGEST_LINE:  # of these only "TOP 3: …" is one, with its text
        top = look_of_text(text)
        return top if top and top.style.word and top.strong else None
    if not text:
        return None
    if _OPENS_STRUCK.match(text) and (valid := without_struck(text)):  # "~~3. Kasse~~ 3. Haus"
        text = re.sub(r"^([*_]+)\s+", r"\1", valid)
    mark = bullet(text)
    sign, inner = mark if mark and mark[1] != text else ("", text)
    inner = inner.rstrip(" *+~") if len(sign) > 1 else inner  # "*** Kasse ***"
    unfolded = unfold_run_in(inner)
    marks, stripped = strip_marks(inner)
    if marks in ("**", "__", "*", "_") and not re.search(r"[*_](?:\s*\(.*\))?\W*$", text):
        marks += "…"  # opens the line only
    inner = unfolded if unfolded is not inner else stripped
    if marks[:1] in ("#", "=") and inner[:2] in ("**", "__"):
        inner = strip_marks(inner)[1]
    when = None
    if inner[:1].isdigit() or inner[:2].lower() in ("ab", "ca", "vo"):
        lead = None if read_labels(inner) else take_leading_time(inner)
        if lead and lead[1] and not lead[1][0].islower() and not ends_sentence(lead[1]):
            when, inner = lead
    if _SAYS_TOP.match(inner) and (top := _read_top(marks, sign, inner, when)):
        return top
    match = None if _OFFICE.fullmatch(inner) else _COUNT.match(inner)
    day = find_dates(inner[:20]) if match else ()
    day = bool(day and day[0].start == 0)
    if match:
        number, rest = match["number"], match["rest"]
        glued = not (match["stop"] or match["gap"] or not rest)  # "3D-Druck"
        short = number.isalpha() and not match["gap"] and (number + rest[:1]).islower()  # "v.g.u."
        clock = match["stop"] == ":" and re.match(r"[0-5]\d\b", inner[match.end("stop") :])
        match = None if glued or short or clock or (day and number.count(".") != 1) else match
    if not match:
        if not (marks or sign) and len(inner) > 4 and inner.isupper():
            marks = "A"  # capitals set a line off as marks do
        style = Style(marks, sign, kind="time" if when else "", colon=inner.endswith(":"))
        return Candidate(style, "", inner, when=when)
    stop = match["stop"] or match["gap"].strip()
    top = _candidate(number, rest, when, Style(marks, sign, stop=stop))
    return top._replace(strong=not day)


def look_of_text(text):
    """What a line shows behind whose number a text of any length may stand; None without such."""
    if len(text) <= _LONGEST_LINE:
        return look_of(text)
    begin = text[:_LONGEST_LINE].rpartition(" ")[0]
    top = look_of(begin)
    return top and top._replace(name=top.name + text[len(begin) :])


def _candidate(number, name, when, style):
    """The Candidate with this ``number``, the first way it counts told in its Style."""
    kind, rank = next(_counts(number), ("", ()))
    style = style._replace(kind="time" if when else kind, depth=number.count("."))
    return Candidate(style, number, name, rank, when=when)


def _read_top(marks, sign, text, when):
    """The Candidate of "TOP 3: Titel" or "3. TOP: Titel" behind its marks; None where the words go on as a sentence."""
    if text[:1].isdigit() and (turned := _AFTER_NUMBER.match(text)):
        text = f"TOP {turned['number']}: {turned['rest'].lstrip(' :')}"
    match = _TOP.match(text)
    if not match:
        return None
    delimiter, rest = match["delimiter"], match["rest"].strip()
    opens = sign or rest[:1].isupper()  # "TOP Kasse", "* TOP kasse"
    alone = text.startswith("TOP ") and opens and is_topic_name(rest)
    alone = alone and not _TOLD_OF.search(rest)
    if not match["number"] and not (alone or (":" in delimiter and rest)):
        return None
    strong = bool(delimiter.strip() or len(delimiter) > 1 or marks or not rest)
    strong = strong or bool(re.search(r"\d[^)\]]{0,9}[)\]]$", rest))
    if not strong and _VERB.match(rest):
        return None
    is_closed = _COUNCIL.match(match["number"] or "") or names_closed(rest)
    strong = strong or (is_closed and not ends_sentence(rest))
    number = collapse(match["number"] or "").replace("l", "1")  # as OCR reads a one
    number = number if _COUNCIL.match(number) else number.replace(" ", "")
    word = match["word"].casefold() or "zu"
    return _candidate(number, rest, when, Style(marks, sign, word))._replace(strong=strong)


def _counts(number):
    """The ways in which ``number`` counts, as pairs of a kind and its rank, (2, 1) for "2.1": "I" is Roman and a letter."""
    parts = [part for part in number.split(".") if part]
    digits = [re.search(r"\d+", part) for part in parts]
    roman = [ROMANS.get(part.upper()) for part in parts]
    letters = [ord(part[0].upper()) - 64 for part in parts]
    if number.casefold() in _WORDS:
        yield "word", (_WORDS[number.casefold()],)
    elif number[:1].isdecimal() or _COUNCIL.match(number):
        yield "digit", tuple(int(one[0]) for one in digits)
    elif len(number) == 1 and number.isnumeric():
        yield "circled", (int(unicodedata.numeric(number)),)
    elif number:
        ranks = zip(digits, roman, letters, strict=True)
        rank = tuple(int(digit[0]) if digit else one or letter for digit, one, letter in ranks)
        if roman[0] or len(number) > 1:
            yield "roman", rank
        if len(number) == 1:
            yield "letter", tuple(letters)


_OPENING = r":[a-z_]{2,30}:|[^\w\s\"'„“”‚‘«(]{1,8}|\((?=\w{1,4}\))"
_COUNTER = rf"\d{{1,3}}|[A-Za-z]|[IVX]{{1,5}}|(?i:{'|'.join(_WORDS)})|[\u2460-\u2473\u2776-\u277f]"
_COUNTED = re.compile(
    rf"(?:(?:[Zz]u|[Aa]d)\s)?(?P<opening>{_OPENING})?\s{{0,3}}(?P<word>[^\W\d_]{{1,14}}(?:\.\s?|\s|-|(?=\d)))?"
    rf"(?P<counter>{_COUNTER})(?P<delimiter>\.?\s?[^\w\s\"'„“(]{{1,3}}(?=\s|$)|\.\s?[–—-]|\s{{2,}}|\s|$)"
    r"\s{0,3}(?P<rest>.*)$"
)
_COUNTER_ALONE = re.compile(_COUNTER)
_MARKED = re.compile(rf"(?P<opening>{_OPENING})\s{{0,3}}(?P<rest>[\w*].*)$")
_PAIRS = {"[": "]", "{": "}", "<": ">", "«": "»", "|": "|", "[[": "]]", "<<": ">>", "‹": "›"}
_CLOSING = re.compile(r"\s*(?P<closing>[^\w\s.!?,;\"'“”)\]%€…]{1,20})$")
_SAME = str.maketrans("–—", "--")
# What stands before a number and says no more than "TOP".
_ORDER = set("pkt p nr t ziff ziffer tp ap tap tpkt programmpunkt no punkt top thema".split())


def says_top(text):
    """Whether ``text`` opens with "TOP 3" or its likes."""
    top = look_of(text)
    return bool(top and top.style.word)


def heading_of(text):
    """The Heading that an entry of an agenda tells, in a line or in the cell of a table."""
    top = look_of(text) or Candidate(name=text)
    heading = read_heading(top.number, top.name)
    if top.when:
        merge_when(heading.when, top.when)
    return heading


@remember_answers
def shapes(text):
    """What else a line shows behind signs of any kind, the counting ones first; () for most lines."""
    marks, inner = strip_marks(text)
    return tuple(_shapes(marks, inner)) if inner and len(text) <= 240 else ()


def _shapes(marks, text):
    match = _COUNTED.match(text)
    if match and match["opening"] not in ("•", "-", "–", "*", "+"):
        opening = (match["opening"] or "").translate(_SAME)
        word, stop = match["word"] or "", match["delimiter"].strip().translate(_SAME)
        order = not word or word.strip(" .-").casefold() in _ORDER
        for kind, rank in _counts(match["counter"]):
            number = match["counter"] if kind in ("roman", "letter") else str(*rank)
            name, number = (match["rest"].strip(), number) if order else (text, "")
            end = _CLOSING.search(name)  # marks close a name as others opened it: "Kasse ---"
            name = name[: end.start()] if end and end.start() else name
            style = Style(marks, opening, word.strip().casefold(), kind, 0, stop)
            if kind == "digit" or stop:
                yield Candidate(style, number, name, rank, guessed=True)
    # Between or behind marks: ">> Kasse", "[Kasse] Ute", "Kasse:", "-- Kasse --".
    match = _MARKED.match(text)
    opening = match["opening"].translate(_SAME) if match else ""
    rest = strip_marks(match["rest"])[1] if match else text
    name, closing, said = rest.partition(_PAIRS[opening]) if opening in _PAIRS else (rest, "", "")
    if not closing and (end := _CLOSING.search(rest)):
        closing, name = end["closing"][0], rest[: end.start()]
    name = name.strip()
    if (opening or closing or marks) and name and not (said and _COUNTER_ALONE.fullmatch(name)):
        style = Style(marks, opening, stop=closing)
        yield Candidate(style, "", name, said=said.strip(" :-–"), guessed=True)


FAR = 12  # columns from which a line may stand in the middle of a page


def is_timed(text, below):
    """Whether a bracket behind ``text``, or the line ``below``, tells when."""
    return is_who_and_when(below) or _tells_when(split_bracket(text)[1])
