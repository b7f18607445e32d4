"""What minutes say, as plain data: the draft an editor checks before anything is saved, and what is refused."""

import datetime as dt
from dataclasses import dataclass, field
from typing import NamedTuple

from .who import people_words

DECISION = "decision"
TASK = "task"


@dataclass
class OutcomeDraft:
    """A decision (``text``, ``votes``) or a task (``text``, ``who``, ``due``, ``done``) found in a protocol.

    ``votes`` are the words of the vote, such as "12/0/1"; ``due`` is set for a calendar day only,
    other deadlines ("bis zum Sommer") stay in ``text``. What ``is_done`` without a day, ``done``, is ticked.
    """

    kind: str
    text: str
    votes: str = ""
    who: str = ""
    due: dt.date | None = None
    done: dt.date | None = None
    is_done: bool = False

    def __post_init__(self):
        self.is_done = self.is_done or self.done is not None


@dataclass
class NextMeeting:
    """The next meeting as the text names it: its words and what could be read from them."""

    text: str
    date: dt.date
    start: dt.time | None = None
    end: dt.time | None = None


@dataclass
class ItemDraft:
    """One TOP. ``number`` is text without "TOP" ("7", "2.1", or none), ``protocol`` is Markdown, ``public`` whether
    all of it is for everybody, ``notice`` the line that says it is not, or that makes one ask."""

    number: str
    name: str
    speakers: list[str] = field(default_factory=list)
    speakers_note: str = ""
    start: dt.time | None = None
    end: dt.time | None = None
    planned_minutes: int | None = None
    protocol: str = ""
    outcomes: list[OutcomeDraft] = field(default_factory=list)
    actual_end: dt.time | None = None
    public: bool = True
    notice: str = field(default="", compare=False)

    @property
    def who(self):
        """Who leads it, as people write it: "Hannes/Kristina", "7 Teilnehmende" or "Ada, Wohnbau GmbH"."""
        return people_words(self.speakers, self.speakers_note)


class SourceLine(NamedTuple):
    """A non-empty line of the input (``number`` counts from 1) and where it ended up.

    ``place`` names a field of the draft ("title", "intro", "ignored", …) or, for an item,
    "items.0" for its heading and "items.0.protocol" for its body, counted from 0.
    """

    number: int
    text: str
    place: str


@dataclass
class ProtocolDraft:
    """A meeting and its minutes as read from text; nothing is invented, what is unknown is empty.

    ``intro`` and ``closing`` are Markdown. ``online``, how to take part from elsewhere, is only written. ``other`` holds lines that found no place, ``ignored``
    the page frame. ``warnings`` are German sentences for a preview, ``lines`` the way of each
    source line; both are about the text and do not count when drafts are compared.
    """

    title: str = ""
    date: dt.date | None = None
    start: dt.time | None = None
    end: dt.time | None = None
    place: str = ""
    chair: str = ""
    minute_taker: str = ""
    attendance: str = ""
    apologies: str = ""
    topics: list[str] = field(default_factory=list)
    published: dt.date | None = None
    intro: str = ""
    items: list[ItemDraft] = field(default_factory=list)
    closing: str = ""
    next_meeting: NextMeeting | None = None
    other: list[str] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    online: str = ""
    warnings: list[str] = field(default_factory=list, compare=False)
    lines: list[SourceLine] = field(default_factory=list, compare=False, repr=False)


MAX_CHARACTERS = 1_000_000
MESSAGES = {
    "empty": "Der Text ist leer. Bitte fügen Sie das Protokoll ein.",
    "too_large": (
        "Der Text ist mit {length} Zeichen zu groß; "
        "höchstens {limit} Zeichen (etwa 300 Seiten) können gelesen werden."
    ),
}


class ProtocolTextError(ValueError):
    """A text that is refused: ``code`` ("empty", "too_large"), ``params``; str() is German."""

    def __init__(self, code, params=None):
        self.code = code
        self.params = params or {}
        super().__init__(code, self.params)

    def __str__(self):
        shown = {}
        for key, value in self.params.items():
            shown[key] = f"{value:,}".replace(",", ".") if isinstance(value, int) else value
        return MESSAGES[self.code].format(**shown)
