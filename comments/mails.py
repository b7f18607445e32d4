"""Mails on comments: to the team on new and reported ones, to the writer on what was decided and why, to
whoever asked for it on an answer, to who reported one on what became of it.

They go out after the transaction that is their cause. What a broken mail server does not take stays
in the outbox for ``manage.py send_mail_outbox``. No mail holds a word that a visitor typed.
"""

import logging
from datetime import timedelta
from functools import partial
from smtplib import SMTPDataError, SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comments import links
from comments.models import Comment, OutgoingMail, ReplyRequest
from wiq_site.kit.http import absolute
from wiq_site.kit.logs import mail_errors
from wiq_site.kit.site import moderators, site

State = Comment.State
Kind = OutgoingMail.Kind
SUBJECTS = {
    Kind.NEW: _("Neuer Kommentar zu „%(title)s“"),
    Kind.REPORTED: _("Gemeldeter Kommentar zu „%(title)s“"),
    Kind.APPROVED: _("Ihr Kommentar zu „%(title)s“ ist zu lesen"),
    Kind.CONFIRM: _("Bitte bestätigen: Antworten zu „%(title)s“ per Mail"),
    Kind.REPLY: _("Neue Antwort zu „%(title)s“"),
    Kind.REFUSED: _("Ihr Kommentar zu „%(title)s“ ist nicht zu lesen"),
    Kind.RECEIVED: _("Ihre Meldung zu „%(title)s“ ist angekommen"),
    Kind.DECIDED: _("Über Ihre Meldung zu „%(title)s“ ist entschieden"),
}
TO_TEAM = (Kind.NEW, Kind.REPORTED)
AGAIN = (*TO_TEAM, Kind.REFUSED)  # as often as it happens
# The rest goes later.
MAILS_AN_HOUR = {Kind.NEW: 20, Kind.REPORTED: 20, Kind.CONFIRM: 20, Kind.RECEIVED: 20}
WRITER_MAILS_A_DAY = 3  # of a kind to one address, which may be a stranger's
REPLY_MAILS_A_DAY = 20  # to one address that was confirmed, or on as many decisions of people
RELATED = ("comment", "reply_request__comment", "report")
logger = logging.getLogger(__name__)


def refused_for_good(error):
    """Return whether the one mail that ``error`` was raised for is refused for good; None where no other would go either.

    An address that no mail can be written to (its domain has no name in letters of ASCII) is refused for good.
    """
    if isinstance(error, SMTPRecipientsRefused):
        return all(code >= 500 for code, _reason in error.recipients.values())
    if isinstance(error, SMTPDataError):
        return error.smtp_code >= 500
    return True if isinstance(error, UnicodeError) else None


def queue(comment, kind, reply_request=None, report=None):
    """Put a mail of ``kind`` on ``comment`` into the outbox and try to send it after this transaction.

    The team hears again of what came again, a writer of each refusal, and of an approval after one. Whoever made
    the ``reply_request`` or the ``report`` hears once.
    """
    mail, is_new = OutgoingMail.objects.get_or_create(
        comment=comment, kind=kind, reply_request=reply_request, report=report
    )
    if not is_new and (kind in AGAIN or (kind == Kind.APPROVED and was_told_refusal(comment))):
        mail.created_at, mail.tried_at, mail.sent_at = timezone.now(), None, None
        mail.save()
    transaction.on_commit(partial(attempt, mail.pk), robust=True)


def was_told_refusal(comment):
    """Whether the last decision that the writer of ``comment`` was told is a refusal."""
    told = comment.mails.filter(kind__in=[Kind.APPROVED, Kind.REFUSED], sent_at__isnull=False)
    return told.order_by("sent_at").values_list("kind", flat=True).last() == Kind.REFUSED


def queue_on_approval(comment, by_team):
    """Queue what goes to readers once ``comment`` may be read, whether ``by_team`` or at once.

    The mail on approval by the team asks for the confirmation as well; who wanted to hear of answers
    is asked by a mail of its own where nobody had to approve.
    """
    if comment.email and by_team:
        queue(comment, Kind.APPROVED)
    elif comment.email and awaits_confirmation(comment):
        queue(comment, Kind.CONFIRM)
    if comment.parent_id:
        for request in ReplyRequest.objects.to_notify_of(comment).one_each():
            queue(comment, Kind.REPLY, request)


def attempt(pk):
    """Send the mail ``pk`` unless the server failed a moment ago and is not to be waited for."""
    unsent = OutgoingMail.objects.unsent()
    if unsent.filter(tried_at__gt=timezone.now() - timedelta(minutes=5)).exists():
        return
    for mail in unsent.filter(pk=pk).select_related(*RELATED):
        send(mail)


def send_unsent():
    """Send all that waits; return how many went and how many did not. Stops when the server fails."""
    mail_errors()
    sent, unsent = 0, OutgoingMail.objects.unsent()
    for mail in list(unsent.select_related(*RELATED)):
        if send(mail) is False:
            break
        sent += mail.sent_at is not None
    return sent, unsent.count()


