"""The timetable as a picture: one bar whose parts are as long as the TOPs, in per cent of the whole.

Pure arithmetic on ``timetable.Slot``; the template draws it as SVG beside a table with the same facts.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from meetings.timetable import MINUTE, Slot, moment

NARROW = 4.0  # per cent; a narrower part has no room for its number
ROOM = 21.0  # per cent between two moments below the bar


@dataclass(frozen=True)
class Part:
    """One TOP in the bar: where it starts and how wide it is, in per cent."""

    slot: Slot
    x: float
    width: float

    @property
    def middle(self):
        return self.x + self.width / 2

    @property
    def is_narrow(self):
        return self.width < NARROW


def draw(slots):
    """Return ``(planned, actual)``, each a list of parts on one scale.

    ``planned`` is empty where a time is unknown or nothing has a length, ``actual`` unless every
    TOP has its actual end as well.
    """
    if not slots or any(slot.starts_at is None or slot.ends_at is None for slot in slots):
        return [], []
    plan = [(slot, slot.starts_at, slot.ends_at) for slot in slots]
    real = _as_it_went(slots)
    opening = slots[0].starts_at
    whole = (max(rows[-1][2] for rows in (plan, real) if rows) - opening) / MINUTE
    if whole <= 0:
        return [], []
    return _parts(plan, opening, whole), _parts(real, opening, whole)


@dataclass(frozen=True)
class Mark:
    """A moment below the bar: where, in per cent, and how its words stand there."""

    x: float
    at: datetime
    anchor: str  # start, middle, end


def marks(planned):
    """Return the Marks of the bar ``planned``: its opening, full hours where there is room, its end."""
    opening, last = planned[0].slot.starts_at, planned[-1]
    whole = round((last.slot.ends_at - opening) / MINUTE * 100 / (last.x + last.width))
    end = opening + whole * timedelta(minutes=1)
    hour = opening.replace(minute=0) + timedelta(hours=1)
    labels = [Mark(0, opening, "start")]
    while hour < end:
        x = round((hour - opening) / MINUTE * 100 / whole, 2)
        if x - labels[-1].x >= ROOM and x <= 100 - ROOM:
            labels.append(Mark(x, hour, "middle"))
        hour += timedelta(hours=1)
    return [*labels, Mark(100, end, "end")]


def _as_it_went(slots):
    if any(slot.item.actual_end is None for slot in slots):
        return []
    begin, rows = slots[0].starts_at, []
    for slot in slots:
        end = max(begin, moment(None, slot.item.actual_end, after=begin))
        rows.append((slot, begin, end))
        begin = end
    return rows


def _parts(rows, opening, whole):
    def place(at):
        return round((at - opening) / MINUTE * 100 / whole, 2)

    return [
        Part(slot, place(start), round(place(end) - place(start), 2)) for slot, start, end in rows
    ]
