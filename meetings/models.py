"""Meetings, their agenda and what came out of it. Names as in OParl, the German council standard."""

from datetime import date, time, timedelta

from django.contrib.contenttypes.fields import GenericRelation
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager
from taggit.models import ItemBase

from blog.models import Post, Topic
from blog.topics import TopicsManager
from meetings import timetable
from meetings.as_text import full_draft
from wiq_site.discussions import still_open
from wiq_site.fields import DigestModel, MarkdownModel, SlugModel, UuidModel, html_field
from wiq_site.pages.models import Attachment
from wiq_site.search.matching import pks_matching
from wiq_site.slugs import german_slug

EARLIEST_DATE, LATEST_DATE = date(1900, 1, 1), date(2199, 12, 31)


class MeetingQuerySet(models.QuerySet):
    def published(self, at=None):
        """Meetings a visitor may see at ``at`` (default: now): agenda or minutes are public."""
        at = at or timezone.now()
        return self.filter(Q(agenda_published_at__lte=at) | Q(protocol_published_at__lte=at))

    def with_protocol(self, at=None):
        """Meetings whose minutes a visitor may read at ``at``."""
        return self.filter(protocol_published_at__lte=at or timezone.now())

    def coming(self, at=None):
        """Meetings not over at ``at``, the next one first. Without an end a meeting fills its day."""
        return self.filter(_not_over(at)).order_by("date", "start", "pk")

    def past(self, at=None):
        """Meetings that are over at ``at``, the latest first."""
        return self.exclude(_not_over(at)).order_by("-date", "-start", "-pk")

    def for_minutes(self):
        """With agenda, who leads its items and what came of them, in three queries for any number."""
        links = models.Prefetch("item_speakers", ItemSpeaker.objects.select_related("speaker"))
        items = models.Prefetch("items", AgendaItem.objects.prefetch_related(links, "outcomes"))
        return self.for_list().prefetch_related(items)

    def brief(self):
        """With what a link to a meeting shows."""
        return self.only("title", "slug", "date", "start", "end", "cancelled_at")

    def with_headings(self):
        """With ``headings``, the public items in their order, in one more query."""
        public = AgendaItem.objects.filter(public=True).only("meeting", "position", "name")
        return self.prefetch_related(models.Prefetch("items", public, to_attr="headings"))

    def matching(self, words):
        """Meetings on whose page or in whose report a visitor finds ``words``; without words, all."""
        if not words:
            return self
        of_report = Q(report__in=pks_matching(Post, words))
        return self.filter(Q(pk__in=pks_matching(self.model, words)) | of_report)

    def for_list(self):
        """With what a list shows of a meeting."""
        unseen = ["intro", "closing", "report__body", "report__body_html"]
        return self.select_related("series", "report").defer(*unseen)


def _not_over(at=None):
    now = timezone.localtime(at)
    today, clock = now.date(), now.time()
    ends_today = Q(date=today) & (Q(end__isnull=True) | Q(end__gt=clock) | Q(end__lt=F("start")))
    ends_after_midnight = Q(date=today - timedelta(days=1), end__lt=F("start"), end__gt=clock)
    return Q(date__gt=today) | ends_today | ends_after_midnight


