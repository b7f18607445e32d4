"""Comments of readers, held until somebody of the team approves them, and all that hangs on them."""

import re
from collections import Counter, defaultdict
from datetime import timedelta
from hashlib import blake2b

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery, Value
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comments import targets
from wiq_site.kit import changes
from wiq_site.kit.dates import day_and_hour
from wiq_site.kit.markup import COMMENT_RULES, render_comment
from wiq_site.kit.models import ContentQuerySet, UuidModel, inner, known, made, shown
from wiq_site.kit.prepared import prepared


class CommentQuerySet(ContentQuerySet):
    """Which comments are read, wait, or stand below what: no other file spells it out."""

    def published(self):
        """Comments that a visitor may read, as far as their target may be read."""
        return self.filter(state=Comment.State.APPROVED)

    def placed(self):
        """The published ones and, for the sake of their published replies, those that are not to be read now."""
        answered = self.published().filter(parent__isnull=False).order_by().values("parent")
        return self.filter(Q(state=Comment.State.APPROVED) | Q(parent=None, pk__in=answered))

    def waiting(self):
        """Comments that nobody has decided on yet."""
        return self.filter(state=Comment.State.WAITING)

    def on(self, *targets):
        """Comments on the objects or querysets ``targets``, the oldest first."""
        wanted = Q()
        for target in targets:
            are_many = isinstance(target, models.QuerySet)
            kind = ContentType.objects.get_for_model(target.model if are_many else target)
            pks = target.values("pk") if are_many else [target.pk]
            wanted |= Q(content_type=kind, object_id__in=pks)
        return self.filter(wanted).order_by(F("pk") + 0)  # by the bare pk SQLite would read all

    def count_below(self, places):
        """Return how many of the published ones stand below each of ``places``, by one grouped query.

        Takes objects of any model that may be commented, returns ``{(content type's pk, pk): count}``
        without those that have none. Counted when asked, never stored.
        """
        pks, counts = defaultdict(list), Counter()
        for place in places:
            pks[ContentType.objects.get_for_model(place)].append(place.pk)

        def build(**pks_of):
            counted = []
            for kind, own in zip(pks, pks_of.values(), strict=True):
                model = kind.model_class()
                counted.append(self._counted(model, own, kind.pk, F("object_id")))
                for other, field in targets.SHARED_THREADS.get(model, []):
                    below = other.objects.filter(**{f"{field}__in": own}).values("pk")
                    owner = other.objects.filter(pk=OuterRef("object_id")).values(field)[:1]
                    counted.append(self._counted(other, below, kind.pk, Subquery(owner)))
            return counted[0].union(*counted[1:], all=True)

        key = ("comments below", *((kind.model, kind.pk) for kind in pks))
        values = {kind.model: sorted(own) for kind, own in pks.items()}
        for kind, owner, count in prepared(key, build, **values):
            counts[kind, owner] += count
        return counts

    def _counted(self, model, pks, kind, owner):
        """Return rows (``kind``, ``owner``, count) of the published comments on the objects ``pks`` of ``model``."""
        kinds = ContentType.objects.get_for_model(model)
        rows = self.published().filter(content_type=kinds, object_id__in=pks).order_by()
        rows = rows.annotate(kind=Value(kind, models.BigIntegerField()), owner=owner)
        return rows.values_list("kind", "owner").annotate(Count("pk"))


