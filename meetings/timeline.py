"""The timetable as a picture: one bar whose parts are as long as the TOPs, in per cent of the whole.

Pure arithmetic on ``timetable.Slot``; the template draws it as SVG beside a table with the same facts.
"""

from dataclasses import dataclass

from meetings.timetable import MINUTE, Slot, moment

NARROW = 4.0  # per cent; a narrower part has no room for its number


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
    """Give ``(planned, actual)``, each a list of parts on one scale.

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
