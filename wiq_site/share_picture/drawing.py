"""The share picture itself: the site in small. Plaster with the mark, a brick wall with the title, the quay.

All lengths are pixels of the finished picture; drawn twice as large and averaged down.
"""

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext
from PIL import Image, ImageDraw

from wiq_site.share_picture import lettering
from wiq_site.share_picture.style import colors, font, mark_on

DRAWING = 1  # count on when anything here changes what is to be seen
WIDTH, HEIGHT = 1200, 630
FINE = 2
EDGE = 72  # left and right
WALL_TOP, WALL_FOOT = 112, 548
QUAY = 18
COURSE, BRICK, JOINT = 44, 118, 4
PLATE_WIDTH, PLATE_HEIGHT, PLATE_GAP = 190, 226, 48
COLORS_KEPT = 128


class Canvas:
    """Draws in pixels of the finished picture and in roles."""

    def __init__(self):
        self.roles = colors()
        size = (WIDTH * FINE, HEIGHT * FINE)
        self.image = Image.new("RGB", size, self.roles["surface"])
        self.pen = ImageDraw.Draw(self.image)

    def box(self, left, top, width, height, role, radius=0):
        right, bottom = left + width, top + height
        box = [left * FINE, top * FINE, right * FINE - 1, bottom * FINE - 1]
        self.pen.rounded_rectangle(box, radius * FINE, self.roles[role])

    def title(self, left, baseline, line, size, role):
        place = (left * FINE, baseline * FINE)
        lettering.write(self.pen, place, line, size * FINE, self.roles[role])

    def words(self, middle, baseline, text, size, role):
        place = (middle * FINE, baseline * FINE)
        self.pen.text(place, text, self.roles[role], font(size * FINE), anchor="ms")

    def finished(self):
        picture = self.image.reduce(FINE)
        return picture.quantize(COLORS_KEPT, dither=Image.Dither.NONE)


def draw(words, day=None, cancelled=False):
    """Give the picture (1200 × 630) with ``words``, for a meeting with its day as an enamel plate."""
    canvas = Canvas()
    _head(canvas)
    _wall(canvas)
    _quay(canvas)
    left = EDGE
    if day:
        _plate(canvas, left, day, cancelled)
        left += PLATE_WIDTH + PLATE_GAP
    _title(canvas, left, words)
    return canvas.finished()


def _head(canvas):
    size = 64
    sign = mark_on(canvas.roles["surface"], size * FINE)
    canvas.image.paste(sign, (EDGE * FINE, (WALL_TOP - size) // 2 * FINE))
    left = EDGE + size + 18
    name = lettering.readable(settings.SITE_NAME)
    size, lines = lettering.fit(name, WIDTH - EDGE - left, 44, 42, 24)
    canvas.title(left, WALL_TOP / 2 + size * 0.35, lines[0], size, "text")


def _wall(canvas):
    """A running bond: each course half a brick on from the one below."""
    canvas.box(0, WALL_TOP, WIDTH, WALL_FOOT - WALL_TOP, "wall")
    for number, top in enumerate(range(WALL_TOP, WALL_FOOT, COURSE)):
        height = min(COURSE, WALL_FOOT - top)
        canvas.box(0, top, WIDTH, JOINT, "wall-joint")
        for left in range(number % 2 * BRICK // 2, WIDTH, BRICK):
            canvas.box(left, top, JOINT, height, "wall-joint")


def _quay(canvas):
    canvas.box(0, WALL_FOOT, WIDTH, QUAY, "wall-joint")
    canvas.box(0, WALL_FOOT + QUAY, WIDTH, HEIGHT - WALL_FOOT - QUAY, "surface-strong")
    for left in range(24, WIDTH, 264):
        canvas.box(left, WALL_FOOT + QUAY + 16, 96, 4, "water-light")
    for left in range(150, WIDTH, 264):
        canvas.box(left, WALL_FOOT + QUAY + 38, 64, 4, "water-light")


def _plate(canvas, left, day, cancelled):
    height = PLATE_HEIGHT + (58 if cancelled else 0)
    top = (WALL_TOP + WALL_FOOT - height) / 2
    for inset, role in ((0, "sign"), (6, "text-on-sign"), (10, "sign")):
        size = (PLATE_WIDTH - 2 * inset, PLATE_HEIGHT - 2 * inset)
        canvas.box(left + inset, top + inset, *size, role, 14 - inset)
    middle = left + PLATE_WIDTH / 2
    canvas.words(middle, top + 56, date_format(day, "D"), 34, "text-on-sign")
    canvas.words(middle, top + 148, date_format(day, "j"), 108, "text-on-sign")
    canvas.words(middle, top + 196, date_format(day, "M Y"), 30, "text-on-sign")
    if cancelled:
        canvas.box(left, top + PLATE_HEIGHT + 12, PLATE_WIDTH, 46, "accent", 6)
        told = gettext("Abgesagt")
        canvas.words(middle, top + PLATE_HEIGHT + 45, told, 30, "text-on-accent")


def _title(canvas, left, words):
    margin = 34
    height = WALL_FOOT - WALL_TOP - 2 * margin
    size, lines = lettering.fit(words, WIDTH - EDGE - left, height, 104, 38)
    step = size * lettering.LEADING
    top = (WALL_TOP + WALL_FOOT - step * len(lines)) / 2
    for number, line in enumerate(lines):
        canvas.title(left, top + number * step + size * 0.8, line, size, "text-on-wall")
