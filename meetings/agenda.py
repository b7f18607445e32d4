"""The agenda of a meeting, one TOP after another: who leads it, what it is about, what it led to."""

import re
from collections import Counter
from functools import lru_cache
from itertools import chain

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager

from blog.models import Tagged, Topic, TopicsManager, slugs_of_teams
from meetings import protocol_text
from meetings.protocol_text import DECISION, TASK, OutcomeDraft
from wiq_site.kit.markup import plain_text, render_line
from wiq_site.kit.models import (
    MARKDOWN_HELP,
    ContentModel,
    ContentQuerySet,
    MarkdownField,
    MarkdownModel,
    NameField,
    UuidModel,
    html_field,
    inner,
    known,
    minutes,
    refuse_no_name,
    shown,
)
from wiq_site.kit.registries import losses
from wiq_site.kit.text import fold, german_slug, plain_name, unique_slug
from wiq_site.kit.versions import last_kept
from wiq_site.search.results import on_pages


class PartOfMeeting:
    """Whether visitors see a change of it, only its meeting can tell: ``meetings.derived``."""

    def concerns_visitors(self, fields=None):
        return None


_KIND = "(?:(?:loesungs|projekt)?team|(?:arbeits|projekt)?gruppe|ag)"
_SAID_OF_TEAMS = re.compile(f"^{_KIND}-(?=.*[a-z])|(?<=[a-z])-{_KIND}$")


@lru_cache(maxsize=1000)
def _spelled(who):
    """Return ``who`` as it is compared, with what is said of teams and without it, and whether it is no person's name."""
    own = german_slug(who)
    bare = _SAID_OF_TEAMS.sub("", own)
    return f"-{own}-", f"-{bare}-", own != bare or not protocol_text.is_name(who)


def names_of_teams():
    """Return ``slugs_of_teams()`` with what tasks call each as well: without "Team" or "AG", where that means no other team."""
    slugs = slugs_of_teams()
    names = {
        pk: {_SAID_OF_TEAMS.sub("", slug): moment for slug, moment in own.items()} | own
        for pk, own in slugs.items()
    }
    meant = Counter(chain.from_iterable(names.values()))
    return {
        pk: {name: at for name, at in own.items() if name in slugs[pk] or meant[name] == 1}
        for pk, own in names.items()
    }


def _names_team(who, slug):
    """Whether ``who``, a part of who is responsible, names the team meant by ``slug``: in full, whatever its hyphens, or its
    beginning where that is nobody's name."""
    own, bare, is_group = _spelled(who)
    joined = slug.replace("-", "")
    in_full = joined in (own.replace("-", ""), bare.replace("-", ""))
    return in_full or (is_group and f"-{slug}-".startswith(bare))


def of_teams(names):
    """Return those of ``names`` that are a team's, of today or before, and no person's."""
    slugs = [*chain.from_iterable(slugs_of_teams().values())] if names else []
    return {name for name in names if any(_names_team(name, slug) for slug in slugs)}


class SpeakerManager(models.Manager.from_queryset(ContentQuerySet)):
    def named(self, name, agreed=True):
        """Return the speaker of this ``name``: the one without an organisation, else the only one.

        Where nobody has the name, or several of different organisations, it is a new speaker, who ``agreed``
        to be named or did not; None for the name of a team.
        """
        same = list(self.filter(name=name).order_by("organisation")[:2])
        if same and (len(same) == 1 or not same[0].organisation):
            return same[0]
        if of_teams([name]):
            return None
        return self.create(name=name, agreed=agreed)


