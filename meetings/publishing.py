"""Publishing a meeting through posts: one invites to it before, one reports its minutes after."""

from datetime import timedelta

from django.db.models import Exists, OuterRef
from django.template.defaultfilters import truncatewords
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from blog.models import Post
from meetings.models import PUBLIC_MOMENTS, Meeting
from meetings.timetable import draw
from meetings.views import summary_of
from wiq_site.kit import changes
from wiq_site.kit.dates import hours
from wiq_site.kit.escaping import escape
from wiq_site.kit.markup import plain_text
from wiq_site.kit.models import next_closings, next_moments

TEASER_LENGTH = Post._meta.get_field("teaser").max_length
DAY = timedelta(days=1)
TITLE_LENGTH = Post._meta.get_field("title").max_length


def teaser_of(html):
    """Return the beginning of an introduction (safe HTML) as plain text for cards and feeds."""
    return truncatewords(plain_text(html), 60)[:TEASER_LENGTH]


def report_facts(meeting):
    """Return what the report of ``meeting`` starts from; what its post says already stays."""
    title = gettext("%(meeting)s: Ergebnisse") % {"meeting": meeting.title}
    return _facts(meeting.report, meeting, title=title, teaser=teaser_of(meeting.intro_html))


def invitation_facts(meeting):
    """Return what the invitation to ``meeting`` starts from; what its post says already stays."""
    day = date_format(meeting.date, "j. F Y")
    title = gettext("Einladung: %(meeting)s am %(date)s") % {"meeting": meeting.title, "date": day}
    teaser, body = when_and_where(meeting), invitation_text(meeting)
    return _facts(meeting.invitation, meeting, title=title, teaser=teaser, body=body)


def _facts(post, meeting, **proposed):
    proposed["title"] = proposed["title"][:TITLE_LENGTH]
    proposed["teaser"] = proposed["teaser"][:TEASER_LENGTH]
    written = {name: getattr(post, name) for name in proposed if getattr(post, name, "")}
    series = [meeting.series] if meeting.series else []
    topics = list(post.topics.all()) if post else []
    return proposed | written | {"topics": topics or series}


def publish_report(meeting, report):
    """Connect ``report``, a saved post, with ``meeting``: its moment is that of the minutes."""
    meeting.report = report
    meeting.save()


def publish_invitation(meeting, invitation):
    """Connect ``invitation``, a saved post; the agenda is public no later than it."""
    moment, since = invitation.published_at, meeting.agenda_published_at
    meeting.invitation = invitation
    meeting.agenda_published_at = min(since, moment) if since else moment
    meeting.save()


def minutes_of(posts):
    """Return ``{post.pk: SafeString}``: the minutes for those of ``posts`` that report a meeting.

    The minutes are as visible as the post: whoever may read the report may read them, so this asks
    for no date. What is not public inside them stays out (meetings/_minutes.html).
    """
    return {meeting.report_id: meeting.minutes_html() for meeting in _reported(posts)}


def shown_on_page(posts):
    """Return ``{post.pk: SafeString}``: the meeting at a glance above the minutes that ``minutes_of`` gives."""
    pages = {}
    for meeting in _reported(posts):
        planned, actual = draw(meeting.slots)
        context = {"meeting": meeting, "summary": summary_of(meeting, True)}
        context |= {"planned": planned, "actual": actual}
        pages[meeting.report_id] = render_to_string("meetings/_report.html", context)
    return pages


def is_invitation():
    """The condition of posts that invite to a meeting, for a query of posts."""
    return Exists(Meeting.objects.filter(invitation=OuterRef("pk")))


def _reported(posts):
    """The meetings that ``posts`` report; at the end of a unit of work those it has loaded already."""
    loaded = changes.loaded(Meeting)
    if loaded is None:
        return Meeting.objects.filter(report__in=posts).for_minutes()
    pks = {post.pk for post in posts}
    return [meeting for meeting in loaded.values() if meeting.report_id in pks]


def when_and_where(meeting):
    """Return one line: "Donnerstag, 11. März 2021, 17:00–19:00 Uhr, Stadtteilbibliothek"."""
    times = meeting.start and hours(meeting.start, meeting.end)
    parts = [date_format(meeting.date, "l, j. F Y"), times, meeting.place]
    return ", ".join(part for part in parts if part)


def invitation_text(meeting):
    """Return date, place, link and agenda of ``meeting``; of what is not public only the number."""
    online = meeting.public_online_url
    rows = []
    for slot in meeting.slots:
        title = slot.item.public_title
        if slot.item.public:
            details = [slot.item.who, hours(None, slot.ends_at)]
            bracket = ", ".join(filter(None, details))
            title = escape(" ".join(f"{title} ({bracket})".split() if bracket else title.split()))
        rows.append(f"- {title}")
    parts = [
        f"**{escape(when_and_where(meeting))}**",
        gettext("Online dabei sein: <%(link)s>") % {"link": online} if online else "",
        "## " + gettext("Tagesordnung") if rows else "",
        "\n".join(rows),
        f"[{gettext('Zur Seite des Treffens, mit Kalendereintrag')}]({meeting.get_absolute_url()})",
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


IDEA = _("Idee sucht Team")


@changes.unit()
def draft_of(item, with_idea=True):
    """Return a new draft post that quotes the minutes of ``item`` and links back to them.

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
    post = Post.objects.create(title=item.name[:TITLE_LENGTH], body=body)
    post.topics.set([*item.topics.all(), *([str(IDEA)] if with_idea else [])])
    return post


def next_changes(now):
    """Yield the coming moments at which a part of a meeting appears or goes, or one of these days moves on."""
    yield from next_moments(Meeting, now, *PUBLIC_MOMENTS)
    yield from next_closings(Meeting, now, "agenda_published_at", "protocol_published_at")
    today = timezone.localdate(now)
    for meeting in Meeting.objects.filter(date__range=(today - DAY, today)).for_minutes():
        yield from (meeting.starts_at, meeting.ends_at)
        for slot in meeting.slots:
            yield from (slot.starts_at, slot.ends_at)
