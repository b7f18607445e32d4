"""Names that only the team may sign with, however they are spelled."""

import re
import unicodedata
from functools import lru_cache

from wiq_site.kit.site import site

ROLES = ["Redaktion", "Redakteur", "Redakteurin", "Moderation", "Moderator", "Moderatorin"]
PROTECTED = [
    *ROLES,
    "Verwaltung",
    "Admin",
    "Administrator",
    "Administratorin",
    "Administration",
    "Team",
]
AROUND = [
    "die",
    "der",
    "das",
    "dein",
    "ihr",
    "ihre",
    "euer",
    "eure",
    "unser",
    "unsere",
    "von",
    "vom",
]
AROUND += [
    "s",
    "e",
    "en",
    "innen",
    "e.V.",
    "offiziell",
    "offizielle",
    "Website",
    "Leitung",
    "Online",
    "Web",
]
# What sets a part of a name apart: "Kim (Redaktion)", "Kim, WiQ", "Kim vom Team".
_APART = re.compile(r"[^\w\s.&'’@$€|!-]+|\s[@|!-]+\s|\b(?:vom|von)\b", re.I)

# Letters of other scripts, and digits, that are read as Latin ones. Those that Unicode itself calls Latin
# in other dress (small capitals, strokes, squares, full width) are found by their names.
_READ_AS = str.maketrans(
    "авекмнорстухіјѕԁԛԝһӏαβεηικνορτυχωϲᎡᎠᎪᏦᎢᎷᎳᏒᏚꓣꓰꓓꓮꓗꓔꓲꓳꓠꓟꓪ013457@$€|!",
    "abekmhopctyxijsdqwhiabenikvoptuxwcedaktmwrsredaktionmwoieastaseii",
)
_DRESSED = re.compile(r"\bLETTER (?:[A-Z]+ )*?([A-Z])(?: WITH\b.*)?$")
_ALTERING = ("Mn", "Me", "Cf")  # what only alters the sign before it, or is not seen
_UNSEEN = dict.fromkeys([0x115F, 0x1160, 0x3164, 0x2800])  # letters by name, blanks to the eye


@lru_cache(maxsize=1024)
def skeleton(text):
    """Return ``text`` as the eye takes it in: plain small letters, without blanks, signs and accents."""
    text = unicodedata.normalize("NFKD", text).translate(_UNSEEN)
    letters = (_plain(char) for char in text.casefold().translate(_READ_AS))
    text = "".join(letters).replace("l", "i").replace("rn", "m").replace("vv", "w")
    return re.sub(r"[\W_]", "", text)


def _plain(char):
    """Return the plain letter that ``char`` is in other dress, "" for what only alters or is not seen."""
    if char.isascii():
        return char
    if unicodedata.category(char) in _ALTERING:
        return ""
    dressed = _DRESSED.search(unicodedata.name(char, ""))
    is_latin = "LATIN" in unicodedata.name(char, "") or not char.isalpha()
    return dressed[1].lower() if dressed and is_latin else char


def is_of_team(name):
    """Whether a reader would take ``name`` for the team's.

    It, or what is set apart in it, is made of the site's names and words for the team, or one of its words is a role.
    """
    own = [site().name, site().short_name]
    shown = unicodedata.normalize("NFKD", name)
    shown = "".join(char for char in shown if unicodedata.category(char) not in _ALTERING)
    first, *apart = _APART.split(shown)
    return (
        _made_of(PROTECTED + own, [name, *apart])
        or _made_of(ROLES + own, [first])
        or _made_of(ROLES, shown.split())
    )


def _made_of(words, parts):
    """Whether one of ``parts`` consists of ``words`` and what stands around such words."""
    words, around = map(_alternatives, (words, [*AROUND, site().town]))
    whole = re.compile(f"(?:{around})*(?:{words})(?:{words}|{around})*")
    return any(whole.fullmatch(skeleton(part)) for part in parts)


def _alternatives(names):
    """Return a pattern for the skeletons of ``names``; empty ones are none."""
    return "|".join(
        sorted({re.escape(skeleton(name)) for name in names if skeleton(name)}, reverse=True)
    )