class Speaker(ContentModel):
    """A person who leads agenda items, shown by name only if she agreed, else by a role."""

    name = shown(NameField, _("Name, wie er erscheint"), max_length=100)
    organisation = shown(NameField, _("Organisation"), max_length=150, blank=True)
    agreed = shown(models.BooleanField, _("ist mit der Nennung einverstanden"), default=True)
    role = shown(
        models.CharField,
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

    def clean(self):
        super().clean()
        refuse_no_name(self, "name")
        if self.agreed and self.role:
            sentence = _(
                "Solange „ist mit der Nennung einverstanden“ angekreuzt ist, steht überall der Name. Bitte nehmen Sie das Häkchen weg, oder leeren Sie die Rolle."
            )
            raise ValidationError({"role": sentence})

    def lost_with_it(self):
        """Return sentences about what visitors lose when this is deleted."""
        count = AgendaItem.objects.published().filter(speakers=self).count()
        sentence = ngettext(
            "„%(name)s“ steht öffentlich bei einem TOP; dort stünde dann niemand mehr. Soll nur der Name weg, ersetzen Sie ihn lieber durch eine Rolle.",
            "„%(name)s“ steht öffentlich bei %(count)d TOPs; dort stünde dann niemand mehr. Soll nur der Name weg, ersetzen Sie ihn lieber durch eine Rolle.",
            count,
        )
        return [sentence % {"name": self, "count": count}] if count else []

    @property
    def shown_name(self):
        """What visitors read: the name, or the role where there is no consent."""
        return self.name if self.agreed else self.role or str(_("eine Person"))


class ItemSpeaker(PartOfMeeting, ContentModel):
    """The place of a speaker in the order in which an item names them."""

    item = inner(
        models.ForeignKey, "AgendaItem", on_delete=models.CASCADE, related_name="item_speakers"
    )
    speaker = shown(models.ForeignKey, Speaker, on_delete=models.CASCADE, related_name="item_links")
    position = shown(models.PositiveSmallIntegerField, default=0)
    part_of = ("item",)
    kept_with = "item"

    class Meta:
        verbose_name = _("wer zu einem TOP")
        verbose_name_plural = _("wer zu den TOPs")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["item", "speaker"], name="item_names_speaker_once")
        ]

    def __str__(self):
        return str(self.speaker)


class TaggedAgendaItem(PartOfMeeting, Tagged):
    """That a TOP carries a topic."""

    content_object = inner(models.ForeignKey, "AgendaItem", on_delete=models.CASCADE)
    tag = shown(models.ForeignKey, Topic, on_delete=models.CASCADE, related_name="tagged_items")
    part_of = ("content_object",)
    kept_with = "content_object"

    class Meta:
        verbose_name = _("Thema eines TOP")
        verbose_name_plural = _("Themen von TOPs")
        constraints = [
            models.UniqueConstraint(fields=["content_object", "tag"], name="item_has_topic_once")
        ]


def meetings_of_all():
    """Return the manager of meetings, whose module imports this one."""
    return AgendaItem._meta.get_field("meeting").related_model.objects


class AgendaItemQuerySet(ContentQuerySet):
    def published(self, at=None):
        """Items a visitor may see at ``at``: public ones of meetings that are."""
        return self.filter(public=True, meeting__in=meetings_of_all().published(at))

    def with_protocol(self, at=None):
        """Items whose minutes a visitor may read at ``at``."""
        return self.filter(public=True, meeting__in=meetings_of_all().with_protocol(at))


