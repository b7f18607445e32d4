"""To whom a mail of the outbox goes and what it says, found when it is sent."""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext

from comments import decision_links
from comments.models import Comment, OutgoingMail
from wiq_site.http import absolute

State = Comment.State
Kind = OutgoingMail.Kind
TITLE_SHOWN = 100  # characters of it in a subject


def message_of(mail):
    """Give (recipients, subject, text) of ``mail``, or None when its cause is gone."""
    comment = mail.comment
    if comment.target is None or not comment.target.is_published() or not _has_cause(mail):
        return None
    recipients = [comment.email] if mail.kind == Kind.APPROVED else settings.MODERATION_EMAILS
    if not recipients:
        return None
    title = " ".join(str(comment.target).split())[:TITLE_SHOWN]
    context = {"site_name": settings.SITE_NAME, "title": title} | _addresses(comment)
    text = render_to_string(f"comments/mail/{mail.kind}.txt", context | {"comment": comment})
    return list(recipients), _subject(mail.kind) % {"title": title}, text


def _has_cause(mail):
    comment = mail.comment
    if mail.kind == Kind.NEW:
        return comment.state in (State.WAITING, State.APPROVED)
    if mail.kind == Kind.REPORTED:
        return comment.reports.filter(decided_at=None).exists()
    return comment.state == State.APPROVED and bool(comment.email)


def _subject(kind):
    if kind == Kind.NEW:
        return gettext("Neuer Kommentar zu „%(title)s“")
    if kind == Kind.REPORTED:
        return gettext("Gemeldeter Kommentar zu „%(title)s“")
    return gettext("Ihr Kommentar zu „%(title)s“ ist zu lesen")


def _addresses(comment):
    paths = {
        "approve": decision_links.address(comment, State.APPROVED),
        "reject": decision_links.address(comment, State.REJECTED),
        "spam": decision_links.address(comment, State.SPAM),
        "desk": reverse("admin:comments_comment_change", args=[comment.pk]),
        "shown": comment.get_absolute_url(),
    }
    return {name: absolute(path) for name, path in paths.items()}
