from dataclasses import dataclass
from datetime import date, time

from meetings.timeline import draw
from meetings.timetable import lay_out

DAY = date(2020, 12, 10)


@dataclass
class Item:
    planned_minutes: int | None
    actual_end: time | None = None
    planned_end: time | None = None


def drawn(*items, start=time(17)):
    return [[(part.x, part.width) for part in bar] for bar in draw(lay_out(DAY, start, items))]


def test_parts_are_as_long_as_the_items():
    assert drawn(Item(30), Item(60), Item(30)) == [[(0, 25), (25, 50), (75, 25)], []]


def test_both_bars_stand_on_one_scale():
    assert drawn(Item(30, time(17, 20)), Item(30, time(18, 40))) == [
        [(0, 30), (30, 30)],
        [(0, 20), (20, 80)],
    ]


def test_an_item_without_actual_end_leaves_only_the_plan():
    assert drawn(Item(30, time(17, 20)), Item(30))[1] == []


def test_without_all_times_there_is_no_picture():
    assert drawn(Item(30), Item(None)) == [[], []]
    assert drawn(Item(30), start=None) == [[], []]
    assert drawn() == [[], []]
    assert drawn(Item(0)) == [[], []]


def test_actual_ends_that_run_backwards_have_no_length():
    assert drawn(Item(30, time(17, 30)), Item(30, time(17, 10)))[1] == [(0, 50), (50, 0)]


def test_past_midnight():
    assert drawn(Item(60), Item(60), start=time(23))[0] == [(0, 50), (50, 50)]
