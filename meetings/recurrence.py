"""When the meetings of a series recur: "jeden zweiten Donnerstag im Monat, 17 Uhr" becomes days.

The days are those of RFC 5545 (dateutil.rrule), the holidays those of the Land in ``settings.SITE_LAND``.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from dateutil import rrule
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.dates import WEEKDAYS as WEEKDAY_NAMES
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from meetings.protocol_text import take_when
from wiq_site.kit.dates import hours
from wiq_site.kit.when import WEEKDAYS

ORDINALS = ("erste", "zweite", "dritte", "vierte", "fünfte")
NUMBERS = ("eine", "zwei", "drei", "vier", "fünf", "sechs")
QUIET_DAYS = {24: "Heiligabend", 31: "Silvester"}  # of December
MOST = 60  # meetings that are planned at once
_EVERY = re.compile(
    rf"(?P<number>[0-9]{{1,2}}|{'|'.join(NUMBERS)})[\s-]*(?P<unit>tägig|tage|woche|wöch|monat)",
    re.I,
)
_WEEKDAY = re.compile(
    r"\b(mo|di|mi|do|fr|sa|so)(?:(?:ntag|enstag|ttwoch|nnerstag|eitag|mstag|nntag)(?:s|e|en)?)?\b"
)
_ORDINAL = re.compile(rf"\b({'|'.join(ORDINALS)}|letzte|[1-5]\b)")
_NTH_MONTH = re.compile(rf"\b({'|'.join(ORDINALS)}|sechste)n?\s+(?=monat)")  # "jeden zweiten Monat"


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
    rest = rest.casefold().replace("vierzehn", "14").replace("sonnabend", "samstag")
    rest = _NTH_MONTH.sub(lambda nth: f"{[*ORDINALS, 'sechste'].index(nth[1]) + 1} ", rest)
    spans, rest = _EVERY.search(rest), _EVERY.sub(r"\g<unit>", rest)
    weekdays = {WEEKDAYS.index(day) for day in _WEEKDAY.findall(rest)}
    if len(weekdays) != 1:
        raise ValidationError(
            _("Bitte nennen Sie einen Wochentag, etwa „jeden zweiten Donnerstag im Monat, 17 Uhr“.")
        )
    no_clock = not when and re.search(r"\buhr\b|\bhalb\b|\d\s*h\b|:\d", rest)
    if no_clock or (when and when.impossible):
        raise ValidationError(
            _(
                "Die Uhrzeit ist nicht zu verstehen. Bitte schreiben Sie etwa „17 Uhr“ oder „17:00–19:30 Uhr“."
            )
        )
    start, end = (when.start or when.bare, when.end) if when else (None, None)
    (day,), names, every, odd_days = weekdays, ["letzte", "", *ORDINALS], 1, 0  # the last is -1
    ordinals = [int(n) if n.isdigit() else names.index(n) - 1 for n in _ORDINAL.findall(rest)]
    in_month = re.search(r"\bmonat", rest)
    if spans:
        number = spans["number"]
        every = int(number) if number.isdigit() else NUMBERS.index(number) + 1
        every, odd_days = divmod(every, 7) if spans["unit"] in ("tägig", "tage") else (every, 0)
    if (not in_month and (len(ordinals) > 1 or -1 in ordinals)) or odd_days:
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
    said = name % {"which": which, "day": WEEKDAY_NAMES[day], "every": every}
    return Rule(options, start, end, ", ".join(filter(None, [str(said), hours(start, end)])))


def likely_rule(meeting, before):
    """Return the sentence that a series likely follows: as far from ``before`` as it lies back, or monthly."""
    day, clock = date_format(meeting.date, "l"), hours(meeting.start, meeting.end)
    weeks, days = divmod((meeting.date - before.date).days, 7) if before else (0, 0)
    if 0 < weeks <= 3 and not days:
        sentence = f"alle {NUMBERS[weeks - 1]} Wochen am {day}" if weeks > 1 else f"jeden {day}"
    else:
        nth = ORDINALS[min((meeting.date.day - 1) // 7, 3)]
        sentence = f"jeden {nth}n {day} im Monat"
    return ", ".join(filter(None, [sentence, clock]))


@dataclass(frozen=True)
class Occasion:
    """One day of the plan, with what speaks against it ("" where nothing does)."""

    day: date
    obstacle: str = ""

    def __str__(self):
        return date_format(self.day, "l, j. F Y")


def occasions(rule, after, taken):
    """Return the Occasions of ``rule`` in the year after the day ``after``; ``taken`` are days that have a meeting.

    Obstacles are the public holidays of the Land, too, and two days on which nobody meets.
    """
    import holidays  # a fifth of a second, for one page of the desk

    first, last = after + timedelta(days=1), after + timedelta(days=366)
    if rule.options["freq"] == rrule.WEEKLY:  # the rhythm goes on from the meeting that is there
        first = after
    years = range(first.year, last.year + 1)
    free = {date(year, 12, day): name for year in years for day, name in QUIET_DAYS.items()}
    free |= holidays.country_holidays("DE", subdiv=settings.SITE_LAND, years=years, language="de")
    return [
        Occasion(day, str(_("gibt es schon")) if day in taken else free.get(day, ""))
        for day in rule.days(first, last)
        if day > after
    ]