class AgendaItem(PartOfMeeting, UuidModel, MarkdownModel):
    """A TOP (Tagesordnungspunkt): planned before the meeting, its minutes after."""

    meeting = inner(
        models.ForeignKey,
        "Meeting",
        verbose_name=_("Treffen"),
        on_delete=models.CASCADE,
        related_name="items",
    )
    position = shown(models.PositiveSmallIntegerField, _("Reihenfolge"), default=0)
    number = shown(
        models.CharField,
        _("Nummer"),
        max_length=20,
        blank=True,
        help_text=_("Zum Beispiel 7, 7a oder 2.1"),
    )
    anchor = shown(models.SlugField, _("Sprungmarke"), max_length=60, editable=False)
    name = shown(models.CharField, _("Titel"), max_length=300)
    planned_minutes = shown(
        models.PositiveSmallIntegerField, _("Dauer (Minuten)"), null=True, blank=True
    )
    planned_end = shown(models.TimeField, _("bis"), null=True, blank=True)
    actual_end = minutes(models.TimeField, _("tatsächlich bis"), null=True, blank=True)
    speakers = models.ManyToManyField(
        "Speaker", through="ItemSpeaker", verbose_name=_("wer"), related_name="items"
    )
    speakers_note = shown(models.CharField, _("wer, in Worten"), max_length=200, blank=True)
    protocol = minutes(MarkdownField, _("Protokoll"), blank=True, help_text=MARKDOWN_HELP)
    protocol_html = html_field()
    public = shown(models.BooleanField, _("öffentlich"), default=True)
    postponed = inner(
        models.BooleanField,
        _("vertagt"),
        default=False,
        help_text=_("Wartet auf ein weiteres Treffen und wird dort angeboten."),
    )
    refused = inner(models.TextField, _("abgelehnte Vorschläge"), blank=True, editable=False)
    topics = TaggableManager(
        verbose_name=_("Themen"),
        help_text=_("Durch Kommas getrennt."),
        through=TaggedAgendaItem,
        manager=TopicsManager,
        ordering=["slug"],  # taggit leaves those that are read for many in any order
        blank=True,
    )

    part_of = ("meeting",)
    kept_with = "meeting"
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

    @property
    def named_with_meeting(self):
        """Return its name with its meeting: every agenda has a welcome."""
        return f"{self} ({self.meeting}, {date_format(self.meeting.date, 'j. F Y')})"

    def clean(self):
        super().clean()
        refuse_no_name(self, "name")

    def opens(self, before):
        """Whether visitors are to read it where they did not read ``before``, which is what is stored; None: it was not there."""
        now, *was = (
            bool(item.public and item.meeting_id and item.meeting.openings())
            for item in filter(None, (self, before))
        )
        return now and not any(was)

    def lost_with_it(self):
        """Return sentences about what visitors lose when this is deleted."""
        if not type(self).objects.published().filter(pk=self.pk).exists():
            return []
        sentence = gettext("„%(item)s“ steht öffentlich bei „%(meeting)s“ und verschwindet dort.")
        is_told = self.meeting.has_public_protocol()
        lost = [sentence % {"item": self, "meeting": self.meeting}]
        return lost + (self.outcomes_lost() if is_told else []) + self.lost_elsewhere()

    def outcomes_lost(self):
        """Return the sentence on what it led to, which goes with it, as a list."""
        count = len(self.valid_outcomes)
        sentence = ngettext(
            "Mit ihm geht ein Beschluss oder eine Aufgabe aus dem Protokoll.",
            "Mit ihm gehen %(count)d Beschlüsse und Aufgaben aus dem Protokoll.",
            count,
        )
        return [sentence % {"count": count}] if count else []

    def lost_elsewhere(self):
        return [text for told in losses for text in told(self)]

    def goes_with_it(self):
        """Return sentences on what goes with it out of an agenda, visitors see it or not; none where it carries nothing."""
        text = [gettext("Mit „%s“ geht sein Text im Protokoll.") % self] if self.protocol else []
        carried = [*text, *self.outcomes_lost(), *self.lost_elsewhere()]
        return carried and [*self.lost_with_it()[:1], *carried]

    def prepare(self, update_fields=None):
        """Give it an anchor of its own, in a meeting to which it moves too."""
        if not self.anchor or (self.pk and self.changed_fields(["meeting"])):
            others = set(self.meeting.items.exclude(pk=self.pk).values_list("anchor", flat=True))
            # "2.1" becomes "top-2-1", a second one "top-2-1-2".
            name = f"top-{german_slug(self.number) or 'x'}"
            if not self.anchor or self.anchor in others:
                self.anchor = unique_slug(
                    name, lambda anchor: anchor in others or self.is_of_another(anchor), name
                )
        return super().prepare(update_fields)

    def is_of_another(self, anchor):
        """Whether links and comments mean by ``anchor`` a TOP that visitors may have seen and that is gone."""
        if not self.meeting.was_released():
            return False
        gone = last_kept(AgendaItem, self.meeting, meeting=self.meeting_id, anchor=anchor)
        return bool(gone) and fold(gone["name"]) != fold(self.name)

    def markdown_options(self, field):
        return {"id_prefix": f"{self.anchor}-", "heading_base": 4}

    def get_absolute_url(self):
        return f"{self.meeting.get_absolute_url()}#{self.anchor}"

    @property
    def public_name(self):
        """The name as every visitor may read it: of an item that is not public, only that it is not."""
        return self.name if self.public else gettext("nicht öffentlich")

    @property
    def valid_outcomes(self):
        """What it led to as visitors are told of it; the same rule as ``OutcomeQuerySet.valid``."""
        return [each for each in self.outcomes.all() if not each.struck]

    def untold_outcomes(self, outcomes=None, *, in_full=False):
        """Those of ``outcomes`` (default: the valid ones) that title and text do not tell, so that each stands once; with
        ``in_full`` those as well of which they say more."""
        outcomes = self.valid_outcomes if outcomes is None else outcomes
        text = protocol_text.with_title(self.name, self.protocol) if outcomes else ""
        if not text:
            return outcomes
        drafts = [each.to_draft() for each in outcomes]
        untold = protocol_text.untold(text, drafts, self.meeting.date, in_full=in_full)
        return [each for each, draft in zip(outcomes, drafts, strict=True) if draft in untold]

    def unsaid_outcomes(self):
        """The outcomes that its text told before and tells no more, and on which nobody has decided yet."""
        unsaid = [each for each in self.outcomes.all() if each.unsaid]
        return self.untold_outcomes(unsaid, in_full=True)

    @property
    def public_title(self):
        """Number and name as every visitor may read them: "TOP 4 Lösungsteams", "TOP 4 (nicht öffentlich)"."""
        if self.public:
            return str(self)
        if self.number:
            return gettext("TOP %(number)s (nicht öffentlich)") % {"number": self.number}
        return gettext("TOP (nicht öffentlich)")

    @property
    def postponed_words(self):
        """That it was postponed, as everybody who may read its minutes is told; "" else."""
        return gettext("vertagt") if self.postponed and self.public else ""

    @property
    def public_who(self):
        """Who leads the item, "" where nobody is named or the item is not public."""
        return self.who if self.public else ""

    @property
    def who(self):
        """Who leads the item, as people write it: "Hannes/Kristina", "7 Teilnehmende" or "Ada, Wohnbau GmbH"."""
        names = [link.speaker.shown_name for link in self.item_speakers.all()]
        return protocol_text.people_words(names, self.speakers_note)

    def refuse(self, refusal):
        """Remember that an outcome which its text suggests is none; ``refusal`` stands for its words."""
        if refusal not in self.refused.split():
            self.refused = f"{self.refused} {refusal}".strip()
            self.save(update_fields=["refused"])

    def set_who(self, names, note="", agreed=True):
        """Store who leads the item: ``names`` in their order, unknown ones as new speakers who ``agreed`` or not.

        Whoever leads it already is meant first, also where another has the same name. A team is no person: its
        name goes into the ``note``, where the others have their places.
        """
        own = {link.speaker.name: link.speaker for link in self.item_speakers.all()}
        names = [plain_name(name) for name in names]
        speaker_of = {name: own.get(name) or Speaker.objects.named(name, agreed) for name in names}
        if None in speaker_of.values():
            places = [protocol_text.PLACE if speaker_of[name] else name for name in names]
            note = protocol_text.people_words(places, note)
        speakers = filter(None, speaker_of.values())
        self.item_speakers.all().delete()
        ItemSpeaker.objects.bulk_create(
            ItemSpeaker(item=self, speaker=speaker, position=position)
            for position, speaker in enumerate(dict.fromkeys(speakers))
        )
        if self.speakers_note != note:
            self.speakers_note = note
            self.save(update_fields=["speakers_note"])


