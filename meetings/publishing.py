"""Publishing a meeting through posts: one invites to it before, one reports its minutes after."""

import re
from datetime import timedelta

from django.db.models import Exists, OuterRef, Q, Subquery, TextField
from django.db.models.functions import Cast
from django.template.defaultfilters import truncatewords
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext

from blog.models import IDEA_TOPIC, Post
from meetings.models import PUBLIC_MOMENTS, STATE_FIELDS, Meeting
from meetings.text import agenda_lines, when_and_where
from meetings.timetable import bar_parts
from meetings.views import summary_of
from wiq_site.kit import changes
from wiq_site.kit.caches import remembered
from wiq_site.kit.escaping import escape
from wiq_site.kit.markup import plain_text
from wiq_site.kit.models import closings_of, moments_of
from wiq_site.kit.prepared import prepared
from wiq_site.kit.registries import Part
from wiq_site.kit.text import words_of

DAY = timedelta(days=1)
TITLE_LENGTH = Post._meta.get_field("title").max_length


# At the end up to three words alone head the TOPs below: "A. Öffentlicher Teil".
_HEADING = re.compile(
    r"<(h[1-6])[ >].*?</\1>|<p>(?:<strong>)?(?:[^\s<,!?]+ ){0,2}[^\s<,!?.]+(?:</strong>)?</p>\s*\Z",
    re.S,
)


def teaser_of(html):
    """Return the beginning of an introduction (safe HTML) as plain text for cards and feeds, without headings."""
    return truncatewords(plain_text(_HEADING.sub("", html)), 60)[
        : Post._meta.get_field("teaser").max_length
    ]


def first_words(meeting, post, proposed):
    """Return what the form of a post about ``meeting`` starts from: ``proposed``, and what ``post`` says already."""
    written = {name: getattr(post, name) for name in proposed if getattr(post, name, "")}
    series = [meeting.series] if meeting.series else []
    topics = list(post.topics.all()) if post else []
    return proposed | written | {"topics": topics or series}


def introduction_in(post, meeting):
    """Return the introduction (safe HTML) of ``meeting`` as ``post``, which invites to it, shows it: "" where the text
    of the post says the same, and with a report, since it is that of the minutes then."""
    words = words_of(plain_text(meeting.intro_html)).rstrip()
    is_said = words in words_of(plain_text(post.body_html))
    return "" if meeting.report_id or is_said else meeting.intro_html


def told_of(posts):
    """Return ``{post.pk: SafeString}``: for those of ``posts`` that invite to a meeting its agenda, else its minutes.

    The minutes are as visible as the post: whoever may read the report may read them, so this asks
    for no date. What is not public inside them stays out (meetings/_minutes.html).
    """
    parts = {}
    for meeting, invitation in _meetings_of(posts):
        if invitation:
            context = {"meeting": meeting, "when": when_and_where(meeting)}
            context["intro"] = introduction_in(invitation, meeting)
            context["lines"] = agenda_lines(meeting)
            parts[meeting.invitation_id] = render_to_string("meetings/_feed_agenda.html", context)
        else:
            parts[meeting.report_id] = meeting.minutes_html()
    return parts


def shown_on_page(posts):
    """Return ``{post.pk: SafeString}``: the meeting at a glance, of one that is reported above its minutes."""
    pages = {}
    for meeting, invitation in _meetings_of(posts, "for_signature"):
        intro = introduction_in(invitation, meeting) if invitation else None

        def make(meeting=meeting, intro=intro):
            meeting.read_minutes()
            planned, actual = bar_parts(meeting.slots)
            context = {"meeting": meeting, "summary": summary_of(meeting, intro is None)}
            minutes = meeting.minutes_html() if intro is None else ""
            context |= {"planned": planned, "actual": actual, "minutes": minutes, "intro": intro}
            template = "meetings/_report.html" if intro is None else "meetings/_invitation.html"
            part = Part(render_to_string(template, context))
            part.told = format_html("<p>{}</p>{}", when_and_where(meeting), minutes)
            return part

        pk = invitation.pk if invitation else meeting.report_id
        signature = meeting.signature
        key = "on page", invitation and bool(intro), signature  # None: of a report
        pages[pk] = remembered(key, make) if signature else make()
    return pages


def is_told(at):
    """An expression for a query of posts: whether visitors may see at ``at`` the agenda of a meeting they invite to."""
    public = Meeting.objects.published(at).filter(invitation=OuterRef("pk"))
    return Cast(Exists(public), TextField())


def meetings_told_by(item):
    """Return the meetings to which ``item``, a post, invites, or which it reports."""
    roles = Q(report=item.pk) | Q(invitation=item.pk)
    return Meeting.objects.filter(roles) if isinstance(item, Post) else ()


