"""The digits of a captcha read aloud: clips of single digits joined with pauses over a soft noise.

The clips were made once, one file per digit, by a free voice, so that no program but this runs:
``espeak-ng -v de -s 140 -w 4.wav "vier"``, then cut and brought to 11,025 Hz mono with sox.
"""

import io
import random
import wave
from array import array
from functools import cache
from pathlib import Path

from django.utils.crypto import salted_hmac

CLIPS = Path(__file__).parent / "sounds"
RATE = 11_025  # samples per second
PAUSE = (0.35, 0.75)  # seconds, shortest and longest
LOUDNESS = (0.75, 1.0)
NOISE = 250  # of 32,767: heard, but not in the way


@cache
def clip(digit):
    """Give the samples of one spoken ``digit``."""
    with wave.open(str(CLIPS / f"{digit}.wav")) as file:
        return array("h", file.readframes(file.getnframes()))


def spoken(digits, key):
    """Give a WAV file, as bytes, in which ``digits`` are read; the same ``key`` gives the same file.

    Browsers ask for a sound in pieces, so it must not change between two requests.
    """
    chance = random.Random(salted_hmac("comments.sound", key).digest())  # noqa: S311  no secret
    samples = array("h")
    for digit in digits:
        samples.extend(_noise(chance, chance.uniform(*PAUSE)))
        loudness = chance.uniform(*LOUDNESS)
        samples.extend(
            int(sample * loudness) + chance.getrandbits(7) - 64 for sample in clip(digit)
        )
    samples.extend(_noise(chance, PAUSE[0]))
    return _file(samples)


def _noise(chance, seconds):
    return (int(NOISE * (chance.random() - 0.5)) for _ in range(int(seconds * RATE)))


def _file(samples):
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.tobytes())
    return out.getvalue()
