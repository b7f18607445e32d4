"""Pictures as people upload them."""

import io

from PIL import Image


def file_of(suffix, size=(60, 40), mode="RGB", **options):
    """Return the bytes of a picture with something to be seen on it."""
    picture = Image.effect_noise(size, 60) if mode == "RGB" else Image.new(mode, size)
    return bytes_of(picture.convert("RGB") if mode == "RGB" else picture, suffix, **options)


def bytes_of(picture, suffix, **options):
    """Return ``picture`` as the bytes of a file."""
    buffer = io.BytesIO()
    picture.save(buffer, suffix, **options)
    return buffer.getvalue()