def send(mail):
    """Send ``mail`` if it still has a cause; return False when the mail server failed.

    Of two processes that try at once one takes it; after a crash in between it is tried again. What
    is one too many for a reader is dropped, what is one too many in all waits.
    """
    most = MAILS_AN_HOUR.get(mail.kind)
    if most is not None and sent_within(timedelta(hours=1), mail.kind).count() >= most:
        return None  # before it is written: in a flood that is what costs
    message = message_of(mail)
    if message is None or exceeds_limit_of_reader(mail):
        mail.delete()
        return None
    mine = OutgoingMail.objects.unsent().filter(pk=mail.pk, tried_at=mail.tried_at)
    if not mine.update(tried_at=timezone.now()):
        return None
    try:
        message.send()
    except Exception as error:  # whatever a mail server does, no reader suffers from it
        logger.warning("Mail %s was not sent: %s", mail.pk, type(error).__name__)
        is_for_good = refused_for_good(error)
        if is_for_good and mail.kind not in TO_TEAM:  # of those the state of the site tells
            mail.delete()
        return False if is_for_good is None else None
    mail.sent_at = timezone.now()
    OutgoingMail.objects.filter(pk=mail.pk).update(sent_at=mail.sent_at)
    return True


def exceeds_limit_of_reader(mail):
    """Whether the reader whom ``mail`` goes to got enough of its kind within a day; the team never has."""
    if mail.kind in TO_TEAM:
        return False
    is_reply = mail.kind == Kind.REPLY
    field = "reply_request__comment" if is_reply else "report" if mail.report else "comment"
    most = REPLY_MAILS_A_DAY if is_reply or mail.kind == Kind.DECIDED else WRITER_MAILS_A_DAY
    sent = sent_within(timedelta(days=1), mail.kind)
    sent = sent.filter(**{f"{field}__email__iexact": reader_address(mail)})
    return sent.count() >= most


def sent_within(period, kind):
    """Return the mails of ``kind`` that were sent within the ``period`` that ends now."""
    return OutgoingMail.objects.filter(sent_at__gt=timezone.now() - period, kind=kind)


def message_of(mail):
    """Return ``mail`` as an EmailMessage, or None when its cause is gone or nobody is to get it."""
    comment = mail.comment
    if comment.target is None or not comment.target.is_published() or not has_cause(mail):
        return None
    recipients = moderators() if mail.kind in TO_TEAM else [reader_address(mail)]
    if not any(recipients):
        return None
    title, addresses = " ".join(str(comment.target).split())[:100], addresses_in(mail)
    context = {"site_name": site().name, "title": title, "comment": comment} | addresses
    context |= {"contact": site().contact, "report": mail.report}
    if mail.kind == Kind.REFUSED:
        cause = comment.steps.filter(at__lte=mail.created_at).last()  # not what came since
        context["reason"] = cause.told_reason
    text = render_to_string(f"comments/mail/{mail.kind}.txt", context)
    headers = {"Auto-Submitted": "auto-generated"}
    if mail.kind == Kind.REPLY:  # mail programs offer the way out as a button (RFC 2369, RFC 8058)
        headers["List-Unsubscribe"] = f"<{addresses['end']}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    subject = SUBJECTS[mail.kind] % {"title": title}
    reply_to = [context["contact"]]  # the sender may be an address that takes no answer
    return EmailMessage(subject, text, to=list(recipients), reply_to=reply_to, headers=headers)


def reader_address(mail):
    """Return the address of the reader that ``mail`` goes to; it stands at their comment or report alone."""
    return mail.report.email if mail.report else (mail.reply_request or mail).comment.email


def has_cause(mail):
    """Whether there still is a reason to send ``mail``."""
    comment = mail.comment
    if mail.kind == Kind.NEW:
        return comment.state in Comment.OWN
    if mail.kind == Kind.REPORTED:
        return comment.reports.filter(decided_at=None).exists()
    if mail.kind == Kind.REFUSED:
        return comment.state in (State.REJECTED, State.REMOVED)
    if mail.report:
        return mail.kind == Kind.RECEIVED or mail.report.decided_at is not None
    if mail.kind == Kind.CONFIRM and not awaits_confirmation(comment):
        return False
    if mail.kind == Kind.REPLY:
        wanted = ReplyRequest.objects.to_notify_of(comment).filter(pk=mail.reply_request_id)
        if not wanted.exists():
            return False
    return comment.state == State.APPROVED


def awaits_confirmation(comment):
    """Whether the writer of ``comment`` asked for mails on answers and has not confirmed it yet."""
    return ReplyRequest.objects.filter(comment=comment, confirmed_at=None).exists()


def addresses_in(mail):
    """Return ``{name: absolute address}`` of where ``mail`` leads, by the names its template uses."""
    comment = mail.comment
    paths = {
        "shown": comment.get_absolute_url(),
        "desk": reverse("admin:comments_comment_change", args=[comment.pk]),
    }
    if mail.kind == Kind.NEW:
        states = {"approve": State.APPROVED, "reject": State.REJECTED, "spam": State.SPAM}
        paths |= {name: links.decision_address(comment, state) for name, state in states.items()}
    if mail.kind in (Kind.APPROVED, Kind.CONFIRM) and awaits_confirmation(comment):
        paths["confirm"] = links.own_address("replies-confirm", comment)
    if mail.kind in (Kind.APPROVED, Kind.CONFIRM):
        paths["withdraw"] = links.own_address("withdraw", comment)
        if comment.may_be_changed():
            paths["change"] = links.own_address("change", comment)
    if mail.kind == Kind.APPROVED and settings.COMMENT_MODERATION == "neue":
        paths["remember"] = links.own_address("remember", comment)
    if mail.kind == Kind.REPLY:
        paths["end"] = links.own_address("replies-end", mail.reply_request.comment)
    return {name: absolute(path) for name, path in paths.items()}
