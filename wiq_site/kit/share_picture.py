"""The picture that others show when they link to a page: the site in small, with the page's title.

It is drawn when its address is first asked for, never while a page is read, and stored under a name made
of all that it shows: an edit makes another picture at another address, and nothing is drawn twice. Its looks
come from the same files as those of the pages: roles of tokens.css, typeface, mark.
"""

import logging
import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from hashlib import blake2b
from io import BytesIO

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse
from django.utils.cache import patch_cache_control
from django.utils.crypto import salted_hmac
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.views.decorators.http import require_safe
from PIL import Image, ImageChops, ImageColor, ImageDraw, ImageFont

from wiq_site.kit.site import roles, site

DRAWING = 1  # count on when anything here changes what is to be seen
STATIC = settings.BASE_DIR / "static"
TYPEFACE = "fonts/bricolage-extrabold.woff2"
# The roles a picture needs, and what it is painted in where tokens.css says them in another way.
PLAIN = {
    "surface": "#ffffff",
    "surface-strong": "#222222",
    "text": "#111111",
    "accent": "#ffffff",
    "text-on-accent": "#111111",
    "wall": "#444444",
    "wall-joint": "#3a3a3a",
    "text-on-wall": "#ffffff",
    "sign": "#222222",
    "text-on-sign": "#ffffff",
    "water-light": "#555555",
}
# All lengths are pixels of the finished picture; it is drawn twice as large and averaged down.
WIDTH, HEIGHT = 1200, 630
FINE = 2
EDGE = 72  # left and right
WALL_TOP, WALL_FOOT = 112, 548
LEADING = 1.04  # of the size of letters, from line to line
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class SharePicture:
    """A picture with ``title``, for a meeting with its ``day`` and whether it is ``cancelled``.

    ``folder`` is the path below which it has its address, ``owner`` names its folder in the storage.
    """

    title: str
    folder: str
    owner: str
    day: date | None = None
    cancelled: bool = False

    width, height = WIDTH, HEIGHT

    @cached_property
    def digest(self):
        """What stands for all that the picture shows and how it looks."""
        try:
            looks = style_digest_of(site().colours)
        except OSError:  # its files are missing: none is drawn now, and the page does without
            looks = ""
        shown = (self.words, self.day, self.cancelled, site().name, DRAWING, looks)
        return blake2b(repr(shown).encode(), digest_size=8).hexdigest()

    @property
    def words(self):
        """The title as far as the typeface has its letters; the claim for one in another script."""
        return drawable(self.title) or drawable(site().claim)

    @property
    def url(self):
        """The path of its address."""
        return f"{self.folder}teilen-{self.digest}.png"

    @property
    def alt(self):
        """What is to be seen, in one sentence."""
        values = {"title": self.words, "date": self.day and date_format(self.day, "j. F Y")}
        if self.cancelled:
            return gettext("„%(title)s“ am %(date)s, abgesagt: Schrift auf einer Wand") % values
        if self.day:
            return gettext("„%(title)s“ am %(date)s: Schrift auf einer Wand") % values
        return gettext("„%(title)s“: Schrift auf einer Wand") % values

    def png(self):
        """Return the file, from the storage where it is; only the owner's newest is kept there.

        Whatever a storage does, no reader suffers from it: without room it is drawn again next time.
        """
        secret = salted_hmac("share_picture", self.digest, algorithm="sha256").hexdigest()[:32]
        folder, name = f"teilen/{self.owner}", f"{secret}.png"
        try:
            with default_storage.open(f"{folder}/{name}") as file:
                data = file.read()
            if data.endswith(b"IEND\xaeB`\x82"):  # else half of one, after a crash
                return data
        except FileNotFoundError:
            pass
        except Exception as error:
            logger.warning("A share picture was not read: %s", error)
        buffer = BytesIO()
        draw(self.words, self.day, self.cancelled).save(buffer, "PNG", optimize=True)
        try:
            default_storage.delete(f"{folder}/{name}")
            default_storage.save(f"{folder}/{name}", ContentFile(buffer.getvalue()))
            for other in default_storage.listdir(folder)[1]:
                if other != name:
                    default_storage.delete(f"{folder}/{other}")
        except Exception as error:
            logger.warning("A share picture was not stored: %s", error)
        return buffer.getvalue()


def site_picture():
    """Return the picture of the website itself, for all pages that have none of their own."""
    return SharePicture(site().claim, "/", "website")


def picture_response(picture, digest):
    """Answer with ``picture``, to be kept for a day, as other files. Raises Http404 unless ``digest`` is its own."""
    if digest != picture.digest:
        raise Http404
    response = HttpResponse(picture.png(), content_type="image/png")
    patch_cache_control(response, public=True, max_age=24 * 3600)
    return response


