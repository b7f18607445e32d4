"""Days, clock times and lengths as German minutes write them, a missing year inferred; the day and the
times of the meeting and of the next one where sentences tell them.
"""

import datetime as dt
import re
from dataclasses import dataclass
from itertools import chain, islice, pairwise

from wiq_site.kit.when import find_dates, german_date, read_clock  # noqa: F401  read from here, too

from .model import NextMeeting
from .source import collapse, remember_answers, without_struck

ABOUT = (
    r"(?:(?:ca|circa|etwa|ungefähr|gegen|spätestens|max|maximal|voraussichtlich|genau|rund|mind|mindestens|höchstens"
    r"|insgesamt|zusammen|noch|nur|knapp|gut|bis zu)\.?\s{1,3}|~\s?)?"
)
_FRACTIONS = {"1/2": 0.5, "3/4": 0.75, "1/4": 0.25, "½": 0.5, "¾": 0.75, "¼": 0.25}
_LENGTH = re.compile(
    rf"(?<![\w.:,]){ABOUT}(?:(?P<times>\d{{1,2}})\s?[x×]\s?|\d{{1,3}}\s?(?:[–-]|bis)\s?)?(?P<count>\d{{1,3}}(?:[.,]\d)?|1/2|3/4|1/4|1?\s?[½¼¾])"
    r"\s{0,3}(?P<unit>min(?:uten?|\.)?|['′’]|Std\.?|Stunden?|h)$",
    re.I,
)
_HOURS = re.compile(
    rf"(?<![\w.:,]){ABOUT}(?P<hours>[0-4])(?:\s?h\s?|:|\s?Std\.?\s)(?P<minutes>[0-5]\d)(?:\s?(?:h|Std\.?|min\.?))?$",
    re.I,
)
_LENGTH_WORDS = {"viertelstunde": 15, "halbe stunde": 30, "dreiviertelstunde": 45, "stunde": 60}
_LENGTH_WORDS |= {"anderthalb stunden": 90, "eineinhalb stunden": 90, "zwei stunden": 120}
_WORD = re.compile(rf"(?:{ABOUT})(?:(?:eine|1)\s)?\b(?P<word>{'|'.join(_LENGTH_WORDS)})$", re.I)


def _length(text):
    """Split a length off the end of ``text``: the rest and its When, or None without one. Of
    "10–15 min" the longer counts, of "2x5 min" the whole; "18 h" is a clock time."""
    if match := _HOURS.search(text):
        minutes = 60 * int(match["hours"]) + int(match["minutes"])
        return _before(text, match), When(minutes=minutes)
    if match := _LENGTH.search(text):
        words = match["count"]  # "10", "1,5", "1/2", "1½"
        sign = next((sign for sign in _FRACTIONS if words.endswith(sign)), None)
        if sign:
            count = float(words.removesuffix(sign).strip() or 0) + _FRACTIONS[sign]
        else:
            count = float(words.replace(",", "."))
        count *= int(match["times"] or 1)
        hours = match["unit"][0].lower() in "sh"
        if not hours or match["unit"].lower() != "h" or count < 7:
            return _before(text, match), When(minutes=round(count * 60 if hours else count))
    match = _WORD.search(text) if "tunde" in text[-8:] else None
    minutes = match and _LENGTH_WORDS[match["word"].lower()]
    return (_before(text, match), When(minutes=minutes)) if match else None


def _before(text, match):
    return text[: match.start()].rstrip(" ,;–—-")


_HAS_DIGIT = re.compile(r"[\d½¼¾]")
_UNIT = r"(?:\s{0,3}(?:Uhr|h)\b\.?)"


_SPOKEN = r"\s?Uhr\s\d{2}(?=\s?(?:$|[,;.)–-]|bis\b))"  # "20 Uhr 15", but not "18 Uhr 15 Leute"


def _clock(name):
    minutes = rf"[:.]\d{{2}}|\s?h\s?\d{{2}}|{_SPOKEN}"
    return rf"(?P<{name}>\d{{1,2}}(?:{minutes})?)(?![\d:])"


