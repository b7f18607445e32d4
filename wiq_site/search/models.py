"""The index: what can be found, where it leads, from when until when; and what apps register for it."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wiq_site.kit.markup import plain_text

ALWAYS = datetime(1970, 1, 1, tzinfo=UTC)


class Kind(models.TextChoices):
    """What a hit is; the word stands in the address."""

    POST = "beitrag", _("Beitrag")
    PROTOCOL = "protokoll", _("Protokoll")
    MEETING = "treffen", _("Treffen")
    TOPIC = "thema", _("Thema")
    PAGE = "seite", _("Seite")
    DECISION = "beschluss", _("Beschluss")
    TASK = "aufgabe", _("Aufgabe")
    COMMENT = "kommentar", _("Kommentar")


@dataclass(frozen=True)
class Document:
    """One thing to be found, as long as it is visible.

    ``named`` is what of the title counts as one, where the rest is the title of another thing; ``topics`` are names, ``text`` is plain; ``context`` says where it stands or who wrote it, ``beside`` what
    else belongs to its neighbours. It is found by both, by its kind and by the day of its ``moment``, but later
    than by its own words. ``position`` orders what has the same ``moment``; ``page``, a model and a pk, is on
    whose page it stands, if not its owner's.
    """

    kind: Kind
    path: str
    title: str
    text: str
    named: str = ""
    topics: list = field(default_factory=list)
    context: str = ""
    beside: list = field(default_factory=list)
    position: int = 0
    moment: datetime | None = None
    visible_from: datetime = ALWAYS
    visible_until: datetime | None = None
    page: tuple[type[models.Model], int] | None = None


sources = {}  # model → (documents, published) as ``register`` took them


def register(model, documents, published=None):
    """Let ``model``'s objects be found.

    ``documents(pks)`` returns ``(pk, Document)`` pairs, several or none for one pk, in a number of
    queries that does not grow. ``published(at)``, where given, is the queryset of those that a
    visitor may see at ``at``; without it the documents' own time spans say so.
    """
    sources[model] = documents, published


def indexed_text(item):
    """Return what visitors read of ``item`` beside its title, as plain text: all fields marked for it."""
    values = []
    for name in item.text_fields():
        if name not in ("title", "name") and item._meta.get_field(name).indexed:
            html = f"{name}_html"
            values.append(
                plain_text(getattr(item, html)) if hasattr(item, html) else getattr(item, name)
            )
    return " ".join(filter(None, values))


class SearchEntryQuerySet(models.QuerySet):
    def visible(self, at=None):
        """Return the entries of what a visitor may read at ``at`` (default: now)."""
        at = at or timezone.now()
        entries = self.filter(Q(visible_until=None) | Q(visible_until__gt=at), visible_from__lte=at)
        for model, (_documents, published) in sources.items():
            if published:
                of_others = ~Q(owner_label=model._meta.label_lower)
                # Asked for each entry of the model: of EXISTS PostgreSQL makes a list of all that is public.
                owner = published(at).filter(pk=OuterRef("owner_id")).order_by()
                is_published = Q(owner_id=Subquery(owner.values("pk")[:1]))
                entries = entries.filter(of_others | is_published)
        return entries

    def on_pages_of(self, objects):
        """Return the entries of what stands on the pages of ``objects``, a queryset."""
        label = objects.model._meta.label_lower
        return self.filter(page_label=label, page_id__in=objects.order_by().values("pk"))

    def made_of(self, objects):
        """Return the entries of ``objects``, a queryset, themselves."""
        label = objects.model._meta.label_lower
        return self.filter(owner_label=label, owner_id__in=objects.order_by().values("pk"))


class SearchEntry(models.Model):
    """One thing that is found. A scheduled one is here already and seen from its minute on.

    The owner is what it was made of, the page the object on whose page it stands: the minutes of a
    TOP stand on the page of the post that reports them. Both are named by model label and pk.
    """

    owner_label = models.CharField(max_length=100)
    owner_id = models.BigIntegerField()
    page_label = models.CharField(max_length=100)
    page_id = models.BigIntegerField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    path = models.CharField(max_length=300)
    title = models.CharField(max_length=400)
    context = models.CharField(max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    moment = models.DateTimeField(null=True)
    year = models.PositiveSmallIntegerField(null=True)
    visible_from = models.DateTimeField()
    visible_until = models.DateTimeField(null=True)
    title_lexemes = models.TextField()
    topics_lexemes = models.TextField()
    digest = models.CharField(max_length=40)

    objects = models.Manager.from_queryset(SearchEntryQuerySet)()

    class Meta:
        verbose_name = _("Fundstelle")
        verbose_name_plural = _("Fundstellen")
        indexes = [
            models.Index(fields=["owner_label", "owner_id"], name="search_owner"),
            models.Index(fields=["page_label", "page_id"], name="search_page"),
            models.Index(
                fields=["-moment", "visible_from", "visible_until", "kind", "year"],
                name="search_newest",
            ),
        ]

    def __str__(self):
        return f"{self.kind}: {self.title}"


class SearchContent(models.Model):
    """The long texts of an entry, apart so that ranking need not read them."""

    entry = models.OneToOneField(
        SearchEntry, on_delete=models.CASCADE, primary_key=True, related_name="content"
    )
    lexemes = models.TextField()  # first: SQLite reads a row only as far as it must
    text = models.TextField()
    topics = models.JSONField(default=list)  # their names as they are shown

    class Meta:
        verbose_name = _("Text einer Fundstelle")
        verbose_name_plural = _("Texte von Fundstellen")

    def __str__(self):
        return self.text[:80]


class SearchWord(models.Model):
    """A word of the site as it is spelled there, to be offered for one that is not found.

    It may be of a hidden text or, until ``tidy``, of none any more; whoever offers it asks first whether it is found.
    """

    word = models.CharField(max_length=60, primary_key=True)
    spelling = models.CharField(max_length=60)
    initial = models.CharField(max_length=1)
    length = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("Wort der Suche")
        verbose_name_plural = _("Wörter der Suche")
        indexes = [models.Index(fields=["initial", "length"], name="search_word_like")]

    def __str__(self):
        return self.spelling
