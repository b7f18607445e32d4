"""Pure clock arithmetic: planned minutes and ends in, the start and end of every TOP out, and a bar of them.

Works on anything with ``planned_minutes`` (whole minutes or None) and ``planned_end`` (a time on the
clock or None), so it is tested without a database. Moments are aware datetimes in UTC, so that the
two nights in which the clock changes come out right. Source of the rules: DESIGN, "Times".
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Berlin")
MINUTE = timedelta(minutes=1)
MIDNIGHT_PASSED = timedelta(hours=12)  # a step back of this much or more


class BackwardsError(ValueError):
    """An item ends before the one above it; ``item`` is the one that does, ``previous_end`` when."""

    def __init__(self, item, previous_end):
        self.item = item
        self.previous_end = previous_end
        super().__init__(f"{item} ends before {previous_end:%H:%M}")


@dataclass
class Step:
    """The plan of ``item`` alone, so that it can be settled while the item stays as it is."""

    item: Any
    planned_minutes: int | None
    planned_end: time | None


@dataclass(frozen=True)
class Slot:
    """One agenda item on the clock; what is not known is None."""

    item: Any
    starts_at: datetime | None
    ends_at: datetime | None

    @property
    def minutes(self):
        """The planned length in whole minutes; None where it is unknown or would be negative."""
        if self.starts_at is None or self.ends_at is None or self.ends_at < self.starts_at:
            return self.item.planned_minutes
        return (self.ends_at - self.starts_at) // MINUTE


def moment(day: date, clock: time, after: datetime | None = None):
    """Return the moment in UTC when the clock in Berlin shows ``clock`` on ``day``.

    With ``after`` (an aware datetime) the day is that one's, or the next where ``clock`` would be
    twelve hours or more before it: then midnight has passed.
    """
    if after is None:
        return datetime.combine(day, clock, ZONE).astimezone(UTC)
    local = datetime.combine(after.astimezone(ZONE).date(), clock, ZONE)
    if local.astimezone(UTC) <= after.astimezone(UTC) - MIDNIGHT_PASSED:
        local += timedelta(days=1)
    elif local.astimezone(UTC) < after:
        local = local.replace(fold=1)  # the hour that the clock shows twice in October
    return local.astimezone(UTC)


def in_zone(value: datetime | None):
    """Return the moment ``value`` in ISO 8601 with the zone of the town; None where it is not known."""
    return value and value.astimezone(ZONE).isoformat()


def lay_out(day: date, start: time | None, items) -> list[Slot]:
    """Lay agenda items end to end on ``day``, the first at ``start``.

    Where the running clock and an item's minutes are known its end is computed; else its own
    ``planned_end`` counts; else both its end and the next start stay unknown. Never raises for
    items that run backwards: that is refused on save, by ``settle``.
    """
    clock = moment(day, start) if start else None
    slots, latest = [], clock
    for item in items:
        if clock is not None and item.planned_minutes is not None:
            end = clock + item.planned_minutes * MINUTE
        elif item.planned_end is not None:
            end = moment(day, item.planned_end, after=latest)
        else:
            end = None
        slots.append(Slot(item, clock, end))
        clock, latest = end, end or latest
    return slots


def settle(day: date, start: time | None, items) -> None:
    """Make ``planned_minutes`` and ``planned_end`` of ``items`` agree, in place.

    With a start minutes lead and the end follows; an item with an end alone gets its minutes from
    it. Without a start ends lead. Raises BackwardsError for an item that would end before its
    predecessor by less than twelve hours.
    """
    clock = moment(day, start) if start else None
    latest = clock
    for item in items:
        end_leads = item.planned_end is not None and (start is None or item.planned_minutes is None)
        if end_leads:
            end = moment(day, item.planned_end, after=latest)
            if latest is not None and end < latest:
                raise BackwardsError(item, latest.astimezone(ZONE))
            if clock is not None:
                item.planned_minutes = (end - clock) // MINUTE
        elif clock is not None and item.planned_minutes is not None:
            end = clock + item.planned_minutes * MINUTE
            item.planned_end = end.astimezone(ZONE).time()
        else:
            end = None
        clock, latest = end, end or latest


def find_backwards(day: date, start: time | None, steps: list[Step]):
    """Settle ``steps``. Return ``(item, previous_end)`` of the first that runs backwards, or None."""
    try:
        settle(day, start, steps)
    except BackwardsError as error:
        return error.item.item, error.previous_end
    return None


def steps_back(before: time, after: time) -> bool:
    """Return whether the clock goes back from ``before`` to ``after`` without midnight between them."""
    step = datetime.combine(date.min, after) - datetime.combine(date.min, before)
    return -MIDNIGHT_PASSED < step < timedelta()


@dataclass(frozen=True)
class BarPart:
    """One TOP in the bar that shows a timetable: where it starts and how wide it is, in per cent."""

    slot: Slot
    x: float
    width: float

    @property
    def middle(self):
        return self.x + self.width / 2

    @property
    def is_narrow(self):
        """Whether it has no room for its number."""
        return self.width < 4


def bar_parts(slots):
    """Return ``(planned, actual)``, each a list of parts on one scale.

    ``planned`` is empty where a time is unknown or nothing has a length, ``actual`` unless every
    TOP has its actual end as well.
    """
    if not slots or any(slot.starts_at is None or slot.ends_at is None for slot in slots):
        return [], []
    plan = [(slot, slot.starts_at, slot.ends_at) for slot in slots]
    opening = begin = slots[0].starts_at
    real = []
    if all(slot.item.actual_end is not None for slot in slots):
        for slot in slots:
            end = max(begin, moment(None, slot.item.actual_end, after=begin))
            real.append((slot, begin, end))
            begin = end
    whole = max(rows[-1][2] for rows in (plan, real) if rows) - opening
    if whole <= timedelta():
        return [], []

    def place(at):
        return round((at - opening) * 100 / whole, 2)

    return tuple(
        [
            BarPart(slot, place(start), round(place(end) - place(start), 2))
            for slot, start, end in rows
        ]
        for rows in (plan, real)
    )


@dataclass(frozen=True)
class Label:
    """A moment below the bar: where, in per cent, and how its words stand there."""

    x: float
    at: datetime
    anchor: str  # start, middle, end


def labels_of(planned):
    """Return the Labels of the bar ``planned``: its opening, full hours where there is room, its end."""
    opening, last = planned[0].slot.starts_at, planned[-1]
    whole = round((last.slot.ends_at - opening) / MINUTE * 100 / (last.x + last.width))
    end = opening + whole * MINUTE
    hour = opening.replace(minute=0) + timedelta(hours=1)
    room = 21  # per cent between two labels
    labels = [Label(0, opening, "start")]
    while hour < end:
        x = round((hour - opening) / MINUTE * 100 / whole, 2)
        if x - labels[-1].x >= room and x <= 100 - room:
            labels.append(Label(x, hour, "middle"))
        hour += timedelta(hours=1)
    return [*labels, Label(100, end, "end")]
