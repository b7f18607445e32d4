"""The next meeting, where a text names one."""

import datetime as dt
import re

from .blanks import collapse
from .dates import find_dates
from .model import NextMeeting
from .plain import plain_text
from .times import find_when

_ANNOUNCED = re.compile(
    r"\b(?:nächste[nrsm]?|kommende[nrsm]?|folgende[nrsm]?|weitere[nrsm]?)\s(?:\w{1,30}\s){0,2}?"
    r"[\w-]{0,30}?(?:treff|sitzung|termin|versammlung|konferenz|forum|abend|kreis|tisch|probe|runde|plenum|mal|zusammenkunft|telko|call|meeting|tafel|stunde|besprechung)\w{0,4}\b"
    r"|\bwir (?:treffen|sehen) uns\b",
    re.I,
)
_HINT = re.compile(r"nächste|kommende|folgende|weitere|(?:treffen|sehen) uns", re.I)
_REACH = 160
_LAST = 3  # TOPs one of which may be called "Nächstes Treffen"


def announced(draft, near):
    """The meeting that the closing, the last TOP or the intro announces; None without one."""
    found = (find_next_meeting(text, near) for text in announcing(draft))
    return next(filter(None, found), None)


def announcing(draft):
    """The texts that may announce the next meeting: the closing, the last TOPs, the intro."""
    named = [item for item in draft.items[-_LAST:] if _HINT.search(item.name)]
    texts = [
        draft.closing,
        *(item.protocol for item in draft.items[-1:]),
        *(f"{item.name}: {item.protocol[:_REACH]}" for item in named),
        draft.intro,
    ]
    return [plain_text(text) for text in texts if _HINT.search(text)]


def find_next_meeting(text, near):
    """The first announced meeting in ``text`` with a day after ``near``; None without one."""
    for match in _ANNOUNCED.finditer(text):
        found = read_next_meeting(text[match.end() : match.end() + _REACH], near)
        if found and found.date > near:
            return found
    return None


def read_next_meeting(text, near):
    """The meeting in words such as "11. März 2021, 17-19:00 Uhr", its text from day to time."""
    dates = find_dates(text)
    if not dates:
        return None
    date = dates[0].resolve(near + dt.timedelta(days=near < dt.date.max), coming=True)
    if date is None:
        return None
    after = text[dates[0].end :]
    found = find_when(after[:60])
    connected = found and not re.search(r"[.!?]\s", after[: found[0]])
    end = dates[0].end + (found[1] if connected else 0)
    words = collapse(text[dates[0].start : end])
    if not connected:
        return NextMeeting(words, date)
    return NextMeeting(words, date, found[2].start or found[2].bare, found[2].end)
