"""Clock times as people write them: "17–19:30 Uhr", "17:08 Uhr", "bis 18 Uhr".

Tables in which times stand below each other and everything that programs read keep HH:MM.
"""

from datetime import datetime, time

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext


def hours(start, end=None):
    """Return ``start`` to ``end`` in words; both are a time, a moment or nothing.

    A moment counts in the zone of the site. An end at midnight is 24 o'clock. Without either: "".
    """
    first, last = _clock(start), _clock(end)
    if last == "0":
        last = "24"
    if first and last:
        return gettext("%(start)s–%(end)s Uhr") % {"start": first, "end": last}
    if first:
        return gettext("%(start)s Uhr") % {"start": first}
    return gettext("bis %(end)s Uhr") % {"end": last} if last else ""


def day_and_hour(moment):
    """Return a moment in words: "12. Dezember 2020, 17:08 Uhr"."""
    return f"{date_format(timezone.localtime(moment), 'j. F Y')}, {hours(moment)}"


def _clock(value):
    """Return "17" or "17:08", without a leading nought; "" where nothing is known."""
    if isinstance(value, datetime):
        value = timezone.localtime(value).time()
    if not isinstance(value, time):
        return ""  # templates hand on "" for what is not known
    return f"{value.hour}:{value:%M}" if value.minute else str(value.hour)