class Comment(UuidModel):
    """What a reader wrote below a post or a meeting, as typed and as safe HTML."""

    class State(models.TextChoices):
        WAITING = "wartet", _("wartet auf Freigabe")
        APPROVED = "frei", _("freigegeben")
        REJECTED = "abgelehnt", _("abgelehnt")
        SPAM = "spam", _("Spam")
        REMOVED = "entfernt", _("entfernt")
        WITHDRAWN = "zurueckgezogen", _("von der Person zurückgezogen")

    OWN = (State.WAITING, State.APPROVED)  # whoever wrote it may still change or withdraw it

    content_type = inner(models.ForeignKey, ContentType, on_delete=models.CASCADE)
    object_id = inner(models.PositiveBigIntegerField)
    target = GenericForeignKey()
    parent = shown(
        models.ForeignKey,
        "self",
        verbose_name=_("Antwort auf"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="replies",
    )
    name = shown(models.CharField, _("Name"), max_length=60)
    email = inner(models.EmailField, _("E-Mail"), blank=True)
    by_team = shown(models.BooleanField, _("von der Redaktion"), default=False, editable=False)
    # the anchor of a place in the target's page: "top-4"
    about = shown(models.CharField, _("bezieht sich auf"), max_length=60, blank=True, default="")
    text = shown(models.TextField, _("Text, wie getippt"), max_length=4000)
    text_html = made(models.TextField, editable=False)
    rules = inner(models.PositiveSmallIntegerField, _("Regelwerk"), editable=False)
    state = shown(
        models.CharField, _("Zustand"), max_length=15, choices=State.choices, default=State.WAITING
    )
    created_at = shown(
        models.DateTimeField, _("geschrieben am"), default=timezone.now, editable=False
    )
    spam_score = inner(models.PositiveSmallIntegerField, default=0, editable=False)  # moderation
    form_key = inner(models.UUIDField, null=True, unique=True, default=None, editable=False)
    # which form it was sent by, so that sending twice stores one comment
    edited_at = shown(
        models.DateTimeField, _("von der Redaktion bearbeitet am"), null=True, editable=False
    )
    edit_reason = shown(
        models.CharField, _("Grund der Bearbeitung"), max_length=300, blank=True, default=""
    )

    objects = models.Manager.from_queryset(CommentQuerySet)()

    class Meta:
        verbose_name = _("Kommentar")
        verbose_name_plural = _("Kommentare")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["content_type", "object_id", "state"])]
        constraints = [
            known(
                "comment_state_known", state="wartet frei abgelehnt spam entfernt zurueckgezogen"
            ),
            models.CheckConstraint(name="comment_not_its_own_parent", condition=~Q(parent=F("pk"))),
        ]

    def __str__(self):
        return f"{self.name}: {self.text[:60]}"

    @property
    def anchor(self):
        """The id of the comment in the page, for links to it."""
        return f"k-{self.pk or 'neu'}"

    def get_absolute_url(self):
        return f"{targets.discussion(self.target).get_absolute_url()}#{self.anchor}"

    def tell_place(self, places):
        """Note what of ``places``, ``{anchor: label}`` of its page, it is about; or that it stands there no more."""
        self.about_label = places.get(self.about, "")
        self.is_place_gone = bool(self.about and not self.about_label)

    @property
    def byline(self):
        """The name, with the team's mark where the team wrote it, for what has no room for a mark of its own."""
        words = gettext("%(name)s (Redaktion)") % {"name": self.name}
        return words if self.by_team else self.name

    @property
    def edit_note(self):
        """What readers are told of another wording by the team, or ""."""
        if not self.edited_at:
            return ""
        date = date_format(timezone.localtime(self.edited_at), "j. F Y")
        sentence = gettext("von der Redaktion bearbeitet am %(date)s, Grund: %(reason)s")
        return sentence % {"date": date, "reason": self.edit_reason}

    @property
    def wording_hash(self):
        """A short text that changes with name and text, so that nobody decides on what they never saw."""
        return blake2b(f"{self.name}\0{self.text}".encode(), digest_size=8).hexdigest()

    @property
    def seen(self):
        """What whoever decides has seen: its wording, and what was decided before."""
        return f"{self.state}-{self.wording_hash}"

    @property
    def open_reports(self):
        """How many reports of it nobody has decided on."""
        return sum(report.decided_at is None for report in self.reports.all())

    _rendered = (None, "")  # the text rendered last, and its HTML

    def rendered(self, text):
        """Return the safe HTML of ``text`` in the place of this comment; the same text is rendered once."""
        if self._rendered[0] != text:
            self._rendered = text, render_comment(text, id_prefix=f"kt-{self.uuid.hex[:8]}-")
        return self._rendered[1]

    def render(self):
        """Make the safe HTML of the text, by the rules of today."""
        self.text_html, self.rules = self.rendered(self.text), COMMENT_RULES

    def prepare(self, update_fields=None):
        if update_fields is not None and not {"text", "text_html"} & set(update_fields):
            return super().prepare(update_fields)
        self.render()
        return [*super().prepare(update_fields), "text_html", "rules"]

    def concerns_visitors(self, fields=None):
        """A comment that waits or was refused is read by nobody; where it was answered, that is told in its place."""
        if self.state in (self.State.APPROVED, self.State.WITHDRAWN):
            return True
        return self.parent_id is None and self.replies.published().exists()

    def may_be_changed(self):
        """Whether whoever wrote it may still change it now: for half an hour, unless the team edited it."""
        is_early = timezone.now() < self.created_at + timedelta(minutes=30)
        return is_early and self.may_be_withdrawn() and not self.edited_at

    def may_be_withdrawn(self):
        """Whether whoever wrote it may still take it back."""
        return self.state in self.OWN

    @changes.unit()
    def move_to(self, state, by=None, reason=""):
        """Set ``state`` and keep the step: when, by which user (None: the writer), for what reason."""
        self.state = state
        self.save()
        self.steps.create(state=state, by=by, reason=reason)

    @changes.unit()
    def withdraw(self):
        """Take it back for whoever wrote it; what the team has taken away stays as it is."""
        now = type(self).objects.select_for_update().get(pk=self.pk)
        if now.may_be_withdrawn():
            now.move_to(self.State.WITHDRAWN)


