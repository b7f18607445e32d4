"""What editors keep beside posts and meetings: pages, old addresses, pictures and files."""

import re
import tomllib

from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.core.validators import FileExtensionValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wiq_site.kit import changes
from wiq_site.kit.files import FileModel, random_path, size_in_words, type_in_words
from wiq_site.kit.images import KINDS, CleanFileField, ImageModel
from wiq_site.kit.models import (
    MARKDOWN_HELP,
    ContentModel,
    MarkdownField,
    MarkdownModel,
    Publishable,
    PublishableQuerySet,
    SlugModel,
    html_field,
    inner,
    known,
    made,
    refuse_no_name,
    rerender,
    shown,
)
from wiq_site.kit.share_picture import plain_colors
from wiq_site.kit.site import FAMILY, doubts, lines_of
from wiq_site.pages.version import ContentVersion  # noqa: F401  a model of this app

FILE_FOLDER = re.compile(rf"{re.escape(settings.MEDIA_URL)}[^/\s()]+/[^/\s()]+(?=/)")
COLOUR = {
    "max_length": 7,
    "validators": [RegexValidator(r"^#[0-9a-fA-F]{6}\Z", _("Eine Farbe sieht so aus: #0c3836."))],
}
SITE_PATH = RegexValidator(r"^/(?!/)\S*$", _("Eine Adresse dieser Website beginnt mit einem /."))


