"""Two programs that read captchas as somebody would write them in an afternoon: what they cannot read is worth something.

Sound: the clips are public, so each stretch of loud sound is compared with all of them by normalised correlation.
Picture: a threshold, then an everyday OCR program that is told to expect digits.
"""

import io
import shutil
import subprocess
import warnings
import wave
from array import array
from functools import cache
from math import sqrt
from operator import mul

from PIL import Image

from comments import captcha

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import audioop  # of Python before 3.13

STEP = 4  # samples that become one; voices stay
WINDOW = captcha.RATE // STEP // 50  # 20 ms
GAP = 10  # windows of silence that are still inside a word
ROOM = captcha.RATE // STEP // 2  # half a second, the longest clip
TESSERACT = shutil.which("tesseract")


def coarse(samples):
    """Return ``samples`` with every ``STEP`` of them averaged."""
    steps = range(0, len(samples) - STEP, STEP)
    return array("h", (sum(samples[at : at + STEP]) // STEP for at in steps))


@cache
def clips():
    return {digit: coarse(captcha.clip(digit)) for digit in "0123456789"}


def loud_stretches(samples):
    """Return (start, end) of the five longest stretches that are louder than the rest."""
    energy = [
        sum(map(abs, samples[at : at + WINDOW])) for at in range(0, len(samples) - WINDOW, WINDOW)
    ]
    smooth = [max(energy[max(0, at - 3) : at + 4]) for at in range(len(energy))]
    low, high = sorted(smooth)[len(smooth) // 10], sorted(smooth)[len(smooth) * 9 // 10]
    stretches = []
    for at, value in enumerate(smooth):
        if value < low + (high - low) * 0.25:
            continue
        if stretches and at - stretches[-1][1] < GAP:
            stretches[-1][1] = at
        else:
            stretches.append([at, at])
    longest = sorted(stretches, key=lambda ends: ends[0] - ends[1])[:5]
    return sorted((start * WINDOW, end * WINDOW) for start, end in longest)


def likeness(stretch, clip):
    """Return the highest normalised correlation of ``clip`` along ``stretch``, both with room for each other."""
    at, _factor = audioop.findfit(stretch.tobytes(), clip.tobytes())
    part = stretch[at : at + len(clip)]
    lengths = sqrt(sum(map(mul, part, part)) or 1) * sqrt(sum(map(mul, clip, clip)))
    return sum(map(mul, part, clip)) / lengths


def read_sound(content):
    """Return the digits heard in ``content``, the bytes of a WAV file."""
    with wave.open(io.BytesIO(content)) as file:
        samples = coarse(array("h", file.readframes(file.getnframes())))
    silence = array("h", bytes(2 * ROOM))
    samples = silence + samples + silence
    digits = ""
    for start, end in loud_stretches(samples):
        stretch = samples[max(0, start - ROOM // 2) : end + ROOM // 2]
        digits += max(clips(), key=lambda digit: likeness(stretch, clips()[digit]))
    return digits


def read_picture(content, program=TESSERACT):
    """Return the digits seen in ``content``, the bytes of a PNG file."""
    black = Image.open(io.BytesIO(content)).convert("L").point(lambda value: 255 * (value > 140))
    buffer = io.BytesIO()
    black.save(buffer, "PNG")
    options = ["--psm", "7", "-c", "tessedit_char_whitelist=0123456789"]
    done = subprocess.run(
        [program, "stdin", "stdout", *options],
        input=buffer.getvalue(),
        capture_output=True,
        check=True,
    )
    return "".join(done.stdout.decode().split())
