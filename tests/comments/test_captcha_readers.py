"""Programs read few of the captchas; `make test-faults` asks as many as the measurement of the handbook."""

import io
import os
import random
import wave
from array import array

import pytest
from django.test import SimpleTestCase

from comments import captcha
from tests.comments import readers

WHOLE = os.environ.get("FAULTS") == "whole"


def examples(number):
    """Return (digits, key) of ``number`` captchas, the same in each run."""
    chance = random.Random(7)  # noqa: S311  the same in each run
    return [(f"{chance.randrange(10**5):05}", f"{chance.getrandbits(64):x}") for _ in range(number)]


class SoundReaderTests(SimpleTestCase):
    def test_reads_clips_that_are_only_joined(self):
        samples = array("h")
        for digit in "40712":
            samples.extend([0] * 5000)
            samples.extend(captcha.clip(digit))
        samples.extend([0] * 5000)
        out = io.BytesIO()
        with wave.open(out, "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(captcha.RATE)
            file.writeframes(samples.tobytes())
        self.assertEqual(readers.read_sound(out.getvalue()), "40712")

    def test_reads_three_of_ten_at_most(self):
        asked = examples(100 if WHOLE else 3)
        read = [
            text for text, key in asked if readers.read_sound(captcha.spoken(text, key)) == text
        ]
        self.assertLessEqual(len(read), 0.3 * len(asked))

    def test_no_two_sound_alike_though_their_digits_are(self):
        first, other = (captcha.spoken("11111", key)[44:] for key in "ab")
        pieces = {first[at : at + 64] for at in range(0, len(first) - 64, 64)}
        self.assertEqual(len(pieces), len(first) // 64 - (len(first) % 64 == 0))
        self.assertEqual([piece for piece in pieces if piece in other], [])


@pytest.mark.skipif(readers.TESSERACT is None, reason="tesseract is not installed")
class PictureReaderTests(SimpleTestCase):
    def test_reads_eight_of_thirty_at_most(self):
        asked = examples(30 if WHOLE else 4)
        read = [
            text for text, key in asked if readers.read_picture(captcha.drawn(text, key)) == text
        ]
        self.assertLessEqual(len(read), 8 / 30 * len(asked))


class SamePictureTests(SimpleTestCase):
    def test_asked_twice_it_tells_nothing_more(self):
        self.assertEqual(captcha.drawn("04728", "a"), captcha.drawn("04728", "a"))
        self.assertEqual(captcha.spoken("04728", "a"), captcha.spoken("04728", "a"))
