"""The states a comment passes through, and what each of them allows."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    WAITING = "wartet", _("wartet auf Freigabe")
    APPROVED = "frei", _("freigegeben")
    REJECTED = "abgelehnt", _("abgelehnt")
    SPAM = "spam", _("Spam")
    REMOVED = "entfernt", _("entfernt")
    WITHDRAWN = "zurueckgezogen", _("von der Person zurückgezogen")


STANDING = (State.APPROVED, State.WITHDRAWN)  # replies to these are shown
OWN = (State.WAITING, State.APPROVED)  # whoever wrote it may still change or withdraw it
