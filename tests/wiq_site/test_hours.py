"""Clock times as people write them."""

from datetime import UTC, datetime, time

import pytest
from django.template import Context, Template

from wiq_site.kit.dates import day_and_hour, hours


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (time(17), time(19, 30), "17:00–19:30 Uhr"),
        (time(17), time(19), "17:00–19:00 Uhr"),
        (time(17, 8), time(18), "17:08–18:00 Uhr"),
        (time(9, 5), time(10), "09:05–10:00 Uhr"),
        (time(22), time(0, 30), "22:00–00:30 Uhr"),
        (time(22), time(0), "22:00–24:00 Uhr"),
        (time(0), time(1), "00:00–01:00 Uhr"),
        (time(17), None, "17:00 Uhr"),
        (time(17, 8), None, "17:08 Uhr"),
        (time(0), None, "00:00 Uhr"),
        (None, time(19, 30), "bis 19:30 Uhr"),
        (None, time(0), "bis 24:00 Uhr"),
        (None, None, ""),
    ],
)
def test_hours_are_written_in_one_spelling(start, end, words):
    assert hours(start, end) == words


def test_a_moment_counts_in_the_zone_of_the_site():
    assert hours(datetime(2020, 12, 10, 16, 0, tzinfo=UTC)) == "17:00 Uhr"


def test_a_moment_is_told_with_its_day_there():
    assert day_and_hour(datetime(2020, 12, 31, 23, 8, tzinfo=UTC)) == "1. Januar 2021, 00:08 Uhr"


def test_templates_write_hours_the_same_way():
    template = Template(
        "{% load wiq_site %}{{ start|hours:end }}; {{ end|until }}; {{ none|until }}"
    )
    words = template.render(Context({"start": time(17), "end": time(19, 30), "none": None}))
    assert words == "17:00–19:30 Uhr; bis 19:30 Uhr; "
