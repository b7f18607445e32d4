"""What the site is called and how it looks: what the team wrote at the desk over what the environment says.

The row (``wiq_site.pages.models.Site``) is read once for each state of the content in each process; the door tells
the state of every request (``wiq_site.kit.caches``). Colours come as a family: three are chosen, all other roles
that depend on them are made of these, and whoever chooses is told where letters would not be read.

Source: docs/decisions/2026-11-28-own-data.md; contrast after WCAG 2.2, 1.4.3 and 1.4.11.
"""

import re
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple
from urllib.parse import unquote

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import DatabaseError
from django.urls import is_valid_path
from django.utils.translation import gettext as _

from wiq_site.kit.caches import content_version
from wiq_site.kit.markup.allowed import address
from wiq_site.kit.prepared import prepared

MOST_LINES = 12
FAMILY = {"strong": "surface-strong", "accent": "accent", "wall": "wall"}  # field → its role
ON_STRONG, ON_ACCENT, ON_WALL = "#f4f3e8", "#18211f", "#fff4e3"
LIGHT_GROUND, DARK_GROUND = "#f0ede3", "#202826"  # the hardest of each scheme to be read on
OWN = {  # field of the row → setting that stands where it is empty
    "name": "SITE_NAME",
    "short_name": "SITE_SHORT_NAME",
    "town": "SITE_TOWN",
    "claim": "SITE_CLAIM",
    "sentence": "SITE_SENTENCE",
    "contact": "CONTACT_EMAIL",
}
_known = [None, None]  # the state of the content, and the row as it was then
_made = [None]  # (row, settings, SiteData) of the last answer
_shown = ContextVar("site_shown", default=None)  # a row that is only looked at


class SiteData(NamedTuple):
    """What pages, mails, feeds and pictures say of the site itself."""

    name: str
    short_name: str
    town: str
    claim: str
    sentence: str
    contact: str
    links: tuple  # (name, address) in the footer
    menu: tuple  # (name, address) in the header; empty: the usual one
    colours: str  # "0c3836-cbd94e-8d3a23"; empty: those of tokens.css
    mark: tuple  # (address, width, height) of a picture; empty: the drawn one


def site():
    """Return the SiteData of now; of the row at most one query for each state of the content."""
    if row := _shown.get():
        return _said(row)
    version, known = content_version.get(), _made[0]
    if _known[1] is None or version not in (None, _known[0]):
        try:
            rows = apps.get_model("pages", "Site").objects.select_related("mark")
            _known[:] = version, next(iter(prepared(("site",), lambda: rows[:1])), False)
        except DatabaseError:  # the pages for that say what is known
            pass
    row = _known[1] or None
    if known is None or known[0] is not row or known[1] is not settings._wrapped:
        known = _made[0] = (row, settings._wrapped, _said(row))
    return known[2]


def moderators():
    """Return the mail addresses that hear of comments and ideas: the setting's, else the contact's of now."""
    listed = settings.MODERATION_EMAILS
    return [site().contact] if listed is None else listed


def _said(row):
    own = {name: getattr(row, name, "") or getattr(settings, OWN[name]) for name in OWN}
    social = [
        (_("%(short)s bei %(name)s") % {"short": own["short_name"], "name": name}, address)
        for name, address in settings.SOCIAL_LINKS.items()
    ]
    picture = row and row.mark and row.mark.image
    return SiteData(
        **own,
        links=(row and readable_lines(row.links)) or tuple(social),
        menu=readable_lines(row.menu) if row else (),
        colours=row.family() if row else "",
        mark=(picture.url, row.mark.image_width, row.mark.image_height) if picture else (),
    )


def forget_site():
    """Let the row be read again by whoever asks next in this process."""
    _known[:] = None, None


@contextmanager
def looked_at(row):
    """While this is open, ``row`` is the one that counts here; it need not be stored."""
    token = _shown.set(row)
    try:
        yield
    finally:
        _shown.reset(token)


def readable_lines(text):
    """Return what ``lines_of`` does, nothing where it refuses."""
    try:
        return lines_of(text)
    except ValidationError:
        return ()


def with_last_slash(target):
    """Return the address ``target``, if it is one of this site with the slash at the end of its path that it would be led on to."""
    path = re.match("[^?#]*", target)[0]
    named = unquote(path)
    is_led_on = not is_valid_path(named) and is_valid_path(f"{named}/")
    return f"{path}/{target.removeprefix(path)}" if is_led_on else target


