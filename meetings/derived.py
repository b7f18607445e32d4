"""What is kept of meetings, made anew at the end of each unit of work: moments, digest, revision.

A meeting is loaded once with all that anything is made of; calendars, feeds, the report's page and the
index read the same objects.
"""

from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from blog.models import Post, Topic
from meetings.agenda import AgendaItem, ItemSpeaker, Outcome, Speaker, TaggedAgendaItem
from meetings.calendar import entry_parts
from meetings.models import GONE, Meeting, Revision, whole_meetings
from wiq_site.kit import changes
from wiq_site.kit.http import etag_of
from wiq_site.kit.models import role_of
from wiq_site.pages.drafts import end_link

PARTS = (AgendaItem, ItemSpeaker, Speaker, TaggedAgendaItem, Outcome)


def connect():
    """Tell ``wiq_site.kit.changes`` what of meetings depends on what, and who makes it."""
    changes.affects(Post, _told)
    changes.affects(Topic, _used_by(Topic, (AgendaItem, "topics__in"), (Meeting, "series__in")))
    changes.affects(Speaker, _used_by(Speaker, (AgendaItem, "speakers__in")))
    changes.affects(AgendaItem, _meetings_of)
    changes.affects(Meeting, _shown_by)
    changes.at_end(renew_meetings)


def _told(unit, pks):
    """A post that invites to a meeting or reports it; one made in this unit was given to its meeting in it."""
    known = unit.cache.setdefault(Meeting, {}).values()
    linked = {pk for meeting in known for pk in (meeting.report_id, meeting.invitation_id)}
    old = pks - unit.created(Post) - linked
    meetings = Meeting.objects.filter(Q(report__in=old) | Q(invitation__in=old))
    yield Meeting, meetings.values_list("pk", flat=True) if old else ()


def _used_by(kind, *uses):
    """Return what tells the objects that use one of ``kind``: ``uses`` are (model, lookup). Nothing uses a new one yet."""

    def tell(unit, pks):
        old = pks - unit.created(kind)
        for model, lookup in uses if old else ():
            yield model, model.objects.filter(**{lookup: old}).values_list("pk", flat=True)

    return tell


def _meetings_of(unit, pks):
    """Of items that were saved themselves the meeting is noted already."""
    named = {pk for pk, fields in unit.changed(AgendaItem).items() if fields}
    known = unit.cache.get(Meeting, {}).values()
    others = pks - named - {item.pk for meeting in known for item in meeting.items.all()}
    if others:
        items = AgendaItem.objects.filter(pk__in=others)
        yield Meeting, items.values_list("meeting", flat=True)


def _shown_by(unit, pks):
    """All TOPs and what they led to, found with facts of their meeting, and the report, which shows it."""
    unit.cache.setdefault(Meeting, {})
    for meeting in whole_meetings(pks).values():
        items = meeting.items.all()
        yield AgendaItem, [item.pk for item in items]
        yield Outcome, [outcome.pk for item in items for outcome in item.outcomes.all()]
        yield Post, [meeting.report_id, meeting.invitation_id]