_FORMS = [
    rf"(?:von\s{{1,3}})?{ABOUT}{_clock('start')}(?P<unit1>{_UNIT})?\s{{0,3}}(?:-|–|—|bis)\s{{0,3}}"
    rf"{ABOUT}{_clock('end')}(?P<unit>{_UNIT})?",
    rf"(?:bis|Ende:?)\s{{1,3}}(?:um\s{{1,3}})?{ABOUT}{_clock('end')}(?P<unit>{_UNIT})?",
    rf"(?:ab|von|seit|um|Beginn:?|Start:?)\s{{1,3}}{ABOUT}{_clock('start')}(?P<unit>{_UNIT})?",
    rf"{ABOUT}{_clock('bare')}(?P<unit>{_UNIT})?",
]
_AT_END = [re.compile(rf"(?<![\w.:]){form}$", re.I) for form in _FORMS]
_ANYWHERE = [re.compile(rf"(?<![\w.:]){form}(?!\w)", re.I) for form in _FORMS]
_LEADING = [re.compile(rf"{form}(?!\w)\s*[:|–—-]?\s*", re.I) for form in _FORMS]


@dataclass
class When:
    """What a phrase says about time; ``bare`` is a clock time without "bis" or "ab"."""

    start: dt.time | None = None
    end: dt.time | None = None
    bare: dt.time | None = None
    minutes: int | None = None
    actual_end: dt.time | None = None
    impossible: str = ""


def take_when(text):
    """Split a time phrase off the end of ``text``: the rest and its When, or None without one."""
    if not _HAS_DIGIT.search(text):
        return _length(text) if "tunde" in text[-9:] else None
    for pattern in _AT_END:
        match = pattern.search(text)
        if match and _is_time(match):
            when = _when(match)
            if not when.impossible or not _length(text):
                return _before(text, match), when
    return _length(text)


def find_when(text):
    """The first time phrase inside ``text`` as (start, end, When), or None."""
    for pattern in _ANYWHERE:
        for match in pattern.finditer(text):
            if _is_time(match) and not (when := _when(match)).impossible:
                return match.start(), match.end(), when
    return None


def read_time(text, bare=""):
    """The When that ``text`` says and nothing else, a clock time alone as its ``bare`` ("start", "end");
    None where it says more, less or no possible time."""
    rest, when = take_when(text) or (text, None)
    if when is None or rest or when.impossible:
        return None
    if bare and when.bare:
        setattr(when, bare, when.bare)
        when.bare = None
    return when


@remember_answers
def take_leading_time(text):
    """Split a time phrase off the beginning of ``text``: its When, a bare time being the start,
    and the rest; None without one."""
    for pattern in _LEADING:
        match = pattern.match(text)
        if match and _is_time(match) and not (when := _when(match)).impossible:
            when.start, when.bare = when.start or when.bare, None
            return when, text[match.end() :]
    return None


def _is_time(match):
    """Whether digits are meant as a time: "17:08", "bis 17.08", "18 Uhr", but not "12" or "1-2"."""
    groups = match.groupdict()
    values = [groups[name] for name in ("start", "end", "bare") if groups.get(name)]
    if "bare" not in groups and len(values) == 1 and "." in values[0]:
        return True
    unit = groups.get("unit") or groups.get("unit1")
    hours = re.match(r"\d+", values[0])[0] if "bare" in groups else ""
    if hours and ("h" in values[0].lower() or (unit and unit.strip().lower() == "h")):
        return int(hours) >= 7  # "1 h" and "1:30 h" are lengths
    return bool(unit) or any(":" in value or "h" in value.lower() for value in values)


def _when(match):
    when = When()
    for name in ("start", "end", "bare"):
        digits = match.groupdict().get(name)
        if digits:
            moment = read_clock(digits)
            if moment is None:
                return When(impossible=match[0])
            setattr(when, name, moment)
    return when


def merge_when(when, other):
    """Take over from ``other`` what ``when`` does not say."""
    for key in ("start", "end", "bare", "minutes", "actual_end"):
        value = getattr(other, key)
        if value is not None and getattr(when, key) is None:
            setattr(when, key, value)


