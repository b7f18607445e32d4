"""When the meetings of a series recur: "jeden zweiten Donnerstag im Monat, 17 Uhr" becomes days.

The days are those of RFC 5545 (dateutil.rrule), the holidays those of the Land in ``settings.SITE_LAND``.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from dateutil import rrule
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from meetings.protocol_text import take_when
from wiq_site.kit.dates import hours

DAYS = ("montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag")
ORDINALS = ("erste", "zweite", "dritte", "vierte", "fünfte")
NUMBERS = ("eine", "zwei", "drei", "vier", "fünf", "sechs")
QUIET_DAYS = {24: "Heiligabend", 31: "Silvester"}  # of December
MOST = 60  # meetings that are planned at once
_EVERY = re.compile(
    rf"(?P<number>[0-9]{{1,2}}|{'|'.join(NUMBERS)})[\s-]*(?P<unit>tägig|woche|wöch|monat)", re.I
)


@dataclass(frozen=True)
class Rule:
    """What a sentence says: the rrule but for its first day, the clock times or None, the sentence read back."""

    options: dict
    start: time | None
    end: time | None
    words: str

    def days(self, first, last):
        """Return the days from ``first`` to ``last``, MOST at the most; those of a rhythm of weeks count from ``first``."""
        moment, until = (datetime.combine(day, time(0)) for day in (first, last))
        return [
            day.date() for day in rrule.rrule(dtstart=moment, until=until, **self.options)[:MOST]
        ]


def read_rule(text):
    """Return the Rule in ``text``; raises ValidationError with a German sentence where it says none, or two."""
    rest, when = take_when(text.strip(" .")) or (text, None)
    rest = rest.casefold().replace("vierzehn", "14")
    spans = _EVERY.search(rest)
    words = re.findall(r"\w+", _EVERY.sub(r"\g<unit>", rest))
    weekdays = [day for word in words if (day := _weekday(word)) is not None]
    if len(set(weekdays)) != 1:
        raise ValidationError(
            _("Bitte nennen Sie einen Wochentag, etwa „jeden zweiten Donnerstag im Monat, 17 Uhr“.")
        )
    if (when and when.impossible) or (not when and re.search(r"\d\s*(?:uhr|h)|:\d", text, re.I)):
        raise ValidationError(
            _(
                "Die Uhrzeit ist nicht zu verstehen. Bitte schreiben Sie etwa „17 Uhr“ oder „17:00–19:30 Uhr“."
            )
        )
    start, end = (when.start or when.bare, when.end) if when else (None, None)
    day, ordinals = weekdays[0], [n for word in words if (n := _ordinal(word))]
    in_month = any(word.startswith("monat") for word in words)
    every = _number(spans) if spans else 1
    if not in_month and (len(ordinals) > 1 or -1 in ordinals):
        raise ValidationError(
            _("Bitte nennen Sie nur einen Rhythmus, etwa „am letzten Freitag im Monat“.")
        )
    if in_month:
        ordinals = ordinals or [1]
        options = {
            "freq": rrule.MONTHLY,
            "interval": every,
            "byweekday": [rrule.weekday(day)(n) for n in ordinals],
        }
        which = str(_(" und ")).join(str(_("letzten")) if n < 0 else f"{n}." for n in ordinals)
        name = (
            _("am %(which)s %(day)s in jedem Monat")
            if every == 1
            else _("am %(which)s %(day)s in jedem %(every)s. Monat")
        )
    else:
        every, which = ordinals[0] if ordinals else every, ""
        options = {"freq": rrule.WEEKLY, "interval": every, "byweekday": day}
        name = _("jede Woche am %(day)s") if every == 1 else _("alle %(every)s Wochen am %(day)s")
    said = name % {"which": which, "day": DAYS[day].capitalize(), "every": every}
    return Rule(options, start, end, ", ".join(filter(None, [str(said), hours(start, end)])))


def likely_rule(meeting, before):
    """Return the sentence that a series likely follows: as far from ``before`` as it lies back, or monthly."""
    day, clock = DAYS[meeting.date.weekday()].capitalize(), hours(meeting.start, meeting.end)
    weeks, days = divmod((meeting.date - before.date).days, 7) if before else (0, 0)
    if 0 < weeks <= 3 and not days:
        sentence = f"alle {NUMBERS[weeks - 1]} Wochen am {day}" if weeks > 1 else f"jeden {day}"
    else:
        nth = ORDINALS[min((meeting.date.day - 1) // 7, 3)]
        sentence = f"jeden {nth}n {day} im Monat"
    return ", ".join(filter(None, [sentence, clock]))


def holidays_between(first, last):
    """Return ``{day: German name}`` of the public holidays of the Land, and of two days on which nobody meets."""
    import holidays  # a fifth of a second, for one page of the desk

    years = range(first.year, last.year + 1)
    quiet = {date(year, 12, day): name for year in years for day, name in QUIET_DAYS.items()}
    of_land = holidays.country_holidays("DE", subdiv=settings.SITE_LAND, years=years, language="de")
    return {**quiet, **of_land}


@dataclass(frozen=True)
class Occasion:
    """One day of the plan, with what speaks against it ("" where nothing does)."""

    day: date
    obstacle: str = ""

    def __str__(self):
        return date_format(self.day, "l, j. F Y")


def occasions(rule, after, taken):
    """Return the Occasions of ``rule`` in the year after the day ``after``; ``taken`` are days that have a meeting."""
    first, last = after + timedelta(days=1), after + timedelta(days=366)
    if rule.options["freq"] == rrule.WEEKLY:  # the rhythm goes on from the meeting that is there
        first = after
    free = holidays_between(first, last)
    return [
        Occasion(day, str(_("gibt es schon")) if day in taken else free.get(day, ""))
        for day in rule.days(first, last)
        if day > after
    ]


def _weekday(word):
    """Return 0 to 6 for "Donnerstag", "donnerstags", "Do"; else None."""
    word = "samstag" if word.startswith("sonnabend") else word
    for number, day in enumerate(DAYS):
        if word in (day, f"{day}s", f"{day}e", f"{day}en", day[:2]):
            return number
    return None


def _ordinal(word):
    """Return 2 for "zweiten" or "2", -1 for "letzten"; else None."""
    if word.startswith("letzte"):
        return -1
    for number, name in enumerate(ORDINALS, 1):
        if word.rstrip("nrsm") == name or word == str(number):
            return number
    return None


def _number(found):
    """Return the number that _EVERY has ``found``, days as weeks."""
    number = found["number"]
    number = int(number) if number.isdigit() else NUMBERS.index(number) + 1
    return max(1, number // 7 if found["unit"] == "tägig" else number)
