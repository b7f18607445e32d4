"""Who gets what by mail: an address, a filter, how often; and what became of meetings, for those told at once."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from meetings.models import Meeting


class SubscriptionQuerySet(models.QuerySet):
    def confirmed(self):
        """Those that whoever reads the mailbox has confirmed."""
        return self.exclude(confirmed_at=None)


class Subscription(models.Model):
    """That a mailbox gets what is new in a filter; nothing else of a person, and gone as soon as they leave.

    ``told_until`` and ``news_until`` are the moments up to which it was told what is new, and what became of meetings, so
    that each row is its own outbox: what was not taken by a mail server stands where it stood.
    """

    class List(models.TextChoices):
        POSTS = "beitraege", _("Beiträge")
        MEETINGS = "treffen", _("Treffen und Protokolle")
        OUTCOMES = "aufgaben", _("Beschlüsse und Aufgaben")

    class Rhythm(models.TextChoices):
        DAILY = "taeglich", _("täglich, wenn es etwas Neues gibt")
        WEEKLY = "woechentlich", _("wöchentlich, am Montag")

    email = models.EmailField(_("E-Mail"))
    list = models.CharField(_("Liste"), max_length=10, choices=List.choices)
    query = models.CharField(_("Filter"), max_length=1500, blank=True)
    rhythm = models.CharField(
        _("Wie oft?"), max_length=12, choices=Rhythm.choices, default=Rhythm.WEEKLY
    )
    at_once = models.BooleanField(_("Einladungen, Verlegungen und Absagen sofort"), default=False)
    asked_at = models.DateTimeField(_("gewünscht am"), default=timezone.now)
    to_ask = models.BooleanField(_("Bestätigung noch zu erbitten"), default=True)
    confirmed_at = models.DateTimeField(_("bestätigt am"), null=True, blank=True)
    sentence = models.CharField(_("bestätigt mit dem Satz"), max_length=300, blank=True)
    told_until = models.DateTimeField(_("gemailt bis"), null=True, blank=True)
    news_until = models.DateTimeField(_("sofort gemailt bis"), null=True, blank=True)
    bounces = models.PositiveSmallIntegerField(_("endgültig zurückgewiesene Mails"), default=0)

    objects = models.Manager.from_queryset(SubscriptionQuerySet)()

    class Meta:
        verbose_name = _("Abonnement per Mail")
        verbose_name_plural = _("Abonnements per Mail")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["email", "list", "query"], name="subscription_once")
        ]
        indexes = [
            models.Index(
                fields=["rhythm", "told_until"],
                condition=Q(confirmed_at__isnull=False),
                name="subscription_due",
            )
        ]

    def __str__(self):
        return f"{self.get_list_display()}: {self.query}" if self.query else self.get_list_display()

    def confirm(self, sentence):
        """Note that whoever reads the mailbox agreed with ``sentence``; from now on what is new is told."""
        if self.confirmed_at is None:
            self.confirmed_at = self.told_until = self.news_until = timezone.now()
            self.sentence, self.to_ask = sentence, False
            self.save()


class MeetingNews(models.Model):
    """That a coming meeting was announced, moved or cancelled: ``state`` is when it is, and whether at all; where it is
    and how one takes part from elsewhere stand beside it. It outlives the meeting: deleted by mistake, that comes back as told.
    """

    meeting = models.ForeignKey(Meeting, models.DO_NOTHING, db_constraint=False, related_name="+")
    state = models.CharField(max_length=40)
    place = models.CharField(max_length=200, blank=True)
    online_access = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("Neues von einem Treffen")
        verbose_name_plural = _("Neues von Treffen")
        ordering = ["pk"]

    def __str__(self):
        return f"{self.meeting_id}: {self.state}"