class Page(Publishable, SlugModel, MarkdownModel):
    """A page of its own, such as Impressum: /<slug>/."""

    class Menu(models.TextChoices):
        HEAD = "kopf", _("oben im Menü")
        FOOT = "fuss", _("unten in der Fußzeile")
        NONE = "ohne", _("in keinem Menü")

    title = shown(models.CharField, _("Titel"), max_length=200)
    summary = shown(
        models.CharField,
        _("in einem Satz"),
        max_length=250,
        blank=True,
        help_text=_("Für Suchmaschinen."),
    )
    body = shown(MarkdownField, _("Text"), blank=True, help_text=MARKDOWN_HELP)
    body_html = html_field()
    menu = shown(models.CharField, _("Menü"), max_length=5, choices=Menu.choices, default=Menu.NONE)
    menu_position = shown(models.PositiveSmallIntegerField, _("Platz im Menü"), default=0)
    changed_at = made(models.DateTimeField, _("geändert am"), auto_now=True)

    gone_title = _("Diese Seite wurde zurückgezogen")
    later_sentence = _("Diese Seite erscheint später wieder.")
    objects = models.Manager.from_queryset(PublishableQuerySet)()
    reserved_slugs = frozenset(
        "abonnieren admin beitraege captcha gestaltung idee kommentare media mitmachen static suche teams themen treffen".split()
    )

    class Meta:
        verbose_name = _("Seite")
        verbose_name_plural = _("Seiten")
        ordering = ["menu_position", "title"]
        constraints = [
            known("page_menu_known", menu="kopf fuss ohne"),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("page", args=[self.slug])


def read_text(path):
    """Return the fields of a text file: TOML between two lines of +++, then the text as ``body``."""
    _, head, body = path.read_text("utf-8").split("+++\n", 2)
    return {**tomllib.loads(head), "body": body.strip()}  # as a form stores it


def create_initial_pages(publish=False):
    """Create those of ``pages/initial`` that are missing, as drafts unless ``publish``; return the new ones."""
    existing = set(Page.objects.values_list("slug", flat=True))
    published_at = timezone.now() if publish else None
    pages = []
    for path in sorted((settings.BASE_DIR / "wiq_site/pages/initial").glob("*.md")):
        if path.stem not in existing:
            fields = read_text(path)
            position = fields.pop("position")
            page = Page(slug=path.stem, menu_position=position, published_at=published_at, **fields)
            page.save()
            pages.append(page)
    return pages


class Redirect(ContentModel):
    """An old address and where it leads for ever; without a new one what stood there is gone (410)."""

    old_path = shown(
        models.CharField,
        _("alte Adresse"),
        max_length=300,
        unique=True,
        validators=[SITE_PATH],
        help_text=_("Ohne den Namen der Website: /node/42"),
    )
    new_path = shown(
        models.CharField,
        _("neue Adresse"),
        max_length=300,
        blank=True,
        validators=[SITE_PATH],
        help_text=_("/beitraege/sommerfest/ oder leer: Was dort stand, gibt es nicht mehr."),
    )
    # When the topic there was merged into the one it leads to.
    merged_at = inner(models.DateTimeField, null=True, editable=False)

    class Meta:
        verbose_name = _("Weiterleitung")
        verbose_name_plural = _("Weiterleitungen")
        ordering = ["old_path"]
        constraints = [
            models.CheckConstraint(
                name="redirect_leads_elsewhere",
                condition=~Q(old_path=models.F("new_path")),
                violation_error_message=_(
                    "Die Adresse würde auf sich selbst weiterleiten. Bitte geben Sie eine andere neue Adresse an."
                ),
            )
        ]

    def __str__(self):
        return f"{self.old_path} → {self.new_path or '—'}"

    def lost_with_it(self):
        """Return sentences about what visitors lose when this is deleted."""
        sentence = _(
            "Wer „%s“ aufruft, kommt dann nicht mehr weiter, sondern erfährt nur, dass dort nichts ist."
        )
        gone = _(
            "Wer „%s“ aufruft, erfährt dann nicht mehr, dass dort etwas stand und nicht mehr da ist."
        )
        return [(sentence if self.new_path else gone) % self.old_path]


class Picture(ImageModel):
    """A picture to be shown inside a text."""

    class Meta:
        verbose_name = _("Bild")
        verbose_name_plural = _("Bilder")
        ordering = ["-pk"]

    def __str__(self):
        return self.image_label

    @property
    def markdown(self):
        """What an editor copies into a text to show the picture there."""
        alt = re.sub(r"([\[\]\\])", r"\\\1", self.image_alt)
        return f"![{alt}]({self.image.url})"


def uses_of(holders):
    """Return ``{holder: [what shows its file]}`` of what has files, with the site that has a picture as its mark.

    A text may name a file by the path it had before, too. One query for each kind of text, and one for what is found.
    """
    addresses = {
        file.url: holder
        for holder in holders
        for name in holder.file_fields()
        if (file := getattr(holder, name))
    }
    moved = Redirect.objects.filter(new_path__in=addresses).values_list("old_path", "new_path")
    addresses |= {old: addresses[new] for old, new in moved}
    folders = {path.rpartition("/")[0]: holder for path, holder in addresses.items()}
    uses = {holder: [] for holder in holders}
    for model in apps.get_models() if folders else ():
        if not issubclass(model, MarkdownModel):
            continue
        names = model.markdown_fields
        with_files = Q.create([(f"{name}__contains", settings.MEDIA_URL) for name in names], Q.OR)
        texts = model._default_manager.filter(with_files).order_by("pk")
        shown_in = {
            pk: {folders[at] for at in FILE_FOLDER.findall("\n".join(parts)) if at in folders}
            for pk, *parts in texts.values_list("pk", *names)
        }
        pks = [pk for pk, shown in shown_in.items() if shown]
        items = model._default_manager.defer(*model.long_texts()).in_bulk(pks) if pks else {}
        for pk in pks:
            for holder in shown_in[pk]:
                uses[holder].append(items[pk])
    for site in Site.objects.exclude(mark=None).filter(
        mark__in=[holder.pk for holder in holders if isinstance(holder, Picture)]
    ):
        uses[site.mark].append(site)
    return uses


class Site(ContentModel):
    """What the team says of the site itself, one row; what is empty stands in the environment (``wiq_site.kit.site``)."""

    name = shown(models.CharField, _("Name"), max_length=80, blank=True)
    short_name = shown(models.CharField, _("kurzer Name"), max_length=30, blank=True)
    town = shown(models.CharField, _("Stadt"), max_length=60, blank=True)
    claim = shown(models.CharField, _("Leitspruch auf der Startseite"), max_length=120, blank=True)
    sentence = shown(models.CharField, _("ein Satz für die Fußzeile"), max_length=300, blank=True)
    contact = shown(
        models.EmailField,
        _("Kontaktadresse"),
        blank=True,
        help_text=_("Hierher schreiben Besucher."),
    )
    menu = shown(
        models.TextField,
        _("Menü"),
        blank=True,
        max_length=2000,
        validators=[lines_of],
        help_text=_(
            "Je Zeile „Name: Adresse“, in der Reihenfolge des Menüs; auch fremde Adressen. Leer: das übliche Menü."
        ),
    )
    links = shown(
        models.TextField,
        _("Links in der Fußzeile"),
        blank=True,
        max_length=2000,
        validators=[lines_of],
        help_text=_("Je Zeile „Name: Adresse“."),
    )
    mark = shown(
        models.ForeignKey,
        Picture,
        models.SET_NULL,
        verbose_name=_("Zeichen"),
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Ein quadratisches Bild aus der Sammlung. Leer: das gemalte Zeichen."),
    )
    strong = shown(models.CharField, _("Grundfarbe"), blank=True, **COLOUR)
    accent = shown(models.CharField, _("Akzent"), blank=True, **COLOUR)
    wall = shown(models.CharField, _("Wand"), blank=True, **COLOUR)

    class Meta:
        verbose_name = _("Website")
        verbose_name_plural = _("Website")

    def __str__(self):
        return str(_("Name, Menü und Aussehen"))

    def clean(self):
        super().clean()
        refuse_no_name(self, "name", "short_name", "town")
        family = self.family()
        problems = doubts(*(f"#{colour}" for colour in family.split("-"))) if family else {}
        if problems:
            raise ValidationError(problems)

    def family(self):
        """Return the three colours as an address names them, "" where none is chosen."""
        typed = [self.strong, self.accent, self.wall]
        chosen = [c if re.fullmatch(r"#[0-9a-fA-F]{6}", c) else "" for c in typed]
        if not any(chosen):
            return ""
        usual = [f"#{bytes(plain_colors()[FAMILY[field]]).hex()}" for field in FAMILY]
        colours = [one or other for one, other in zip(chosen, usual, strict=True)]
        return "-".join(colour.lstrip("#").lower() for colour in colours)


class Attachment(FileModel):
    """A file offered for download below a post or a meeting."""

    content_type = inner(models.ForeignKey, ContentType, on_delete=models.CASCADE)
    object_id = inner(models.PositiveBigIntegerField)
    owner = GenericForeignKey()
    title = shown(models.CharField, _("Titel"), max_length=150)
    file = shown(
        CleanFileField,
        _("Datei"),
        upload_to=random_path,
        db_index=True,
        validators=[FileExtensionValidator([*KINDS])],
        help_text=_(
            "Höchstens 25 MB. Aus Fotos, auch in Dokumenten, wird der Ort entfernt; Namen in Dokumenten bleiben."
        ),
    )
    file_size = made(models.PositiveBigIntegerField, null=True, editable=False)  # bytes
    credit = shown(models.CharField, _("Quelle und Lizenz"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("Anhang")
        verbose_name_plural = _("Anhänge")
        ordering = ["pk"]
        indexes = [models.Index(fields=["content_type", "object_id"])]

    def __str__(self):
        return self.title

    def prepare(self, update_fields=None):
        names = super().prepare(update_fields)
        if update_fields is not None and "file" not in update_fields:
            return names
        self._meta.get_field("file").encode(self)
        if self.file_size is None or self.file.name != self.stored().get("file"):
            try:
                self.file_size = self.file.size
            except (OSError, ValueError):  # missing, or none was given
                self.file_size = None
        return [*names, "file_size"]

    @property
    def type_and_size(self):
        """What a reader wants to know before fetching it: "PDF, 340 kB"; the size where it is known."""
        kind = type_in_words(self.file.name)
        return kind if self.file_size is None else f"{kind}, {size_in_words(self.file_size)}"

    kept_with = "owner"

    def shown_with(self):
        return self.owner

    def versioned_as(self):
        return ContentType.objects.get_for_id(self.content_type_id).model_class(), self.object_id

    def note_relatives(self, unit):
        """Its owner shows it."""
        unit.note(*self.versioned_as())

    def concerns_visitors(self, fields=None):
        return self.owner is not None and self.owner.concerns_visitors()


class DraftLink(models.Model):
    """That whoever has the link may read a draft until a moment; without its row the link is none."""

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE)
    object_id = models.PositiveBigIntegerField()
    item = GenericForeignKey()
    until = models.DateTimeField()

    class Meta:
        verbose_name = _("Link zum Zeigen")
        verbose_name_plural = _("Links zum Zeigen")
        constraints = [
            models.UniqueConstraint(fields=["content_type", "object_id"], name="draft_link_once")
        ]

    def __str__(self):
        return f"{self.content_type.name} {self.object_id}"


class Abbreviation(ContentModel):
    """What editors' texts explain where it first stands: a short word and what it means."""

    short = shown(
        models.CharField,
        _("Abkürzung"),
        max_length=20,
        unique=True,
        validators=[
            RegexValidator(
                r"^(?=(?:.*[A-ZÄÖÜ]){2})[^\W_]+\Z",
                _("Eine Abkürzung ist ein Wort mit mindestens zwei großen Buchstaben."),
            )
        ],
        help_text=_("So, wie sie im Text steht: AWS, ÖA, WiQ."),
        indexed=False,
    )
    meaning = shown(models.CharField, _("Bedeutung"), max_length=200, indexed=False)

    class Meta:
        verbose_name = _("Abkürzung")
        verbose_name_plural = _("Abkürzungen")
        ordering = ["short"]

    def __str__(self):
        return self.short

    def save(self, *args, **kwargs):
        with changes.unit():
            words = {self.short, self.stored().get("short", self.short)}
            super().save(*args, **kwargs)
            rerender_texts_with(words)

    def delete(self, *args, **kwargs):
        with changes.unit():
            super().delete(*args, **kwargs)
            rerender_texts_with({self.short})


def rerender_texts_with(words):
    """Make the HTML of all texts anew in which one of ``words`` stands."""
    changes.forget(Abbreviation)
    for model in apps.get_models():
        if issubclass(model, MarkdownModel):
            named = [
                (f"{field}__contains", word) for field in model.markdown_fields for word in words
            ]
            rerender(model._default_manager.filter(Q.create(named, Q.OR)))


def meanings_of(words):
    """Return ``{abbreviation: meaning}`` of those among ``words`` that editors explain."""
    known = changes.once(
        Abbreviation, lambda: dict(Abbreviation.objects.values_list("short", "meaning"))
    )
    return {word: known[word] for word in words if word in known}


class TimerRun(models.Model):
    """When what runs by a timer or by hand last came to its end; of each name one row."""

    name = models.CharField(max_length=50, primary_key=True)
    at = models.DateTimeField()
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = _("Lauf eines Dienstes")
        verbose_name_plural = _("Läufe von Diensten")

    def __str__(self):
        return self.name

    @classmethod
    def keep(cls, name, note=""):
        """Note that ``name`` has just come to its end."""
        values = {"at": timezone.now(), "note": note[:500]}
        cls.objects.update_or_create(name=name, defaults=values)
