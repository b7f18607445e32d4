"""The form for barriers at its own address, so that the page it belongs to keeps no cookie."""

import logging

from django.conf import settings
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from wiq_site.feedback.forms import FeedbackForm
from wiq_site.http import only_for_one
from wiq_site.limits import seconds_to_wait
from wiq_site.refusals import Refusal, refuse_forged, too_many

LIMITS = [(5, 600), (20, 86400)]  # messages from one address in so many seconds
logger = logging.getLogger(__name__)


@csrf_exempt  # checked inside, so that a refused token returns the form with all that was typed
@require_http_methods(["GET", "HEAD", "POST"])
def write(request):
    """Ask for the barrier and mail it to the team, or say why not and keep what was typed."""
    if request.method != "POST":
        return _page(request, FeedbackForm())
    form = FeedbackForm(request.POST)
    try:
        refuse_forged(request)
        if not form.is_valid():
            return _page(request, form, 422)
        wait = seconds_to_wait(request, "feedback", LIMITS)
        if wait:
            raise too_many(wait)
        _send(form.mail())
    except Refusal as refused:
        form.add_error(None, refused.message)
        return _page(request, form, refused.status, refused.wait)
    return redirect("feedback:thanks")


def _send(message):
    """Hand ``message`` to the mail server. Raises Refusal where that fails, for nothing is kept here."""
    try:
        message.send()
    except Exception as error:  # whatever a mail server does
        logger.warning("Feedback was not sent: %s", type(error).__name__)
        sentence = _(
            "Ihre Nachricht ließ sich gerade nicht verschicken. Sie steht noch unten: Bitte senden Sie "
            "sie später noch einmal ab oder schreiben Sie an %(address)s."
        )
        raise Refusal(503, sentence % {"address": settings.CONTACT_EMAIL}) from error


def _page(request, form, status=200, wait=0):
    response = render(request, "feedback/form.html", {"form": form}, status=status)
    if wait:
        response["Retry-After"] = wait
    return only_for_one(response)


@require_safe
def thanks(request):
    """Says that the message is with the team."""
    return only_for_one(render(request, "feedback/thanks.html"))
