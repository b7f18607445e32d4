"""The feed of published minutes, of a series or year where the query string says so."""

from django.db.models import Value
from django.db.models.functions import Coalesce, Concat, Greatest
from django.http import HttpResponsePermanentRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext

from blog.feeds import end_of, slugs_in
from blog.models import Post, Topic
from meetings.filters import MeetingFilterForm
from meetings.models import Meeting
from wiq_site.kit.feeds import (
    NEVER,
    Channel,
    FeedPage,
    ask,
    count_of,
    counted,
    feed_item,
    feed_response,
    feed_title,
    feed_urn,
    sliced,
)
from wiq_site.kit.markup import plain_text


def protocol_feed(request, suffix):
    """One page of the minutes, those published last first, by the list's query. Raises FilterError."""
    form = MeetingFilterForm(request.GET)
    page = FeedPage.asked_for(request.GET)
    told = form.apply(Meeting.objects.with_protocol())
    meetings = page.part_of(told.order_by("-protocol_published_at", "-pk"))
    hidden = form.apply(Meeting.objects.filter(report__in=Post.objects.withdrawn()))
    chosen = [form.chosen["reihe"]] if form.chosen["reihe"] else []
    found = ask(
        items=marks_of(sliced(meetings)),
        ends=end_of(hidden.order_by("-report__withdrawn_at")[:1], "report__withdrawn_at"),
        topics=(
            Topic.objects.published().filter(kind=Topic.Kind.SERIES, slug__in=chosen),
            "slug",
            NEVER,
            NEVER,
        ),
        all=count_of(told, "protocol_published_at"),
    )
    moved = form.moved_query() if slugs_in(found) != chosen else None
    if moved is not None:
        return HttpResponsePermanentRedirect(f"{request.path}?{moved}")
    total, newest = counted(found["all"])
    marks = [*found["items"], *found["ends"], ("", *newest)]
    return feed_response(
        request, suffix, page.among(total), marks, lambda: channel_of(form, meetings, request)
    )


def marks_of(meetings):
    """Give the part of ``ask`` that stands for ``meetings``: digests and series, changed, published."""
    texts = [Coalesce(name, Value("")) for name in ("report__digest", "series__name")]
    changed = Coalesce(Greatest("changed_at", "report__changed_at"), "changed_at")
    return meetings, Concat("digest", *texts), changed, "protocol_published_at"


def channel_of(form, meetings, request):
    """Give the feed of ``meetings``, the choice of ``form``."""
    query = f"?{form.query()}" if form.query() else ""
    series = form.all_series.get(form.chosen["reihe"])
    return Channel(
        urn=feed_urn("protokolle", series.pk if series else "", form.chosen["jahr"] or ""),
        title=feed_title(form.title(gettext("Protokolle"))),
        page_path=reverse("meetings:meetings") + query,
        items=[
            item_of(meeting, request)
            for meeting in meetings.for_minutes().prefetch_related("attachments", "report__topics")
        ],
    )


def item_of(meeting, request):
    """Give what a feed tells of the minutes of ``meeting``."""
    report = meeting.report
    topics = report.topics.all() if report else []
    date = date_format(meeting.date, "j. F Y")
    return feed_item(
        request,
        urn=meeting.urn,
        title=gettext("%(title)s: Protokoll vom %(date)s") % {"title": meeting.title, "date": date},
        path=meeting.main_url,
        summary=(report and report.teaser) or plain_text(meeting.intro_html)[:300],
        html=render_to_string("meetings/_feed_content.html", {"meeting": meeting}),
        published=meeting.protocol_published_at,
        updated=(report and report.corrected_at) or meeting.protocol_published_at,
        author=meeting.minute_taker,
        categories=sorted({t.name for t in [meeting.series, *topics] if t}),
        attachments=meeting.attachments.all(),
    )
