"""Counts what changes in a meeting, for calendars (SEQUENCE, RFC 5545) and exports (modified)."""

from django.db.models import F
from django.utils import timezone

from meetings.calendar import told_of
from meetings.models import Meeting, Revision
from wiq_site.http import etag_of


def follow(meeting):
    """Store that something of ``meeting`` was saved; where its calendar entry changed, count on."""
    fresh = Meeting.objects.for_minutes().filter(pk=meeting.pk).first()
    if fresh is None:
        return
    digest, now = etag_of(*told_of(fresh)), timezone.now()
    revision, created = Revision.objects.get_or_create(meeting=fresh, defaults={"digest": digest})
    if created:
        return
    mine = Revision.objects.filter(pk=revision.pk)
    mine.update(modified_at=now)
    mine.exclude(digest=digest).update(digest=digest, changed_at=now, sequence=F("sequence") + 1)
