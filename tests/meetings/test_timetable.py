from dataclasses import dataclass
from datetime import date, time

import pytest

from meetings.timetable import (
    ZONE,
    BackwardsError,
    Step,
    find_backwards,
    lay_out,
    settle,
    steps_back,
)

DAY = date(2020, 12, 10)


@dataclass
class Item:
    planned_minutes: int | None = None
    planned_end: time | None = None


def clock(moment):
    return moment and moment.astimezone(ZONE).strftime("%H:%M")


def shown(day, start, items):
    return [(clock(s.starts_at), clock(s.ends_at), s.minutes) for s in lay_out(day, start, items)]


def at(text):
    return time.fromisoformat(text)


def test_the_ends_of_the_reference_page_become_minutes_from_its_start():
    ends = "17:08 17:15 17:25 18:00 18:05 18:30 18:45 18:55 19:30".split()
    items = [Item(planned_end=at(end)) for end in ends]
    settle(DAY, time(17), items)
    assert [item.planned_minutes for item in items] == [8, 7, 10, 35, 5, 25, 15, 10, 35]


def test_minutes_lead_where_the_start_is_known():
    items = [Item(10, at("17:08")), Item(20, at("17:15"))]
    settle(DAY, time(17), items)
    assert [item.planned_end for item in items] == [at("17:10"), at("17:30")]


def test_an_end_alone_gives_the_minutes_and_those_behind_follow():
    items = [Item(planned_end=at("17:10")), Item(20, at("17:15"))]
    settle(DAY, time(17), items)
    assert shown(DAY, time(17), items) == [("17:00", "17:10", 10), ("17:10", "17:30", 20)]


def test_without_a_start_ends_are_kept_and_the_first_length_stays_unknown():
    items = [Item(planned_end=at("17:08")), Item(planned_end=at("17:15"))]
    settle(DAY, None, items)
    assert shown(DAY, None, items) == [(None, "17:08", None), ("17:08", "17:15", 7)]


def test_an_item_without_time_leaves_the_next_start_unknown_but_not_its_end():
    items = [Item(10), Item(), Item(planned_end=at("18:00")), Item(5)]
    assert shown(DAY, time(17), items) == [
        ("17:00", "17:10", 10),
        ("17:10", None, None),
        (None, "18:00", None),
        ("18:00", "18:05", 5),
    ]


def test_no_times_at_all_give_none():
    assert shown(DAY, None, [Item(), Item(5)]) == [(None, None, None), (None, None, 5)]


def test_an_empty_agenda_is_an_empty_timetable():
    assert lay_out(DAY, time(17), []) == []


@pytest.mark.parametrize("start", [time(17), None])
def test_a_small_step_back_is_refused_and_names_the_item(start):
    items = [Item(planned_end=at("18:00")), Item(planned_end=at("17:30"))]
    with pytest.raises(BackwardsError) as caught:
        settle(DAY, start, items)
    assert caught.value.item is items[1]
    assert f"{caught.value.previous_end:%H:%M}" == "18:00"


def test_a_first_item_that_ends_before_the_start_is_refused():
    with pytest.raises(BackwardsError):
        settle(DAY, time(17), [Item(planned_end=at("16:30"))])


def test_a_step_back_of_twelve_hours_is_midnight_passed():
    items = [Item(planned_end=at("23:30")), Item(planned_end=at("00:15"))]
    settle(DAY, time(22), items)
    assert [item.planned_minutes for item in items] == [90, 45]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (
            date(2020, 10, 25),
            [("01:30", "02:30", 60), ("02:30", "02:30", 60), ("02:30", "03:30", 60)],
        ),
        (
            date(2021, 3, 28),
            [("01:30", "03:30", 60), ("03:30", "04:30", 60), ("04:30", "05:30", 60)],
        ),
    ],
)
def test_the_nights_in_which_the_clock_changes(day, expected):
    assert shown(day, at("01:30"), [Item(60), Item(60), Item(60)]) == expected


def test_settling_twice_changes_nothing():
    items = [Item(planned_end=at("23:30")), Item(45), Item()]
    settle(DAY, time(22), items)
    once = [Item(item.planned_minutes, item.planned_end) for item in items]
    settle(DAY, time(22), items)
    assert items == once


def test_an_item_that_runs_backwards_is_found_and_stays_as_it_is():
    items = [Item(planned_end=at("18:00")), Item(planned_end=at("17:30"))]
    steps = [Step(item, item.planned_minutes, item.planned_end) for item in items]
    item, previous_end = find_backwards(DAY, time(17), steps)
    assert (item is items[1], f"{previous_end:%H:%M}") == (True, "18:00")
    assert items == [Item(planned_end=at("18:00")), Item(planned_end=at("17:30"))]


def test_in_an_agenda_that_runs_forwards_nothing_is_found():
    assert (
        find_backwards(DAY, time(17), [Step("a", 30, None), Step("b", None, at("18:00"))]) is None
    )


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("18:00", "17:59", True),
        ("18:00", "06:01", True),
        ("18:00", "06:00", False),
        ("23:30", "00:15", False),
        ("18:00", "18:00", False),
        ("18:00", "18:01", False),
    ],
)
def test_the_clock_steps_back_by_less_than_twelve_hours(before, after, expected):
    assert steps_back(at(before), at(after)) is expected
