"""The captcha as readers meet it: digits in a picture, a labelled field, a new picture on request."""

import secrets

from captcha.fields import CaptchaField, CaptchaTextInput
from django.conf import settings
from django.utils.translation import gettext_lazy as _


def digits():
    """Give a challenge and its answer: digits alone, which any keyboard has and any language reads."""
    text = "".join(secrets.choice("0123456789") for _ in range(settings.CAPTCHA_LENGTH))
    return text, text


class CaptchaWidget(CaptchaTextInput):
    """Picture and field in our own markup; the answer is never filled in again."""

    template_name = "comments/_captcha.html"
    use_fieldset = False  # one visible field, so its help and errors describe the field itself

    def use_required_attribute(self, initial):
        return False  # a request for a new picture may leave it empty


class LabelledCaptchaField(CaptchaField):
    """The captcha with a label, its help and German errors."""

    def __init__(self, **kwargs):
        kwargs.setdefault("label", _("Zeichen im Bild"))
        kwargs.setdefault("help_text", _("Geben Sie die Zeichen ein, die im Bild gezeigt werden."))
        kwargs.setdefault("widget", CaptchaWidget(attrs={"inputmode": "numeric"}))
        message = _(
            "Das waren nicht die Zeichen im Bild. Bitte versuchen Sie es mit dem neuen Bild."
        )
        kwargs["error_messages"] = {
            "invalid": message,
            "required": _("Bitte geben Sie die Zeichen aus dem Bild ein."),
        }
        super().__init__(**kwargs)
