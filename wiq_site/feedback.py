"""The form for barriers at its own address, so that the page it belongs to keeps no cookie."""

import logging

from django import forms
from django.core.mail import EmailMessage
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import path
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from comments.guard import form_view
from wiq_site.kit.forms import (
    Refusal,
    TextLengthValidator,
    form_response,
    refuse_forged,
    too_many,
    trap_error,
)
from wiq_site.kit.http import make_private
from wiq_site.kit.markup import mail_link
from wiq_site.kit.site import site
from wiq_site.kit.visitors import seconds_to_wait

LIMITS = [(5, 600), (20, 86400)]  # messages from one address in so many seconds
logger = logging.getLogger(__name__)


class FeedbackForm(forms.Form):
    """A message is enough; there is no captcha, which would be the next barrier."""

    message = forms.CharField(
        validators=[TextLengthValidator(5000)],
        label=_("Ihre Nachricht"),
        help_text=_("Was wollten Sie tun, und was ist dann geschehen? Ein Satz genügt."),
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("Bitte schreiben Sie, was Ihnen aufgefallen ist.")},
    )
    place = forms.CharField(
        validators=[TextLengthValidator(300)],
        required=False,
        label=_("Auf welcher Seite? (freiwillig)"),
        help_text=_("Der Titel oder die Adresse der Seite."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    email = forms.EmailField(
        required=False,
        label=_("E-Mail (freiwillig)"),
        help_text=_("Nur, wenn Sie eine Antwort möchten."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def clean_message(self):
        return self.cleaned_data["message"].replace("\r\n", "\n")

    def clean_place(self):
        return " ".join(self.cleaned_data["place"].split())

    def clean(self):
        if error := trap_error(self.data):
            self.add_error(None, error)

    def mail(self):
        """Return the mail to the team. Of what was typed only the checked address stands in its head."""
        typed = self.cleaned_data
        context = {"site_name": site().name, **typed}
        return EmailMessage(
            gettext("Rückmeldung zur Barrierefreiheit"),
            render_to_string("feedback/mail.txt", context),
            to=[site().contact],
            reply_to=[typed["email"]] if typed["email"] else None,
            headers={"Auto-Submitted": "auto-generated"},
        )


@form_view
def write(request):
    """Ask for the barrier and mail it to the team, or say why not and keep what was typed."""
    form = FeedbackForm(request.POST if request.method == "POST" else None)
    wait, status = 0, 200
    if request.method == "POST":
        try:
            refuse_forged(request)
            if form.is_valid():
                if wait := seconds_to_wait(request, "feedback", LIMITS):
                    raise too_many(wait)
                send_now(form.mail())
                return redirect("feedback:thanks")
            status = 422
        except Refusal as refused:
            form.add_error(None, refused.message)
            status, wait = refused.status, refused.wait
    return form_response(request, "feedback/form.html", {"form": form}, status, wait)


def send_now(message):
    """Hand ``message`` to the mail server. Raises Refusal where that fails, for nothing is kept here."""
    try:
        message.send()
    except Exception as error:  # whatever a mail server does
        logger.warning("A message was not sent: %s", type(error).__name__)
        sentence = gettext(
            "Ihre Nachricht ließ sich gerade nicht verschicken. Sie steht noch unten: Bitte senden Sie "
            "sie später noch einmal ab oder schreiben Sie an {address}."
        )
        raise Refusal(503, format_html(sentence, address=mail_link(site().contact))) from error


@require_safe
def thanks(request):
    """Say that the message is with the team."""
    return make_private(render(request, "feedback/thanks.html"))


urlpatterns = [
    path("", write, name="write"),
    path("danke/", thanks, name="thanks"),
]