def renew_meetings(unit):
    """Store anew what is made of the meetings that ``unit`` changed; say whether visitors see it."""
    meetings = whole_meetings(unit.changed(Meeting).keys())
    for meeting in meetings.values():
        if meeting.report and _is_later(meeting.report.withdrawn_at, meeting.withdrawn_at):
            # Without its minutes it is not public.
            meeting.report.withdrawn_at = meeting.withdrawn_at
            meeting.report.save(update_fields=["withdrawn_at"])
        reported = unit.before.get((Post, meeting.report_id))
        if meeting.report and (names := meeting.follow_report(reported)):
            end_link(meeting, meeting.as_stored())
            changes.store(meeting, *names)
        invited = unit.before.get((Post, meeting.invitation_id))
        is_set = "agenda_published_at" in unit.changed(Meeting)[meeting.pk]
        if invited and not is_set and (names := meeting.follow_invitation(invited.published_at)):
            meeting.save(update_fields=names)  # a version of it, so that both come back together
        _tell_posts(unit, meeting)
        files = [value for file in meeting.attachments.all() for value in file.shown_values()]
        values = meeting.shown_values("shown", "minutes")
        if not meeting.report_id:  # else they are in the digest of the report
            values.append(meeting.minutes_html())
        meeting.renew_digest(*values, *files)
        _count_on(meeting)
    names = {name for names in unit.changed(Meeting).values() for name in names}
    if {"report", "invitation"} & names:  # a post may belong to no meeting any more
        befores = [unit.before.get((Meeting, pk)) for pk in meetings]
        left = {pk for each in befores if each for pk in (each.report_id, each.invitation_id)}
        without = Post.objects.filter(pk__in=left, invites_to=None, reports_on=None)
        for post in without.exclude(meeting_state=""):
            post.meeting_state = post.meeting_change = ""
            post.save()
    if any(_is_seen(unit, meeting) for meeting in meetings.values()):
        unit.visible = True


def _is_later(until, other):
    return other is not None and (until is None or until > other)


def _tell_posts(unit, meeting):
    """Let the post that invites say what became of it, the one that reports how far the minutes are too."""
    cancelled = _("Abgesagt") if meeting.cancelled_at else ""
    moved = next((short for short, _words in meeting.moves.values()), "")
    states = {meeting.invitation_id: (cancelled or moved, [meeting.change_words])}
    told = [meeting.change_words, meeting.protocol_words]
    if meeting.report and not meeting.report.corrected_at:
        told.append(meeting.correction_words)  # from before it was reported
    states[meeting.report_id] = (cancelled, told)
    if meeting.gone_words:
        states = dict.fromkeys(states, (str(GONE), [meeting.gone_words]))
    for post in filter(None, (meeting.invitation, meeting.report)):
        changed, parts = states[post.pk]
        words = "\xa0· ".join(str(part) for part in parts if part)
        words = Truncator(words).chars(Post._meta.get_field("meeting_state").max_length)
        copies = (post, unit.saved.get((Post, post.pk), post))
        for item in {id(each): each for each in copies}.values():
            if (item.meeting_state, item.meeting_change) != (words, changed):
                item.meeting_state, item.meeting_change = words, changed
                changes.store(item, "meeting_state", "meeting_change")


def _count_on(meeting):
    """Note in the revision that something was saved; where the calendar entry changed, count on.

    One that was deleted and comes back begins with the seconds since it was announced: no calendar holds more.
    """
    digest, now = etag_of(*entry_parts(meeting)), timezone.now()
    revision = getattr(meeting, "revision", None)
    if revision is None:
        age = now - min(meeting.agenda_published_at or now, now)
        sequence = 1 + int(age.total_seconds())
        meeting.revision = Revision.objects.create(
            meeting=meeting, digest=digest, sequence=sequence
        )
        return
    fields = {"modified_at": now}
    if revision.digest != digest:
        fields |= {"digest": digest, "changed_at": now, "sequence": F("sequence") + 1}
    QuerySet.update(Revision.objects.filter(pk=revision.pk), **fields)


def _is_seen(unit, meeting):
    """Whether a visitor sees a change of the parts of ``meeting``: not of minutes that are being taken."""
    if not any(unit.changed(part) or unit.gone(part) for part in PARTS):
        return False
    if meeting.protocol_published_at:
        return True
    if not meeting.agenda_published_at:
        return False
    fields = {name for names in unit.changed(AgendaItem).values() for name in names}
    roles = {role_of(AgendaItem._meta.get_field(name)) for name in fields}
    parts = [part for part in PARTS if part not in (AgendaItem, Outcome)]
    moved = any(unit.changed(part) or unit.gone(part) for part in parts)
    return bool(moved or unit.gone(AgendaItem) or roles - {"minutes", "made", "inner"})
