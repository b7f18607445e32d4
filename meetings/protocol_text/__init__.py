"""Minutes as text: pasted text in, a draft out, nothing lost; and back to text. No database inside.

A stage is loaded when first asked for: their patterns take a tenth of a process's start, and no visitor needs them.
"""

from importlib import import_module

from .model import (
    DECISION,
    MAX_CHARACTERS,
    TASK,
    ItemDraft,
    NextMeeting,
    OutcomeDraft,
    ProtocolDraft,
    ProtocolTextError,
    SourceLine,
)

__all__ = [
    "DECISION",
    "MAX_CHARACTERS",
    "TASK",
    "ItemDraft",
    "NextMeeting",
    "OutcomeDraft",
    "ProtocolDraft",
    "ProtocolTextError",
    "SourceLine",
]
OFFERS = {
    "closed": "Retold closing_words contact_words heading_words",
    "body": "find_announced_meeting leaves plain_lines plain_text read_blocks to_markdown",
    "frame": "is_frame",
    "headings": "Proposal alike mark_tables propose",
    "outcomes": "find_likely_outcomes find_outcomes plain read_outcome unwrapped with_title",
    "reader": "parse",
    "source": "collapse keep_answers read_lines unstruck with_whole_words without_tags",
    "votes": "says_put_off",
    "when": "german_date take_when",
    "who": "PLACE is_name people_words read_people split_people",
    "writer": "places render retold untold write_outcome",
}


def __getattr__(name):
    """Return what a stage offers."""
    for stage, names in OFFERS.items():
        if name in names.split():
            globals()[name] = getattr(import_module(f".{stage}", __name__), name)
            return globals()[name]
    raise AttributeError(f"{__name__} offers no {name}")
