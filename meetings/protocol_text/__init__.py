"""Minutes as text: pasted text in, a draft out, nothing lost; and back to text. No database inside."""

from .headings import Proposal, alike, propose
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
from .when import take_when
from .who import read_people
from .writer import render

__all__ = [
    "DECISION",
    "TASK",
    "ItemDraft",
    "NextMeeting",
    "OutcomeDraft",
    "Proposal",
    "ProtocolDraft",
    "ProtocolTextError",
    "SourceLine",
    "alike",
    "parse",
    "propose",
    "read_people",
    "render",
    "take_when",
]
