"""How meetings use topics: an agenda item carries some, a meeting belongs to a series."""

from django.db.models import F, Max, Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from blog.models import Topic
from blog.topics import replace_topic
from meetings.agenda import AgendaItem, TaggedAgendaItem
from meetings.models import PUBLIC_MOMENTS, STATE_FIELDS, Meeting
from meetings.planning import bars_of
from wiq_site.kit.prepared import prepared
from wiq_site.kit.registries import TopicUses, Use

ITEM_FIELDS = [
    *("number", "name", "anchor", "public", "meeting__title", "meeting__slug"),
    *(f"meeting__{field}" for field in STATE_FIELDS),
    "meeting__report__slug",
]


def public_state(meeting):
    """Return in words what of ``meeting`` visitors may see."""
    if meeting.has_public_protocol():
        return _("Protokoll öffentlich")
    return _("Tagesordnung öffentlich") if meeting.is_published() else _("nicht öffentlich")


def use_of(meeting, title, pk, state=None):
    """Return the Use of an object that is edited with ``meeting``."""
    day = date_format(meeting.date, "j. F Y")
    address = reverse("admin:meetings_meeting_change", args=[meeting.pk])
    return Use(pk, f"{title}, {day}", state or public_state(meeting), address)


def hidden_at(at, place=""):
    """Return the condition that a meeting, or its minutes, was taken off the website by ``at``; ``place`` leads to it."""
    return Q(**{f"{place}withdrawn_at__lte": at}) | Q(**{f"{place}protocol_withdrawn_at__lte": at})


class ItemUses(TopicUses):
    """Agenda items carry topics."""

    label = _("Tagesordnungspunkte")
    deciding = ((AgendaItem, {"public"}), (TaggedAgendaItem, {"tag"}))

    def listed(self, topic):
        items = AgendaItem.objects.filter(topics=topic).select_related("meeting__report")
        return [
            use_of(
                item.meeting,
                f"{item}, {item.meeting}",
                item.pk,
                None if item.public else _("nicht öffentlicher TOP"),
            )
            for item in items.order_by("-meeting__date", "position").only(*ITEM_FIELDS)
        ]

    def published(self, topic, at=None):
        return AgendaItem.objects.published(at).filter(topics=topic)

    def hidden(self, topic, at):
        items = AgendaItem.objects.filter(topics=topic)
        return items.filter(Q(public=False) | hidden_at(at, "meeting__"))

    def openings(self, topics):
        meetings = Meeting.objects.filter(items__public=True, items__topics__in=topics)
        for meeting in meetings.annotate(topic=F("items__topics")).only(*PUBLIC_MOMENTS):
            for moment in meeting.openings():
                yield meeting.topic, moment

    def move(self, topic, other):
        gained = AgendaItem.objects.filter(topics=topic).exclude(topics=other)
        pks = [item.pk for item in gained]
        replace_topic(AgendaItem.objects, topic, other)
        by_merge = TaggedAgendaItem.objects.filter(tag=other, content_object__in=pks)
        by_merge.update(merged_at=timezone.now())

    def last_signs(self, topics):
        public = TaggedAgendaItem.objects.filter(
            tag__in=topics, content_object__in=AgendaItem.objects.with_protocol()
        )
        days = public.order_by().values_list("tag")
        return dict(days.annotate(Max("content_object__meeting__date")))


class SeriesUses(TopicUses):
    """Meetings belong to a topic that is a series."""

    label = _("Treffen der Reihe")
    deciding = ((Meeting, {"series", "agenda_published_at", "protocol_published_at"}),)

    def listed(self, topic):
        meetings = Meeting.objects.filter(series=topic).for_list()
        return [use_of(meeting, meeting.title, meeting.pk) for meeting in meetings]

    def published(self, topic, at=None):
        return Meeting.objects.published(at).filter(series=topic)

    def hidden(self, topic, at):
        return Meeting.objects.filter(hidden_at(at), series=topic)

    def openings(self, topics):
        for meeting in Meeting.objects.filter(series__in=topics).only("series", *PUBLIC_MOMENTS):
            for moment in meeting.openings():
                yield meeting.series_id, moment

    def move(self, topic, other):
        merged_at = timezone.now() if other else None
        Meeting.objects.filter(series=topic).update(series=other, series_merged_at=merged_at)

    def obstacle(self, topic, other):
        if other.kind == Topic.Kind.SERIES or not topic.meetings.exists():
            return ""
        message = gettext(
            "Zu „%(topic)s“ gehören Treffen. „%(other)s“ ist aber keine Reihe; ändern Sie zuerst dort die Art."
        )
        return message % {"topic": topic, "other": other}


def meetings_on(topics):
    """Return ``{topic.pk: SafeString}``: where public meetings deal with each of ``topics``."""

    def build(at, topic):
        items = AgendaItem.objects.published(at).filter(topics=topic)
        items = items.select_related("meeting__report").only(*ITEM_FIELDS)
        return items.order_by("-meeting__date", "-meeting__pk", "position")

    fragments, now = {}, timezone.now()
    for topic in topics:
        items = prepared(("items on a topic",), build, at=now, topic=topic.pk)
        context = {"topic": topic, "items": items, "meetings": 0}
        if topic.kind == Topic.Kind.SERIES:
            meetings = Meeting.objects.published().filter(series=topic)
            context |= {"meetings": meetings.count(), "bars": bars_of(topic)}
        if context["items"] or context["meetings"]:
            fragments[topic.pk] = render_to_string("meetings/_topic_meetings.html", context)
    return fragments