@require_safe
def site_share_picture(request, digest):
    """Answer with the picture of the website itself."""
    return picture_response(site_picture(), digest)


def colors():
    """Return each role of the light scheme as (red, green, blue), in the colours chosen at the desk."""
    family = site().colours
    chosen = roles(*(f"#{colour}" for colour in family.split("-")))[0] if family else {}
    return plain_colors() | {
        role: ImageColor.getrgb(colour) for role, colour in chosen.items() if role in PLAIN
    }


@lru_cache(maxsize=1)
def plain_colors():
    """Return the colours as the files have them.

    The light scheme is what tokens.css says of a role first. Roles that are missing, or no colour that Pillow
    can read (#rrggbb, rgb(), hsl(), names), make all of them ``PLAIN``, so that what was chosen to go together
    stays together.
    """
    css = (STATIC / "css/tokens.css").read_text("utf-8")
    values = {role: re.search(rf"--{role}:\s*([^;]+);", css) for role in PLAIN}
    try:
        return {
            role: ImageColor.getcolor(value[1].strip() if value else "", "RGB")
            for role, value in values.items()
        }
    except ValueError:
        return {role: ImageColor.getrgb(color) for role, color in PLAIN.items()}


@lru_cache(maxsize=4)
def style_digest_of(_family):
    """Return what stands for the looks of a family: other colours, letters or marks make other pictures."""
    files = [(STATIC / name).read_bytes() for name in (TYPEFACE, "img/mark.png")]
    return blake2b(repr(colors()).encode() + b"".join(files), digest_size=16).hexdigest()


@lru_cache(maxsize=64)
def font(size):
    """Return the typeface at ``size`` pixels; set in Pillow's own way, the same on every machine."""
    return ImageFont.truetype(STATIC / TYPEFACE, size, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=1024)
def has_letter(char):
    """Return whether the typeface has ``char``, seen by its drawing, which a blank has none of."""
    if char == " " or unicodedata.category(char)[0] == "C":
        return char == " "
    face = font(40)
    return bytes(face.getmask(char)) != bytes(face.getmask("\U0010ffff"))


def drawable(text):
    """Return ``text`` on one line without signs the typeface lacks; "" where letters are among them."""
    text = " ".join(unicodedata.normalize("NFC", text).split())
    try:
        lost = {char for char in text if not has_letter(char)}
    except OSError:  # the typeface is missing
        return text
    if any(unicodedata.category(char)[0] in "LN" for char in lost):
        return ""
    return " ".join("".join(char for char in text if char not in lost).split())


def width_of(line, size):
    """Return how many pixels ``line`` takes at ``size``."""
    return font(size).getlength(line) + -0.015 * size * len(line)  # of the size, between letters


