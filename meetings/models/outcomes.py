"""What agenda items led to."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from meetings.models.items import AgendaItem
from wiq_site.fields import UuidModel


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
                violation_error_message=_(
                    "Eine Abstimmung gehört zu einem Beschluss. Bitte leeren Sie das Feld, oder wählen Sie „Beschluss“."
                ),
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
