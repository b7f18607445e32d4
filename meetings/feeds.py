"""The feed of published minutes, of a series or year where the query string says so; decisions and tasks as another."""

from django.db.models import TextField, Value
from django.db.models.functions import Cast, Coalesce, Concat, Greatest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext

from blog.models import Post, first_words
from meetings.agenda import Outcome
from meetings.models import Meeting
from wiq_site.kit.feeds import (
    Channel,
    counted,
    feed_item,
    feed_page,
    feed_response,
    feed_rows,
    feed_state,
    feed_title,
    feed_urn,
)
from wiq_site.kit.http import with_query
from wiq_site.kit.models import role_of


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
    rows = feed_rows(
        items=(meetings, Concat("digest", *of_report), changed, "protocol_published_at"),
        total=counted(public, "protocol_published_at"),
        hidden=counted(hidden, "report__withdrawn_at"),
        subjects=(form.chosen_topics(), "slug"),
    )
    state = feed_state(rows)

    def channel():
        series = [topic.pk for topic in form.topics]
        shown = meetings.for_minutes().prefetch_related("attachments", "report__topics")
        return Channel(
            urn=feed_urn("protokolle", *(series or [""]), form.chosen["jahr"] or ""),
            title=feed_title(form.title(gettext("Protokolle"))),
            page_path=with_query(reverse("meetings:meetings"), form.query()),
            items=[protocol_item(request, meeting) for meeting in shown],
        )

    return feed_response(request, suffix, state, channel)


def protocol_item(request, meeting):
    """Return the item of the minutes of ``meeting``."""
    report = meeting.report
    topics = report.topics.all() if report else []
    date = date_format(meeting.date, "j. F Y")
    teaser = (report and report.teaser) or first_words(meeting.minutes_html())
    return feed_item(
        request,
        urn=meeting.urn,
        title=gettext("Protokoll vom %(date)s – %(title)s")
        % {"title": meeting.title, "date": date},
        path=meeting.main_url,
        summary="\xa0· ".join(filter(None, [*meeting.lasting_words, teaser])),
        html=render_to_string("meetings/_feed_content.html", {"meeting": meeting}),
        published=meeting.protocol_published_at,
        updated=meeting.updated_at,
        author=meeting.minute_taker,
        categories=sorted({t.name for t in [meeting.series, *topics] if t}),
        attachments=meeting.attachments.all(),
    )


def outcome_feed(request, suffix):
    """Answer with one page of decisions and tasks, those of the minutes published last first. Raises FilterError."""
    form, minutes = request.filter_form, "item__meeting__protocol_published_at"
    public = form.apply(Outcome.objects.published())
    outcomes = feed_page(public.order_by(f"-{minutes}", "-pk"), form)
    own = [field.name for field in Outcome._meta.concrete_fields if role_of(field) == "minutes"]
    names = [*own, "item__meeting__digest", "item__meeting__report__digest"]
    nothing, text = Value("", TextField()), TextField()
    texts = [Coalesce(Cast(name, text), nothing, output_field=text) for name in names]
    whole = Concat(*texts, output_field=text)
    withdrawn = Outcome.objects.filter(item__meeting__report__in=Post.objects.withdrawn())
    rows = feed_rows(
        items=(outcomes, whole, "item__meeting__changed_at", minutes),
        total=counted(public, minutes),
        hidden=counted(form.apply(withdrawn), "item__meeting__report__withdrawn_at"),
        subjects=(form.chosen_topics(), "slug"),
    )
    state = feed_state(rows)

    def channel():
        rest = [pair for pair in form.pairs() if pair[0] not in form.topic_fields]
        return Channel(
            urn=feed_urn("aufgaben", [topic.pk for topic in form.topics], rest),
            title=feed_title(form.title()),
            page_path=with_query(reverse("meetings:outcomes"), form.query()),
            items=outcome_items(request, outcomes),
        )

    return feed_response(request, suffix, state, channel)


def outcome_items(request, outcomes):
    """Return the items of ``outcomes``; ``request`` is None in mails."""
    return [
        feed_item(
            request,
            urn=outcome.urn,
            title=f"{outcome.get_kind_display()}: {outcome}",
            path=outcome.get_absolute_url(),
            html=render_to_string("meetings/_feed_outcome.html", {"outcome": outcome}),
            summary=_facts_of(outcome),
            published=outcome.item.meeting.protocol_published_at,
            updated=outcome.item.meeting.updated_at,
            categories=[topic.name for topic in outcome.item.topics.all()],
        )
        for outcome in outcomes.with_place()
    ]


def _facts_of(outcome):
    """Return in one line how it was voted, who is to do it until when, and where it was said."""
    votes, meeting = outcome.vote_words, outcome.item.meeting
    facts = [
        votes and gettext("Abstimmung: %(votes)s") % {"votes": votes},
        outcome.who,
        outcome.due_words,
        outcome.item.public_title,
        f"{meeting.title}, {date_format(meeting.date, 'j. F Y')}",
        *meeting.lasting_words,
    ]
    return " · ".join(filter(None, facts))
