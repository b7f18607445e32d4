"""Minutes as text: pasted text in, a draft out, nothing lost; and back. No Django inside."""

from .errors import ProtocolTextError
from .model import (
    DECISION,
    TASK,
    ItemDraft,
    NextMeeting,
    OutcomeDraft,
    ProtocolDraft,
    SourceLine,
)
from .people import read_people
from .reader import parse
from .writer import render

__all__ = [
    "DECISION",
    "TASK",
    "ItemDraft",
    "NextMeeting",
    "OutcomeDraft",
    "ProtocolDraft",
    "ProtocolTextError",
    "SourceLine",
    "parse",
    "read_people",
    "render",
]
