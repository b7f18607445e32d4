"""The feed of published minutes, of a series or year where the query string says so."""

from django.db.models import Value
from django.db.models.functions import Coalesce, Concat, Greatest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext

from blog.models import Post
from meetings.models import Meeting
from wiq_site.kit.feeds import (
    Channel,
    feed_item,
    feed_page,
    feed_response,
    feed_state,
    feed_title,
    feed_urn,
)
from wiq_site.kit.markup import plain_text


def protocol_feed(request, suffix):
    """Answer with one page of minutes, those published last first, by the query of the list.

    Raises FilterError.
    """
    form = request.filter_form
    public = form.apply(Meeting.objects.with_protocol())
    meetings = feed_page(public.order_by("-protocol_published_at", "-pk"), form)
    hidden = form.apply(Meeting.objects.filter(report__in=Post.objects.withdrawn()))
    of_report = [Coalesce(name, Value("")) for name in ("report__digest", "series__name")]
    changed = Coalesce(Greatest("changed_at", "report__changed_at"), "changed_at")
    state = feed_state(
        items=(meetings, Concat("digest", *of_report), changed, "protocol_published_at"),
        total=(public, "protocol_published_at"),
        hidden=(hidden, "report__withdrawn_at"),
        subjects=(form.chosen_topics(), "slug"),
    )
    return feed_response(request, suffix, state, lambda: protocol_channel(request, meetings))


def protocol_channel(request, meetings):
    """Return the feed of the minutes of ``meetings``, the choice of the request's filter."""
    form = request.filter_form
    query = form.query()
    series = [topic.pk for topic in form.topics]
    meetings = meetings.for_minutes().prefetch_related("attachments", "report__topics")
    return Channel(
        urn=feed_urn("protokolle", *(series or [""]), form.chosen["jahr"] or ""),
        title=feed_title(form.title(gettext("Protokolle"))),
        page_path=reverse("meetings:meetings") + (f"?{query}" if query else ""),
        items=[protocol_item(request, meeting) for meeting in meetings],
    )


def protocol_item(request, meeting):
    """Return the item of the minutes of ``meeting``."""
    report = meeting.report
    topics = report.topics.all() if report else []
    date = date_format(meeting.date, "j. F Y")
    return feed_item(
        request,
        urn=meeting.urn,
        title=gettext("Protokoll vom %(date)s – %(title)s")
        % {"title": meeting.title, "date": date},
        path=meeting.main_url,
        summary=(report and report.teaser) or plain_text(meeting.intro_html)[:300],
        html=render_to_string("meetings/_feed_content.html", {"meeting": meeting}),
        published=meeting.protocol_published_at,
        updated=meeting.updated_at,
        author=meeting.minute_taker,
        categories=sorted({t.name for t in [meeting.series, *topics] if t}),
        attachments=meeting.attachments.all(),
    )
