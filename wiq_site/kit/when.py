"""Days and clock times as people write them in German, in minutes and in the fields of the desk."""

import datetime as dt
import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from wiq_site.kit.dates import hours, refuse_odd_date

MONTH_NAMES = [
    *("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August"),
    *("September", "Oktober", "November", "Dezember"),
]
_SHORT_NAMES = "jan feb mär apr mai jun jul aug sep okt nov dez"
_MONTHS = {name.lower(): month for month, name in enumerate(MONTH_NAMES, 1)}
_MONTHS |= {name: month for month, name in enumerate(_SHORT_NAMES.split(), 1)}
_MONTHS |= {"jänner": 1, "feber": 2, "mrz": 3, "sept": 9, "mar": 3, "may": 5, "oct": 10, "dec": 12}
_WEEKDAYS = ("mo", "di", "mi", "do", "fr", "sa", "so")
_WEEKDAY = (
    r"(?:(?P<weekday>Montag|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag|Sonnabend|Sonntag"
    r"|(?-i:Mo|Di|Mi|Do|Fr|Sa|So|MO|DI|MI|DO|FR|SA|SO))\.?,?\s{1,3}(?:(?:dem|den|der)\s)?)?"
)
_DIGIT = re.compile(r"\d")
_SHORT_YEAR = r"\d{2}(?!\d|[:.]\d|\s?(?:Uhr|h\b|[-–]\s?\d))"
_DATE = re.compile(
    rf"(?<![\w.]){_WEEKDAY}(?:"
    r"(?P<y1>\d{4})-(?P<m1>\d{2})-(?P<d1>\d{2})(?!\d)"
    rf"|(?P<d2>\d{{1,2}})\.(?:\s?[–/-]\s?\d{{1,2}}\.)?\s?(?P<m2>\d{{1,2}})\.(?:\s?(?P<y2>\d{{4}})(?!\d)|(?P<s2>{_SHORT_YEAR}))?"
    r"|(?P<d4>\d{1,2})/(?P<m4>\d{1,2})/(?P<y4>\d{4})(?!\d)"
    rf"|(?P<d3>\d{{1,2}})(?:\.\s?(?:[–/-]|bis|und)\s?\d{{1,2}})?\.?\s{{0,2}}(?P<m3>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})(?!\w)\.?"
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
    """All days named in ``text``, in order; days such as 31.2. only with a year are left out."""
    if not _DIGIT.search(text):
        return []
    found = [_found(match) for match in _DATE.finditer(text)]
    return [date for date in found if _date(date.year or 2000, date.month, date.day)]


def german_date(date):
    """ "10. Dezember 2020"."""
    return f"{date.day}. {MONTH_NAMES[date.month - 1]} {date.year:04}"


def _found(match):
    parts = {name[0]: value for name, value in match.groupdict().items() if value}
    short = parts.get("s")
    return FoundDate(
        *match.span(),
        day=int(parts["d"]),
        month=_MONTHS.get(parts["m"].lower()) or int(parts["m"]),
        year=int(parts.get("y") or f"20{short}") if short or "y" in parts else None,
        weekday=_WEEKDAYS.index(parts["w"][:2].lower()) if "w" in parts else None,
    )


def _date(year, month, day):
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def read_clock(digits):
    """The time in "17:08", "17.08", "17h30" or "17"; None when there is no such time."""
    hour, _, minute = re.sub(r"[:.hH\s]+", ":", digits).partition(":")
    hour, minute = int(hour), int(minute or 0)
    if (hour, minute) == (24, 0):
        return dt.time(0)
    return dt.time(hour, minute) if hour < 24 and minute < 60 else None


_NEAR = {"vorgestern": -2, "gestern": -1, "heute": 0, "morgen": 1, "übermorgen": 2}
_DAY_WORDS = re.compile(
    r"(?<!\w)(?:(?P<near>vorgestern|gestern|heute|morgen|übermorgen)"
    r"|(?P<which>(?:diese|kommende|nächste)[nrs]?\s+)?(?P<weekday>Montag|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag|Sonnabend"
    r"|Sonntag|Mo|Di|Mi|Do|Fr|Sa|So)\b\.?|(?P<number>\d{1,2})\.(?=\s|$))",
    re.I,
)
_CLOCK_WORDS = re.compile(
    r"(?P<clock>\d{1,2}(?:\s?[:.h]\s?\d{2})?)(?P<seconds>:\d{2})?\s*(?:Uhr|h)?\.?", re.I
)
_BETWEEN = re.compile(r"(?<!\w)(?:am|den|dem|um|ab)(?!\w)|[,;]", re.I)


def read_when(text, needs_day=True):
    """Return (day, time) of what somebody typed into a field, such as "Freitag 18 Uhr", "18.00", "4.12."; either may be None.

    A missing year or a weekday alone means what lies ahead, rather than behind. Raises ValidationError, in German,
    for what is not understood or may mean two days; with ``needs_day`` also where no day is named.
    """
    text = " ".join(text.split())
    if needs_day:  # "4.12" is a day where one is asked for
        text = re.sub(r"^(\d{1,2}\.(?:0?[1-9]|1[0-2]))(?=\s|$)", r"\1.", text)
    today, day, rest = timezone.localdate(), None, text
    if found := find_dates(text):
        first = found[0]
        day = first.resolve(today, ahead=True)
        if first.weekday is not None and day and day.weekday() != first.weekday:
            raise _which(_("Der %s ist kein solcher Wochentag.") % _said(day, "j. F Y"))
        rest = text if len(found) > 1 else f"{text[: first.start]} {text[first.end :]}"
    elif match := _DAY_WORDS.search(text):
        day = _day_of(match, today)
        rest = f"{text[: match.start()]} {text[match.end() :]}"
    clock, rest = None, " ".join(_BETWEEN.sub(" ", rest).split())
    if match := _CLOCK_WORDS.fullmatch(rest):
        clock, rest = read_clock(match["clock"]), ""
        if clock is None:
            raise ValidationError(_("Diesen Tag oder diese Uhrzeit gibt es nicht: „%s“.") % text)
        clock = clock.replace(second=min(59, int((match["seconds"] or ":0")[1:])))
    if rest or (day is None and clock is None):
        sentence = _(
            "„%s“ ist nicht verstanden. Möglich sind „Freitag 18 Uhr“, „morgen“, „4.12.“, „18.00“."
        )
        raise ValidationError(sentence % text[:60])
    if needs_day and day is None:
        raise _which(_("„%s“ nennt nur eine Uhrzeit.") % text)
    if day:
        refuse_odd_date(day)
    return day, clock


def _which(sentence):
    return ValidationError(
        _("%s Welcher Tag? Zum Beispiel „4.12.“, „Freitag“ oder „morgen“.") % sentence
    )


def _said(day, form="l, j. F Y"):
    return date_format(day, form)


def _day_of(match, today):
    if match["near"]:
        return today + dt.timedelta(days=_NEAR[match["near"].lower()])
    if match["number"]:
        days = (today + dt.timedelta(days=ahead) for ahead in range(62))
        day = next((day for day in days if day.day == int(match["number"])), None)
        if day is None:
            raise _which(_("Einen %s. gibt es nicht.") % match["number"])
        return day
    ahead = (_WEEKDAYS.index(match["weekday"][:2].lower()) - today.weekday()) % 7
    first, second = (today + dt.timedelta(days=days) for days in (ahead, ahead + 7))
    if ahead == 0 or (match["which"] or "").lower().startswith("nächste"):
        words = {"first": _said(first, "j. F"), "second": _said(second, "j. F")}
        raise _which(_("Das kann der %(first)s oder der %(second)s sein.") % words)
    return first


def in_words(day, clock):
    """Return what was understood: "Freitag, 4. Dezember 2026, 18:00 Uhr", or the part that is known."""
    return ", ".join(filter(None, [day and _said(day), clock and hours(clock)]))