_MEETING = r"(?:treffen|sitzung|versammlung|plenum|runde|besprechung|beirat\w*|forum|konferenz)s?"
_BEFORE = re.compile(rf"{_MEETING}\b[^.!?:]{{0,80}}?\s?(?:am|vom|,|–|-|\()?\s*$", re.I)
_OTHER = re.compile(
    r"\b(?:n(?:ä|ae)chste|kommende|folgende|(?:letzte|vorige|vergangene)(?!n\s+(?:\w+tag\s*\(?)?$)|einladung|eingeladen|veröffentlicht|stand|erstellt|created|geändert|bearbeitet|aktualisiert|edited|updated"
    r"|genehmigt|fassung|entwurf|version|(?:bis|ab|seit)\b)[^.!?]{0,60}$",
    re.I,
)
_ABOUT_MEETING = (
    "tagte getroffen traf treff protokoll notizen abend sitzung fand versamm plenum runde".split()
)
_AT = re.compile(
    r"(?<!bis )(?<![\d.])(\d{1,2}[:.h]\d{2}(?![.\d])|\d{1,2}\s?(?=Uhr|h\b))(?:\s?(?:Uhr|h)\b)?"
)
_OPENED = re.compile(
    rf"\b(?:er(?:ö|oe)ffnet|begr(?:ü|ue)(?:ß|ss)t|beginn|beg[ao]nn|startet|f[ai]ngen|los g)\w*|{_MEETING}\s(?:um|ab)(?=\s\d)",
    re.I,
)
_CLOSED = re.compile(
    r"\b(?:endet|beendet|schlie(?:ß|ss)t|schloss|geschlossen|zu Ende|Schluss)\w*", re.I
)
_ABOUT_ALL = re.compile(rf"{_MEETING}\b|\babend\b", re.I)
_OF_ITSELF = re.compile(
    r"(?:wir|los|beginn|schluss)\b|.{0,60}\ber(?:ö|oe)ffnete?t?\s(?:\w+\s){0,3}?(?:um|gegen)\b",
    re.I,
)
# Characters of a line and lines in which sentences about the meeting are looked for.
LONGEST_SENTENCE = 2000
MOST_SENTENCES = 40


def find_day(title, sentences, near):
    """The FoundDate of the meeting: of the title, else of a sentence about it. A day with its weekday a few weeks
    before is that of the meeting, the other one that of writing."""
    first_day = _first_day(title, sentences, near)
    written = first_day and first_day.weekday is None and first_day.resolve(near)
    for text in [title, *sentences[:3]] if written else ():
        for date in find_dates(text[:LONGEST_SENTENCE]):
            day = date.weekday is not None and date.resolve(near)
            before = text[max(0, date.start - 90) : date.start]
            near_by = day and day.weekday() == date.weekday and 0 < (written - day).days < 60
            if near_by and not _OTHER.search(before):
                return date
    return first_day


def _first_day(title, sentences, near):
    for text in [title, *sentences]:
        text = text[:LONGEST_SENTENCE]
        if text != title and not any(word in text.lower() for word in _ABOUT_MEETING):
            continue
        dates = [date for date in find_dates(text) if date.resolve(near)]
        before = {date.start: text[max(0, date.start - 90) : date.start] for date in dates}
        own = [date for date in dates if not _OTHER.search(before[date.start])]
        named = [date for date in own if _BEFORE.search(before[date.start])]
        if named or own or (dates and text == title):
            return (named or own or dates)[0]
    # "gestern (Vorstand, 3.11.2026):", else "Plenum, 3.11.", but not "Beschluss: gekündigt wird zum 1.1."
    short = [text for text in sentences[:5] if len(text) < 90 and not _OTHER.search(text)]
    days = [(text, day) for text in short for day in find_dates(text)]
    days = [(text, day) for text, day in days if not _OTHER.search(text[: day.start])]
    whole = (day for _text, day in days if day.year)
    alone = (
        day
        for text, day in days
        if text[-1] not in ".!?:" and not _BY_DAY.search(text[: day.start])
    )
    return next(chain(whole, alone), None)


_BY_DAY = re.compile(r"\b(?:zum|bis|ab|seit|von|vom)\s(?:zum\s)?$", re.I)


