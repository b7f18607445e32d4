"""Minutes as text: pasted text in, a draft out, nothing lost; and back to text. No Django inside."""

from .model import (
    DECISION,
    TASK,
    ItemDraft,
    NextMeeting,
    OutcomeDraft,
    ProtocolDraft,
    SourceLine,
)

__all__ = [
    "DECISION",
    "TASK",
    "ItemDraft",
    "NextMeeting",
    "OutcomeDraft",
    "ProtocolDraft",
    "SourceLine",
]