class CommentStep(models.Model):
    """One step in the life of a comment."""

    BY_LINK = _("über den Link in der Mail")  # how, where nobody said why

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="steps")
    state = models.CharField(_("Zustand"), max_length=15, choices=Comment.State.choices)
    at = models.DateTimeField(_("wann"), default=timezone.now, editable=False)
    by = models.ForeignKey(
        "auth.User", verbose_name=_("wer"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    reason = models.CharField(_("Grund"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("Schritt")
        verbose_name_plural = _("Verlauf")
        ordering = ["pk"]

    def __str__(self):
        return f"{self.get_state_display()}, {day_and_hour(self.at)}"

    @property
    def told_reason(self):
        """The reason as those are told whom the step concerns, "" where none was given."""
        return "" if self.reason == self.BY_LINK else self.reason.rstrip(" .")


class CommentReport(models.Model):
    """A reader's hint that a comment should not stand there, and what was decided on it."""

    class Reason(models.TextChoices):
        OFFENSIVE = "beleidigung", _("Beleidigung oder Hetze")
        PRIVATE = "privat", _("private Daten")
        SPAM = "werbung", _("Werbung")
        ILLEGAL = "gesetzwidrig", _("gesetzwidrig")
        OTHER = "anderes", _("etwas anderes")

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="reports")
    reason = models.CharField(_("Grund"), max_length=15, choices=Reason.choices)
    text = models.TextField(_("Anmerkung"), blank=True, max_length=1000)
    email = models.EmailField(_("E-Mail für die Antwort"), blank=True, default="")
    created_at = models.DateTimeField(_("gemeldet am"), default=timezone.now, editable=False)
    decided_at = models.DateTimeField(_("entschieden am"), null=True, blank=True)
    decision = models.CharField(_("Entscheidung"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("Meldung")
        verbose_name_plural = _("Meldungen")
        ordering = ["pk"]
        constraints = [
            known("report_reason_known", reason="beleidigung privat werbung gesetzwidrig anderes"),
        ]

    def __str__(self):
        return self.get_reason_display()


class ReplyRequestQuerySet(models.QuerySet):
    def in_thread_of(self, comment):
        """Requests of all who wrote in the thread of ``comment``: the first one and its replies."""
        first = comment.parent_id or comment.pk
        return self.filter(Q(comment=first) | Q(comment__parent=first))

    def of_writer(self, comment):
        """Requests in the thread of ``comment`` by whoever has its mail address."""
        same = Q(comment=comment) | Q(comment__email__iexact=comment.email)
        return self.in_thread_of(comment).filter(same)

    def to_notify_of(self, reply):
        """Those confirmed ones in the thread of ``reply`` whose comment still stands, not its writer's."""
        own = Q(comment__email__iexact=reply.email) if reply.email else Q(comment=reply)
        confirmed = self.filter(confirmed_at__isnull=False, comment__state__in=Comment.OWN)
        others = confirmed.in_thread_of(reply).exclude(own).exclude(comment__email="")
        return others.select_related("comment")

    def one_each(self):
        """Return as a list the first request of each mail address."""
        by_address = {}
        for request in self.order_by("pk"):
            by_address.setdefault(request.comment.email.lower(), request)
        return list(by_address.values())


class ReplyRequest(models.Model):
    """That whoever wrote ``comment`` wants mails on answers in its thread.

    Asked for in the form, valid once confirmed from the mailbox. It holds no address: that is found
    at the comment when a mail is sent.
    """

    comment = models.OneToOneField(Comment, on_delete=models.CASCADE, related_name="reply_request")
    asked_at = models.DateTimeField(_("gewünscht am"), default=timezone.now, editable=False)
    confirmed_at = models.DateTimeField(_("bestätigt am"), null=True, editable=False)

    objects = models.Manager.from_queryset(ReplyRequestQuerySet)()

    class Meta:
        verbose_name = _("Wunsch nach Mails zu Antworten")
        verbose_name_plural = _("Wünsche nach Mails zu Antworten")
        ordering = ["pk"]

    def __str__(self):
        return str(self.asked_at)

    def confirm(self):
        """Let it count from now on; a second time changes nothing."""
        type(self).objects.filter(pk=self.pk, confirmed_at=None).update(confirmed_at=timezone.now())


class OutgoingMailQuerySet(models.QuerySet):
    def unsent(self):
        """Mails that still have to go, the oldest first."""
        return self.filter(sent_at=None).order_by("pk")


class OutgoingMail(models.Model):
    """One mail on one comment: one row of each kind, however often a state changes (``mails.queue`` knows which go again).

    Of an answer, ``comment``, all who asked for it hear: once for each ``reply_request``; of what becomes of
    their ``report`` those who left an address: once that it came, once how it was decided. It holds no
    address and no word of anybody: text and recipient are found when it is sent, so what is erased at
    the comment is not mailed.
    """

    class Kind(models.TextChoices):
        NEW = "neu", _("neuer Kommentar, an die Redaktion")
        REPORTED = "gemeldet", _("Meldung, an die Redaktion")
        APPROVED = "frei", _("freigegeben, an die Person")
        CONFIRM = "bestaetigen", _("Bitte um Bestätigung, an die Person")
        REPLY = "antwort", _("Antwort, an eine Person, die darum bat")
        REFUSED = "abgelehnt", _("abgelehnt oder entfernt, an die Person")
        RECEIVED = "eingegangen", _("Meldung eingegangen, an die meldende Person")
        DECIDED = "entschieden", _("Meldung entschieden, an die meldende Person")

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="mails")
    kind = models.CharField(_("Anlass"), max_length=15, choices=Kind.choices)
    reply_request = models.ForeignKey(
        ReplyRequest, null=True, on_delete=models.CASCADE, related_name="mails"
    )
    report = models.ForeignKey(
        CommentReport, null=True, on_delete=models.CASCADE, related_name="mails"
    )
    created_at = models.DateTimeField(_("angelegt am"), default=timezone.now, editable=False)
    tried_at = models.DateTimeField(_("zuletzt versucht am"), null=True, editable=False)
    sent_at = models.DateTimeField(_("gesendet am"), null=True, editable=False)

    objects = models.Manager.from_queryset(OutgoingMailQuerySet)()

    class Meta:
        verbose_name = _("Mail")
        verbose_name_plural = _("Mails")
        ordering = ["pk"]
        indexes = [models.Index(fields=["sent_at", "kind"])]
        constraints = [
            models.UniqueConstraint(
                name="one_mail_of_a_kind_per_comment",
                fields=["comment", "kind"],
                condition=Q(reply_request=None, report=None),
            ),
            models.UniqueConstraint(
                name="one_mail_of_a_kind_per_report", fields=["report", "kind"]
            ),
            models.UniqueConstraint(
                name="one_mail_of_a_reply_per_request", fields=["comment", "reply_request"]
            ),
            known(
                "mail_kind_known",
                kind="neu gemeldet frei bestaetigen antwort abgelehnt eingegangen entschieden",
            ),
            models.CheckConstraint(
                name="mail_of_a_reply_has_a_request",
                condition=Q(kind="antwort", reply_request__isnull=False)
                | Q(~Q(kind="antwort"), reply_request=None),
            ),
        ]

    def __str__(self):
        return self.get_kind_display()


class BlockedWord(models.Model):
    """A word or phrase, in large or small letters, with which a comment is held or refused."""

    class Action(models.TextChoices):
        HOLD = "zurueckhalten", _("immer erst prüfen")
        REFUSE = "ablehnen", _("gar nicht erst annehmen")

    word = models.CharField(
        _("Wort oder Wendung"),
        max_length=100,
        unique=True,
        help_text=_("Groß oder klein ist gleich. Ein * am Ende steht für beliebige Endungen."),
    )
    action = models.CharField(
        _("Was geschieht?"), max_length=15, choices=Action.choices, default=Action.HOLD
    )

    class Meta:
        verbose_name = _("auffälliges Wort")
        verbose_name_plural = _("auffällige Wörter")
        ordering = ["word"]

    def __str__(self):
        return self.word

    def stands_in(self, text):
        """Whether the word stands in ``text``, its blanks being any blanks."""
        phrase = r"\s+".join(re.escape(piece) for piece in self.word.removesuffix("*").split())
        end = r"\w*" if self.word.endswith("*") else ""
        pattern = rf"(?<!\w){phrase}{end}(?!\w)"
        return bool(phrase) and re.search(pattern, text, re.IGNORECASE) is not None

    @classmethod
    def all_in(cls, *texts, among=None):
        """Return the words (``among`` some, else all) that stand in one of ``texts``, those that refuse first."""
        among = cls.objects.all() if among is None else among
        words = [word for word in among if any(word.stands_in(text) for text in texts)]
        return sorted(words, key=lambda word: word.action != cls.Action.REFUSE)
