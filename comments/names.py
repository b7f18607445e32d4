"""Names that only the team may sign with, however they are spelled."""

import re
import unicodedata
from functools import lru_cache

from wiq_site.kit.site import site

ROLES = "Redaktion Redakteur Redakteurin Moderation Moderator Moderatorin".split()
OTHERS = "Verwaltung Admin Administrator Administratorin Administration Team".split()
AROUND = (
    "die der das dein ihr ihre euer eure unser unsere von vom s e en innen "
    "e.V. offiziell offizielle Website Leitung Online Web"
).split()

# Letters of other scripts, and digits, that are read as Latin ones. Those that Unicode itself calls Latin
# in other dress (small capitals, strokes, squares, full width) are found by their names.
_READ_AS = str.maketrans(
    "авекмнорстухіјѕԁԛԝһӏαβεηικνορτυχωϲᎡᎠᎪᏦᎢᎷᎳᏒᏚꓣꓰꓓꓮꓗꓔꓲꓳꓠꓟꓪ013457@$€|!",
    "abekmhopctyxijsdqwhiabenikvoptuxwcedaktmwrsredaktionmwoieastaseii",
)
_READ_AS |= dict.fromkeys([0x115F, 0x1160, 0x3164, 0x2800])  # letters by name, blanks to the eye
_AROUND_LETTERS = re.compile(r"^[\W\d_]+|[\W\d_]+$")  # also what could be read as one: "Redaktion!"
_ALTERING = ("Mn", "Me", "Cf")  # what only alters the sign before it, or is not seen


@lru_cache(maxsize=1024)
def skeleton(text):
    """Return ``text`` as the eye takes it in: plain small letters, without blanks, signs and accents."""
    letters = []
    for char in unicodedata.normalize("NFKD", text).casefold().translate(_READ_AS):
        if unicodedata.category(char) in _ALTERING:
            continue
        name = unicodedata.name(char, "")
        dressed = re.search(r"\bLETTER (?:[A-Z]+ )*?([A-Z])(?: WITH\b.*)?$", name)
        is_latin = "LATIN" in name or not char.isalpha()  # in other dress, unless it is plain
        letters.append(dressed[1].lower() if dressed and is_latin and not char.isascii() else char)
    text = "".join(letters).replace("l", "i").replace("rn", "m").replace("vv", "w")
    return re.sub(r"[\W_]", "", text)


def is_of_team(name):
    """Whether a reader would take ``name`` for the team's.

    It, or what is set apart in it, is made of the site's names and words for the team, or one of its words is a role.
    """
    own = [site().name, site().short_name]
    shown = unicodedata.normalize("NFKD", name)
    shown = "".join(char for char in shown if unicodedata.category(char) not in _ALTERING)
    # What sets a part of a name apart: "Kim (Redaktion)", "Kim, WiQ", "Kim vom Team".
    first, *apart = re.split(r"[^\w\s.&'’@$€|!-]+|\s[@|!-]+\s|\b(?:vom|von)\b", shown, flags=re.I)
    return (
        _made_of(ROLES + OTHERS + own, [name, *apart])
        or _made_of(ROLES + own, [first])
        or _made_of(ROLES, shown.split())
    )


def _made_of(words, parts):
    """Whether one of ``parts`` consists of ``words`` and what stands around such words."""
    words, around = map(_alternatives, (words, [*AROUND, site().town]))
    whole = re.compile(f"(?:{around})*(?:{words})(?:{words}|{around})*")
    parts = [*parts, *(_AROUND_LETTERS.sub("", part) for part in parts)]
    return any(whole.fullmatch(skeleton(part)) for part in parts)


def _alternatives(names):
    """Return a pattern for the skeletons of ``names``; empty ones are none."""
    return "|".join(
        sorted({re.escape(skeleton(name)) for name in names if skeleton(name)}, reverse=True)
    )
