"""Calendar days as German texts write them, with the year inferred where it is missing."""

import datetime as dt
import re
from dataclasses import dataclass

MONTH_NAMES = [
    *("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August"),
    *("September", "Oktober", "November", "Dezember"),
]
_SHORT_NAMES = "jan feb mär apr mai jun jul aug sep okt nov dez"
_MONTHS = {
    **{name.lower(): month for month, name in enumerate(MONTH_NAMES, 1)},
    **{name: month for month, name in enumerate(_SHORT_NAMES.split(), 1)},
    "jänner": 1,
    "feber": 2,
    "mrz": 3,
    "sept": 9,
    "mar": 3,
    "may": 5,
    "oct": 10,
    "dec": 12,  # in the heads of mails
}
_WEEKDAYS = ("mo", "di", "mi", "do", "fr", "sa", "so")
_WEEKDAY = (
    r"(?:(?P<weekday>Montag|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag|Sonnabend|Sonntag"
    r"|(?-i:Mo|Di|Mi|Do|Fr|Sa|So))\.?,?\s{1,3}(?:(?:dem|den|der)\s)?)?"
)
_DIGIT = re.compile(r"\d")
_NAMES = "|".join(sorted(_MONTHS, key=len, reverse=True))
_SHORT_YEAR = r"\d{2}(?!\d|[:.]\d|\s?(?:Uhr|h\b|[-–]\s?\d))"
_DATE = re.compile(
    rf"(?<![\w.]){_WEEKDAY}(?:"
    r"(?P<y1>\d{4})-(?P<m1>\d{2})-(?P<d1>\d{2})(?!\d)"
    rf"|(?P<d2>\d{{1,2}})\.(?:\s?[–/-]\s?\d{{1,2}}\.)?\s?(?P<m2>\d{{1,2}})\.(?:\s?(?P<y2>\d{{4}})(?!\d)|(?P<s2>{_SHORT_YEAR}))?"
    r"|(?P<d4>\d{1,2})/(?P<m4>\d{1,2})/(?P<y4>\d{4})(?!\d)"
    rf"|(?P<d3>\d{{1,2}})(?:\.\s?(?:[–/-]|bis|und)\s?\d{{1,2}})?\.?\s{{0,2}}(?P<m3>{_NAMES})(?!\w)\.?"
    rf"(?:\s{{1,2}}(?P<y3>\d{{4}})(?!\d)|\s?['’](?P<s3>{_SHORT_YEAR}))?"
    r")",
    re.I,
)


@dataclass
class FoundDate:
    """A day as written: ``start`` and ``end`` are offsets, ``year`` and ``weekday`` may be None."""

    start: int
    end: int
    day: int
    month: int
    year: int | None
    weekday: int | None

    def resolve(self, near, coming=False):
        """The date, its missing year taken from ``near``: the closest day, with a preference for
        the past; with ``coming`` the first on or after it. None when there is no such day."""
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
        return min(days, key=lambda day: _distance(day, near), default=None)


def find_dates(text):
    """All days named in ``text``, in order; days such as 31.2. only with a year are left out."""
    if not _DIGIT.search(text):
        return []
    found = [_found(match) for match in _DATE.finditer(text)]
    return [date for date in found if _date(date.year or 2000, date.month, date.day)]


def german_date(date):
    """ "10. Dezember 2020"."""
    return f"{date.day}. {MONTH_NAMES[date.month - 1]} {date.year:04}"


def _distance(day, near):
    days = (day - near).days
    return days * 3 if days > 0 else -days


def _found(match):
    groups = match.groupdict()
    year = groups["y1"] or groups["y2"] or groups["y3"] or groups["y4"]
    short = groups["s2"] or groups["s3"]
    month = groups["m1"] or groups["m2"] or groups["m4"]
    weekday = match["weekday"]
    return FoundDate(
        *match.span(),
        day=int(groups["d1"] or groups["d2"] or groups["d3"] or groups["d4"]),
        month=int(month) if month else _MONTHS[match["m3"].lower()],
        year=int(year) if year else 2000 + int(short) if short else None,
        weekday=_WEEKDAYS.index(weekday[:2].lower()) if weekday else None,
    )


def _date(year, month, day):
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
