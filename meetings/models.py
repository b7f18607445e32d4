"""Meetings, their agenda and what came out of it. Names as in OParl, the German council standard."""

import re
from datetime import time, timedelta
from itertools import chain

from django.contrib.contenttypes.fields import GenericRelation
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from blog.models import Post, Topic
from meetings import timetable
from meetings.agenda import AgendaItem, ItemSpeaker, Outcome
from meetings.text import draft_of, invitation_words, same_place, when_and_where
from wiq_site.kit import changes
from wiq_site.kit.dates import EARLIEST_DATE, LATEST_DATE, clock, hours
from wiq_site.kit.http import change_page
from wiq_site.kit.models import (
    MARKDOWN_HELP,
    ContentQuerySet,
    Correctable,
    DigestModel,
    MarkdownField,
    MarkdownModel,
    OnceReleased,
    SlugModel,
    UuidModel,
    html_field,
    inner,
    is_public,
    minutes,
    public_at,
    role_of,
    shown,
    still_open,
)
from wiq_site.kit.share_picture import SharePicture
from wiq_site.pages.models import Attachment
from wiq_site.search.results import on_pages

PROTOCOL_MOMENTS = ("protocol_published_at", "withdrawn_at", "protocol_withdrawn_at")
PUBLIC_MOMENTS = ("agenda_published_at", *PROTOCOL_MOMENTS)  # what a part of a meeting reads of it
GONE, GONE_WORDS = (
    _("Zurückgezogen"),
    _("Zurückgezogen: Das Treffen steht nicht mehr auf der Website"),
)
STATE_FIELDS = (  # what ``state_words`` reads
    *("date", "start", "end", "moved_from", "cancelled_at", "cancel_reason", "approved_at"),
    *("place", "former_place", "online_url", "online_on_request", "former_online", "corrected_at"),
    *PUBLIC_MOMENTS,
)
MOVES = {  # what is noted where a public meeting changes these
    "moved_from": ("date", "start"),
    "former_place": ("place",),
    "former_online": ("online_url", "online_on_request"),
}


class MeetingQuerySet(ContentQuerySet):
    def published(self, at=None):
        """Meetings a visitor may see at ``at`` (default: now): agenda or minutes are public."""
        at = at or timezone.now()
        return self.filter(public_at(at, "agenda_published_at") | protocol_public_at(at))

    def with_protocol(self, at=None):
        """Meetings whose minutes a visitor may read at ``at``."""
        return self.filter(protocol_public_at(at or timezone.now()))

    def discussed_here(self, at=None):
        """Those below which their comments stand; the same rule as ``Meeting.discussion``."""
        return self.exclude(protocol_public_at(at or timezone.now()), report__isnull=False)

    def whole(self):
        """With all that anything is made of: minutes, topics of the TOPs, files, revision; in six queries."""
        return (
            self.for_minutes()
            .select_related("series", "report", "invitation", "revision")
            .prefetch_related("items__topics", "attachments")
            .defer(None)  # a version holds the texts too
            .defer(*(f"report__{field}" for field in Post.long_texts()))
        )

    def coming(self, at=None, **clock):
        """Meetings not over at ``at`` or on ``clock`` (``clock_of``), the next one first. Without an end a meeting fills its day."""
        return self.filter(_not_over(**(clock or clock_of(at)))).order_by("date", "start", "pk")

    def past(self, at=None):
        """Meetings that are over at ``at``, the latest first."""
        return self.exclude(_not_over(**clock_of(at))).order_by("-date", "-start", "-pk")

    def for_minutes(self):
        """With agenda, who leads its items and what came of them, in three queries for any number."""
        return self.for_list().prefetch_related(all_of_items())

    def for_signature(self):
        """With what tells whether the pieces of its pages are remembered; its ``slots`` bring the rest when asked."""
        late = self.for_list().annotate(reads_late=models.Value(True))
        return late.select_related("series", "report", "revision")

    def brief(self):
        """With what a link to a meeting shows, its state included."""
        return self.only("title", "slug", *STATE_FIELDS)

    def with_headings(self):
        """With ``headings``, the public items in their order, in one more query, and the ``decision_count`` of all of them."""
        public = AgendaItem.objects.filter(public=True).only("meeting", "position", "name")
        decided = Outcome.objects.valid().filter(kind=Outcome.Kind.DECISION, item__public=True)
        of_meeting = decided.filter(item__meeting=OuterRef("pk")).order_by()
        counted = of_meeting.values("item__meeting").annotate(n=Count("pk")).values("n")
        return self.annotate(decision_count=Subquery(counted)).prefetch_related(
            models.Prefetch("items", public, to_attr="headings")
        )

    def matching(self, query):
        """Meetings on whose page or in whose report a visitor finds the words of ``query``."""
        of_report = Q(report__in=on_pages(Post, query))
        return self.filter(Q(pk__in=on_pages(self.model, query)) | of_report)

    def for_list(self):
        """With what a list shows of a meeting."""
        unseen = ["intro", "closing", *(f"report__{field}" for field in Post.long_texts())]
        return self.select_related("series", "report").defer(*unseen)


