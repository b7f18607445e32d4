"""The captcha as readers meet it: digits in a picture or spoken, a labelled field, one use only."""

import io
import random
import re
import secrets
import wave
from array import array
from functools import cache
from pathlib import Path

from captcha.fields import CaptchaField, CaptchaTextInput
from captcha.models import CaptchaStore
from captcha.views import captcha_image
from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.urls import path, re_path, reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe
from ranged_response import RangedFileResponse

from wiq_site.kit.visitors import seconds_to_wait

# The clips were made once, one file per digit, by a free voice, so that no program but this runs:
# ``espeak-ng -v de -s 140 -w 4.wav "vier"``, then cut and brought to 11,025 Hz mono with sox.
CLIPS = Path(__file__).parent / "sounds"
RATE = 11_025  # samples per second
PAUSE = (0.35, 0.75)  # seconds, shortest and longest


def digits():
    """Return a challenge and its answer: digits alone, which any keyboard has and any language reads."""
    text = "".join(secrets.choice("0123456789") for _ in range(settings.CAPTCHA_LENGTH))
    return text, text


def solve(key, answer):
    """Use up the picture that ``key`` names; return whether ``answer`` was right, None without a picture.

    The row is deleted before anybody is told, so of two answers at once only one is right.
    """
    CaptchaStore.remove_expired()
    if not re.fullmatch(r"\w{1,40}", key or "", re.ASCII):
        return None
    picture = CaptchaStore.objects.filter(hashkey=key)
    if answer.isdecimal() and answer.isascii() and picture.filter(response=answer).delete()[0]:
        return True
    return False if picture.delete()[0] else None


def addresses(key):
    """Return where picture and sound of ``key`` are and where the next ones come from."""
    return {
        "image": reverse("captcha-image", args=[key]),
        "sound": reverse("captcha-sound", args=[key]),
        "another": reverse("captcha-another"),
    }


class CaptchaWidget(CaptchaTextInput):
    """Picture, sound and field in our own markup; the answer is never filled in again."""

    template_name = "comments/_captcha.html"
    use_fieldset = False  # one visible field, so its help and errors describe the field itself

    def use_required_attribute(self, initial):
        return False  # a request for a new picture may leave it empty

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs) | addresses(self._key)
        # autocomplete="off" keeps a browser from putting an old key back; a hidden *type* may not have it
        key = context["widget"]["subwidgets"][0]
        key["type"], key["attrs"]["hidden"] = "text", True
        return context


class LabelledCaptchaField(CaptchaField):
    """The captcha with a label, its help and German errors; ``check`` is asked last of all."""

    def __init__(self):
        super().__init__(
            label=_("Zeichen im Bild"),
            help_text=_("Geben Sie die Zeichen ein, die im Bild gezeigt werden: nur Ziffern."),
            widget=CaptchaWidget(attrs={"inputmode": "numeric"}),
            error_messages={
                "invalid": _(
                    "Das waren nicht die Zeichen im Bild. Bitte versuchen Sie es mit dem neuen Bild."
                ),
                "expired": _(
                    "Dieses Bild galt nicht mehr: Jedes gilt eine halbe Stunde und für einen Versuch. "
                    "Bitte nehmen Sie das neue."
                ),
                "required": _("Bitte geben Sie die Zeichen aus dem Bild ein."),
            },
        )

    def clean(self, value):
        # key and answer; using the captcha up before the rest is checked would waste it
        return value

    def check(self, value, required=True):
        """Return why key and answer in ``value`` are refused, None for right or, unless ``required``, empty."""
        key, answer = ((part or "").strip() for part in value or ("", ""))
        if not answer:
            return self.error_messages["required"] if required else None
        reasons = {True: None, False: "invalid", None: "expired"}
        return self.error_messages.get(reasons[solve(key, answer)])


@cache
def clip(digit):
    """Return the samples of one spoken ``digit``."""
    with wave.open(str(CLIPS / f"{digit}.wav")) as file:
        return array("h", file.readframes(file.getnframes()))


def spoken(digits, key):
    """Return ``digits`` over a soft noise as a WAV file: the same for one ``key``, since it is sent in pieces."""
    chance = random.Random(salted_hmac("comments.captcha", key).digest())  # noqa: S311  no secret

    def noise(seconds):
        return (int(250 * (chance.random() - 0.5)) for _ in range(int(seconds * RATE)))

    samples = array("h")
    for digit in digits:
        samples.extend(noise(chance.uniform(*PAUSE)))
        loudness = chance.uniform(0.75, 1.0)
        samples.extend(
            int(sample * loudness) + chance.getrandbits(7) - 64 for sample in clip(digit)
        )
    samples.extend(noise(PAUSE[0]))
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.tobytes())
    return out.getvalue()


@never_cache
@require_safe
def sound(request, key):
    """The digits of one captcha, spoken; 410 once it is used up. In pieces where asked (Safari)."""
    picture = CaptchaStore.objects.filter(hashkey=key, expiration__gt=timezone.now()).first()
    if picture is None:
        return HttpResponse(status=410)
    file = io.BytesIO(spoken(picture.challenge, key))
    response = RangedFileResponse(request, file, content_type="audio/wav")
    response["Accept-Ranges"] = "bytes"
    return response


@csrf_exempt  # gives a picture to whoever asks, and does nothing else
@never_cache
@require_POST
def another(request):
    """Another captcha for the form in the page: its key, its picture and its sound."""
    wait = seconds_to_wait(request, "try", settings.COMMENT_ATTEMPTS)
    if wait:
        return HttpResponse(status=429, headers={"Retry-After": wait})
    CaptchaStore.remove_expired()
    key = CaptchaStore.generate_key()
    return JsonResponse({"key": key} | addresses(key))


# Without a namespace, since the views of the package reverse these names.
urlpatterns = [
    re_path(r"^bild/(?P<key>\w{1,40})/$", captcha_image, {"scale": 1}, name="captcha-image"),
    re_path(r"^ton/(?P<key>\w{1,40})\.wav$", sound, name="captcha-sound"),
    path("neu/", another, name="captcha-another"),
]
