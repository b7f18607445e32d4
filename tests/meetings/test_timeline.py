from dataclasses import dataclass
from datetime import date, time
from zoneinfo import ZoneInfo

from meetings.timetable import bar_parts, labels_of, lay_out

DAY = date(2020, 12, 10)
BERLIN = ZoneInfo("Europe/Berlin")


@dataclass
class Item:
    planned_minutes: int | None
    actual_end: time | None = None
    planned_end: time | None = None


def drawn(*items, start=time(17)):
    return [[(part.x, part.width) for part in bar] for bar in bar_parts(lay_out(DAY, start, items))]


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


def axis_of(*items, start=time(17), day=DAY):
    planned, _ = bar_parts(lay_out(day, start, items))
    return [
        (label.x, f"{label.at.astimezone(BERLIN):%H:%M}", label.anchor)
        for label in labels_of(planned)
    ]


def test_the_bar_names_its_ends_and_full_hours():
    assert axis_of(Item(30), Item(60), start=time(17, 30)) == [
        (0, "17:30", "start"),
        (33.33, "18:00", "middle"),
        (100, "19:00", "end"),
    ]


def test_hours_too_near_to_each_other_stay_out():
    assert [x for x, *_ in axis_of(Item(480))] == [0, 25, 50, 75, 100]


def test_the_end_is_the_actual_one_where_it_is_later():
    assert axis_of(Item(30, time(18)))[-1] == (100, "18:00", "end")


def test_labels_are_right_when_the_clock_changes():
    assert [at for _, at, _ in axis_of(Item(120), start=time(1), day=date(2021, 3, 28))] == [
        "01:00",
        "03:00",
        "04:00",
    ]
