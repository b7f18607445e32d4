"""What happened to a comment: each step of its life, and what readers reported of it."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comments.states import State
from wiq_site.hours import day_and_hour


class CommentStep(models.Model):
    """One step in the life of a comment."""

    comment = models.ForeignKey("comments.Comment", on_delete=models.CASCADE, related_name="steps")
    state = models.CharField(_("Zustand"), max_length=15, choices=State.choices)
    at = models.DateTimeField(_("wann"), default=timezone.now, editable=False)
    by = models.ForeignKey(
        "auth.User",
        verbose_name=_("wer"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    reason = models.CharField(_("Grund"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("Schritt")
        verbose_name_plural = _("Verlauf")
        ordering = ["pk"]

    def __str__(self):
        return f"{self.get_state_display()}, {day_and_hour(self.at)}"


class CommentReport(models.Model):
    """A reader's hint that a comment should not stand there, and what was decided on it."""

    class Reason(models.TextChoices):
        OFFENSIVE = "beleidigung", _("Beleidigung oder Hetze")
        PRIVATE = "privat", _("private Daten")
        SPAM = "werbung", _("Werbung")
        OTHER = "anderes", _("etwas anderes")

    comment = models.ForeignKey(
        "comments.Comment", on_delete=models.CASCADE, related_name="reports"
    )
    reason = models.CharField(_("Grund"), max_length=15, choices=Reason.choices)
    text = models.TextField(_("Anmerkung"), blank=True, max_length=1000)
    created_at = models.DateTimeField(_("gemeldet am"), default=timezone.now, editable=False)
    decided_at = models.DateTimeField(_("entschieden am"), null=True, blank=True)
    decision = models.CharField(_("Entscheidung"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("Meldung")
        verbose_name_plural = _("Meldungen")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="report_reason_known",
                condition=Q(reason__in=["beleidigung", "privat", "werbung", "anderes"]),
            )
        ]

    def __str__(self):
        return self.get_reason_display()
