"""German words as addresses, the one rule when two names are the same, text without control characters."""

import re
import unicodedata

from django.utils.text import slugify

# What a slug is: of fields, in filters and addresses, and all that german_slug gives.
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
# What a slug may have been in earlier years; addresses and filters of then are led on by redirects.
OLD_SLUG = re.compile(r"[A-Za-z0-9_-]{1,100}")

_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


def fold(text):
    """Return ``text`` as it is compared: NFC, small letters, ä as ae, ß as ss.

    Two names that fold to one string name one thing on every database; the case rules of SQLite
    (ASCII only) and PostgreSQL (by locale) differ.
    """
    small = unicodedata.normalize("NFC", text).lower().translate(_GERMAN)
    return unicodedata.normalize("NFC", small.casefold())


def german_slug(text, max_length=80):
    """Return the address word for ``text``: "Große Straße 10.12." becomes "grosse-strasse-10-12".

    Cuts at a hyphen where possible, never beyond ``max_length`` characters. Returns an empty string
    for a text without any letter or digit that ASCII can spell.
    """
    slug = slugify(re.sub(r"[^\w\s]", " ", fold(text))).replace("_", "-")
    if len(slug) <= max_length:
        return slug
    head, _, _ = slug[: max_length + 1].rpartition("-")
    return head or slug[:max_length]


def unique_slug(text, taken, fallback):
    """Return a slug for ``text``, or else ``fallback``, that is not ``taken(slug)``, counting on: "garten-2"."""
    base = german_slug(text, max_length=74) or fallback
    slug, count = base, 1
    while taken(slug):
        count += 1
        slug = f"{base}-{count}"
    return slug


def words_of(text):
    """Return the words of ``text``, between blanks, as people compare them."""
    words = re.findall(r"[^\W_]+", fold(text))
    return f" {' '.join(words)} "