# A day alone says that a task is done, too: archives and versions of before have nothing else.
OPEN = {"is_done": False, "done_at": None}


class OutcomeQuerySet(ContentQuerySet):
    def valid(self):
        """All but those whose line somebody struck out, as long as nobody has decided that they stay."""
        return self.filter(struck=False)

    def published(self, at=None):
        """Outcomes a visitor may read at ``at``: valid ones of public items in published minutes."""
        meetings = meetings_of_all().with_protocol(at)
        return self.valid().filter(item__public=True, item__meeting__in=meetings)

    def matching(self, query):
        """Outcomes in which a visitor finds the words of ``query``."""
        return self.filter(pk__in=on_pages(self.model, query))

    def with_place(self):
        """With the item and meeting they came from and the item's topics, in two queries."""
        return self.select_related("item__meeting__report").prefetch_related("item__topics")

    def in_state(self, state):
        """Those in ``state``, a value of the filter, in the order of a list: urgent tasks, else the latest first."""
        kind = Outcome.Kind.DECISION if state == "beschlossen" else Outcome.Kind.TASK
        if not state:
            return self
        outcomes = self.filter(kind=kind)
        if state in ("offen", "ueberfaellig"):
            outcomes = outcomes.filter(**OPEN).order_by(F("due").asc(nulls_last=True), "pk")
            today = timezone.localdate()
            return outcomes.filter(due__lt=today) if state == "ueberfaellig" else outcomes
        if state == "erledigt":
            return outcomes.exclude(**OPEN).order_by(F("done_at").desc(nulls_last=True), "-pk")
        return outcomes.order_by("-item__meeting__date", "-item__meeting__pk", "pk")


