"""The captcha as readers meet it: digits in a picture or spoken, a labelled field, one use only."""

import io
import os
import random
import re
import secrets
import wave
from array import array
from functools import cache, lru_cache
from math import sin, tau
from pathlib import Path

import captcha
from captcha.fields import CaptchaField, CaptchaTextInput
from captcha.models import CaptchaStore
from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.urls import path, re_path, reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe
from PIL import Image, ImageDraw, ImageFont
from ranged_response import RangedFileResponse

from wiq_site.kit.visitors import seconds_to_wait

# The clips were made once, one file per digit, by a free voice, so that no program but this runs:
# ``espeak-ng -v de -s 140 -w 4.wav "vier"``, then cut and brought to 11,025 Hz mono with sox.
CLIPS = Path(__file__).parent / "sounds"
RATE = 11_025  # samples per second
PAUSE = (0.35, 0.75)  # seconds, shortest and longest
SPEED = (0.88, 1.16)  # of a clip, with its pitch
MURMUR = 5  # so many times softer than a voice
PIECE = 32  # samples said at one speed
SIZE = settings.CAPTCHA_IMAGE_SIZE
FONTS = (
    Path(captcha.__file__).parent / "fonts" / "Vera.ttf",
    settings.BASE_DIR / "static" / "fonts" / "atkinson.woff2",
    settings.BASE_DIR / "static" / "fonts" / "bricolage-extrabold.woff2",
)
GRID = 10  # pixels between the points that are bent


def digits():
    """Return a challenge and its answer: digits alone, which any keyboard has and any language reads.

    None is 1, which is taken for 7 in an answer: people hardly tell them apart when bent.
    """
    text = "".join(secrets.choice("023456789") for _ in range(settings.CAPTCHA_LENGTH))
    return text, text


def solve(key, answer):
    """Use up the picture that ``key`` names; return whether ``answer`` was right, None without a picture.

    The row is deleted before anybody is told, so of two answers at once only one is right.
    """
    CaptchaStore.remove_expired()
    if not re.fullmatch(r"\w{1,40}", key or "", re.ASCII):
        return None
    picture = CaptchaStore.objects.filter(hashkey=key)
    meant = picture.filter(response__in=[answer, answer.replace("1", "7")])
    if answer.isdecimal() and answer.isascii() and meant.delete()[0]:
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


def chance_of(key, purpose):
    """Return the random numbers of one captcha: the same for one ``key``, so that asking twice tells nothing more."""
    return random.Random(salted_hmac(f"comments.captcha.{purpose}", key).digest())  # noqa: S311


def said(digit, chance):
    """Return the clip of ``digit`` as it is never said twice: its speed and pitch drift from sample to sample."""
    source, at, samples = clip(digit), 0.0, array("h")
    speed, loudness = chance.uniform(*SPEED), chance.uniform(0.6, 0.85)
    drift, turn, phase = chance.uniform(0.04, 0.07), chance.uniform(25, 45) / RATE, chance.random()
    last = len(source) - PIECE * 2
    while at < last:
        step = speed * (1 + drift * sin(turn * at + tau * phase))
        places = [at + step * number for number in range(PIECE)]
        samples.extend(int(loudness * source[int(place + 0.5)]) for place in places)
        at += step * PIECE
    return samples