class Meeting(UuidModel, SlugModel, DigestModel, MarkdownModel):
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
                violation_error_message=_("Das Ende liegt vor dem Beginn."),
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("meetings:meeting", args=[self.slug])

    @property
    def main_url(self):
        """The canonical address: the report's once it is public, before that the meeting's own."""
        return self.discussion().get_absolute_url()

    def discussion(self):
        """Give the object below which comments on this meeting stand: its report once it is public."""
        return self.report if self.report_id and self.has_public_protocol() else self

    def save(self, *args, **kwargs):
        if self.report_id:
            self.protocol_published_at = self.moment_of(self.report)
        super().save(*args, **kwargs)

    @staticmethod
    def moment_of(report):
        """Since when ``report`` and with it the minutes may be read: one moment for both."""
        return None if report.withdrawn_at else report.published_at

    def follow(self, report):
        """Take over the moment of ``report`` after it was saved."""
        type(self).objects.filter(pk=self.pk).update(protocol_published_at=self.moment_of(report))

    def has_public_protocol(self, at=None):
        """Whether a visitor may read the minutes at ``at`` (default: now)."""
        return bool(self.protocol_published_at) and self.protocol_published_at <= (
            at or timezone.now()
        )

    def is_published(self, at=None):
        """Whether a visitor may see the page at all; the same rule as the queryset's."""
        moments = (self.agenda_published_at, self.protocol_published_at)
        return any(moment and moment <= (at or timezone.now()) for moment in moments)

    def is_over(self, at=None):
        """Whether it has ended at ``at``; the same rule as ``MeetingQuerySet.past``."""
        now = timezone.localtime(at)
        return self.ends_at <= now if self.end else self.date < now.date()

    def comes_before(self, other):
        """Whether it is the earlier of the two; without a start a meeting opens its day."""
        places = [(m.date, m.start or time.min, m.pk) for m in (self, other)]
        return places[0] < places[1]

    @property
    def starts_at(self):
        """The opening as an aware datetime; None where the start is not known."""
        return timetable.moment(self.date, self.start) if self.start else None

    @property
    def ends_at(self):
        """The end as an aware datetime, on the next day where it is past midnight; or None."""
        return timetable.moment(self.date, self.end, after=self.starts_at) if self.end else None

    @cached_property
    def slots(self):
        """The agenda laid out on the clock: a list of ``timetable.Slot``."""
        return timetable.lay_out(self.date, self.start, self.items.all())

    def accepts_comments(self):
        """Below the meeting as long as no public report takes the discussion over."""
        moments = (self.day_end, self.agenda_published_at, self.protocol_published_at)
        return self.is_published() and self.discussion() is self and still_open(*moments)

    @property
    def day_end(self):
        """The last minute of its day, known even where its hours are not."""
        return timetable.moment(self.date, time.max)

    def minutes_html(self):
        """Give the minutes in full as page and feed show them; what is not public stays out."""
        return render_to_string("meetings/_minutes.html", {"meeting": self})

    def refresh_derived(self):
        """Store anew what stands for all that the feed of minutes tells of this meeting itself."""
        fresh = type(self).objects.for_minutes().filter(pk=self.pk).first()
        if fresh is None:
            return
        files = [(file.title, file.file.name, file.credit) for file in fresh.attachments.all()]
        since = None if fresh.report_id else fresh.protocol_published_at  # else the report's digest
        told = [fresh.title, fresh.slug, fresh.date, fresh.minute_taker, since]
        fresh.renew_digest(*told, fresh.minutes_html(), *files)
        type(self).objects.filter(pk=self.pk).update(
            digest=fresh.digest, changed_at=fresh.changed_at
        )

    def to_draft(self, include_private=False):
        """Give this meeting as the ProtocolDraft that ``protocol_text.render`` writes.

        With its minutes, published or not: whoever shows it asks first whether they are. Items that
        are not public stay out unless ``include_private``. ``next_meeting`` is the next published
        one of the series, else the one that the text names.
        """
        return full_draft(self, include_private)

    def settle(self):
        """Number the items through, compute minutes from ends or ends from minutes, and store.

        Raises timetable.BackwardsError for an item that would end before its predecessor.
        """
        items = list(self.items.all())
        timetable.settle(self.date, self.start, items)
        for position, item in enumerate(items, 1):
            item.position = position
        AgendaItem.objects.bulk_update(items, ["position", "planned_minutes", "planned_end"])
        self.save()  # whoever keeps something made of the agenda hears of it


class Revision(models.Model):
    """What calendars and exports tell of changes to a meeting.

    A row of its own, so that a meeting saved from an old form cannot turn the sequence back.
    Source: RFC 5545, sections 3.8.7.3 and 3.8.7.4; kept by ``meetings.revisions``.
    """

    meeting = models.OneToOneField(Meeting, on_delete=models.CASCADE, related_name="revision")
    sequence = models.PositiveIntegerField(default=1)
    digest = models.CharField(max_length=40)  # of what a calendar shows
    changed_at = models.DateTimeField(default=timezone.now)  # when that changed
    modified_at = models.DateTimeField(default=timezone.now)  # when anything was saved

    def __str__(self):
        return f"{self.meeting_id}: {self.sequence}"


