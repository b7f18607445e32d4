"""Setting a title: which of its letters the typeface has, how large it may be, where its lines end."""

import re
import unicodedata
from functools import lru_cache

from wiq_site.share_picture.style import font

LEADING = 1.04  # of the size, from line to line
TRACKING = -0.015  # of the size, between letters
LARGE = 64  # pixels; letters of this size need no line end inside a word
BLANKS, HYPHENS_TOO = r"\S+\s?", r"[^\s\-–/]*[\-–/]+\s?|[^\s\-–/]+\s?"


@lru_cache(maxsize=1024)
def _has(char):
    """Whether the typeface of titles has ``char``, seen by its drawing, which a blank has none of."""
    if char == " " or unicodedata.category(char)[0] == "C":
        return char == " "
    face = font(40)
    return bytes(face.getmask(char)) != bytes(face.getmask("\U0010ffff"))


def readable(text):
    """Give ``text`` on one line without signs that the typeface lacks; "" where letters are among them."""
    text = " ".join(unicodedata.normalize("NFC", text).split())
    lost = {char for char in text if not _has(char)}
    if any(unicodedata.category(char)[0] in "LN" for char in lost):
        return ""
    return " ".join("".join(char for char in text if char not in lost).split())


def width_of(line, size):
    """Give how many pixels ``line`` takes at ``size``."""
    return font(size).getlength(line) + TRACKING * size * len(line)


def write(canvas, place, line, size, color):
    """Write ``line`` on ``canvas`` (an ImageDraw) with its baseline starting at ``place``."""
    x, y = place
    for number, char in enumerate(line):
        left = x + width_of(line[:number], size)
        canvas.text((left, y), char, color, font(size), anchor="ls")


def fit(text, width, height, largest, smallest):
    """Give (size, lines) of ``text`` as large as it goes into ``width`` by ``height`` pixels.

    Words are cut only where one alone does not fit at the ``smallest`` size; what then is too much
    for the height ends in "…".
    """
    for size in range(largest, smallest, -2):
        lines = _lines(text, size, width)
        fits = len(lines) * size * LEADING <= height
        if fits and all(width_of(line, size) <= width for line in lines):
            return size, _balanced(text, size, width)
    most = int(height // (smallest * LEADING))
    lines = _lines(_cut(text, smallest, width), smallest, width)
    return smallest, lines if len(lines) <= most else [*lines[: most - 1], f"{lines[most - 1]} …"]


def _lines(text, size, width):
    """Break ``text`` at blanks, below ``LARGE`` after hyphens too, each line as full as it goes."""
    lines = [""]
    for piece in re.findall(BLANKS if size >= LARGE else HYPHENS_TOO, text):
        if lines[-1] and width_of(f"{lines[-1]}{piece}".rstrip(), size) > width:
            lines.append("")
        lines[-1] += piece
    return [line.strip() for line in lines]


def _balanced(text, size, width):
    """Give the lines of ``text`` at ``size`` about equally long, and no more of them than needed."""
    lines = _lines(text, size, width)
    while True:
        width -= size / 4
        narrower = _lines(text, size, width)
        if len(narrower) > len(lines) or any(width_of(line, size) > width for line in narrower):
            return lines
        lines = narrower


def _cut(text, size, width):
    """Give ``text`` with hyphens in the words that are longer than a line."""
    words = []
    for word in text.split():
        while width_of(word, size) > width:
            end = next(
                n for n in range(len(word), 0, -1) if width_of(f"{word[:n]}-", size) <= width
            )
            words.append(f"{word[:end]}-")
            word = word[end:]
        words.append(word)
    return " ".join(words)
