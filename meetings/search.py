"""Lets the search follow meetings, their minutes, and what names or shows them."""

from django.db.models import Q

from blog.models import Post, Topic
from meetings.found import item_documents, meeting_documents
from meetings.models import AgendaItem, ItemSpeaker, Meeting, Outcome, Speaker, TaggedAgendaItem
from wiq_site import changes
from wiq_site.search.documents import register
from wiq_site.search.index import owners_naming, owners_on_page, refresh


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
