"""How long a series spends on what: its meetings as bars on one scale, one part per TOP."""

from dataclasses import dataclass

from django.db.models import Prefetch

from meetings import timeline
from meetings.models import AgendaItem, Meeting
from meetings.timetable import MINUTE

SHOWN = 8  # meetings


@dataclass(frozen=True)
class Bar:
    """One meeting: its parts, its length in whole minutes and in per cent of the longest."""

    meeting: Meeting
    parts: list
    minutes: int
    share: float


def bars_of(series):
    """Give a Bar for each of the newest past meetings of ``series`` whose times are known, oldest first.

    Needs at least two: one bar alone compares nothing. Asks the same queries for any number.
    """
    meetings = Meeting.objects.published().filter(series=series, cancelled_at=None).past()
    items = Prefetch("items", AgendaItem.objects.defer("protocol", "protocol_html"))
    drawn = []
    for meeting in meetings.prefetch_related(items).for_list().order_by("-date", "-start")[:SHOWN]:
        parts, _ = timeline.draw(meeting.slots)
        if parts:
            minutes = (meeting.slots[-1].ends_at - meeting.slots[0].starts_at) // MINUTE
            drawn.append((meeting, parts, minutes))
    if len(drawn) < 2:
        return []
    longest = max(minutes for _, _, minutes in drawn)
    return [
        Bar(meeting, parts, minutes, round(minutes * 100 / longest, 2))
        for meeting, parts, minutes in reversed(drawn)
    ]