def lines_of(text):
    """Return ((name, address), …) of lines like "Beiträge: /beitraege/". Raises ValidationError, in German."""
    lines = []
    for line in filter(None, map(str.strip, text.splitlines())):
        match = re.fullmatch(r"([^\s:].{0,58}?)\s*:?\s+(/(?!/)\S*|https?://[^\s/]+\S*)", line)
        target = match and address(match[2])
        if not target:
            raise ValidationError(
                _(
                    "„%s“ ist kein Eintrag. Bitte schreiben Sie je Zeile einen Namen, einen Doppelpunkt und eine Adresse, "
                    "die mit / oder https:// beginnt."
                )
                % line[:60]
            )
        lines.append((match[1].rstrip(" :"), with_last_slash(target)))
    if len(lines) > MOST_LINES:
        raise ValidationError(_("Bitte höchstens %d Einträge.") % MOST_LINES)
    return tuple(lines)


def rgb(colour):
    """Return (red, green, blue) of "#rrggbb"."""
    return tuple(int(colour.lstrip("#")[start : start + 2], 16) for start in (0, 2, 4))


def mixed(colour, other, share):
    """Return ``colour`` with ``share`` of ``other`` in it."""
    pairs = zip(rgb(colour), rgb(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def contrast(one, other):
    """Return the contrast of two colours, 1 to 21."""

    def light(colour):
        parts = [part / 255 for part in rgb(colour)]
        parts = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    darker, lighter = sorted((light(one), light(other)))
    return (lighter + 0.05) / (darker + 0.05)


def doubts(strong, accent, wall):
    """Return {field: sentence} of what nobody could read in this family; empty where it is good."""
    cases = [
        (
            "strong",
            ON_STRONG,
            strong,
            4.5,
            _("Helle Schrift auf der Grundfarbe ist nicht zu lesen"),
        ),
        ("strong", LIGHT_GROUND, strong, 4.5, _("Links in der Grundfarbe sind nicht zu lesen")),
        ("accent", ON_ACCENT, accent, 4.5, _("Dunkle Schrift auf dem Akzent ist nicht zu lesen")),
        ("accent", strong, accent, 3, _("Akzent und Grundfarbe sind einander zu ähnlich")),
        ("wall", ON_WALL, wall, 4.5, _("Helle Schrift auf der Wand ist nicht zu lesen")),
    ]
    problems = {}
    for field, one, other, least, sentence in cases:
        if (has := contrast(one, other)) < least:
            numbers = {
                "sentence": sentence,
                "has": f"{has:.1f}".replace(".", ","),
                "least": f"{least}".replace(".", ","),
                "way": _("heller") if field == "accent" else _("dunkler"),
            }
            text = _(
                "%(sentence)s: Kontrast %(has)s zu 1, nötig sind %(least)s zu 1. Bitte wählen Sie die Farbe %(way)s."
            )
            problems.setdefault(field, text % numbers)
    return problems


def roles(strong, accent, wall):
    """Return ({role: colour} of the light scheme, of the dark one) that a family of three makes."""
    lighter = (mixed(strong, "#ffffff", share / 100) for share in range(0, 100, 4))
    readable = (colour for colour in lighter if contrast(colour, DARK_GROUND) >= 7)
    link = next(readable, "#ffffff")
    night = mixed(strong, "#000000", 0.45)
    light = {
        "surface-strong": strong,
        "frame": strong,
        "link": strong,
        "water-light": mixed(strong, "#ffffff", 0.2),
        "accent": accent,
        "wall": wall,
        "wall-joint": mixed(wall, "#000000", 0.14),
        "wall-pale": mixed(wall, "#ffffff", 0.15),
        "placeholder": mixed(wall, "#ffffff", 0.75),
    }
    dark = {
        "surface-strong": night,
        "frame": mixed(strong, "#ffffff", 0.2),
        "link": link,
        "water-light": mixed(night, "#ffffff", 0.2),
        "wall": mixed(wall, "#000000", 0.25),
        "wall-joint": mixed(wall, "#000000", 0.36),
        "wall-pale": wall,
        "placeholder": mixed(wall, "#000000", 0.55),
    }
    return light, dark


def style_of(family):
    """Return the style sheet of a ``family`` such as "0c3836-cbd94e-8d3a23", over tokens.css."""
    light, dark = roles(*(f"#{colour}" for colour in family.split("-")))
    rules = [
        ":root{" + "".join(f"--{role}:{colour};" for role, colour in scheme.items()) + "}"
        for scheme in (light, dark)
    ]
    return f"@layer tokens{{{rules[0]}@media (prefers-color-scheme:dark){{{rules[1]}}}}}"