def day_before_mail(sentences, sent):
    """The day that "das Protokoll von gestern" means in a mail ``sent`` on a day; None without."""
    for text in sentences:
        match = re.search(r"\b(heut|vorgestern|gestern)", text[:LONGEST_SENTENCE], flags=re.I)
        if match and any(word in text.lower() for word in _ABOUT_MEETING):
            return sent - dt.timedelta(days=("heut", "gest", "vorg").index(match[1][:4].lower()))
    return None


def read_spoken_times(draft):
    """Where no line tells start or end, sentences of the first or last words may: "eröffnet die Sitzung
    um 19:05 Uhr"."""
    bodies = [item.protocol for item in draft.items]
    first = [row for text in [draft.intro, *bodies[:1]] for row in text.split("\n")]
    last = [row for text in [*bodies[-1:], draft.closing] for row in text.split("\n")]
    draft.start = draft.start or _said(_OPENED, first[:MOST_SENTENCES])
    draft.end = draft.end or _said(_CLOSED, last[-MOST_SENTENCES:])


def _said(verb, texts):
    """The time that stands closest to ``verb`` in a sentence about the meeting."""
    for text in map(without_struck, texts):
        for sentence in re.split(r"(?<=[^\W\d]{3}[.!?])\s", text[:LONGEST_SENTENCE]):
            of_itself = _OF_ITSELF.match(sentence) and not find_dates(sentence)
            said = verb.search(sentence) if of_itself or _ABOUT_ALL.search(sentence) else None
            if said and not _COMING.search(sentence):
                clocks = [
                    (abs(match.start() - said.start()), moment)
                    for match in _AT.finditer(sentence)
                    if (moment := read_clock(match[1].strip()))
                ]
                distance, moment = min(clocks, default=(_FAR, None))
                if distance < _FAR:
                    return moment
    return None


_FAR = 120  # characters between a verb and a time that is no more its own
_COMING = re.compile(r"n(?:ä|ae)chst|kommend|folgend|weiter", re.I)
_ANNOUNCED = re.compile(
    r"\b(?:n(?:ä|ae)chste[nrsm]?|kommende[nrsm]?|folgende[nrsm]?|weitere[nrsm]?)\s(?:\w{1,30}\s){0,2}?"
    r"[\w-]{0,30}?(?:treff|sitzung|termin|versammlung|konferenz|forum|abend|kreis|tisch|probe|runde|plenum|mal|zusammenkunft|telko|call|meeting|jour.fixe|tafel|stunde|besprechung)\w{0,4}\b"
    r"|\bfolge(?:termin|treffen|sitzung)\b|\bwir (?:treffen|sehen) uns\b|\btrifft sich wieder\b|\bn(?:ä|ae)chste[rs]? (?-i:[A-ZÄÖÜ]{2,6})\b|\bn(?:ä|ae)chste[rns]? (?P<own>(?-i:[A-ZÄÖÜ])[\w-]{3,30})\b",
    re.I,
)


def find_next_meetings(text, near, title=""):
    """The meetings after ``near`` that ``text`` announces, as pairs (whether it is called otherwise than that of ``title``,
    NextMeeting); none of somebody else."""
    known = _words(title)
    found = (
        one for one in _ANNOUNCED.finditer(text) if not one["own"] or _words(one["own"]) & known
    )
    for match in islice(found, _MOST_ANNOUNCED):
        start = text.rfind("\n", 0, match.start()) + 1
        row = text[start:].partition("\n")[0]
        dates = find_dates(row[:200])
        after = text[match.end() : match.end() + _FAR_DAY]
        if dates and dates[-1].start < min(match.start() - start, 5):
            parts = [row[:200]]  # "- 20. Juni: nächstes Treffen"
        elif re.match(r"[\s*_:.–-]*(?:\n|$)", after):
            parts = after.split("\n")
        else:
            parts = [_SENTENCE_ENDS.split(after, maxsplit=1)[0]]
        if _IN_PASSING.search(text[start : match.start()]) and not _AT_ONCE.match(after):
            continue
        if _MANY.search(match[0]):
            parts = _own_days(parts, known, match[0])
        noun = match[0].casefold().split()[-1]
        whose = _WHOSE.match(after)
        if whose and title and known.isdisjoint(_words(whose[1])):
            continue
        meetings = (read_next_meeting(part, near) for part in parts)
        meeting = next(filter(None, meetings), None)
        if meeting and meeting.date > near:
            yield not (_words(noun) & known or _ANY.fullmatch(noun)), meeting