def fit(text, width, height, largest, smallest):
    """Return (size, lines) of ``text`` as large as it goes into ``width`` by ``height`` pixels.

    The lines are about equally long. Words are cut only where one alone does not fit at the ``smallest``
    size; what then is too much for the height ends in "…".
    """
    for size in range(largest, smallest, -2):
        lines = break_lines(text, size, width)
        is_wide = any(width_of(line, size) > width for line in lines)
        if is_wide or len(lines) * size * LEADING > height:
            continue
        while True:
            width -= size / 4
            narrower = break_lines(text, size, width)
            if len(narrower) > len(lines) or any(width_of(line, size) > width for line in narrower):
                return size, lines
            lines = narrower
    most = int(height // (smallest * LEADING))
    lines = break_lines(hyphenate(text, smallest, width), smallest, width)
    return smallest, lines if len(lines) <= most else [*lines[: most - 1], f"{lines[most - 1]} …"]


def break_lines(text, size, width):
    """Return the lines of ``text``, each as full as it goes into ``width``.

    They end at blanks, and after hyphens too where letters are too small to need no line end inside a word.
    """
    pieces = r"\S+\s?" if size >= 64 else r"[^\s\-–/]*[\-–/]+\s?|[^\s\-–/]+\s?"
    lines = [""]
    for piece in re.findall(pieces, text):
        if lines[-1] and width_of(f"{lines[-1]}{piece}".rstrip(), size) > width:
            lines.append("")
        lines[-1] += piece
    return [line.strip() for line in lines]


def hyphenate(text, size, width):
    """Return ``text`` with hyphens in the words that are longer than ``width``."""
    words = []
    for word in text.split():
        while width_of(word, size) > width:
            end = 1
            while width_of(f"{word[: end + 1]}-", size) <= width:
                end += 1
            words.append(f"{word[:end]}-")
            word = word[end:]
        words.append(word)
    return " ".join(words)


def draw(words, day=None, cancelled=False):
    """Return the picture (1200 × 630) with ``words``, for a meeting with its day as an enamel plate."""
    canvas = Canvas()
    canvas.draw_head()
    canvas.draw_wall()
    left = EDGE
    if day:
        left += canvas.draw_plate(left, day, cancelled) + 48
    height = WALL_FOOT - WALL_TOP - 2 * 34
    size, lines = fit(words, WIDTH - EDGE - left, height, 104, 38)
    step = size * LEADING
    top = (WALL_TOP + WALL_FOOT - step * len(lines)) / 2
    for number, line in enumerate(lines):
        canvas.write(left, top + number * step + size * 0.8, line, size, "text-on-wall")
    return canvas.image.reduce(FINE).quantize(128, dither=Image.Dither.NONE)


class Canvas:
    """Draws in pixels of the finished picture and in roles: plaster with the mark, a brick wall, the quay."""

    def __init__(self):
        self.roles = colors()
        self.image = Image.new("RGB", (WIDTH * FINE, HEIGHT * FINE), self.roles["surface"])
        self.pen = ImageDraw.Draw(self.image)

    def box(self, left, top, width, height, role, radius=0):
        right, bottom = left + width, top + height
        box = [left * FINE, top * FINE, right * FINE - 1, bottom * FINE - 1]
        self.pen.rounded_rectangle(box, radius * FINE, self.roles[role])

    def write(self, left, baseline, line, size, role):
        """Write ``line`` from ``left`` on, letter by letter, closer than the typeface has it."""
        for number, char in enumerate(line):
            x = left * FINE + width_of(line[:number], size * FINE)
            place = (x, baseline * FINE)
            self.pen.text(place, char, self.roles[role], font(size * FINE), anchor="ls")

    def draw_head(self):
        """The mark, as if printed on the plaster, and the name of the site."""
        side = 64
        with Image.open(STATIC / "img/mark.png") as opened:
            size = (side * FINE, side * FINE)
            sign = opened.convert("RGBA").resize(size, Image.Resampling.LANCZOS)
        on_white = Image.alpha_composite(Image.new("RGBA", size, "white"), sign).convert("RGB")
        printed = ImageChops.multiply(on_white, Image.new("RGB", size, self.roles["surface"]))
        self.image.paste(printed, (EDGE * FINE, (WALL_TOP - side) // 2 * FINE))
        left = EDGE + side + 18
        size, lines = fit(drawable(site().name), WIDTH - EDGE - left, 44, 42, 24)
        self.write(left, WALL_TOP / 2 + size * 0.35, lines[0], size, "text")

    def draw_wall(self):
        """A running bond, each course half a brick on from the one below; at its foot the quay."""
        course, brick, joint, quay = 44, 118, 4, 18
        self.box(0, WALL_TOP, WIDTH, WALL_FOOT - WALL_TOP, "wall")
        for number, top in enumerate(range(WALL_TOP, WALL_FOOT, course)):
            height = min(course, WALL_FOOT - top)
            self.box(0, top, WIDTH, joint, "wall-joint")
            for left in range(number % 2 * brick // 2, WIDTH, brick):
                self.box(left, top, joint, height, "wall-joint")
        water = WALL_FOOT + quay
        self.box(0, WALL_FOOT, WIDTH, quay, "wall-joint")
        self.box(0, water, WIDTH, HEIGHT - water, "surface-strong")
        for left in range(24, WIDTH, 264):
            self.box(left, water + 16, 96, 4, "water-light")
        for left in range(150, WIDTH, 264):
            self.box(left, water + 38, 64, 4, "water-light")

    def draw_plate(self, left, day, cancelled):
        """An enamel plate with ``day`` and, where it is so, "Abgesagt" below it; returns its width."""
        width, height = 190, 226
        top = (WALL_TOP + WALL_FOOT - height - (58 if cancelled else 0)) / 2
        for inset, role in ((0, "sign"), (6, "text-on-sign"), (10, "sign")):
            size = (width - 2 * inset, height - 2 * inset)
            self.box(left + inset, top + inset, *size, role, 14 - inset)
        words = [
            (top + 56, date_format(day, "D"), 34, "text-on-sign"),
            (top + 148, date_format(day, "j"), 108, "text-on-sign"),
            (top + 196, date_format(day, "M Y"), 30, "text-on-sign"),
        ]
        if cancelled:
            self.box(left, top + height + 12, width, 46, "accent", 6)
            words.append((top + height + 45, gettext("Abgesagt"), 30, "text-on-accent"))
        for baseline, word, size, role in words:
            place = ((left + width / 2) * FINE, baseline * FINE)
            self.pen.text(place, word, self.roles[role], font(size * FINE), anchor="ms")
        return width
