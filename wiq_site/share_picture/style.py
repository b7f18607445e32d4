"""The looks of a town, read from the same files as its pages: roles of tokens.css, typeface, mark."""

import re
from functools import lru_cache
from hashlib import blake2b

from django.conf import settings
from PIL import Image, ImageChops, ImageColor, ImageFont

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


@lru_cache(maxsize=1)
def colors():
    """Give each role of the light scheme as (red, green, blue).

    Roles that are missing, or no colour that Pillow can read (#rrggbb, rgb(), hsl(), names), make all
    of them ``PLAIN``, so that what was chosen to go together stays together.
    """
    css = (STATIC / "css/tokens.css").read_text("utf-8")
    try:
        return {role: ImageColor.getcolor(_first(role, css), "RGB") for role in PLAIN}
    except ValueError:
        return {role: ImageColor.getrgb(color) for role, color in PLAIN.items()}


def _first(role, css):
    """Give what ``css`` says of ``role`` first, which is the light scheme; "" where it says nothing."""
    found = re.search(rf"--{role}:\s*([^;]+);", css)
    return found[1].strip() if found else ""


@lru_cache(maxsize=1)
def style_digest():
    """What stands for everything here: other colours, letters or marks make other pictures."""
    files = [(STATIC / name).read_bytes() for name in (TYPEFACE, "img/mark.png")]
    return blake2b(repr(colors()).encode() + b"".join(files), digest_size=16).hexdigest()


@lru_cache(maxsize=64)
def font(size):
    """Give the typeface at ``size`` pixels; set in Pillow's own way, the same on every machine."""
    return ImageFont.truetype(STATIC / TYPEFACE, size, layout_engine=ImageFont.Layout.BASIC)


def mark_on(ground, size):
    """Give the mark, ``size`` by ``size`` pixels, as if printed on paper of the colour ``ground``."""
    with Image.open(STATIC / "img/mark.png") as opened:
        sign = opened.convert("RGBA").resize((size, size), Image.Resampling.LANCZOS)
    on_white = Image.alpha_composite(Image.new("RGBA", sign.size, "white"), sign).convert("RGB")
    return ImageChops.multiply(on_white, Image.new("RGB", sign.size, ground))
