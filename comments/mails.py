"""Mails on comments: to the team on new and reported ones, to the writer on approval, to whoever asked
for it on an answer.

They go out after the transaction that is their cause. What a broken mail server does not take stays
in the outbox for ``manage.py send_mail_outbox``. No mail holds a word that a visitor typed.
"""

import logging
from datetime import timedelta
from functools import partial

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from comments import links
from comments.models import Comment, OutgoingMail, ReplyRequest
from wiq_site.kit.http import absolute

# To whom a mail of the outbox goes and what it says, found when it is sent.


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
        paths |= {name: links.decision_address(comment, state) for name, state in states.items()}
    if mail.kind in (Kind.APPROVED, Kind.CONFIRM) and _unconfirmed(comment):
        paths["confirm"] = links.own_address("replies-confirm", comment)
    if mail.kind == Kind.APPROVED and settings.COMMENT_MODERATION == "neue":
        paths["remember"] = links.own_address("remember", comment)
    if mail.kind == Kind.REPLY:
        paths["end"] = links.own_address("replies-end", mail.reply_request.comment)
    return {name: absolute(path) for name, path in paths.items()}


MAILS_AN_HOUR = {Kind.NEW: 20, Kind.REPORTED: 20, Kind.CONFIRM: 20}  # the rest goes later
WRITER_MAILS_A_DAY = 3  # of a kind to one address, which may be a stranger's
REPLY_MAILS_A_DAY = 20  # to one address that was confirmed
PAUSE = timedelta(minutes=5)  # a server that just failed is not waited for
_READ = ("comment", "reply_request__comment")
logger = logging.getLogger(__name__)


def later(comment, kind):
    """Note a mail of ``kind`` on ``comment`` and try to send it once this transaction is kept.

    The team hears again of what came again; a writer hears once.
    """
    if kind not in TO_TEAM and not comment.email:
        return
    mail, is_new = OutgoingMail.objects.get_or_create(
        comment=comment, kind=kind, reply_request=None
    )
    if not is_new and kind in TO_TEAM:
        mail.created_at, mail.tried_at, mail.sent_at = timezone.now(), None, None
        mail.save()
    transaction.on_commit(partial(attempt, mail.pk), robust=True)


def tell_of_approval(comment, by_team):
    """Note what goes to readers once ``comment`` may be read, whether ``by_team`` or at once.

    The mail on approval by the team asks for the confirmation as well; who wanted to hear of answers
    is asked by a mail of its own where nobody had to approve.
    """
    if by_team:
        later(comment, Kind.APPROVED)
    elif ReplyRequest.objects.filter(comment=comment, confirmed_at=None).exists():
        later(comment, Kind.CONFIRM)
    if comment.parent_id:
        for request in ReplyRequest.objects.to_tell_of(comment).one_each():
            mail, is_new = OutgoingMail.objects.get_or_create(
                comment=comment, kind=Kind.REPLY, reply_request=request
            )
            if is_new:
                transaction.on_commit(partial(attempt, mail.pk), robust=True)


def attempt(pk):
    """Send the mail ``pk`` unless the server failed a moment ago."""
    unsent = OutgoingMail.objects.unsent()
    if unsent.filter(tried_at__gt=timezone.now() - PAUSE).exists():
        return
    for mail in unsent.filter(pk=pk).select_related(*_READ):
        send(mail)


def send_unsent():
    """Send all that waits; give how many went and how many did not. Stops when the server fails."""
    sent = 0
    for mail in list(OutgoingMail.objects.unsent().select_related(*_READ)):
        if send(mail) is False:
            break
        sent += mail.sent_at is not None
    return sent, OutgoingMail.objects.unsent().count()


def send(mail):
    """Send ``mail`` if it still has a cause; give False when the mail server failed.

    Of two processes that try at once one takes it; after a crash in between it is tried again.
    """
    message = message_of(mail)
    if message is None or _too_many_for_writer(mail):
        mail.delete()
        return None
    if _too_many_in_all(mail):
        return None
    mine = OutgoingMail.objects.unsent().filter(pk=mail.pk, tried_at=mail.tried_at)
    if not mine.update(tried_at=timezone.now()):
        return None
    return _hand_over(mail, message)


def _hand_over(mail, message):
    try:
        message.send()
    except Exception as error:  # whatever a mail server does, no reader suffers from it
        logger.warning("Mail %s was not sent: %s", mail.pk, type(error).__name__)
        return False
    mail.sent_at = timezone.now()
    OutgoingMail.objects.filter(pk=mail.pk).update(sent_at=mail.sent_at)
    return True


def _sent_since(**ago):
    return OutgoingMail.objects.filter(sent_at__gt=timezone.now() - timedelta(**ago))


def _too_many_in_all(mail):
    most = MAILS_AN_HOUR.get(mail.kind)
    return most is not None and _sent_since(hours=1).filter(kind=mail.kind).count() >= most


def _too_many_for_writer(mail):
    if mail.kind in TO_TEAM:
        return False
    to = Q(reply_request=None, comment__email__iexact=address_of(mail))
    most = WRITER_MAILS_A_DAY
    if mail.kind == Kind.REPLY:
        to, most = Q(reply_request__comment__email__iexact=address_of(mail)), REPLY_MAILS_A_DAY
    return _sent_since(days=1).filter(to, kind=mail.kind).count() >= most
