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


def parse_day(text, today):
    """Return the date that ``text`` means on the date ``today``; None for None.

    Raises ValueError for other words.
    """
    if text is None:
        return None
    match = DAY.match(text)
    if not match:
        raise ValueError(f"No such date in the demo content: {text!r}")
    if match["fixed"]:
        day = date.fromisoformat(match["fixed"])
    elif match["today"]:
        day = today
    else:
        this_year = date.fromisoformat(f"{today.year}-{match['season']}")
        years_back = (match["which"] == "vorletzter") + (this_year >= today)
        day = this_year.replace(year=today.year - years_back)
    if shift := re.search(r"(?<= )[+-]\d+", text):
        day += timedelta(days=int(shift[0]))
    if weekday := re.search(rf"\b({'|'.join(WEEKDAYS)})$", text):
        ahead = (WEEKDAYS.index(weekday[1]) - day.weekday()) % 7
        day += timedelta(days=ahead if ahead <= 3 else ahead - 7)
    return day


def parse_moment(text, today):
    """Return the aware datetime that ``text`` means on the date ``today``; None for None."""
    if text is None:
        return None
    clock = re.search(r"\b\d\d:\d\d\b", text)
    at = time.fromisoformat(clock[0]) if clock else time(12)
    return timezone.make_aware(datetime.combine(parse_day(text, today), at))