def all_of_items():
    """Return the Prefetch of the agenda, with who leads its items and what came of them."""
    links = models.Prefetch("item_speakers", ItemSpeaker.objects.select_related("speaker"))
    return models.Prefetch("items", AgendaItem.objects.prefetch_related(links, "outcomes"))


def protocol_public_at(moment):
    """Return the condition of minutes that are public at ``moment``."""
    return public_at(moment, *PROTOCOL_MOMENTS)


def clock_of(at=None):
    """Return the moment ``at`` (default: now) as meetings are planned: its local day, the one before, the time."""
    now = timezone.localtime(at)
    return {"today": now.date(), "yesterday": now.date() - timedelta(days=1), "clock": now.time()}


def _not_over(today, yesterday, clock):
    ends_today = Q(date=today) & (Q(end__isnull=True) | Q(end__gt=clock) | Q(end__lt=F("start")))
    ends_after_midnight = Q(date=yesterday, end__lt=F("start"), end__gt=clock)
    return Q(date__gt=today) | ends_today | ends_after_midnight


class Meeting(OnceReleased, Correctable, UuidModel, SlugModel, DigestModel, MarkdownModel):
    """One meeting with one page for its whole life: agenda before, minutes after."""

    title = shown(models.CharField, _("Titel"), max_length=200)
    series = shown(
        models.ForeignKey,
        Topic,
        verbose_name=_("Reihe"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="meetings",
        limit_choices_to={"kind": Topic.Kind.SERIES},
    )
    series_merged_at = inner(  # as at Tagged
        models.DateTimeField, null=True, editable=False, comes_back=True
    )
    date = shown(
        models.DateField,
        _("Datum"),
        db_index=True,
        validators=[MinValueValidator(EARLIEST_DATE), MaxValueValidator(LATEST_DATE)],
    )
    start = shown(
        models.TimeField,
        _("Beginn"),
        null=True,
        blank=True,
        help_text=_("Ist er bekannt, werden alle Zeiten der TOPs daraus berechnet."),
    )
    end = shown(models.TimeField, _("Ende"), null=True, blank=True)
    moved_from = shown(
        models.DateTimeField,
        _("verlegt vom"),
        null=True,
        blank=True,
        help_text=_(
            "Trägt sich von selbst ein, wenn ein öffentliches Treffen einen anderen Tag oder Beginn bekommt. War es nur ein Tippfehler, leeren Sie das Feld."
        ),
    )
    former_place = shown(
        models.CharField,
        _("früherer Ort"),
        max_length=200,
        blank=True,
        help_text=_(
            "Trägt sich von selbst ein, wenn ein öffentliches Treffen an einen anderen Ort kommt. Heißt derselbe Ort nur anders, leeren Sie das Feld."
        ),
    )
    former_online = shown(
        models.CharField,
        _("früherer Link zur Teilnahme"),
        max_length=200,
        blank=True,
        help_text=_(
            "Trägt sich von selbst ein, wenn ein öffentliches Treffen einen anderen Link bekommt. Auf der Website steht nur, dass es einen neuen gibt. War es nur ein Tippfehler, leeren Sie das Feld."
        ),
    )
    place = shown(models.CharField, _("Ort"), max_length=200, blank=True)
    online_url = shown(models.URLField, _("Link zur Teilnahme"), blank=True)
    online_on_request = shown(
        models.BooleanField,
        _("Link nur auf Anfrage"),
        default=False,
        help_text=_("Der Link erscheint dann nirgends auf der Website."),
    )
    intro = shown(MarkdownField, _("Einleitung"), blank=True, help_text=MARKDOWN_HELP)
    intro_html = html_field()
    closing = minutes(MarkdownField, _("Schluss"), blank=True, help_text=MARKDOWN_HELP)
    closing_html = html_field()
    chair = shown(models.CharField, _("Leitung"), max_length=150, blank=True)
    minute_taker = shown(
        models.CharField, _("Protokoll geschrieben von"), max_length=150, blank=True
    )
    attendance = minutes(
        models.CharField,
        _("Anwesende"),
        max_length=500,
        blank=True,
        help_text=_("In Worten: „ca. 35 Teilnehmende aus …“"),
    )
    apologies = minutes(models.CharField, _("Nicht dabei"), max_length=500, blank=True)
    agenda_published_at = shown(
        models.DateTimeField,
        _("Tagesordnung öffentlich ab"),
        null=True,
        blank=True,
        help_text=_("Leer: noch nicht öffentlich."),
    )
    protocol_published_at = shown(
        models.DateTimeField,
        _("Protokoll öffentlich ab"),
        null=True,
        blank=True,
        help_text=_("Folgt dem Bericht, sobald einer gewählt ist."),
    )
    protocol_withdrawn_at = inner(
        models.DateTimeField, null=True, editable=False
    )  # with its report
    withdrawn_at = shown(
        models.DateTimeField,
        _("zurückgezogen am"),
        null=True,
        blank=True,
        help_text=_(
            "Von da an steht unter der Adresse nur noch, dass das Treffen zurückgezogen wurde."
        ),
        only_with="agenda_published_at protocol_published_at",
    )
    approved_at = shown(
        models.DateField, _("Protokoll genehmigt am"), null=True, blank=True, has_been=True
    )
    cancelled_at = shown(
        models.DateTimeField, _("abgesagt am"), null=True, blank=True, has_been=True
    )
    cancel_reason = shown(
        models.CharField,
        _("warum abgesagt"),
        max_length=250,
        blank=True,
        help_text=_("In wenigen Worten: „Sturmwarnung; neuer Termin folgt“."),
        only_with="cancelled_at",
    )
    invitation = inner(
        models.OneToOneField,
        Post,
        verbose_name=_("Beitrag, der einlädt"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="invites_to",
    )
    report = shown(
        models.OneToOneField,
        Post,
        verbose_name=_("Beitrag, der berichtet"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="reports_on",
    )

    attachments = GenericRelation(Attachment)

    part_of = ("report",)
    side_names = (_("Tagesordnung"), _("Protokoll"))
    reads_late = False
    gone_title = _("Dieses Treffen wurde zurückgezogen")
    later_sentence = _("Dieses Treffen erscheint hier später wieder.")
    objects = models.Manager.from_queryset(MeetingQuerySet)()
    markdown_fields = ("intro", "closing")
    reserved_slugs = frozenset({"aufgaben", "kalender", "protokolle"})

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
    def signature(self):
        """All that the pieces of its pages depend on, the clock included; None where that is not known."""
        revision = getattr(self, "revision", None)
        if revision is None:
            return None
        now = (self.is_published(), self.has_public_protocol(), self.is_over(), self.has_begun())
        return (self.pk, revision.modified_at, self.main_url, *now, *self.state_words)

    def read_minutes(self):
        """Read agenda and minutes in three queries, if they are not read yet."""
        models.prefetch_related_objects([self], all_of_items())

    def minutes_html(self):
        """Return the minutes in full as page and feed show them; what is not public stays out."""
        return render_to_string("meetings/_minutes.html", {"meeting": self})

    def to_draft(self, include_private=False):
        """Return this meeting as the ProtocolDraft that ``protocol_text.render`` writes.

        With its minutes, published or not: whoever shows it asks first whether they are. Items that
        are not public stay out unless ``include_private``. ``next_meeting`` is the next published
        one of the series that is still to come, else the one that the text names.
        """
        return draft_of(self, private="whole" if include_private else "")

    @property
    def shows_intro(self):
        """Whether visitors read its introduction: with a report it is that of the minutes, and public with them."""
        return self.report_id is None or self.has_public_protocol()

    def state_sentences(self):
        """Name the introduction, too, while it waits below a public agenda: choosing a report took it off the page."""
        sentences = super().state_sentences()
        if self.intro and self.is_published() and not self.shows_intro:
            sentences.append(_("Einleitung: noch nicht öffentlich, erscheint mit dem Protokoll"))
        return sentences

    @property
    def public_online_url(self):
        """The link to take part as everybody may read it, as long as one can; one given on request only is in no output."""
        return self.online_url if self.online_words == self.online_url else ""

    @property
    def online_words(self):
        """How to take part from elsewhere, in every output: the link, or that it is given on request; "" where one
        cannot, or not any more."""
        return "" if self.cancelled_at or self.is_over() else self.online_access

    @property
    def online_access(self):
        """The same, whatever became of the meeting."""
        return str(_("Link auf Anfrage")) if self.online_on_request else self.online_url

    @property
    def share_picture(self):
        """What others show when they link to it."""
        folder, owner = self.get_absolute_url(), f"treffen-{self.pk}"
        return SharePicture(self.title, folder, owner, self.date, self.cancelled_at is not None)

    @property
    def cancelled_words(self):
        """That it is cancelled and why, in the words that stand wherever it is named; "" else."""
        if self.cancelled_at is None:
            return ""
        if not self.cancel_reason:
            return _("Abgesagt")
        if re.match(r"abgesagt\b", self.cancel_reason, re.I):  # whoever typed it said so already
            return capfirst(self.cancel_reason)
        return _("Abgesagt: %(reason)s") % {"reason": self.cancel_reason}

    @property
    def moved_words(self):
        """From when to when it was moved, in such words; "" where it was not."""
        if self.moved_from in (None, self.opening):
            return ""
        if timezone.localdate(self.moved_from) == self.date:
            times = {"old": clock(self.moved_from), "new": hours(self.start)}
            return _("Verlegt von %(old)s auf %(new)s") % times if self.start else ""
        old = timezone.localtime(self.moved_from)
        days = [date_format(day, "j. F Y") for day in (old, self.date)]
        if self.start and old.time() not in (time.min, self.start):
            days = [f"{days[0]}, {hours(old.time())},", f"{days[1]}, {hours(self.start)}"]
        return _("Verlegt vom %(old)s auf den %(new)s") % dict(
            zip(("old", "new"), days, strict=True)
        )

    @property
    def place_words(self):
        """Where it is instead of where it was announced, in such words; "" where it is there, or not at all."""
        if not self.former_place or self.cancelled_at or same_place(self.former_place, self.place):
            return ""
        place = self.place or (_("nur online") if self.online_access else _("noch offen"))
        places = [Truncator(name).chars(100) for name in (place, self.former_place)]
        return _("Neuer Ort: %(new)s statt %(old)s") % dict(
            zip(("new", "old"), places, strict=True)
        )

    @property
    def online_change_words(self):
        """That one takes part from elsewhere in another way than announced; "" where not, or where nobody can any more."""
        is_same = self.former_online in ("", self.online_access)
        if is_same or self.cancelled_at or self.is_over():
            return ""
        if self.online_on_request:
            return _("Link zur Teilnahme jetzt auf Anfrage")
        if self.online_url:
            return _("Neuer Link zur Teilnahme")
        return _("Teilnahme online nicht mehr möglich")

    @property
    def moves(self):
        """What is otherwise than announced: {field that remembers it: (in a word or two, in full)}."""
        told = {
            "moved_from": (_("Verlegt"), self.moved_words),
            "former_place": (_("Neuer Ort"), self.place_words),
            "former_online": (_("Online anders"), self.online_change_words),
        }
        return {field: tuple(map(str, pair)) for field, pair in told.items() if pair[1]}

    @property
    def change_words(self):
        """What became of what was announced: cancelled, moved, elsewhere, or all of it; "" where all stayed."""
        words = [self.cancelled_words, *(words for _short, words in self.moves.values())]
        return "\xa0· ".join(str(part) for part in words if part)

    @property
    def gone_words(self):
        """That it was public and is no more, in the words of the posts about it; "" else."""
        is_gone = self.was_released() and not self.is_published() and not self.appears_later()
        return GONE_WORDS if is_gone else ""

    @property
    def running_words(self):
        """That it is on at this moment; "" else, and where its start or its end is not known."""
        known = self.start and self.end and not self.cancelled_at
        return _("Läuft gerade") if known and self.has_begun() and not self.is_over() else ""

    @property
    def standing(self):
        """How far the minutes are, in the words that stand beside "Protokoll"."""
        if self.approved_at is None:
            return _("vorläufig")
        return _("genehmigt am %(date)s") % {"date": date_format(self.approved_at, "j. F Y")}

    @property
    def protocol_words(self):
        """The same as a sentence of its own."""
        if self.approved_at is None:
            return _("Vorläufiges Protokoll, noch nicht genehmigt")
        return _("Protokoll %(standing)s") % {"standing": self.standing}

    @property
    def lasting_words(self):
        """What is to be known of it wherever it is named and kept: what changed, how far the minutes are, corrected."""
        states = [self.change_words]
        if self.has_public_protocol():
            states += [self.protocol_words, self.corrected_words]
        return [str(words) for words in states if words]

    @property
    def summary(self):
        """One line for whoever sees no more of it: what is to be known of it, when and where it is."""
        return "\xa0· ".join([*self.lasting_words, when_and_where(self)])

    @property
    def state_words(self):
        """The same where it is told afresh for each reader: that it is on, too."""
        return [*([str(self.running_words)] if self.running_words else []), *self.lasting_words]

    def clean(self):
        """Refuse to have been moved from where it is; whoever asks what becomes public with it sees the moments of its report."""
        super().clean()
        if self.report_id:
            self.follow_report()
        sentences = {
            "moved_from": _(
                "Das ist der Termin von heute; „verlegt“ stünde nirgends. Bitte nennen Sie den früheren, oder leeren Sie das Feld."
            ),
            "former_place": _(
                "Das ist der Ort von heute; „Neuer Ort“ stünde nirgends. Bitte nennen Sie den früheren, oder leeren Sie das Feld."
            ),
        }
        typed = [name for name in self.changed_fields([*sentences]) if getattr(self, name)]
        is_there = {"moved_from": self.date and not self.moved_words}
        is_there["former_place"] = same_place(self.former_place, self.place)
        if wrong := {name: sentences[name] for name in typed if is_there[name]}:
            raise ValidationError(wrong)

    def prepare(self, update_fields=None):
        if self.report_id and update_fields is None:
            self.follow_report()
        if update_fields is None and self.changed_fields(["series", "series_merged_at"]) == [
            "series"
        ]:
            self.series_merged_at = None
        names = super().prepare(update_fields)
        return [*names, *self.note_moves()]

    def note_moves(self):
        """Remember when and where a public meeting that was still to come had been announced; return the fields that do.

        What was announced first stays, however often it moves, until it is back there or an editor says otherwise.
        """
        before = self.as_stored()
        if before is None or before.is_over() or not before.is_published():
            return []
        firsts = {
            "moved_from": timezone.localtime(self.moved_from or before.opening),
            "former_place": self.former_place or before.place,
            "former_online": self.former_online or before.online_access,
        }
        first = firsts["moved_from"]
        hour = None if first.time() == time.min else first.time()
        is_hour = not (self.start and hour and hour != self.start)
        is_there = {
            "moved_from": first.date() == self.date and is_hour,
            "former_place": same_place(firsts["former_place"], self.place),
            "former_online": firsts["former_online"] == self.online_access,
        }
        changed = {*self.changed_fields([*MOVES, *chain(*MOVES.values())])}
        noted = [n for n, names in MOVES.items() if changed & {*names} and n not in changed]
        for name in noted:
            empty = None if name == "moved_from" else ""
            setattr(self, name, empty if is_there[name] else firsts[name])
        return noted

    def note_after_save(self, unit, created, fields=None):
        """Let its report go and come back with it, and what its invitation says follow, where nobody wrote other words there."""
        before = vars(self).get("_before")
        super().note_after_save(unit, created, fields)
        if before and before.withdrawn_at != self.withdrawn_at:
            report = Post.objects.filter(pk=self.report_id, withdrawn_at=before.withdrawn_at)
            report.update(withdrawn_at=self.withdrawn_at)
        words = invitation_words(self) if self.invitation_id and before else None
        if words and words != (old := invitation_words(before)):
            post = Post.objects.get(pk=self.invitation_id)
            new = {name: words[name] for name in words if getattr(post, name) == old[name]}
            if new:
                for name, text in new.items():
                    setattr(post, name, text)
                post.save()

    @property
    def main_url(self):
        """The canonical address: the report's once it is public, before that the meeting's own."""
        return self.discussion().get_absolute_url()

    def discussion(self):
        """Return the object below which comments on this meeting stand: its report once it is public."""
        return self.report if self.report_id and self.has_public_protocol() else self

    def follow_report(self, before=None):
        """Take over what its report says, which stood as the post ``before``: it and the minutes appear and go together.

        Minutes that were public before it keep their moment, so that nobody is told them again, and what was said of
        them stays until the report says otherwise. Return the changed fields' names.
        """
        report, since = self.report, self.protocol_published_at
        came_with_it = before and since == before.published_at
        is_earlier = since and is_public(None, report.published_at) and since < report.published_at
        if came_with_it or not is_earlier:
            self.protocol_published_at = report.published_at
        self.protocol_withdrawn_at = report.withdrawn_at
        if report.corrected_at or (before and before.corrected_at):
            self.corrected_at = report.corrected_at
            self.correction_note = report.correction_note
        moments = ["protocol_published_at", "protocol_withdrawn_at"]
        return self.changed_fields([*moments, "corrected_at", "correction_note"])

    def follow_invitation(self, before=None):
        """Let the agenda be public no later than the post that invites, whose moment was ``before``; one that was to come
        or came with it goes where it goes. Return the changed fields' names."""
        agenda, moment = self.agenda_published_at, self.invitation.published_at
        if agenda is None or moment == before:
            return []
        # forms know no parts of a second
        if before and abs(agenda - before) < timedelta(seconds=1):
            self.agenda_published_at = moment
        elif moment and agenda > timezone.now():
            self.agenda_published_at = min(agenda, moment)
        return self.changed_fields(["agenda_published_at"])

    @property
    def updated_at(self):
        """When feeds say that its minutes last changed: only a marked correction moves it."""
        return max(filter(None, (self.corrected_at, self.protocol_published_at)))

    @property
    def tells_corrections(self):
        return self.has_public_protocol()

    @property
    def corrected_at_place(self):
        return self.report or self

    def has_public_protocol(self, at=None):
        """Whether a visitor may read the minutes at ``at`` (default: now)."""
        return is_public(at, self.protocol_published_at, self.protocol_until)

    @property
    def protocol_until(self):
        """When visitors stop reading the minutes, as far as that is known; else None."""
        return min(filter(None, (self.withdrawn_at, self.protocol_withdrawn_at)), default=None)

    def note_before_delete(self, unit):
        """Take the report with it: without its minutes it is not published."""
        super().note_before_delete(unit)
        report, now = self.report, timezone.now()
        if report and report.published_at and not report.withdrawn_at:
            if report.published_at > now:
                report.published_at = None
            else:
                report.withdrawn_at = now
        states = (str(GONE_WORDS), str(GONE)) if self.was_released() else ("", "")
        for post in filter(None, (self.invitation, report)):
            post.meeting_state, post.meeting_change = states
            post.save()

    def lost_with_it(self):
        lost = super().lost_with_it()
        if (count := self.items.count()) and self.protocol_published_at:
            sentence = ngettext(
                "Mit ihm geht das Protokoll mit einem TOP.",
                "Mit ihm geht das Protokoll mit %(count)d TOPs.",
                count,
            )
            lost.append(sentence % {"count": count})
        if self.report and self.report.is_published():
            sentence = _(
                "Der Beitrag „%(report)s“ berichtet davon. Ohne das Protokoll wird er zurückgezogen; seine Kommentare sieht dann nur noch die Redaktion."
            )
            lost.append(sentence % {"report": self.report})
        if self.invitation and self.invitation.is_published():
            sentence = _(
                'Der Beitrag „<a href="{}">{}</a>“ lädt dazu ein. Er bleibt öffentlich, ohne die Tagesordnung, und sagt, dass das Treffen zurückgezogen wurde; sein Titel und Text nennen den Termin weiter. Soll auch er verschwinden, ziehen Sie ihn dort zurück.'
            )
            lost.append(format_html(sentence, change_page(self.invitation), self.invitation))
        return lost

    def spans(self):
        """Since when and until when the agenda, then the minutes are public."""
        agenda = (self.agenda_published_at, self.withdrawn_at)
        return [agenda, (self.protocol_published_at, self.protocol_until)]

    def concerns_visitors(self, fields=None):
        """What is written of minutes that are not public yet, nobody sees."""
        if self.protocol_published_at is not None or fields is None:
            return bool(self.protocol_published_at or self.agenda_published_at)
        roles = {role_of(self._meta.get_field(name)) for name in fields}
        return bool(self.agenda_published_at and roles - {"minutes", "made"})

    def accepts_comments(self):
        """Below the meeting as long as no public report takes the discussion over."""
        moments = (self.day_end, self.agenda_published_at, self.protocol_published_at)
        return self.is_published() and self.discussion() is self and still_open(*moments)

    def is_over(self, at=None):
        """Whether it has ended at ``at``; the same rule as ``MeetingQuerySet.past``."""
        now = timezone.localtime(at)
        return self.ends_at <= now if self.end else self.date < now.date()

    def has_begun(self):
        """Whether it has started; without a start it begins with its day."""
        return self.opening <= timezone.now()

    def comes_before(self, other):
        """Whether it is the earlier of the two; without a start a meeting opens its day."""
        places = [(m.date, m.start or time.min, m.pk) for m in (self, other)]
        return places[0] < places[1]

    @property
    def starts_at(self):
        """The opening as an aware datetime; None where the start is not known."""
        return timetable.moment(self.date, self.start) if self.start else None

    @property
    def opening(self):
        """When it begins: its start or, where that is not known, the begin of its day."""
        return self.starts_at or timetable.moment(self.date, time.min)

    @property
    def ends_at(self):
        """The end as an aware datetime, on the next day where it is past midnight; or None."""
        return timetable.moment(self.date, self.end, after=self.starts_at) if self.end else None

    @property
    def day_end(self):
        """The last minute of its day, known even where its hours are not."""
        return timetable.moment(self.date, time.max)

    def decisions(self):
        """What was decided on its public items, in the order of the agenda; whoever shows it asks first whether it may."""
        outcomes = [o for slot in self.slots if slot.item.public for o in slot.item.valid_outcomes]
        return [outcome for outcome in outcomes if outcome.kind == outcome.Kind.DECISION]

    @cached_property
    def slots(self):
        """The agenda laid out on the clock: a list of ``timetable.Slot``."""
        if self.reads_late:
            self.read_minutes()
        return timetable.lay_out(self.date, self.start, self.items.all())

    def settle(self):
        """Number the items through, compute minutes from ends or ends from minutes, and store.

        Raises timetable.BackwardsError for an item that would end before its predecessor.
        """
        items = list(self.items.all())
        timetable.settle(self.date, self.start, items)
        for position, item in enumerate(items, 1):
            item.position = position
        AgendaItem.objects.bulk_update(items, ["position", "planned_minutes", "planned_end"])


def whole_meetings(pks=None, item_pks=None):
    """Return ``{pk: Meeting}`` of the meetings ``pks``, or of those with the TOPs ``item_pks``, read whole.

    At the end of a unit of work each is read once, by whoever asks first.
    """
    known = changes.loaded(Meeting)
    if pks is None:
        if known:
            items = {
                item.pk: meeting.pk for meeting in known.values() for item in meeting.items.all()
            }
            pks = {items[pk] for pk in item_pks if pk in items}
        else:
            pks = AgendaItem.objects.filter(pk__in=item_pks).values_list("meeting", flat=True)
    pks, known = set(pks), {} if known is None else known
    missing = pks - known.keys()
    if missing:
        known |= {meeting.pk: meeting for meeting in Meeting.objects.whole().filter(pk__in=missing)}
    return {pk: known[pk] for pk in known if pk in pks}


vars(Meeting._meta.get_field("corrected_at")).update(only_with="protocol_published_at")


class Revision(models.Model):
    """What calendars and exports tell of changes to a meeting.

    A row of its own, so that a meeting saved from an old form cannot turn the sequence back.
    Source: RFC 5545, sections 3.8.7.3 and 3.8.7.4; kept by ``meetings.calendar``.
    """

    meeting = models.OneToOneField("Meeting", on_delete=models.CASCADE, related_name="revision")
    sequence = models.PositiveIntegerField(default=1)
    digest = models.CharField(max_length=40)  # of what a calendar shows
    changed_at = models.DateTimeField(default=timezone.now)  # when that changed
    modified_at = models.DateTimeField(default=timezone.now)  # when anything was saved

    class Meta:
        verbose_name = _("Stand für Kalender")
        verbose_name_plural = _("Stände für Kalender")

    def __str__(self):
        return f"{self.meeting_id}: {self.sequence}"
