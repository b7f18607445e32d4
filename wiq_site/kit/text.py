"""Plain text: which characters a form takes, which two names are one, and what word of an address is made of one.

What a person can have typed or pasted is taken, nothing broken (``checked``). Two names that ``fold`` alike are one.
"""

import re
import textwrap
import unicodedata

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext, ngettext

LOST = "\ufffd"  # what stands where bytes were no text
# Of which a reader sees nothing, for a pattern's brackets: soft hyphens, joiners, direction marks, variation selectors, fillers.
UNSEEN = (
    r"\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    r"\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\U0001bca0-\U0001bca3\U000e0000-\U000e0fff"
)
# Beginnings and ends of pieces that turn all that stands around them, for ``str.translate``.
TURNING = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
_INSET = re.compile(r"(?:[ \t].*\n?|\n)*+")  # lines that begin with a blank
_LINE_ENDS = re.compile("[\x0b\x0c\x1c-\x1f\x85\u2028\u2029]")  # beside those of every keyboard
# Joiners that are seen by what they do: one makes one picture of two, both give other shapes to letters of
# Arabic and its kin, and to those at the virama of an Indic script (RFC 5892, appendix A).
_PICTURE = "[\u2190-\u2bff\ufe0f\U0001f000-\U0001faff]"
_ARABIC = "[\u0620-\u065f\u066e-\u06d3\u06fa-\u08c9]"
_VIRAMA = "[\u094d\u09cd\u0a4d\u0acd\u0b4d\u0bcd\u0c4d\u0ccd\u0d4d\u0dca\u1039\u103a\u17d2]"
_SHAPING = re.compile(
    rf"(?<={_PICTURE})\u200d(?={_PICTURE})|(?<={_ARABIC})[\u200c\u200d](?={_ARABIC})"
    rf"|(?<={_VIRAMA})[\u200c\u200d]|[\u200c\u200d](?={_VIRAMA})"
)
# Where Unicode still adds what people write: signs of currencies, scripts, pictures, Chinese letters.
# What is new there this Python need not know; anywhere else nobody has it to type.
_STILL_GROWING = (range(0x20A0, 0x20D0), range(0x10000, 0x40000))


def is_broken(char):
    """Whether ``char`` is no text: lost on its way, a control, half of a pair, a noncharacter, unassigned."""
    if char.isprintable():
        return char == LOST
    code, category = ord(char), unicodedata.category(char)
    if category == "Cn":
        is_noncharacter = code & 0xFFFE == 0xFFFE
        return is_noncharacter or not any(code in codes for codes in _STILL_GROWING)
    is_control = category == "Cc" and char not in "\t\n\r" and not _LINE_ENDS.match(char)
    return is_control or category == "Cs"