class TaggedAgendaItem(ItemBase):
    content_object = models.ForeignKey("AgendaItem", on_delete=models.CASCADE)
    tag = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="tagged_items")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["content_object", "tag"], name="item_has_topic_once")
        ]


class AgendaItemQuerySet(models.QuerySet):
    def published(self, at=None):
        """Items a visitor may see at ``at``: public ones of meetings that are."""
        return self.filter(public=True, meeting__in=Meeting.objects.published(at))

    def with_protocol(self, at=None):
        """Items whose minutes a visitor may read at ``at``."""
        return self.filter(public=True, meeting__in=Meeting.objects.with_protocol(at))


class AgendaItem(UuidModel, MarkdownModel):
    """A TOP (Tagesordnungspunkt): planned before the meeting, its minutes after."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField(_("Reihenfolge"), default=0)
    number = models.CharField(
        _("Nummer"), max_length=20, blank=True, help_text=_("Zum Beispiel 7, 7a oder 2.1")
    )
    anchor = models.SlugField(_("Sprungmarke"), max_length=60, editable=False)
    name = models.CharField(_("Titel"), max_length=300)
    planned_minutes = models.PositiveSmallIntegerField(_("Dauer (Minuten)"), null=True, blank=True)
    planned_end = models.TimeField(_("bis"), null=True, blank=True)
    actual_end = models.TimeField(_("tatsächlich bis"), null=True, blank=True)
    speakers = models.ManyToManyField(
        "Speaker", through="ItemSpeaker", verbose_name=_("wer"), related_name="items"
    )
    speakers_note = models.CharField(_("wer, in Worten"), max_length=200, blank=True)
    protocol = models.TextField(_("Protokoll"), blank=True, help_text=_("Markdown."))
    protocol_html = html_field()
    public = models.BooleanField(_("öffentlich"), default=True)
    postponed = models.BooleanField(
        _("vertagt"),
        default=False,
        help_text=_("Wartet auf ein weiteres Treffen und wird dort angeboten."),
    )
    topics = TaggableManager(
        verbose_name=_("Themen"),
        help_text=_("Durch Kommas getrennt."),
        through=TaggedAgendaItem,
        manager=TopicsManager,
        blank=True,
    )

    objects = models.Manager.from_queryset(AgendaItemQuerySet)()
    markdown_fields = ("protocol",)

    class Meta:
        verbose_name = _("Tagesordnungspunkt")
        verbose_name_plural = _("Tagesordnungspunkte")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "anchor"], name="item_anchor_unique"),
            models.CheckConstraint(
                name="item_minutes_not_negative",
                condition=Q(planned_minutes__isnull=True) | Q(planned_minutes__gte=0),
            ),
        ]

    def __str__(self):
        return f"TOP {self.number} {self.name}" if self.number else self.name

    def save(self, *args, **kwargs):
        if not self.anchor:
            others = self.meeting.items.exclude(pk=self.pk).values_list("anchor", flat=True)
            self.anchor = free_anchor(self.number, set(others))
        super().save(*args, **kwargs)

    def markdown_options(self, field):
        return {"id_prefix": f"{self.anchor}-", "heading_base": 4}

    def get_absolute_url(self):
        return f"{self.meeting.get_absolute_url()}#{self.anchor}"

    @property
    def who(self):
        """Who leads the item, as people write it: "Hannes/Kristina" or "7 Teilnehmende"."""
        names = [link.speaker.shown_name for link in self.item_speakers.all()]
        return "/".join(names) or self.speakers_note

    def set_who(self, names, note=""):
        """Store who leads the item: ``names`` in their order, unknown ones as new speakers.

        Whoever leads it already is meant first, also where another has the same name.
        """
        own = {link.speaker.name: link.speaker for link in self.item_speakers.all()}
        speakers = [own.get(name) or Speaker.objects.named(name) for name in names]
        self.item_speakers.all().delete()
        ItemSpeaker.objects.bulk_create(
            ItemSpeaker(item=self, speaker=speaker, position=position)
            for position, speaker in enumerate(dict.fromkeys(speakers))
        )
        if self.speakers_note != note:
            self.speakers_note = note
            self.save(update_fields=["speakers_note"])


def free_anchor(number, taken):
    """Give an anchor that is not in ``taken``: "2.1" becomes "top-2-1", a second one "top-2-1-2"."""
    base = "top-" + (german_slug(number.replace(".", "-")) or "x")
    if base not in taken:
        return base
    return next(name for n in range(2, len(taken) + 3) if (name := f"{base}-{n}") not in taken)


class SpeakerManager(models.Manager):
    def named(self, name):
        """Give the speaker of this ``name``: the one without an organisation, else the only one.

        Where nobody has the name, or several of different organisations, it is a new speaker.
        """
        same = list(self.filter(name=name).order_by("organisation")[:2])
        known = same and (len(same) == 1 or not same[0].organisation)
        return same[0] if known else self.create(name=name)


class Speaker(models.Model):
    """A person who leads agenda items, shown by name only if she agreed, else by a role."""

    name = models.CharField(_("Name, wie er erscheint"), max_length=100)
    organisation = models.CharField(_("Organisation"), max_length=150, blank=True)
    agreed = models.BooleanField(_("ist mit der Nennung einverstanden"), default=True)
    role = models.CharField(
        _("Rolle statt des Namens"),
        max_length=100,
        blank=True,
        help_text=_("Erscheint, wenn der Name nicht genannt werden soll: „eine Anwohnerin“"),
    )

    objects = SpeakerManager()

    class Meta:
        verbose_name = _("Person")
        verbose_name_plural = _("Personen")
        ordering = ["name", "organisation"]
        constraints = [
            models.UniqueConstraint(fields=["name", "organisation"], name="speaker_unique")
        ]

    def __str__(self):
        return f"{self.name} ({self.organisation})" if self.organisation else self.name

    @property
    def shown_name(self):
        """What visitors read: the name, or the role where there is no consent."""
        return self.name if self.agreed else self.role or str(_("eine Person"))


class ItemSpeaker(models.Model):
    """The place of a speaker in the order in which an item names them."""

    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="item_speakers")
    speaker = models.ForeignKey(Speaker, on_delete=models.CASCADE, related_name="item_links")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["item", "speaker"], name="item_names_speaker_once")
        ]

    def __str__(self):
        return str(self.speaker)


class OutcomeQuerySet(models.QuerySet):
    def published(self, at=None):
        """Outcomes a visitor may read at ``at``: of public items in published minutes."""
        public = {
            "item__public": True,
            "item__meeting__protocol_published_at__lte": at or timezone.now(),
        }
        return self.filter(**public)

    def with_place(self):
        """With the item and meeting they came from and the item's topics, in two queries."""
        return self.select_related("item__meeting__report").prefetch_related("item__topics")


