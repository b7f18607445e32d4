"""Lets the search follow meetings, their minutes, and what names or shows them."""

from datetime import time

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext

from blog.models import Post, Topic
from meetings import timetable
from meetings.agenda import AgendaItem, ItemSpeaker, Outcome, Speaker, TaggedAgendaItem
from meetings.models import Meeting
from wiq_site.kit import changes
from wiq_site.kit.markup import plain_text
from wiq_site.search.index import owners_naming, owners_on_page, refresh
from wiq_site.search.models import Document, Kind, register

# What is found of meetings and their minutes, and where it leads.
#
# A meeting is found by its agenda until its minutes are public. From that moment on every public TOP
# is found for itself, and so are intro and closing: on the report where there is one, else on the page
# of the meeting. Source: DESIGN, "Post and meeting".


def meeting_documents(pks):
    """Give ``(pk, Document)`` for each of the meetings ``pks``: before the minutes and after."""
    for meeting in Meeting.objects.filter(pk__in=pks).for_minutes():
        # With a report the introduction is that of the minutes, and public with them.
        intro = "" if meeting.report_id else plain_text(meeting.intro_html)
        minutes_from = meeting.protocol_published_at
        if meeting.agenda_published_at:
            agenda = [f"{item} {item.who}" for item in meeting.items.all() if item.public]
            text = " · ".join(part for part in [meeting.place, intro, *agenda] if part.strip())
            since, until = meeting.agenda_published_at, minutes_from
            yield meeting.pk, _of_meeting(meeting, text, since, until)
        if minutes_from and meeting.report:
            yield meeting.pk, _on_report(meeting)
        elif minutes_from:
            text = f"{meeting.place} {text_of_minutes(meeting)}".strip()
            yield meeting.pk, _of_meeting(meeting, text, minutes_from)


def _of_meeting(meeting, text, since, until=None):
    return Document(
        kind=Kind.MEETING,
        path=meeting.get_absolute_url(),
        title=meeting.title,
        topics=[meeting.series.name] if meeting.series else [],
        text=text,
        moment=moment_of(meeting),
        visible_from=since,
        visible_until=until,
    )


def _on_report(meeting):
    date = date_format(meeting.date, "j. F Y")
    return Document(
        kind=Kind.PROTOCOL,
        path=meeting.report.get_absolute_url(),
        title=gettext("Protokoll vom %(date)s") % {"date": date},
        text=text_of_minutes(meeting),
        context=meeting.report.title,
        moment=moment_of(meeting),
        visible_from=meeting.protocol_published_at,
        page=(Post, meeting.report_id),
    )


def item_documents(pks):
    """Give ``(pk, Document)`` for each of the TOPs ``pks`` that is public and has public minutes."""
    items = AgendaItem.objects.filter(pk__in=pks, public=True).exclude(
        meeting__protocol_published_at=None
    )
    related = items.select_related("meeting__report")
    for item in related.prefetch_related("topics", "item_speakers__speaker", "outcomes"):
        meeting = item.meeting
        owner = meeting.report or meeting
        date = date_format(meeting.date, "j. F Y")
        yield (
            item.pk,
            Document(
                kind=Kind.PROTOCOL,
                path=f"{owner.get_absolute_url()}#{item.anchor}",
                title=str(item),
                topics=sorted(topic.name for topic in item.topics.all()),
                text=": ".join(part for part in (item.who, text_of_item(item)) if part),
                context=f"{owner.title}, {date}",
                position=item.position,
                moment=moment_of(meeting),
                visible_from=meeting.protocol_published_at,
                page=(type(owner), owner.pk),
            ),
        )


def moment_of(meeting):
    """When it took place, for the order of hits: its opening, or the begin of its day."""
    return meeting.starts_at or timetable.moment(meeting.date, time.min)


def text_of_item(item):
    """What stands in the minutes of a TOP, outcomes included, as plain text."""
    outcomes = [f"{outcome.text} {outcome.who}".strip() for outcome in item.outcomes.all()]
    return " · ".join(part for part in [plain_text(item.protocol_html), *outcomes] if part)


def text_of_minutes(meeting):
    """What stands in the minutes of ``meeting`` beside its TOPs, as plain text."""
    intro, closing = plain_text(meeting.intro_html), plain_text(meeting.closing_html)
    return " ".join(part for part in (intro, meeting.attendance, closing) if part)


def index_meeting(meeting):
    """Let the search follow a meeting and its TOPs, those that were found before included."""
    refresh(Meeting, [meeting.pk])
    now = AgendaItem.objects.filter(meeting=meeting.pk).values_list("pk", flat=True)
    before = owners_on_page(Meeting, meeting.pk, AgendaItem)
    on_report = owners_on_page(Post, meeting.report_id, AgendaItem)
    refresh(AgendaItem, [*now, *before, *on_report])


def index_report(post):
    """Let the search follow the post that reports a meeting: its moment, its address, its end."""
    reported = Q(report=post.pk) | Q(pk__in=owners_on_page(Post, post.pk, Meeting))
    for meeting in Meeting.objects.filter(reported):
        index_meeting(meeting)


def index_item(item):
    """Let the search follow one TOP, which stands on the agenda of its meeting too."""
    refresh(AgendaItem, [item.pk])
    refresh(Meeting, [item.meeting_id])


def index_link(link):
    """Let the search follow who leads a TOP."""
    index_item(link.item)


def index_outcome(outcome):
    """Let the search follow what came of a TOP."""
    index_item(outcome.item)


def index_speaker(speaker):
    """Let the search follow the shown name of somebody who leads TOPs."""
    items = AgendaItem.objects.filter(speakers=speaker.pk)
    refresh(AgendaItem, items.values_list("pk", flat=True))
    refresh(Meeting, items.values_list("meeting_id", flat=True))


def index_uses_of_topic(topic):
    """Let the search follow the name of a topic that TOPs carry or that is a series."""
    items = AgendaItem.objects.filter(topics=topic.pk).values_list("pk", flat=True)
    refresh(AgendaItem, [*items, *owners_naming(topic, AgendaItem)])
    meetings = Meeting.objects.filter(series=topic.pk).values_list("pk", flat=True)
    refresh(Meeting, [*meetings, *owners_naming(topic, Meeting)])


def connect():
    """Let meetings and minutes be found, and the search hear of their changes."""
    register(Meeting, meeting_documents)
    register(AgendaItem, item_documents)
    changes.on_change(Post, index_report)
    changes.on_change(Meeting, index_meeting)
    changes.on_change(AgendaItem, index_item)
    changes.on_change(ItemSpeaker, index_link)
    changes.on_change(Speaker, index_speaker)
    changes.on_change(Outcome, index_outcome)
    changes.on_change(Topic, index_uses_of_topic)
    changes.on_topics_change(AgendaItem, TaggedAgendaItem, index_item)
