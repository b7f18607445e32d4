"""Meetings, their agenda and what came out of it. Names as in OParl, the German council standard."""

from meetings.models.items import AgendaItem, TaggedAgendaItem
from meetings.models.meeting import EARLIEST_DATE, LATEST_DATE, Meeting
from meetings.models.outcomes import Outcome
from meetings.models.revision import Revision
from meetings.models.speakers import ItemSpeaker, Speaker

__all__ = [
    "EARLIEST_DATE",
    "LATEST_DATE",
    "AgendaItem",
    "ItemSpeaker",
    "Meeting",
    "Outcome",
    "Revision",
    "Speaker",
    "TaggedAgendaItem",
]
