"""How often a meeting changed, for calendars and exports."""

from django.db import models
from django.utils import timezone


class Revision(models.Model):
    """What calendars and exports tell of changes to a meeting.

    A row of its own, so that a meeting saved from an old form cannot turn the sequence back.
    Source: RFC 5545, sections 3.8.7.3 and 3.8.7.4; kept by ``meetings.revisions``.
    """

    meeting = models.OneToOneField("Meeting", on_delete=models.CASCADE, related_name="revision")
    sequence = models.PositiveIntegerField(default=1)
    digest = models.CharField(max_length=40)  # of what a calendar shows
    changed_at = models.DateTimeField(default=timezone.now)  # when that changed
    modified_at = models.DateTimeField(default=timezone.now)  # when anything was saved

    def __str__(self):
        return f"{self.meeting_id}: {self.sequence}"
