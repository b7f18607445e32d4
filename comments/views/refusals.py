"""Why a comment form is refused as a whole, beside what ``wiq_site.refusals`` says of every form."""

from django.utils.translation import gettext as _

from comments import limits
from wiq_site.refusals import Refusal, too_many


def refuse_closed(target):
    """Comments were closed while somebody was writing."""
    if not target.accepts_comments():
        raise Refusal(403, _("Hier können Sie nicht mehr kommentieren. Ihr Text steht noch unten."))


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
