"""Sites on the move: everything goes out (``rows``, ``public``), old sites come in (``sources``, ``incoming``)."""

import uuid
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

MANIFEST = "site.json"
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://wir-im-quartier.example.org/import")


class TransferError(Exception):
    """What keeps a site from being written or read; its message is German and meant for whoever asked."""


@dataclass
class IncomingText:
    """A post, or a page where ``kind`` is "page". ``body`` is HTML where ``is_html``, else Markdown.

    ``date`` is aware; None or ``public`` False make a draft. ``paths`` are the addresses it had. ``image`` is the
    path or address of its picture at the source, ``more`` what else stands beside it there, by the names of fields here.
    """

    id: str
    title: str
    body: str
    kind: str = "post"
    is_html: bool = True
    date: datetime | None = None
    public: bool = True
    slug: str = ""
    teaser: str = ""
    author: str = ""
    topics: list[str] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    image: str = ""
    image_alt: str = ""
    image_credit: str = ""
    more: dict = field(default_factory=dict)


@dataclass
class IncomingComment:
    """A comment below the text ``text_id``, an answer where ``parent_id`` names another one; without a body and ``gone``, a
    state of comments, where it only holds the place of one that was answered."""

    id: str
    text_id: str
    body: str
    name: str = ""
    email: str = ""
    date: datetime | None = None
    parent_id: str = ""
    approved: bool = True
    by_team: bool = False
    gone: str = ""


@dataclass
class Incoming:
    """All that was read of one source: ``site`` tells it from others, ``dropped`` counts what stays out and why."""

    site: str
    texts: list[IncomingText] = field(default_factory=list)
    comments: list[IncomingComment] = field(default_factory=list)
    topics: list[dict] = field(default_factory=list)
    redirects: list[tuple[str, str]] = field(default_factory=list)
    merges: list[dict] = field(default_factory=list)
    dropped: Counter = field(default_factory=Counter)

    def uuid_of(self, kind, own_id):
        """Return the uuid of what the source calls ``own_id``; one that is a uuid already stays."""
        try:
            return uuid.UUID(own_id)
        except ValueError:
            return uuid.uuid5(NAMESPACE, f"{self.site}:{kind}:{own_id}")
