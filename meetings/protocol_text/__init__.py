"""Minutes as text: pasted text in, a draft out, nothing lost; and back. No Django inside."""

from .errors import ProtocolTextError
from .html import from_html
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
    "from_html",
    "parse",
    "read_people",
    "render",
]
