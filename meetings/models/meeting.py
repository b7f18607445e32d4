"""The meeting itself: its facts, its texts, and the posts around it."""

from datetime import date

from django.contrib.contenttypes.fields import GenericRelation
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from blog.models import Post, Topic
from meetings.models.clock import OnTheClock
from meetings.models.derived import Derived
from meetings.models.publication import Publication
from meetings.models.querysets import MeetingQuerySet
from wiq_site.fields import DigestModel, MarkdownModel, SlugModel, UuidModel, html_field
from wiq_site.pages.models import Attachment
from wiq_site.share_picture import SharePicture

EARLIEST_DATE, LATEST_DATE = date(1900, 1, 1), date(2199, 12, 31)


class Meeting(OnTheClock, Publication, Derived, UuidModel, SlugModel, DigestModel, MarkdownModel):
    """One meeting with one page for its whole life: agenda before, minutes after."""

    title = models.CharField(_("Titel"), max_length=200)
    series = models.ForeignKey(
        Topic,
        verbose_name=_("Reihe"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="meetings",
        limit_choices_to={"kind": Topic.Kind.SERIES},
    )
    date = models.DateField(
        _("Datum"),
        db_index=True,
        validators=[MinValueValidator(EARLIEST_DATE), MaxValueValidator(LATEST_DATE)],
    )
    start = models.TimeField(
        _("Beginn"),
        null=True,
        blank=True,
        help_text=_("Ist er bekannt, werden alle Zeiten der TOPs daraus berechnet."),
    )
    end = models.TimeField(_("Ende"), null=True, blank=True)
    place = models.CharField(_("Ort"), max_length=200, blank=True)
    online_url = models.URLField(_("Link zur Teilnahme"), blank=True)
    online_on_request = models.BooleanField(
        _("Link nur auf Anfrage"),
        default=False,
        help_text=_("Der Link erscheint dann nirgends auf der Website."),
    )
    intro = models.TextField(_("Einleitung"), blank=True, help_text=_("Markdown."))
    intro_html = html_field()
    closing = models.TextField(_("Schluss"), blank=True, help_text=_("Markdown."))
    closing_html = html_field()
    chair = models.CharField(_("Leitung"), max_length=150, blank=True)
    minute_taker = models.CharField(_("Protokoll geschrieben von"), max_length=150, blank=True)
    attendance = models.CharField(
        _("Anwesende"),
        max_length=500,
        blank=True,
        help_text=_("In Worten: „ca. 35 Teilnehmende aus …“"),
    )
    apologies = models.CharField(_("Entschuldigt"), max_length=500, blank=True)
    agenda_published_at = models.DateTimeField(
        _("Tagesordnung öffentlich ab"),
        null=True,
        blank=True,
        help_text=_("Leer: noch nicht öffentlich."),
    )
    protocol_published_at = models.DateTimeField(
        _("Protokoll öffentlich ab"),
        null=True,
        blank=True,
        help_text=_("Folgt dem Bericht, sobald einer gewählt ist."),
    )
    approved_at = models.DateField(_("Protokoll genehmigt am"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("abgesagt am"), null=True, blank=True)
    invitation = models.OneToOneField(
        Post,
        verbose_name=_("Beitrag, der einlädt"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="invites_to",
    )
    report = models.OneToOneField(
        Post,
        verbose_name=_("Beitrag, der berichtet"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="reports_on",
    )

    attachments = GenericRelation(Attachment)

    objects = models.Manager.from_queryset(MeetingQuerySet)()
    markdown_fields = ("intro", "closing")
    reserved_slugs = frozenset({"aufgaben", "kalender"})

    class Meta:
        verbose_name = _("Treffen")
        verbose_name_plural = _("Treffen")
        ordering = ["-date", "-start"]
        constraints = [
            models.CheckConstraint(
                name="meeting_end_after_start",
                # Past midnight an end is smaller than the start: 19:00 to 00:30.
                condition=Q(start__isnull=True)
                | Q(end__isnull=True)
                | Q(end__gt=F("start"))
                | Q(end__lt="12:00", start__gte="12:00"),
                violation_error_message=_(
                    "Das Ende liegt vor dem Beginn. Bitte prüfen Sie beide Zeiten."
                ),
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("meetings:meeting", args=[self.slug])

    @property
    def share_picture(self):
        """What others show when they link to it."""
        folder, owner = self.get_absolute_url(), f"treffen-{self.pk}"
        return SharePicture(self.title, folder, owner, self.date, self.cancelled_at is not None)

    def save(self, *args, **kwargs):
        if self.report_id:
            self.protocol_published_at = self.moment_of(self.report)
        super().save(*args, **kwargs)
