"""Minutes as text: pasted text in, a draft out, nothing lost; and back to text. No database inside."""

from .model import (
    DECISION,
    TASK,
    ItemDraft,
    NextMeeting,
    OutcomeDraft,
    ProtocolDraft,
    ProtocolTextError,
    SourceLine,
)
from .reader import parse
from .who import read_people
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