_COUNTS = re.compile(r"(\d{1,5})\s?[/:]\s?(\d{1,5})(?:\s?[/:]\s?(\d{1,5}))?")
_SIDES = r"ja|dafür|für", r"nein|dagegen|gegen"
_REFUSAL = re.compile(
    r"(?<!nicht )\b(?:abgelehnt|abgewiesen|verworfen)\b|\bnicht angenommen\b|\bkeine Mehrheit\b"
    r"|\blehn(?:en|t|te|ten)\b[^.\n]*\bab\b",
    re.I,
)


def _counted(side, votes):
    """How many in ``votes`` are on the ``side``, in digits: "2 dafür, 14 dagegen", "Ja: 2 Nein: 14"; "" where it does not say so.
    Where a side is named ahead of the first number, each number belongs to the side before it."""
    name, first = r"(?:{})(?:-?\s?stimmen?)?\b", re.search(r"\d", votes)
    ahead = first and re.search(name.format("|".join(_SIDES)), votes[: first.start()], re.I)
    pattern = r"\b{}\s*[:=]?\s*(\d{{1,5}})" if ahead else r"(\d{{1,5}})\s?(?:x\s)?{}"
    said = re.search(pattern.format(name.format(side)), votes, re.I)
    return said[1] if said else ""


class Outcome(PartOfMeeting, UuidModel):
    """What an agenda item led to: a decision with its votes or a task with who and when."""

    class Kind(models.TextChoices):
        DECISION = "beschluss", _("Beschluss")
        TASK = "aufgabe", _("Aufgabe")

    item = inner(
        models.ForeignKey,
        AgendaItem,
        verbose_name=_("Tagesordnungspunkt"),
        on_delete=models.CASCADE,
        related_name="outcomes",
    )
    LAST = 10_000  # the place of what nobody has put elsewhere: behind the others
    position = minutes(
        models.PositiveSmallIntegerField, _("Reihenfolge"), default=LAST, editable=False
    )
    kind = minutes(models.CharField, _("Art"), max_length=10, choices=Kind.choices)
    text = minutes(models.TextField, _("Text"))
    votes = minutes(
        models.CharField,
        _("Abstimmung"),
        max_length=100,
        blank=True,
        help_text=_("Ja/Nein/Enthaltung: 12/0/1"),
    )
    who = minutes(NameField, _("wer"), max_length=150, blank=True)
    due = minutes(models.DateField, _("bis wann"), null=True, blank=True)
    is_done = minutes(models.BooleanField, _("erledigt"), default=False)
    done_at = minutes(
        models.DateField,
        _("erledigt am"),
        null=True,
        blank=True,
        has_been=True,
        help_text=_("Leer, wenn es niemand weiß."),
    )
    unsaid = inner(
        models.BooleanField,
        _("steht nicht mehr im Text"),
        default=False,
        editable=False,
        comes_back=True,
    )
    struck = minutes(
        models.BooleanField,
        _("im Text gestrichen"),
        default=False,
        editable=False,
        comes_back=True,
    )

    part_of = ("item",)
    kept_with = "item"
    objects = models.Manager.from_queryset(OutcomeQuerySet)()

    class Meta:
        verbose_name = _("Ergebnis")
        verbose_name_plural = _("Ergebnisse")
        ordering = ["position", "pk"]
        constraints = [
            known("outcome_kind_known", kind="beschluss aufgabe"),
            models.CheckConstraint(
                name="outcome_votes_for_decisions_only",
                condition=Q(votes="") | Q(kind="beschluss"),
                violation_error_message=_(
                    "Eine Abstimmung gehört zu einem Beschluss. Bitte leeren Sie das Feld, oder wählen Sie „Beschluss“."
                ),
            ),
        ]

    def __str__(self):
        return Truncator(self.words).chars(150)

    def prepare(self, update_fields=None):
        """What was done on a day is done."""
        self.is_done = self.is_done or self.done_at is not None
        names = super().prepare(update_fields)
        return [*names, "is_done"] if "done_at" in (update_fields or ()) else names

    def clean(self):
        """Refuse for a decision what only tasks have."""
        if self.kind == self.Kind.DECISION:
            sentence = _(
                "Das gehört zu einer Aufgabe. Bitte leeren Sie das Feld, oder wählen Sie „Aufgabe“."
            )
            if errors := {name: sentence for name in ("who", "due") if getattr(self, name)}:
                raise ValidationError(errors)

    def get_absolute_url(self):
        return f"{self.item.meeting.main_url}#{self.item.anchor}"

    def lost_with_it(self):
        """Return sentences about what visitors lose when this is deleted."""
        if not type(self).objects.published().filter(pk=self.pk).exists():
            return []
        sentence = gettext("Das steht öffentlich im Protokoll „%s“ und verschwindet daraus.")
        if self not in self.item.untold_outcomes():
            sentence = gettext(
                "Das steht öffentlich im Protokoll „%s“. Im Text bleibt der Satz stehen, bis Sie ihn dort streichen; aus Listen und Kalendern verschwindet er."
            )
        return [sentence % self.item.meeting]

    @property
    def unsaid_words(self):
        """That its text tells it no more, and whether it counts until somebody has decided."""
        if self.struck:
            return gettext(
                "steht so nicht mehr im Text, sondern gestrichen, und gilt nicht, bis Sie entscheiden."
            )
        return gettext("steht so nicht mehr im Text und gilt weiter, bis Sie entscheiden.")

    @property
    def text_html(self):
        """Its text, Markdown within a line, as safe HTML."""
        return render_line(self.text)

    @property
    def words(self):
        """Its text without marks, and without what is struck out."""
        return plain_text(self.text_html)

    @property
    def vote_words(self):
        """The vote in words, "47 Ja, 1 Nein, 4 Enthaltungen"; what is not three or two numbers as it was typed. Where these alone
        say that it was against what was moved, it is "abgelehnt"."""
        words = self.votes
        if numbers := _COUNTS.fullmatch(words):
            yes, no, abstained = numbers.groups()
            words = gettext("%(yes)s Ja, %(no)s Nein") % {"yes": yes, "no": no}
            rest = ngettext("%(n)s Enthaltung", "%(n)s Enthaltungen", int(abstained or 0))
            words += f", {rest % {'n': abstained}}" if abstained else ""
        says_so = not self.is_refused or self._is_said_refused
        return words if says_so else gettext("abgelehnt, %(votes)s") % {"votes": words}

    @property
    def is_refused(self):
        """Whether it is a decision against what was moved: in words, else by votes of which not most are for it."""
        if self._is_said_refused:
            return True
        if re.search(r"\b(?:angenommen|beschlossen)\b", self.votes, re.I):
            return False
        numbers = _COUNTS.fullmatch(self.votes)
        sides = numbers.groups()[:2] if numbers else [_counted(side, self.votes) for side in _SIDES]
        return all(sides) and int(sides[0]) <= int(sides[1])

    @property
    def result(self):
        """What became of what was moved, in a word: the only place that tells it."""
        if self.is_refused:
            return gettext("abgelehnt")
        is_put_off = protocol_text.says_put_off(self.words, self.votes)
        return gettext("vertagt") if is_put_off else gettext("beschlossen")

    @property
    def _is_said_refused(self):
        return bool(_REFUSAL.search(f"{self.words}\n{self.votes}"))

    @property
    def due_words(self):
        """Until when it is to be done, "bis 30. Oktober 2026", or ""."""
        due = self.due and date_format(self.due, "j. F Y")
        return gettext("bis %(due)s") % {"due": due} if due else ""

    @property
    def done_words(self):
        """That it is done, "erledigt am 30. Oktober 2026", or ""; "erledigt" where nobody knows the day."""
        if self.done_at:
            return gettext("erledigt am %(date)s") % {"date": date_format(self.done_at, "j. F Y")}
        return gettext("erledigt") if self.is_done else ""

    def to_draft(self):
        """Return it as ``protocol_text`` reads and writes it."""
        kind = DECISION if self.kind == self.Kind.DECISION else TASK
        return OutcomeDraft(
            kind, self.text, self.votes, self.who, self.due, self.done_at, self.is_done
        )

    def is_overdue(self, today=None):
        """Whether it is a task that should have been done before ``today``."""
        is_open = not (self.is_done or self.done_at) and self.due is not None
        return is_open and self.due < (today or timezone.localdate())


