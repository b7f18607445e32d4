"""Why a form is refused as a whole. It comes back with all that was typed and the sentence above it."""

from django.middleware.csrf import CsrfViewMiddleware
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comments import limits


class Refusal(Exception):  # noqa: N818  nothing went wrong
    """A form is not taken now: the answer's ``status``, a sentence, seconds to wait or 0."""

    def __init__(self, status, message, wait=0):
        super().__init__(message)
        self.status, self.message, self.wait = status, message, wait


class _CsrfCheck(CsrfViewMiddleware):
    """Django's check, giving the reason instead of a page of its own."""

    def _reject(self, request, reason):
        return reason


def refuse_forged(request):
    """Django's CSRF check, made here so that a refused token costs no typed character."""
    check = _CsrfCheck(lambda request: None)
    check.process_request(request)
    if check.process_view(request, None, (), {}):
        raise Refusal(
            403,
            _(
                "Ihr Browser hat das Sicherheitszeichen nicht mitgeschickt, meist weil die Seite lange "
                "offen war oder Cookies ausgeschaltet sind. Ihr Text ist noch da: Bitte senden Sie "
                "ihn noch einmal ab."
            ),
        )


def refuse_closed(target):
    """Comments were closed while somebody was writing."""
    if not target.accepts_comments():
        raise Refusal(403, _("Hier kann nicht mehr kommentiert werden. Ihr Text steht noch unten."))


def refuse_unchangeable(comment):
    """A stored comment may be changed for a while only, and not once the team has taken it away."""
    if comment.pk and not comment.may_be_changed():
        raise Refusal(
            403, _("Dieser Kommentar lässt sich nicht mehr ändern. Ihr Text steht noch unten.")
        )


def refuse_sent(stored):
    """The form of the comment ``stored``, if any, with other words: a second one needs its own ticket."""
    if stored:
        raise Refusal(
            422,
            _(
                "Mit diesem Formular haben Sie schon einen Kommentar abgesendet. Wenn dies ein weiterer "
                "sein soll, senden Sie ihn bitte noch einmal ab."
            ),
        )


def refuse_hasty(request, form):
    """Too many attempts from one address; staff may try as often as they like."""
    wait = 0 if form.by_staff else limits.wait_to_try(request)
    if wait:
        raise too_many(wait)


def too_many(wait):
    """Give the refusal for whoever must wait ``wait`` seconds."""
    minutes = -(-wait // 60)
    message = ngettext(
        "Von Ihrem Anschluss kam gerade sehr viel. Ihr Text ist noch da: Bitte senden Sie ihn in "
        "einer Minute noch einmal ab.",
        "Von Ihrem Anschluss kam gerade sehr viel. Ihr Text ist noch da: Bitte senden Sie ihn in "
        "%(minutes)d Minuten noch einmal ab.",
        minutes,
    )
    return Refusal(429, message % {"minutes": minutes}, wait)
