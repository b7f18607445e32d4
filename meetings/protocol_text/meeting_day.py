"""Day, beginning and end of a meeting where no labelled line tells them but a sentence does."""

import datetime as dt
import re

from .dates import find_dates
from .times import read_clock

_MEETING = r"(?:treffen|sitzung|versammlung|plenum|runde|besprechung|beirat\w*|forum|konferenz)s?"
_BEFORE = re.compile(rf"{_MEETING}\b[^.!?:]{{0,80}}?\s?(?:am|vom|,|–|-|\()?\s*$", re.I)
_OTHER = re.compile(
    r"\b(?:nächste|kommende|folgende|letzte|vorige|vergangene|einladung|eingeladen|veröffentlicht|stand"
    r"|genehmigt|fassung|entwurf|version|(?:bis|ab|seit)\b)[^.!?]{0,60}$",
    re.I,
)
_TELLS = (
    "traf",
    "treffen",
    "protokoll",
    "notizen",
    "abend",
    "sitzung",
    "fand",
    "versammlung",
    "plenum",
    "runde",
)
_AT = r"((?:\d{1,2}[:.h]\d{2}|\d{1,2}\s?(?=Uhr|h\b))(?:\s?(?:Uhr|h)\b)?)"
_WORDS = r"(?:[^.!?]|\.(?=\d)){0,60}?"
_OPENED = re.compile(
    rf"(?:eröffnet|begrüßt|beginnt|begann|startet)\w*\b{_WORDS}{_MEETING}{_WORDS}{_AT}"
    rf"|{_MEETING}{_WORDS}\b(?:eröffnet|beginnt|begann|startet)\w*{_WORDS}{_AT}"
    rf"|{_MEETING}{_WORDS}{_AT}{_WORDS}\b(?:eröffnet|begonnen)|{_MEETING}\s(?:um|ab)\s{_AT}"
    rf"|\blos (?:ging|geht)(?:['’]s| es)? um {_AT}|\bBeginn (?:war|ist) (?:um )?{_AT}"
    rf"|\beröffnete?t?\s(?:\w+\s){{0,3}}?(?:um|gegen)\s{_AT}",
    re.I,
)
_CLOSED = re.compile(
    rf"{_MEETING}{_WORDS}\b(?:endet|schließt|schloss)\w*{_WORDS}{_AT}"
    rf"|{_MEETING}{_WORDS}{_AT}{_WORDS}\b(?:geschlossen|beendet)"
    rf"|(?:schließt|beendet|schloss)\w*{_WORDS}{_MEETING}{_WORDS}{_AT}",
    re.I,
)
_LATELY = re.compile(r"\b(heut|vorgestern|gestern)", re.I)
_COMING = re.compile(r"nächst|kommend|folgend|weiter", re.I)
_REACH, _HEARD = 2000, 40  # characters and lines that are listened to


def find_day(title, sentences, near):
    """The FoundDate of the meeting: of the title, else of a sentence about it."""
    for text in [title, *sentences]:
        text = text[:_REACH]
        if text != title and not any(word in text.lower() for word in _TELLS):
            continue
        dates = [date for date in find_dates(text) if date.resolve(near)]
        own = [
            date for date in dates if not _OTHER.search(text[max(0, date.start - 90) : date.start])
        ]
        named = [date for date in own if _BEFORE.search(text[max(0, date.start - 90) : date.start])]
        if named or own or (dates and text == title):
            return (named or own or dates)[0]
    return None


def day_before(sentences, sent):
    """The day that "das Protokoll von gestern" means in a mail ``sent`` on a day; None without."""
    for text in sentences:
        match = _LATELY.search(text[:_REACH])
        if match and any(word in text.lower() for word in _TELLS):
            return sent - dt.timedelta(days=("heut", "gest", "vorg").index(match[1][:4].lower()))
    return None


def hear_times(draft):
    """Where no line tells start or end, sentences of the first or last words may: "eröffnet die Sitzung
    um 19:05 Uhr"."""
    bodies = [item.protocol for item in draft.items]
    first = [row for text in [draft.intro, *bodies[:1]] for row in text.split("\n")]
    last = [row for text in [*bodies[-1:], draft.closing] for row in text.split("\n")]
    draft.start = draft.start or _said(_OPENED, first[:_HEARD])
    draft.end = draft.end or _said(_CLOSED, last[-_HEARD:])


def _said(pattern, texts):
    for text in texts:
        for match in pattern.finditer(text[:_REACH]):
            clock = next(filter(None, match.groups()))
            coming = _COMING.search(text[max(0, match.start() - 40) : match.end()])
            if not coming and (moment := read_clock(re.sub(r"\s?(?:Uhr|h)$", "", clock.strip()))):
                return moment
    return None