def by_team(outcomes, teams, as_news=False):
    """Return ``[(team or None, [outcome])]``: under each of its ``teams``, else under None, which is last.

    Those are the teams its item carries, else those that its people or the title of its item name, else those that led it.
    A team that was renamed or took over another is meant by the old name too; ``as_news`` only in what is newer than that merge.
    """
    groups, in_full = {}, slugs_of_teams() if teams else {}
    slugs = names_of_teams() if teams else {}
    names = [(team, *name) for team in teams for name in slugs[team.pk].items()]
    for outcome in outcomes:
        carried = {topic.pk for topic in outcome.item.topics.all()}
        words = f"-{german_slug(f'{outcome.who} {outcome.item.name}', max_length=500)}-"
        own, led = map(protocol_text.split_people, (outcome.who, outcome.item.speakers_note))
        public_since = outcome.item.meeting.protocol_published_at
        known = [
            (team, slug)
            for team, slug, moment in names
            if not (as_news and moment and public_since <= moment)
        ]
        named = [
            team
            for team, slug in known
            if (slug in in_full[team.pk] and f"-{slug}-" in words)
            or any(_names_team(part, slug) for part in own)
        ] or [team for team, slug in known if any(_names_team(part, slug) for part in led)]
        for team in (
            [team for team in teams if team.pk in carried] or [*dict.fromkeys(named)] or [None]
        ):
            groups.setdefault(team, []).append(outcome)
    return sorted(groups.items(), key=lambda group: (group[0] is None, group[0] and group[0].slug))