_MOST_ANNOUNCED = 40
_FAR_DAY = 160  # characters behind an announcement in which its day stands
_SENTENCE_ENDS = re.compile(r"(?<=[^\W\d]{3})[.!?]\s+(?=[A-ZÄÖÜ])")
# "Bis zur nächsten Sitzung" tells no day, "zur nächsten Sitzung am 3.4." does.
_IN_PASSING = re.compile(
    r"\b(?:zu[rm]|de[rmns]|beim|[ai]m|(?:für|vor|nach|bis)(?: die| das)?)\s$", re.I
)
_AT_ONCE = re.compile(
    r"[\s,(:–-]*(?:(?:ist|am|\w+tag|[A-Z][a-z]\.?|d(?:en|em|er|ie|as)|vom|(?:sehen|treffen) wir uns|(?:lade|komm)\w+ wir)[\s,]+)*\d"
)
_MANY = re.compile(r"(?:termine|treffen|sitzungen|versammlungen|proben|runden|abende)$", re.I)
_ANY = re.compile(
    r"(?:treffen|termine?|sitzung(?:en)?|mal|zusammenkunft|meeting|versammlung(?:en)?|besprechung|wieder|uns)"
)
_WHOSE = re.compile(r"\s+(?:de[rs]|von der|vom)\s+((?:[A-ZÄÖÜ][\w-]*\s?)+)")


def _words(text):
    """The words of ``text`` by which one knows whose meeting it is."""
    return {*re.findall(r"\w{3,}", text.casefold())} - {"gruppe", "team", "protokoll"}


def _own_days(parts, known, announced):
    """Those of the days in ``parts``, each with the words up to the next one, that may be of the meeting whose title has the words
    ``known``: who announces "Termine" calls them so, or nothing; "Treffen" are not called otherwise."""
    days = []
    for part in parts:
        starts = [date.start for date in find_dates(part)]
        days += [part[start:end] for start, end in pairwise([*starts, len(part)])]
    if len(days) < 2:
        return parts
    called, nameless = [], []
    for day in days:
        end = find_dates(day)[0].end
        time = find_when(day[end : end + 60])
        rest = day[end + time[1] :] if time and time[0] < 20 else day[end:]
        name = re.match(r"[\s,.:;()/|*–-]*([A-ZÄÖÜ][\w-]+)", rest)
        if not name:
            nameless.append(day)
        elif _ANY.fullmatch(name[1].casefold()) or _words(name[1]) & known:
            called.append(day)
    is_of_any_kind = announced.casefold().endswith("termine")
    return called or nameless or ([] if is_of_any_kind else days)


_BESIDE = re.compile(
    r"\b(?:nach|vor|seit|statt|anstatt|anstelle|anlässlich|außer|verschoben vom)\b[^,.;:!?]{0,60}$",
    re.I,
)


_HALF_HOUR = re.compile(r"(?<=\A, )((?:um |ab )?[12]?\d)\.(00|15|30|45)(?![.\d])")  # "7.12., 19.30"


def read_next_meeting(text, near):
    """The meeting in words such as "11. März 2021, 17-19:00 Uhr", its text from day to time."""
    dates = find_dates(text)
    if not dates:
        return None
    # "… nach dem Gespräch am 18.4. ist am 25.4.": another event's day is not its own.
    own = [date for date in dates if not _BESIDE.search(text[: date.start])] or dates
    date = own[0].resolve(near + dt.timedelta(days=near < dt.date.max), coming=True)
    if date is None:
        return None
    after = _HALF_HOUR.sub(r"\1:\2", text[own[0].end :], count=1)
    time = find_when(after[:60])
    if not time or re.search(r"[.!?]\s", after[: time[0]]):
        time = 0, 0, When()
    words = collapse(text[own[0].start : own[0].end + time[1]])
    return NextMeeting(words, date, time[2].start or time[2].bare, time[2].end)
