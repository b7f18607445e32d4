"""When a discussion ends by itself: one rule for all that may be commented."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone


def still_open(*moments):
    """Whether the last of ``moments`` (aware or None) is not longer ago than the settings allow.

    The setting COMMENT_CLOSE_AFTER_DAYS says how many days; 0 is for ever.
    """
    days = settings.COMMENT_CLOSE_AFTER_DAYS
    known = [moment for moment in moments if moment]
    return not days or not known or timezone.now() < max(known) + timedelta(days=days)
