"""Day, beginning and end of a meeting where no labelled line tells them but a sentence does."""

import re

from .dates import find_dates
from .times import find_when

_MEETING = r"(?:treffen|sitzung|versammlung|plenum|runde|besprechung|beirat\w*|forum|konferenz)s?"
_BEFORE = re.compile(rf"{_MEETING}\b[^.!?:]{{0,80}}?\s?(?:am|vom|,|–|-|\()?\s*$", re.I)
_OTHER = re.compile(
    r"(?:nächste|kommende|folgende|letzte|vorige|vergangene|einladung|eingeladen|veröffentlicht|stand"
    r"|genehmigt|bis|ab|seit|fassung|entwurf|version)[^.!?]{0,60}$",
    re.I,
)
_TELLS = ("traf", "treffen", "sitzung", "fand", "versammlung", "plenum", "runde")
_OPENED = re.compile(
    rf"(?:(?:eröffnet|begrüßt|beginnt|begann|startet)\w*\b[^.!?]{{0,60}}{_MEETING}|{_MEETING}[^.!?]{{0,60}}"
    r"\b(?:eröffnet|beginnt|begann|startet))[^.!?]{0,40}",
    re.I,
)
_CLOSED = re.compile(
    rf"(?:{_MEETING}[^.!?]{{0,60}}\b(?:endet|geschlossen|beendet|schließt)|(?:schließt|beendet|schloss)\w*"
    rf"[^.!?]{{0,60}}{_MEETING}|Ende (?:gegen|um))[^.!?]{{0,40}}",
    re.I,
)
_REACH = 2000


def find_day(title, sentences, near):
    """The FoundDate of the meeting and its text: of the title, else of a sentence about it."""
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
            return (named or own or dates)[0], text
    return None, ""


def said_times(opening, closing):
    """Beginning and end that sentences such as "eröffnet die Sitzung um 19:05 Uhr" tell."""
    start, end = _said(_OPENED, opening), _said(_CLOSED, closing)
    return start and (start.start or start.bare), end and (end.start or end.bare or end.end)


def _said(pattern, texts):
    for text in texts:
        for match in pattern.finditer(text[:_REACH]):
            around = match[0] + text[match.end() : match.end() + 16]
            found = find_when(around)
            if found:
                return found[2]
    return None
