"""Publishing a meeting through posts: one invites to it before, one reports its minutes after."""

from django.template.defaultfilters import truncatewords
from django.utils.formats import date_format
from django.utils.translation import gettext

from blog.models import Post
from meetings.invitations import invitation_text, when_and_where
from wiq_site.markup import plain_text

TEASER_WORDS = 60
TEASER_LENGTH = Post._meta.get_field("teaser").max_length
TITLE_LENGTH = Post._meta.get_field("title").max_length


def report_facts(meeting):
    """Give what the report of ``meeting`` starts from; what its post says already stays."""
    title = gettext("%(meeting)s: Ergebnisse") % {"meeting": meeting.title}
    teaser = truncatewords(plain_text(meeting.intro_html), TEASER_WORDS)
    return _facts(meeting.report, meeting, title=title, teaser=teaser)


def invitation_facts(meeting):
    """Give what the invitation to ``meeting`` starts from; what its post says already stays."""
    day = date_format(meeting.date, "j. F Y")
    title = gettext("Einladung: %(meeting)s am %(date)s") % {"meeting": meeting.title, "date": day}
    teaser, body = when_and_where(meeting), invitation_text(meeting)
    return _facts(meeting.invitation, meeting, title=title, teaser=teaser, body=body)


def _facts(post, meeting, **proposed):
    proposed["title"] = proposed["title"][:TITLE_LENGTH]
    proposed["teaser"] = proposed["teaser"][:TEASER_LENGTH]
    said = {name: getattr(post, name) for name in proposed if getattr(post, name, "")}
    series = [meeting.series] if meeting.series else []
    topics = list(post.topics.all()) if post else []
    return proposed | said | {"topics": topics or series}


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