def minutes_that_stay(item):
    """Return the sentence on the minutes that visitors read on when the post ``item`` that reports them is deleted."""
    sentence = gettext(
        "Das Protokoll von „%s“ bleibt öffentlich, auf der Seite des Treffens. Zurückziehen nimmt es mit von der Website; nach dem Löschen geht das nur noch im Formular des Treffens."
    )
    meetings = Meeting.objects.filter(report=item) if isinstance(item, Post) else ()
    return [sentence % meeting for meeting in meetings if meeting.has_public_protocol()]


def is_invitation(post="pk"):
    """The condition of posts that invite to a meeting, for a query whose column ``post`` names them."""
    return Exists(Meeting.objects.filter(invitation=OuterRef(post)))


def day_reported(post="pk"):
    """The day of the meeting that a post reports, for a query whose column ``post`` names it."""
    return Subquery(Meeting.objects.filter(report=OuterRef(post)).values("date")[:1])


def _meetings_of(posts, reading="for_minutes"):
    """Yield ``(meeting, the post that invites to it)``, with None for the one that reports it; at the end of a unit of those it has loaded.

    ``reading`` is the method of the queryset that says what is read of them, by default all that minutes show. An agenda that is not public is told by no public post; a draft will make it public.
    """
    posts = {post.pk: post for post in posts}
    known = changes.loaded(Meeting)
    if known is None:

        def build(pks):
            roles = Q(report__in=pks) | Q(invitation__in=pks)
            return getattr(Meeting.objects, reading)().filter(roles)

        meetings = prepared(("meetings of posts", reading), build, pks=list(posts))
    else:
        meetings = known.values()
    for meeting in meetings:
        if meeting.report_id in posts:
            yield meeting, None
        post = posts.get(meeting.invitation_id)
        if post and post != meeting.report and (meeting.is_published() or not post.is_published()):
            yield meeting, post


@changes.unit()
def quoting_post(item, with_idea=True):
    """Return a draft post that quotes the minutes of ``item`` and links back to them, and whether it is new.

    It carries the topics of the item, and "Idee sucht Team" if asked for. Raises MarkupError where
    the minutes are too long to be quoted.
    """
    quote = "\n".join(f"> {line}".rstrip() for line in item.protocol.strip().splitlines())
    meeting = item.meeting
    words = {"item": item, "meeting": meeting, "date": date_format(meeting.date, "j. F Y")}
    source = gettext("%(item)s, %(meeting)s vom %(date)s") % words
    # Square brackets would end the text of a link.
    label = escape(" ".join(source.translate(str.maketrans("[]", "()")).split()))
    link = f"[{label}]({meeting.main_url}#{item.anchor})"
    link = gettext("Aus dem Protokoll: %(link)s") % {"link": link}
    body = "\n\n".join(part for part in [quote, link] if part)
    if post := Post.objects.filter(published_at=None, body__contains=link).first():
        return post, False  # somebody pressed the same button before
    post = Post.objects.create(title=item.name[:TITLE_LENGTH], body=body)
    post.topics.set([*item.topics.all(), *([str(IDEA_TOPIC)] if with_idea else [])])
    return post, True


def passing_moments():
    """Return the moments at which a part of a meeting appears or goes."""
    closing = closings_of(Meeting, "agenda_published_at", "protocol_published_at")
    return [*moments_of(Meeting, *PUBLIC_MOMENTS), *closing]


def running(now):
    """Yield (path, words) for the pages about each meeting that is on: its own, those of its invitation and report."""

    def build(at, first, last):
        meetings = Meeting.objects.published(at).filter(date__gte=first, date__lte=last)
        linked = (f"{post}__slug" for post in ("invitation", "report"))
        return meetings.select_related("invitation", "report").only("slug", *STATE_FIELDS, *linked)

    today = timezone.localdate(now)
    for meeting in prepared(("running",), build, at=now, first=today - DAY, last=today):
        for about in filter(None, (meeting, meeting.invitation, meeting.report)):
            if meeting.running_words:
                yield about.get_absolute_url(), meeting.running_words


def moments_of_these_days(now):
    """Yield the moments at which a meeting of these days moves on."""

    def build(first, last):
        return Meeting.objects.filter(date__gte=first, date__lte=last).for_minutes()

    today = timezone.localdate(now)
    for meeting in prepared(("meetings of days",), build, first=today - DAY, last=today):
        yield from (meeting.starts_at, meeting.ends_at)
        for slot in meeting.slots:
            yield from (slot.starts_at, slot.ends_at)
