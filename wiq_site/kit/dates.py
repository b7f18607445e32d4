"""Clock times in one spelling: "17:00–19:30 Uhr", "17:08 Uhr", "bis 18:00 Uhr"; which dates are taken, and what
people type into a field for one.
"""

import re
from datetime import date, datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wiq_site.kit.text import without_unseen
from wiq_site.kit.when import WEEKDAYS, find_dates, read_clock, written_dates

EARLIEST_DATE, LATEST_DATE = date(1900, 1, 1), date(2199, 12, 31)


def refuse_odd_date(value):
    """Raise ValidationError for a date or an aware moment that is not of our time, as "0026" for 2026."""
    day = value.date() if isinstance(value, datetime) else value
    if not EARLIEST_DATE <= day <= LATEST_DATE:
        raise ValidationError(
            _("Bitte prüfen Sie das Jahr %(year)s: möglich sind %(first)s bis %(last)s."),
            params={
                "year": f"{day.year:04}",
                "first": EARLIEST_DATE.year,
                "last": LATEST_DATE.year,
            },
        )


def refuse_coming(value):
    """Raise ValidationError for a date or an aware moment that is still to come, where it says what was."""
    now = timezone.now() if isinstance(value, datetime) else timezone.localdate()
    if value > now:
        raise ValidationError(
            _("Das liegt in der Zukunft; hier steht, was schon geschehen ist, und es gilt sofort.")
        )


def hours(start, end=None):
    """Return ``start`` to ``end`` in words; both are a time, a moment or nothing.

    A moment counts in the zone of the site. An end at midnight is 24 o'clock. Without either: "".
    """
    first, last = clock(start), clock(end)
    if last == "00:00":
        last = "24:00"
    if first and last:
        return gettext("%(start)s–%(end)s Uhr") % {"start": first, "end": last}
    if first:
        return gettext("%(start)s Uhr") % {"start": first}
    return gettext("bis %(end)s Uhr") % {"end": last} if last else ""


def day_and_hour(moment):
    """Return a moment in words: "12. Dezember 2020, 17:08 Uhr"."""
    return f"{date_format(timezone.localtime(moment), 'j. F Y')}, {hours(moment)}"


def weekday_and_hour(moment):
    """Return a moment in words with its weekday: "Samstag, 12. Dezember 2020, 17:08 Uhr"."""
    return f"{date_format(timezone.localtime(moment), 'l')}, {day_and_hour(moment)}"


def day_digits(day):
    """Return a day as fields hold it: "12.12.2020"; of the year 26 "0026", where "%Y" says "26"."""
    return f"{day:%d.%m.}{day.year:04}"


def clock(value):
    """Return "17:08", "" where nothing is known."""
    if isinstance(value, datetime):
        value = timezone.localtime(value).time()
    return f"{value:%H:%M}" if isinstance(value, time) else ""  # templates hand on "" for None


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
    text = " ".join(without_unseen(text).split())
    if needs_day:  # "4.12" is a day where one is asked for
        text = re.sub(r"^(\d{1,2}\.(?:0?[1-9]|1[0-2]))(?=\s|$)", r"\1.", text)
    today, day, rest = timezone.localdate(), None, text
    if dates := find_dates(text):
        first = dates[0]
        day = first.resolve(today, ahead=True)
        if first.weekday is not None and day and day.weekday() != first.weekday:
            raise _which(gettext("Der %s ist kein solcher Wochentag.") % date_format(day, "j. F Y"))
        rest = text if len(dates) > 1 else f"{text[: first.start]} {text[first.end :]}"
    elif (odd := written_dates(text)) and not _is_clock(text):
        raise ValidationError(
            gettext("Den Tag „%s“ gibt es nicht.") % text[odd[0].start : odd[0].end]
        )
    elif match := _DAY_WORDS.search(text):
        day = _day_of(match, today)
        rest = f"{text[: match.start()]} {text[match.end() :]}"
    clock, rest = None, " ".join(_BETWEEN.sub(" ", rest).split())
    if match := _CLOCK_WORDS.fullmatch(rest):
        clock, rest = read_clock(match["clock"]), ""
        if clock is None:
            raise ValidationError(
                gettext("Diesen Tag oder diese Uhrzeit gibt es nicht: „%s“.") % text
            )
        clock = clock.replace(second=min(59, int((match["seconds"] or ":0")[1:])))
        if day and match["clock"].startswith("24"):
            day += timedelta(days=1)
    if rest or (day is None and clock is None):
        sentence = gettext(
            "„%s“ ist nicht verstanden. Möglich sind „Freitag 18 Uhr“, „morgen“, „4.12.“, „18.00“."
        )
        raise ValidationError(sentence % text[:60])
    if needs_day and day is None:
        raise _which(gettext("„%s“ nennt nur eine Uhrzeit.") % text)
    if day:
        refuse_odd_date(day)
    return day, clock


def _is_clock(text):
    match = _CLOCK_WORDS.fullmatch(text)
    return bool(match) and read_clock(match["clock"]) is not None


def _which(sentence):
    return ValidationError(
        gettext("%s Welcher Tag? Zum Beispiel „4.12.“, „Freitag“ oder „morgen“.") % sentence
    )


def _day_of(match, today):
    if match["near"]:
        return today + timedelta(days=_NEAR[match["near"].lower()])
    if match["number"]:
        days = (today + timedelta(days=ahead) for ahead in range(62))
        day = next((day for day in days if day.day == int(match["number"])), None)
        if day is None:
            raise _which(gettext("Einen %s. gibt es nicht.") % match["number"])
        return day
    ahead = (WEEKDAYS.index(match["weekday"][:2].lower()) - today.weekday()) % 7
    first, second = (today + timedelta(days=days) for days in (ahead, ahead + 7))
    if ahead == 0 or (match["which"] or "").lower().startswith("nächste"):
        words = {"first": date_format(first, "j. F"), "second": date_format(second, "j. F")}
        raise _which(gettext("Das kann der %(first)s oder der %(second)s sein.") % words)
    return first


def when_in_words(day, clock):
    """Return what was understood: "Freitag, 4. Dezember 2026, 18:00 Uhr", or the part that is known."""
    parts = [day and date_format(day, "l, j. F Y"), clock and hours(clock)]
    return ", ".join(filter(None, parts))
