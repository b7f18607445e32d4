"""What somebody tells the team of a barrier on the site, and the mail made of it."""

from django import forms
from django.conf import settings
from django.core.mail import EmailMessage
from django.core.validators import MaxLengthValidator
from django.template.loader import render_to_string
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wiq_site.refusals import trapped

TOO_LONG = _("Bitte kürzen Sie auf %(limit_value)d Zeichen; es sind %(show_value)d.")


class WholeTextField(forms.CharField):
    """A text whose line ends count once. Browsers cut nothing off: too much is said, not swallowed."""

    def __init__(self, most, **kwargs):
        super().__init__(validators=[MaxLengthValidator(most, TOO_LONG)], **kwargs)

    def to_python(self, value):
        return super().to_python(value).replace("\r\n", "\n")


class FeedbackForm(forms.Form):
    """A message is enough; there is no captcha, which would be the next barrier."""

    message = WholeTextField(
        5000,
        label=_("Ihre Nachricht"),
        help_text=_("Was wollten Sie tun, und was ist dann geschehen? Ein Satz genügt."),
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("Bitte schreiben Sie, was Ihnen aufgefallen ist.")},
    )
    place = WholeTextField(
        300,
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

    def clean_place(self):
        return " ".join(self.cleaned_data["place"].split())

    def clean(self):
        trap = trapped(self.data)
        if trap:
            self.add_error(None, trap)

    def mail(self):
        """Give the mail to the team. Of what was typed only the checked address stands in its head."""
        told = self.cleaned_data
        context = {"site_name": settings.SITE_NAME, **told}
        return EmailMessage(
            gettext("Rückmeldung zur Barrierefreiheit"),
            render_to_string("feedback/mail.txt", context),
            to=[settings.CONTACT_EMAIL],
            reply_to=[told["email"]] if told["email"] else None,
            headers={"Auto-Submitted": "auto-generated"},
        )
