"""Comments of readers, held until somebody of the team approves them. No address is stored."""

from datetime import timedelta

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comments import states, targets
from comments.history import CommentReport, CommentStep
from comments.outbox import OutgoingMail
from comments.querysets import CommentQuerySet
from comments.reply_requests import ReplyRequest
from comments.words import BlockedWord
from wiq_site.fields import UuidModel
from wiq_site.markup import COMMENT_RULES, render_comment

__all__ = ["BlockedWord", "Comment", "CommentReport", "CommentStep", "OutgoingMail", "ReplyRequest"]

CHANGEABLE_FOR = timedelta(minutes=30)


class Comment(UuidModel):
    """What a reader wrote below a post or a meeting, as typed and as safe HTML."""

    State, STANDING, OWN = states.State, states.STANDING, states.OWN

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE)
    object_id = models.PositiveBigIntegerField()
    target = GenericForeignKey()
    parent = models.ForeignKey(
        "self",
        verbose_name=_("Antwort auf"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="replies",
    )
    name = models.CharField(_("Name"), max_length=60)
    email = models.EmailField(_("E-Mail"), blank=True)
    about = models.CharField(
        _("bezieht sich auf"), max_length=60, blank=True, default=""
    )  # the anchor of a place in the target's page: "top-4"
    text = models.TextField(_("Text, wie getippt"), max_length=4000)
    text_html = models.TextField(editable=False)
    rules = models.PositiveSmallIntegerField(_("Regelwerk"), editable=False)
    state = models.CharField(
        _("Zustand"), max_length=15, choices=State.choices, default=State.WAITING
    )
    created_at = models.DateTimeField(_("geschrieben am"), default=timezone.now, editable=False)
    form_key = models.UUIDField(null=True, unique=True, default=None, editable=False)
    # which form it was sent by, so that sending twice stores one comment
    edited_at = models.DateTimeField(
        _("von der Redaktion bearbeitet am"), null=True, editable=False
    )
    edit_reason = models.CharField(
        _("Grund der Bearbeitung"), max_length=300, blank=True, default=""
    )

    objects = models.Manager.from_queryset(CommentQuerySet)()

    class Meta:
        verbose_name = _("Kommentar")
        verbose_name_plural = _("Kommentare")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["content_type", "object_id", "state"])]
        constraints = [
            models.CheckConstraint(
                name="comment_state_known",
                condition=Q(
                    state__in=["wartet", "frei", "abgelehnt", "spam", "entfernt", "zurueckgezogen"]
                ),
            ),
            models.CheckConstraint(
                name="comment_not_its_own_parent", condition=~Q(parent=models.F("pk"))
            ),
        ]

    def __str__(self):
        return f"{self.name}: {self.text[:60]}"

    @property
    def anchor(self):
        """The id of the comment in the page, for links to it."""
        return f"k-{self.pk or 'neu'}"

    def get_absolute_url(self):
        return f"{targets.discussion(self.target).get_absolute_url()}#{self.anchor}"

    @property
    def edit_note(self):
        """What readers are told of another wording by the team, or ""."""
        if not self.edited_at:
            return ""
        words = {
            "date": date_format(timezone.localtime(self.edited_at), "j. F Y"),
            "reason": self.edit_reason,
        }
        return gettext("von der Redaktion bearbeitet am %(date)s, Grund: %(reason)s") % words

    def render(self):
        """Make the safe HTML of the text, by the rules of today."""
        self.text_html = render_comment(self.text, id_prefix=f"kt-{self.uuid.hex[:8]}-")
        self.rules = COMMENT_RULES

    def save(self, *args, **kwargs):
        self.render()
        super().save(*args, **kwargs)

    def may_be_changed(self):
        """Whether whoever wrote it may still change it now."""
        return self.state in self.OWN and timezone.now() < self.created_at + CHANGEABLE_FOR

    def may_be_withdrawn(self):
        """Whether whoever wrote it may still take it back."""
        return self.state in self.OWN

    @transaction.atomic
    def move_to(self, state, by=None, reason=""):
        """Set ``state`` and keep the step: when, by which user (None: the writer), for what reason."""
        self.state = state
        self.save()
        self.steps.create(state=state, by=by, reason=reason)

    @transaction.atomic
    def withdraw(self):
        """Take it back for whoever wrote it; what the team has taken away stays as it is."""
        now = type(self).objects.select_for_update().get(pk=self.pk)
        if now.may_be_withdrawn():
            now.move_to(self.State.WITHDRAWN)
