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


# Replies to these are shown: what was approved, taken back, or put in other words by its writer. Before
# it is approved nothing can be answered, so a waiting comment with replies is one that was changed.
STANDING = (State.APPROVED, State.WITHDRAWN, State.WAITING)
OWN = (State.WAITING, State.APPROVED)  # whoever wrote it may still change or withdraw it
