"""To whom a mail of the outbox goes and what it says, found when it is sent."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext

from comments import decision_links, own_links
from comments.models import Comment, OutgoingMail, ReplyRequest
from wiq_site.http import absolute

State = Comment.State
Kind = OutgoingMail.Kind
TO_TEAM = (Kind.NEW, Kind.REPORTED)
TITLE_SHOWN = 100  # characters of it in a subject


def message_of(mail):
    """Give ``mail`` as an EmailMessage, or None when its cause is gone or nobody is to get it."""
    comment = mail.comment
    if comment.target is None or not comment.target.is_published() or not _has_cause(mail):
        return None
    recipients = settings.MODERATION_EMAILS if mail.kind in TO_TEAM else [address_of(mail)]
    if not any(recipients):
        return None
    title = " ".join(str(comment.target).split())[:TITLE_SHOWN]
    context = {"site_name": settings.SITE_NAME, "title": title, "comment": comment}
    text = render_to_string(f"comments/mail/{mail.kind}.txt", context | _addresses(mail))
    subject = _subject(mail.kind) % {"title": title}
    return EmailMessage(subject, text, to=list(recipients), headers=_headers(mail))


def address_of(mail):
    """Give the address of the reader that ``mail`` goes to; it stands at their comment alone."""
    return (mail.reply_request or mail).comment.email


def _has_cause(mail):
    comment = mail.comment
    if mail.kind == Kind.NEW:
        return comment.state in Comment.OWN
    if mail.kind == Kind.REPORTED:
        return comment.reports.filter(decided_at=None).exists()
    if mail.kind == Kind.CONFIRM and not _unconfirmed(comment):
        return False
    if mail.kind == Kind.REPLY:
        told = ReplyRequest.objects.to_tell_of(comment).filter(pk=mail.reply_request_id)
        return told.exists() and Comment.objects.shown().filter(pk=comment.pk).exists()
    return comment.state == State.APPROVED


def _unconfirmed(comment):
    return ReplyRequest.objects.filter(comment=comment, confirmed_at=None).exists()


def _subject(kind):
    return {
        Kind.NEW: gettext("Neuer Kommentar zu „%(title)s“"),
        Kind.REPORTED: gettext("Gemeldeter Kommentar zu „%(title)s“"),
        Kind.APPROVED: gettext("Ihr Kommentar zu „%(title)s“ ist zu lesen"),
        Kind.CONFIRM: gettext("Bitte bestätigen: Antworten zu „%(title)s“ per Mail"),
        Kind.REPLY: gettext("Neue Antwort zu „%(title)s“"),
    }[kind]


def _headers(mail):
    """Let mail programs offer the way out as a button (RFC 2369, RFC 8058)."""
    headers = {"Auto-Submitted": "auto-generated"}
    if mail.kind == Kind.REPLY:
        headers["List-Unsubscribe"] = f"<{_addresses(mail)['end']}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers


def _addresses(mail):
    comment = mail.comment
    paths = {
        "shown": comment.get_absolute_url(),
        "desk": reverse("admin:comments_comment_change", args=[comment.pk]),
    }
    if mail.kind == Kind.NEW:
        states = {"approve": State.APPROVED, "reject": State.REJECTED, "spam": State.SPAM}
        paths |= {name: decision_links.address(comment, state) for name, state in states.items()}
    if mail.kind in (Kind.APPROVED, Kind.CONFIRM) and _unconfirmed(comment):
        paths["confirm"] = own_links.address("replies-confirm", comment)
    if mail.kind == Kind.APPROVED and settings.COMMENT_MODERATION == "neue":
        paths["remember"] = own_links.address("remember", comment)
    if mail.kind == Kind.REPLY:
        paths["end"] = own_links.address("replies-end", mail.reply_request.comment)
    return {name: absolute(path) for name, path in paths.items()}