class Outcome(UuidModel):
    """What an agenda item led to: a decision with its votes or a task with who and when."""

    class Kind(models.TextChoices):
        DECISION = "beschluss", _("Beschluss")
        TASK = "aufgabe", _("Aufgabe")

    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="outcomes")
    kind = models.CharField(_("Art"), max_length=10, choices=Kind.choices)
    text = models.TextField(_("Text"))
    votes = models.CharField(
        _("Abstimmung"), max_length=100, blank=True, help_text=_("Ja/Nein/Enthaltung: 12/0/1")
    )
    who = models.CharField(_("wer"), max_length=150, blank=True)
    due = models.DateField(_("bis wann"), null=True, blank=True)
    done_at = models.DateField(_("erledigt am"), null=True, blank=True)

    objects = models.Manager.from_queryset(OutcomeQuerySet)()

    class Meta:
        verbose_name = _("Ergebnis")
        verbose_name_plural = _("Ergebnisse")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="outcome_kind_known", condition=Q(kind__in=["beschluss", "aufgabe"])
            ),
            models.CheckConstraint(
                name="outcome_votes_for_decisions_only",
                condition=Q(votes="") | Q(kind="beschluss"),
                violation_error_message=_("Eine Abstimmung gehört zu einem Beschluss."),
            ),
        ]

    def __str__(self):
        return self.text[:80]

    def get_absolute_url(self):
        return f"{self.item.meeting.main_url}#{self.item.anchor}"

    def is_overdue(self, today=None):
        """Whether it is a task that should have been done before ``today``."""
        return (
            not self.done_at and self.due is not None and self.due < (today or timezone.localdate())
        )
