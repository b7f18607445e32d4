"""Mails that are to go out. A row names its comment; text and recipient are found when it is sent.

So the outbox holds no address and no word of anybody: what is erased at the comment is not mailed.
"""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class OutgoingMailQuerySet(models.QuerySet):
    def unsent(self):
        """Mails that still have to go, the oldest first."""
        return self.filter(sent_at=None).order_by("pk")


class OutgoingMail(models.Model):
    """One mail on one comment: once of each kind, however often a state changes.

    Of an answer, ``comment``, all who asked for it hear: once for each ``reply_request``.
    """

    class Kind(models.TextChoices):
        NEW = "neu", _("neuer Kommentar, an die Redaktion")
        REPORTED = "gemeldet", _("Meldung, an die Redaktion")
        APPROVED = "frei", _("freigegeben, an die Person")
        CONFIRM = "bestaetigen", _("Bitte um Bestätigung, an die Person")
        REPLY = "antwort", _("Antwort, an eine Person, die darum bat")

    comment = models.ForeignKey("comments.Comment", on_delete=models.CASCADE, related_name="mails")
    kind = models.CharField(_("Anlass"), max_length=15, choices=Kind.choices)
    reply_request = models.ForeignKey(
        "comments.ReplyRequest", null=True, on_delete=models.CASCADE, related_name="mails"
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
                condition=models.Q(reply_request=None),
            ),
            models.UniqueConstraint(
                name="one_mail_of_a_reply_per_request", fields=["comment", "reply_request"]
            ),
            models.CheckConstraint(
                name="mail_kind_known",
                condition=models.Q(kind__in=["neu", "gemeldet", "frei", "bestaetigen", "antwort"]),
            ),
            models.CheckConstraint(
                name="mail_of_a_reply_has_a_request",
                condition=models.Q(kind="antwort", reply_request__isnull=False)
                | models.Q(~models.Q(kind="antwort"), reply_request=None),
            ),
        ]

    def __str__(self):
        return self.get_kind_display()