@lru_cache(maxsize=8)  # it is asked for in pieces
def spoken(digits, key):
    """Return ``digits`` as a WAV file: each said in its own way, over a murmur of other digits said backwards."""
    chance = chance_of(key, "sound")
    samples = array("h")
    for digit in digits:
        samples.extend([0] * int(chance.uniform(*PAUSE) * RATE))
        samples.extend(said(digit, chance))
    samples.extend([0] * int(PAUSE[0] * RATE))
    murmur = array("h")
    while len(murmur) < len(samples):
        murmur.extend(reversed(said(chance.choice("0123456789"), chance)))
    noise = array("b", chance.randbytes(len(samples)))
    mixed = zip(samples, murmur, noise, strict=False)
    samples = array("h", [voice + under // MURMUR + 2 * hiss for voice, under, hiss in mixed])
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.tobytes())
    return out.getvalue()


def drawn(digits, key):
    """Return ``digits`` as a PNG file: of several fonts and sizes, leaning, turned, touching, on a bent ground with a stroke."""
    chance = chance_of(key, "picture")
    width, height = SIZE
    fonts = [font for font in FONTS if os.access(font, os.R_OK)]
    ink = Image.new("L", SIZE, 0)
    left = chance.randint(12, 30)  # what is bent stays inside
    for digit in digits:
        font = ImageFont.truetype(chance.choice(fonts), chance.randint(76, 92))
        box = font.getbbox(digit)
        tile = Image.new("L", (box[2] + 40, box[3] + 40), 0)
        ImageDraw.Draw(tile).text((20, 20), digit, 255, font)
        lean = chance.uniform(-0.25, 0.25)
        leaning = (1, lean, -20 - lean * tile.height / 2, 0, 1, 0)
        wider = (tile.width + 40, tile.height)
        tile = tile.transform(wider, Image.Transform.AFFINE, leaning, Image.Resampling.BICUBIC)
        tile = tile.rotate(chance.uniform(-20, 20), Image.Resampling.BICUBIC, expand=True)
        tile = tile.crop(tile.getbbox())
        size = (chance.uniform(0.85, 1.2) * tile.width, chance.uniform(0.9, 1.08) * tile.height)
        tile = tile.resize(tuple(map(int, size)), Image.Resampling.BICUBIC)
        top = (height - tile.height) // 2 + chance.randint(-7, 7)
        ink.paste(255, (left, top), tile)
        left += int(tile.width * chance.uniform(0.8, 0.87))  # they touch
    pen = ImageDraw.Draw(ink)
    first, length = chance.randint(30, height - 30), chance.uniform(50, 80)
    points = [(x, first + 20 * sin(x / length + first)) for x in range(8, left, 6)]
    pen.line(points, 255, 5, "curve")
    waves = [(chance.uniform(4, 6), chance.uniform(60, 100), chance.uniform(0, tau)) for _ in "xy"]

    def moved(x, y):
        (far_x, length_x, phase_x), (far_y, length_y, phase_y) = waves
        right = far_x * sin(tau * y / length_x + phase_x)
        return x + right, y + far_y * sin(tau * x / length_y + phase_y)

    mesh = [
        ((x, y, x + GRID, y + GRID), (*moved(x, y), *moved(x, y + GRID), *moved(x + GRID, y + GRID), *moved(x + GRID, y)))
        for x in range(0, width, GRID)
        for y in range(0, height, GRID)
    ]  # fmt: skip
    ink = ink.transform(SIZE, Image.Transform.MESH, mesh, Image.Resampling.BILINEAR)
    picture = Image.new("RGB", SIZE, "white")
    picture.paste(settings.CAPTCHA_FOREGROUND_COLOR, (0, 0), ink)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def of_unused(view):
    """Return ``view`` of the digits of a captcha as one of its key: 410 once it is used up."""

    def answer(request, key):
        captchas = CaptchaStore.objects.filter(hashkey=key, expiration__gt=timezone.now())
        captcha = captchas.first()
        return view(request, key, captcha.challenge) if captcha else HttpResponse(status=410)

    return never_cache(require_safe(answer))


@of_unused
def image(request, key, digits):
    """The digits of one captcha, drawn."""
    return HttpResponse(drawn(digits, key), content_type="image/png")


@of_unused
def sound(request, key, digits):
    """The digits of one captcha, spoken; in pieces where asked (Safari)."""
    file = io.BytesIO(spoken(digits, key))
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
    re_path(r"^bild/(?P<key>\w{1,40})/$", image, name="captcha-image"),
    re_path(r"^ton/(?P<key>\w{1,40})\.wav$", sound, name="captcha-sound"),
    path("neu/", another, name="captcha-another"),
]
