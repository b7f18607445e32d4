"""German words as addresses, and the one rule when two names are the same."""

import re
import unicodedata

from django.utils.text import slugify

_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_UNSEEN = ("Cc", "Cs")  # control characters and halves of surrogate pairs


def fold(text):
    """Give ``text`` as it is compared: NFC, small letters, ä as ae, ß as ss.

    Two names that fold to one string name one thing on every database; the case rules of SQLite
    (ASCII only) and PostgreSQL (by locale) differ.
    """
    small = unicodedata.normalize("NFC", text).lower().translate(_GERMAN)
    return unicodedata.normalize("NFC", small.casefold())


def german_slug(text, max_length=80):
    """Give the address word for ``text``: "Große Straße 10.12." becomes "grosse-strasse-10-12".

    Cuts at a hyphen where possible, never beyond ``max_length`` characters. Gives an empty string
    for a text without any letter or digit that ASCII can spell.
    """
    slug = slugify(re.sub(r"[^\w\s]", " ", fold(text))).replace("_", "-")
    if len(slug) <= max_length:
        return slug
    head, _, _ = slug[: max_length + 1].rpartition("-")
    return head or slug[:max_length]


def unique_slug(text, taken, fallback):
    """Give a slug for ``text`` for which ``taken(slug)`` is false, by counting on: "garten-2".

    ``fallback`` stands in where the text gives no slug at all.
    """
    base = german_slug(text, max_length=74) or fallback
    slug, count = base, 1
    while taken(slug):
        count += 1
        slug = f"{base}-{count}"
    return slug


def readable(text):
    """Give ``text`` without the control characters that would make a feed ill-formed XML."""
    return "".join(
        c
        for c in text
        if c in "\n\t" or not (unicodedata.category(c) in _UNSEEN or ord(c) & 0xFFFE == 0xFFFE)
    )
