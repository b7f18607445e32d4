"""Clock times in one spelling: "17:00–19:30 Uhr", "17:08 Uhr", "bis 18:00 Uhr"; and which dates are taken."""

from datetime import date, datetime, time

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

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


def clock(value):
    """Return "17:08", "" where nothing is known."""
    if isinstance(value, datetime):
        value = timezone.localtime(value).time()
    return f"{value:%H:%M}" if isinstance(value, time) else ""  # templates hand on "" for None
