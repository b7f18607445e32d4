"""Mails on comments: to the team on new and reported ones, to the writer on approval.

They go out after the transaction that is their cause. What a broken mail server does not take stays
in the outbox for ``manage.py send_mail_outbox``. No mail holds a word that a visitor typed.
"""

import logging
from datetime import timedelta
from functools import partial

from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone

from comments.mail_texts import message_of
from comments.models import OutgoingMail

TO_TEAM = (OutgoingMail.Kind.NEW, OutgoingMail.Kind.REPORTED)
TEAM_MAILS_AN_HOUR = 20
WRITER_MAILS_A_DAY = 3  # to one address, which may be a stranger's
PAUSE = timedelta(minutes=5)  # a server that just failed is not waited for
logger = logging.getLogger(__name__)


def later(comment, kind):
    """Note a mail of ``kind`` on ``comment`` and try to send it once this transaction is kept.

    The team hears again of what came again; a writer hears once.
    """
    if kind not in TO_TEAM and not comment.email:
        return
    mail, is_new = OutgoingMail.objects.get_or_create(comment=comment, kind=kind)
    if not is_new and kind in TO_TEAM:
        mail.created_at, mail.tried_at, mail.sent_at = timezone.now(), None, None
        mail.save()
    transaction.on_commit(partial(attempt, mail.pk), robust=True)


def attempt(pk):
    """Send the mail ``pk`` unless the server failed a moment ago."""
    unsent = OutgoingMail.objects.unsent()
    if unsent.filter(tried_at__gt=timezone.now() - PAUSE).exists():
        return
    for mail in unsent.filter(pk=pk).select_related("comment"):
        send(mail)


def send_unsent():
    """Send all that waits; give how many went and how many did not. Stops when the server fails."""
    sent = 0
    for mail in list(OutgoingMail.objects.unsent().select_related("comment")):
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
    if _too_many_for_team(mail):
        return None
    mine = OutgoingMail.objects.unsent().filter(pk=mail.pk, tried_at=mail.tried_at)
    if not mine.update(tried_at=timezone.now()):
        return None
    return _hand_over(mail, *message)


def _hand_over(mail, recipients, subject, text):
    headers = {"Auto-Submitted": "auto-generated"}
    try:
        EmailMessage(subject, text, to=recipients, headers=headers).send()
    except Exception as error:  # whatever a mail server does, no reader suffers from it
        logger.warning("Mail %s was not sent: %s", mail.pk, type(error).__name__)
        return False
    mail.sent_at = timezone.now()
    OutgoingMail.objects.filter(pk=mail.pk).update(sent_at=mail.sent_at)
    return True


def _sent_since(**ago):
    return OutgoingMail.objects.filter(sent_at__gt=timezone.now() - timedelta(**ago))


def _too_many_for_team(mail):
    of_kind = _sent_since(hours=1).filter(kind=mail.kind)
    return mail.kind in TO_TEAM and of_kind.count() >= TEAM_MAILS_AN_HOUR


def _too_many_for_writer(mail):
    if mail.kind in TO_TEAM:
        return False
    same = _sent_since(days=1).filter(kind=mail.kind, comment__email__iexact=mail.comment.email)
    return same.count() >= WRITER_MAILS_A_DAY