def unix_lines(text):
    """Return ``text`` with the line ends of the database: browsers send two characters for one."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def checked(text, one_line=False):
    """Return ``text`` without byte order marks, with plain line ends, for those and tabs blanks in ``one_line``, and letters in one piece with their dots.

    Raises ValidationError, which names the first character that is broken and where it stands.
    """
    text = _LINE_ENDS.sub("\n", unix_lines(text.replace("\ufeff", "")))
    text = unicodedata.normalize("NFC", text)
    if one_line:
        text = re.sub("[\n\t]", " ", text)
    broken = {char for char in set(text) if is_broken(char)}
    if not broken:
        return text
    at = min(map(text.index, broken))
    sign, more = text[at], sum(map(text.count, broken)) - 1
    before = " ".join(text[max(0, at - 20) : at].split())
    words = {"sign": f"„{LOST}“" if sign == LOST else f"U+{ord(sign):04X}", "before": before}
    sentence = (
        gettext("Hinter „%(before)s“ steht ein Zeichen, das niemand lesen kann (%(sign)s).")
        if before
        else gettext("Am Anfang steht ein Zeichen, das niemand lesen kann (%(sign)s).")
    ) % words
    if more:
        others = ngettext("Danach kommt noch eines.", "Danach kommen noch %d.", more)
        sentence += " " + (others % more if more > 1 else others)
    advice = gettext("Bitte löschen Sie es, oder tippen Sie die Stelle neu.")
    raise ValidationError(f"{sentence} {advice}", code="broken_character")


def trimmed(text):
    """Return ``text`` without blanks around it. Its first line goes to the left with those below it that stand in, or
    the first item of a list would stand above the others."""
    inset = _INSET.match(text).end()
    return (textwrap.dedent(text[:inset]) + text[inset:]).strip()


def is_seen(text):
    """Whether a reader sees anything of ``text``: not blanks and invisible characters alone."""
    return re.search(rf"[^\s{UNSEEN}]", text) is not None


def without_unseen(text):
    """Return ``text`` without invisible characters, as addresses and dates are meant that were copied with some."""
    return re.sub(f"[{UNSEEN}]", "", text)


def ascii_label(label):
    """Return one ``label`` of the name of a host as the net knows it: "straße" as "xn--strae-oqa" (IDNA 2008, RFC 5891)."""
    if label.isascii():
        return label
    return "xn--" + unicodedata.normalize("NFKC", label.lower()).encode("punycode").decode()


def as_meant(email):
    """Return ``email`` with those labels of its host in ASCII that mails would be sent past: RFC 3490 takes ß for ss."""
    local, at, host = email.rpartition("@")
    labels = host.split(".")
    return local + at + ".".join(ascii_label(e) if {*"ßẞς"} & {*e} else e for e in labels)


def is_reachable(email):
    """Whether a mail can go to ``email``: at most 254 signs, 64 before the "@" (RFC 5321), and behind it a name that can
    be asked for in the net (RFC 3490, as mails are sent)."""
    name, _at, host = email.strip().rpartition("@")
    try:
        host = host.encode("idna")
    except UnicodeError:
        return False
    return (
        len(name) <= 64
        and len(name) + len(host) < 254
        and bool(re.fullmatch(rb"[\w-]+(\.[\w-]+)+", host))
    )


def plain_name(text):
    """Return ``text`` in the one form a name is stored and looked for in: NFC, single blanks, nothing broken or unseen."""
    text = "".join(" " if is_broken(char) else char for char in text)
    seen = {match.start() for match in _SHAPING.finditer(text)}
    kept = (c for at, c in enumerate(text) if at in seen or unicodedata.category(c) != "Cf")
    return " ".join(unicodedata.normalize("NFC", "".join(kept)).split())


def guard_text_fields():
    """Let each text field of each form, Django's own included, read what was sent by ``checked``; of which nothing is
    seen is as empty as blanks are.

    Of addresses what is not seen goes, since it would lead elsewhere or nowhere.
    Django's field is changed itself, since no class of ours stands below those that Django and others make
    of models. A field that mends text in its own way says ``takes_all = True``.
    """
    read = forms.CharField.to_python

    def to_python(self, value):
        if isinstance(value, str) and not getattr(self, "takes_all", False):
            value = checked(value, isinstance(self.widget, forms.TextInput))
            if isinstance(self, forms.EmailField | forms.URLField):
                value = re.sub(r"[\ue000-\uf8ff\U000f0000-\U0010ffff]", "", without_unseen(value))
                is_mail = isinstance(self, forms.EmailField)
                value = as_meant(value.strip()) if is_mail else value
                leads_nowhere = is_mail and not is_reachable(value)
                # a browser takes "\\" for "/"; and what has no name in the net gets no mail
                if is_seen(value) and ("\\" in value or leads_nowhere):
                    raise ValidationError(self.default_validators[0].message, code="invalid")
            if self.strip:
                value = trimmed(value) if is_seen(value) else ""
        return read(self, value)

    forms.CharField.to_python = to_python


# What a slug is: of fields, in filters and addresses, and all that german_slug gives.
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
# What a slug may have been in earlier years; addresses and filters of then are led on by redirects.
OLD_SLUG = re.compile(r"[A-Za-z0-9_-]{1,100}")

# How Germans spell what no keyboard of theirs has; of all others Unicode knows the plain letter below the marks.
_SPELLED = (
    "ä ae ö oe ü ue ß ss æ ae ǽ ae ø oe ǿ oe œ oe ł l đ d ð d þ th ı i ħ h ŧ t ŋ ng ə e ɛ e ɔ o ɓ b ɖ d ɗ d ƒ f ƙ k ƴ y"
).split()
_GERMAN = str.maketrans(dict(zip(_SPELLED[::2], _SPELLED[1::2], strict=True)))

_FRACTION = re.compile("[¼-¾⅐-⅟↉]")


def fold(text):
    """Return ``text`` as it is compared: what can be seen of it, NFC, small letters, ä as ae, ß as ss, ł as l.

    Two names that fold to one string name one thing on every database; the case rules of SQLite
    (ASCII only) and PostgreSQL (by locale) differ.
    """
    small = unicodedata.normalize("NFC", without_unseen(text)).lower().translate(_GERMAN)
    return unicodedata.normalize("NFC", small.casefold())


def german_slug(text, max_length=80):
    """Return the address word for ``text``: "Große Straße 10.12." becomes "grosse-strasse-10-12".

    Cuts at a hyphen where possible, never beyond ``max_length`` characters. Returns an empty string
    for a text without any letter or digit that ASCII can spell.
    """
    words = _FRACTION.sub(lambda sign: f" {unicodedata.normalize('NFKC', sign[0])} ", fold(text))
    slug = slugify(re.sub(r"[^\w\s\u0300-\u036f]|_", " ", words))
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


def is_name(text):
    """Whether people can speak of ``text`` and look for it: a letter or a digit is seen in it."""
    return not words_of(text).isspace()


def words_of(text):
    """Return the words of ``text``, between blanks, as people compare them."""
    words = re.findall(r"[^\W_]+", fold(text))
    return f" {' '.join(words)} "
