"""When things of the demo content happened, mostly seen from the day it is loaded.

A writer puts a day, then what moves it, in any order and all but the day left out as wished:

    2020-12-10            a fixed day
    heute                 the day of loading
    letzter 06-24         the latest 24 June before today; "vorletzter" the one before that
    18:30                 a time on the clock in Germany (default 12:00)
    -20  +12              so many days earlier or later
    do  sa                the Thursday or Saturday nearest to that day
"""

import re
from datetime import date, datetime, time, timedelta

from django.utils import timezone

WEEKDAYS = ("mo", "di", "mi", "do", "fr", "sa", "so")
DAY = re.compile(
    r"(?P<fixed>\d{4}-\d\d-\d\d)|(?P<today>heute)|(?P<which>letzter|vorletzter) (?P<season>\d\d-\d\d)"
)
CLOCK = re.compile(r"\b\d\d:\d\d\b")
SHIFT = re.compile(r"(?<= )[+-]\d+")
NEAREST = re.compile(rf"\b({'|'.join(WEEKDAYS)})$")


def day(text, today):
    """Give the date that ``text`` means on the date ``today``. Raises ValueError for other words."""
    match = DAY.match(text)
    if not match:
        raise ValueError(f"No such date in the demo content: {text!r}")
    result = _base(match, today)
    if shift := SHIFT.search(text):
        result += timedelta(days=int(shift[0]))
    if nearest := NEAREST.search(text):
        ahead = (WEEKDAYS.index(nearest[1]) - result.weekday()) % 7
        result += timedelta(days=ahead if ahead <= 3 else ahead - 7)
    return result


def moment(text, today):
    """Give the aware datetime that ``text`` means; None for None."""
    if text is None:
        return None
    clock = CLOCK.search(text)
    at = time.fromisoformat(clock[0]) if clock else time(12)
    return timezone.make_aware(datetime.combine(day(text, today), at))


def _base(match, today):
    if match["fixed"]:
        return date.fromisoformat(match["fixed"])
    if match["today"]:
        return today
    month, number = map(int, match["season"].split("-"))
    years_back = {"letzter": 0, "vorletzter": 1}[match["which"]]
    this_year = date(today.year, month, number)
    return date(today.year - years_back - (this_year >= today), month, number)
