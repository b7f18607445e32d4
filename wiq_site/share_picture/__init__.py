"""The picture that others show when they link to a page: what it is of, its address, its file.

It is drawn when its address is first asked for, never while a page is read, and stored under a name made
of all that it shows: an edit makes another picture at another address, and nothing is drawn twice.
"""

import logging
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import blake2b
from io import BytesIO

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.crypto import salted_hmac
from django.utils.formats import date_format
from django.utils.translation import gettext

from wiq_site.share_picture.drawing import DRAWING, HEIGHT, WIDTH, draw
from wiq_site.share_picture.lettering import readable
from wiq_site.share_picture.style import style_digest

PNG_END = b"IEND\xaeB`\x82"
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
        shown = (self.words, self.day, self.cancelled, settings.SITE_NAME, DRAWING, style_digest())
        return blake2b(repr(shown).encode(), digest_size=8).hexdigest()

    @property
    def words(self):
        """The title as far as the typeface has its letters; the claim for one in another script."""
        return readable(self.title) or readable(settings.SITE_CLAIM)

    @property
    def url(self):
        """The path of its address."""
        return f"{self.folder}teilen-{self.digest}.png"

    @property
    def alt(self):
        """What is to be seen, in one sentence."""
        told = {"title": self.words, "date": self.day and date_format(self.day, "j. F Y")}
        if self.cancelled:
            return gettext("„%(title)s“ am %(date)s, abgesagt: Schrift auf einer Wand") % told
        if self.day:
            return gettext("„%(title)s“ am %(date)s: Schrift auf einer Wand") % told
        return gettext("„%(title)s“: Schrift auf einer Wand") % told

    def png(self):
        """Give the file, from the storage where it is; only the owner's newest is kept there."""
        secret = salted_hmac("share_picture", self.digest, algorithm="sha256").hexdigest()[:32]
        folder, name = f"teilen/{self.owner}", f"{secret}.png"
        data = _read(f"{folder}/{name}")
        if not data.endswith(PNG_END):  # none yet, or half of one after a crash
            data = _encoded(draw(self.words, self.day, self.cancelled))
            _store(folder, name, data)
        return data


def _encoded(picture):
    buffer = BytesIO()
    picture.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def _read(name):
    """Give the stored file ``name``, or nothing where there is none."""
    try:
        with default_storage.open(name) as file:
            return file.read()
    except FileNotFoundError:
        return b""
    except Exception as error:  # as in ``_store``
        logger.warning("A share picture was not read: %s", error)
        return b""


def _store(folder, name, data):
    """Keep ``data`` in place of what was in ``folder``; without room it is drawn again next time."""
    try:
        default_storage.delete(f"{folder}/{name}")
        default_storage.save(f"{folder}/{name}", ContentFile(data))
        for other in default_storage.listdir(folder)[1]:
            if other != name:
                default_storage.delete(f"{folder}/{other}")
    except Exception as error:  # whatever a storage does, no reader suffers from it
        logger.warning("A share picture was not stored: %s", error)


def site_picture():
    """Give the picture of the website itself, for all pages that have none of their own."""
    return SharePicture(settings.SITE_CLAIM, "/", "website")
