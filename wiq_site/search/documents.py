"""What apps tell the search: a registry that they fill in ``AppConfig.ready()``."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

ALWAYS = datetime(1970, 1, 1, tzinfo=UTC)


class Kind(models.TextChoices):
    """What a hit is; the word stands in the address."""

    POST = "beitrag", _("Beitrag")
    PROTOCOL = "protokoll", _("Protokoll")
    MEETING = "treffen", _("Treffen")
    TOPIC = "thema", _("Thema")
    PAGE = "seite", _("Seite")


@dataclass(frozen=True)
class Document:
    """One thing to be found, as long as it is visible.

    ``topics`` are names, ``text`` is plain; ``context`` says where it stands; ``position`` orders what
    has the same ``moment``; ``page``, a model and a pk, is on whose page it stands, if not its owner's.
    """

    kind: Kind
    path: str
    title: str
    text: str
    topics: list = field(default_factory=list)
    context: str = ""
    position: int = 0
    moment: datetime | None = None
    visible_from: datetime = ALWAYS
    visible_until: datetime | None = None
    page: tuple[type[models.Model], int] | None = None


@dataclass(frozen=True)
class Source:
    """How the documents of one model are made and, where a time span cannot say it, seen."""

    documents: Callable
    published: Callable | None


sources = {}


def register(model, documents, published=None):
    """Let ``model``'s objects be found.

    ``documents(pks)`` gives ``(pk, Document)`` pairs, several or none for one pk, in a number of
    queries that does not grow. ``published(at)``, where given, is the queryset of those that a
    visitor may see at ``at``; without it the documents' own time spans say so.
    """
    sources[model] = Source(documents, published)


def gates(at):
    """Give ``(model label, queryset)`` of the models whose objects are asked about at ``at``."""
    return [
        (model._meta.label_lower, source.published(at))
        for model, source in sources.items()
        if source.published
    ]
