"""Days and clock times as people write them in German, in minutes and in the fields of the desk.

Without Django, as all that reads minutes: what the desk's fields make of it is in ``wiq_site.kit.dates``.
"""

import datetime as dt
import re
from dataclasses import dataclass

MONTH_NAMES = [
    *("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August"),
    *("September", "Oktober", "November", "Dezember"),
]
_MONTHS = {name.lower(): month for month, name in enumerate(MONTH_NAMES, 1)}
_MONTHS |= {name.lower()[:3]: month for month, name in enumerate(MONTH_NAMES, 1)}
_MONTHS |= {
    "jänner": 1,
    "feber": 2,
    "mrz": 3,
    "maerz": 3,
    "sept": 9,
    "mar": 3,
    "may": 5,
    "oct": 10,
    "dec": 12,
}
WEEKDAYS = ("mo", "di", "mi", "do", "fr", "sa", "so")
_WEEKDAY = (
    r"(?:(?P<weekday>Montag|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag|Sonnabend|Sonntag"
    r"|(?-i:Mo|Di|Mi|Do|Fr|Sa|So|MO|DI|MI|DO|FR|SA|SO))\.?,?\s{1,3}(?:(?:dem|den|der)\s)?)?"
)
_SHORT_YEAR = r"\d{2}(?!\d|[:.]\d|\s?(?:Uhr|h\b|[-–]\s?\d))"
_YEAR_ENDS = r"(?=\s*(?:$|[,;)\n]|(?:um|ab)\b))"  # "8. Mai 12 Leute" counts people
_DATE = re.compile(
    rf"(?<![\w.]){_WEEKDAY}(?:"
    r"(?P<y1>\d{4})-(?P<m1>\d{2})-(?P<d1>\d{2})(?!\d)"
    rf"|(?P<d2>\d{{1,2}})\.(?:\s?[–/-]\s?\d{{1,2}}\.)?\s?(?P<m2>\d{{1,2}})\.(?:\s?(?P<y2>\d{{4}})(?!\d)|(?P<s2>{_SHORT_YEAR}))?"
    r"|(?P<d4>\d{1,2})/(?P<m4>\d{1,2})/(?P<y4>\d{4})(?!\d)"
    rf"|(?P<d3>\d{{1,2}})(?:\.\s?(?:[–/-]|bis|und)\s?\d{{1,2}})?\.?\s{{0,2}}(?P<m3>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})(?!\w)\.?"
    rf"(?:\s{{1,2}}(?P<y3>\d{{4}})(?!\d)|\s?['’](?P<s3>{_SHORT_YEAR})|[^\S\n]{{1,2}}(?P<s4>\d{{2}}{_YEAR_ENDS}))?"
    r")",
    re.I,
)


_DIGIT = re.compile(r"\d")


@dataclass
class FoundDate:
    """A day as written: ``start`` and ``end`` are offsets, ``year`` and ``weekday`` may be None."""

    start: int
    end: int
    day: int
    month: int
    year: int | None
    weekday: int | None

    def resolve(self, near, coming=False, ahead=False):
        """The date, its missing year taken from ``near``: the closest day, with a preference for
        the past, or for what is ``ahead``; with ``coming`` the first on or after it. None when there is no such day."""
        if self.year is not None:
            return _date(self.year, self.month, self.day)
        years = range(max(near.year - 4, 1), min(near.year + 9, 9999))
        days = [day for year in years if (day := _date(year, self.month, self.day))]
        if self.weekday is not None:
            close = range(near.year - 4, near.year + 2)
            fit = [day for day in days if day.weekday() == self.weekday and day.year in close]
            days = fit or days
        if coming:
            days = [day for day in days if day >= near]
        distances = {day: (day - near).days for day in days}
        past, later = (3, 1) if ahead else (1, 3)
        far = {day: max(later * days, -past * days) for day, days in distances.items()}
        return min(far, key=far.get, default=None)


def find_dates(text):
    """All days named in ``text``, in order, without those that are none, such as 31.2."""
    return [one for one in written_dates(text) if _date(one.year or 2000, one.month, one.day)]


def written_dates(text):
    """What is written as a day in ``text``, in order, whether there is such a day or not."""
    if not _DIGIT.search(text):
        return []
    dates = []
    for match in _DATE.finditer(text):
        parts = {name[0]: value for name, value in match.groupdict().items() if value}
        day = FoundDate(
            *match.span(),
            day=int(parts["d"]),
            month=_MONTHS.get(parts["m"].lower()) or int(parts["m"]),
            year=_year(parts.get("y") or parts.get("s")),
            weekday=WEEKDAYS.index(parts["w"][:2].lower()) if "w" in parts else None,
        )
        dates.append(day)
    return dates


def _year(digits):
    """The year that ``digits`` write, None without any; two of them from "69" on are of the last century, as in POSIX."""
    if digits and len(digits) == 2:
        return int(digits) + (1900 if digits > "68" else 2000)
    return int(digits) if digits else None


def german_date(date):
    """ "10. Dezember 2020"."""
    return f"{date.day}. {MONTH_NAMES[date.month - 1]} {date.year:04}"


def _date(year, month, day):
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def read_clock(digits):
    """The time in "17:08", "17.08", "17h30", "17 Uhr 30" or "17"; None when there is no such time."""
    hour, _, minute = re.sub(r"[:.hHUur\s]+", ":", digits).partition(":")
    hour, minute = int(hour), int(minute or 0)
    if (hour, minute) == (24, 0):
        return dt.time(0)
    return dt.time(hour, minute) if hour < 24 and minute < 60 else None
