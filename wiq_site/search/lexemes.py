"""What is stored of a text and looked for: tokens, stems, ends, pairs of neighbours, dates.

Stored texts and typed words become the same lexemes here. A database gets nothing but these, so
both engines find the same. They hold letters, digits and the two marks only, so nothing in them is to
be escaped.
"""

import re
import unicodedata
from datetime import date
from functools import cache, lru_cache
from itertools import chain, pairwise
from threading import Lock

from wiq_site.kit.text import fold

# Signs that nobody sees: soft hyphens, marks of direction, joiners, places where a line may end.
INVISIBLE = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff"
DIGITS = r"\d²³¹⁰⁴-⁹₀-₉"
LETTERS = rf"[^\W{DIGITS}_]+"
# Letters and digits are words of their own, so that "TOP4" is "TOP 4".
WORD = re.compile(rf"{LETTERS}(?:[{INVISIBLE}]+{LETTERS})*|[{DIGITS}]+")
# Possessive, since most words have no hyphen: none is read twice. "Freund:innen" is one word as well.
HYPHENED = re.compile(
    rf"(?<![^\W_])(?>{WORD.pattern})(?:(?:[-\u2010\u2011]|[*:_·/](?=[Ii]n))(?>{WORD.pattern}))+(?![^\W_])"
)
# "1.000", also of "1.000,50"
NUMBER = re.compile(r"(?<![\w.,])\d{1,3}(?:[.'’\xa0\u202f]\d{3})+(?:(?=,\d\d\b)|(?![.,]?\w))")
MARK = "_"  # tells stems, pairs and dates from a word that is spelled alike; no token holds it
END = "~"  # the same for words told from their ends
PART = 4  # letters at least of a part of a compound
REST = 2  # letters at least of what stands before its end: "reis" is no part of "Kreis"
LONG = 15  # letters at least of a word that may have a part in its middle, too
MIDDLE = 6  # letters at least of such a part: four stand by chance in the middle of many words
ENDINGS = ("e", "n", "s", "en", "er", "es", "em", "ern")
MONTHS = {
    name: number
    for number, names in enumerate(
        "januar jänner jan,februar feb,märz mär mrz,april apr,mai,juni jun,juli jul,august aug,"
        "september sept sep,oktober okt,november nov,dezember dez".split(","),
        start=1,
    )
    for name in names.split()
}
# Belongs to the date before which it stands: "Do 10.12.", "Donnerstag, den 10. Dezember".
WEEKDAY = r"""(?:(?:mo|di|mi|do|fr|sa|so|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|sonnabend)
    (?:[.,]+\s?|\s)(?:de[nmr]\s)?)?"""
# A number behind these is that of an item: "TOP 4 Dezember 2020", "TOP 4.1", but not "TOP 10.12.2020".
NO_ITEM = r"(?<!top\s)(?<!punkt\s)(?<!nr\.\s)"
DATE = re.compile(
    rf"""(?<![\w.,]){WEEKDAY}(?:
        (?P<y1>[0-9]{{4}})-(?P<m1>[0-9]{{1,2}})(?:-(?P<d1>[0-9]{{1,2}})(?=T[0-9]|\b)|(?!-[0-9]))
        | (?:{NO_ITEM}|(?=[0-9]+\.\s?[0-9]+\.))
          (?P<d2>[0-9]{{1,2}})\.\s?(?P<m2>[0-9]{{1,2}})(?:\.(?:\s?(?P<y2>[0-9]{{4}})|(?P<short>[0-9]{{2}}))?)?
        | (?:{NO_ITEM}|(?=[0-9]+\.)) (?P<d3>[0-9]{{1,2}})\.?\s?(?P<name>{"|".join(sorted(MONTHS, key=len, reverse=True))})\b\.?
          (?:\s?(?P<y3>[0-9]{{4}}))?
        | (?P<m4>[0-9]{{1,2}})[./](?P<y4>[0-9]{{4}})
    )(?!\.?[0-9]|[^\WT])""",
    re.VERBOSE | re.IGNORECASE,
)
_lock = Lock()  # the stemmer keeps the word it works on in itself


@cache
def _stemmer():
    import snowballstemmer  # of all languages; who neither writes nor searches needs none

    return snowballstemmer.stemmer("german")


# German nouns whose plural has an umlaut: "Häuser" is a form of "Haus", "Küche" none of "Kuchen". No rule tells the two
# apart, and hardly a new noun joins the first kind, so this is their list. Source: Duden, Die Grammatik, "Der Umlaut im
# Plural".
# Ends of stems: "räum" stands in "Räume" and "Freiräumen", "gärt" in "Gärten", as "gart" is the stem of "Garten".
_STEMS = """
ängst anwält ärzt äst äxt öf öfen
bäch bäll bänd bänk bärt bäss bäuch bäum blöck böck böd bög bränd bräuch bräut brüch brüd brüst bünd büsch
chör dämm därm düft dünst ausdrück eindrück abdrück
fäd fäll fäng fäust flöh flöss flüch flüg flüss frösch fröst frücht füchs füss
gäng gärt gäns gehält gräb gründ grüss güss hähn häf häls hämm händ häng häut höf hüt
kähn kämm kämpf kanäl käst käuf kläng klöss klöst klötz klüft knöpf köch köpf körb kräft kräg krän kränz
krämpf krüg küh künft künst küss läd läuf läus löhn lüft lüst
mächt mäg mängel mäntel märkt mäus mütt näbel nächt nägel näht nöt nüss
äpfel päss pfähl pflöck pflüg plän plätz räng rät räum räusch röck rümpf
säck säft säng särg sättel sätz säum schächt schäd schäft schätz schäum schläg schläuch schlüss schnäbel schnür
schöss schränk schüb schüss schwämm schwän schwänz schwäg schwüng schwür söhn späss sprüch sprüng
stäb städt ställ stämm ständ stöck störch stöss sträuss stränd ström strümpf stühl stürm stürz
tänz töcht tön töpf träum tröpf türm
anträg aufträg beiträg beträg einträg erträg nachträg verträg vorträg
vät vögel wäll wänd werkstätt wölf wünsch würf würst zäun zähn zöll zöpf züg zünft zwäng
altär bischöf choräl generäl
"""
# Ends of whole plurals: without "er" they would be ends of other words, as "güt" of "Güte".
_PLURALS = """
ämter bäder bänder blätter bücher dächer dörfer fächer fässer gläser götter gräber gräser güter häupter häuser
hölzer hörner hühner kälber kräuter lämmer länder löcher mäler männer mäuler münder pfänder räder ränder
schlösser spitäler sträucher täler tücher tümer völker wälder wörter würmer
"""
# Words without endings, of which other words look like forms: "Kanne" is none of "kann", "Seite" none of "seit".
_UNINFLECTED = frozenset(
    fold(
        "kann mag muss war will bot fing fuhr gab genoss goss grub lag las lud mied ritt schlang schob wies"
        " seit weil wann nicht schon meist vorab empor quer seid elf"
    ).split()
)
_PLAIN = str.maketrans("äöü", "aou")
_SINGULARS = {fold(end): end.translate(_PLAIN) for end in _STEMS.split()}
_WITH_ER = {
    fold(end): end.translate(_PLAIN)
    for end in (plural.removesuffix("er") for plural in _PLURALS.split())
}
_LONGEST = max(map(len, [*_SINGULARS, *_WITH_ER]))


def visible(text):
    """Return ``text`` without the signs that nobody sees."""
    return re.sub(f"[{INVISIBLE}]+", "", text)


@lru_cache(maxsize=8_000)
def token_of(word):
    """Return ``word`` as it is compared: "Größe" as "groesse", "Café" as "cafe"; may be empty.

    It has at most 60 characters: PostgreSQL refuses lexemes of more than 2,046 bytes.
    """
    letters = unicodedata.normalize("NFKD", fold(visible(word)))
    return "".join(c for c in letters if c.isalnum())[:60]


@lru_cache(maxsize=8_000)
def stem_of(token):
    """Return the German stem of ``token``, marked as one: "gaerten" becomes "_gart".

    Source: Snowball, but an umlaut stays unless it is that of a plural ("kueche" becomes "_kuech"), and an "e" where the rest
    would be a word that has no forms ("kanne" and "kannen" become "_kanne").
    """
    with _lock:
        stem = _stemmer().stemWord(token)
    if stem != token and stem in _UNINFLECTED:
        stem += "e"
    return MARK + singular(_with_umlauts(stem, token), token)


def _with_umlauts(stem, token):
    """Return ``stem`` with those of ``token`` that the stemmer took off: "kuch" of "kueche" as "kuech"."""
    letters, place = [], 0
    for index, letter in enumerate(stem):
        letters.append(letter)
        before, after = token[place - 1 : place], stem[index + 1 : index + 2]
        place += 1
        if letter in "aou" and token[place : place + 1] == "e" and after != "e":
            is_hiatus = not after and letter == "u" and before and before in "aeioquy"
            if not is_hiatus:  # "neue", "frauen"
                letters.append("e")
                place += 1
    return "".join(letters)


def singular(stem, token):
    """Return the stem of the singular where ``token`` with its ``stem`` is such a plural, else ``stem``."""
    for length in range(_LONGEST, 1, -1):
        end = stem[-length:]
        plain = _SINGULARS.get(end) or (token.endswith(("er", "ern")) and _WITH_ER.get(end))
        if plain:
            return stem[:-length] + plain
    return stem


@lru_cache(maxsize=8_000)
def ends_of(token, start=0):
    """Return the lexemes that tell how ``token`` ends from its letter ``start`` on, read backwards.

    Each is at least ``PART`` letters long; one for the token itself, others without what may be an inflection.
    Stems would not do: Snowball takes "est" off "Sommerfest" and not off "Fest".
    """
    forms = {token, *(token.removesuffix(ending) for ending in ENDINGS)}
    ends = (singular(form, token)[start:] for form in forms)
    return frozenset(END + end[::-1] for end in ends if len(end) >= PART)


def middle_of(word):
    """Return the beginning of a lexeme of a longer word in whose middle ``word`` stands."""
    return END + END + word


def middles_of(token):
    """Return the lexemes that tell what stands in the middle of a very long word: all its later ends."""
    starts = range(REST, len(token) - MIDDLE) if len(token) >= LONG else ()
    return frozenset(middle_of(token[start:]) for start in starts)


def spans(text):
    """Yield ``(start, end, token)`` for each word of ``text``, in its order."""
    for match in WORD.finditer(text):
        if token := token_of(match[0]):
            yield match.start(), match.end(), token


def compounds_in(text):
    """Yield ``(start, end, token)`` for each hyphened word and long number of ``text``, the token as of one written whole."""
    for match in chain(HYPHENED.finditer(text), NUMBER.finditer(text)):
        token = token_of(match[0])
        if token.isalpha() or match.re is NUMBER:
            yield match.start(), match.end(), token


def tokens_of(text):
    """Return the tokens of ``text`` in their order."""
    return [token for _, _, token in spans(text)]


def dates_in(text):
    """Yield ``(start, end, lexemes)`` for each date in ``text``, however it is spelled.

    ``lexemes`` are those of ``date_lexemes``: "10.12." has a day and a month, "12/2020" a month and a year.
    """
    for match in DATE.finditer(text):
        groups = match.groupdict()
        day, month, year = (
            next((int(groups[key]) for key in keys if groups[key]), None)
            for keys in (("d1", "d2", "d3"), ("m1", "m2", "m4"), ("y1", "y2", "y3", "y4"))
        )
        if groups["name"]:
            month = MONTHS[groups["name"].lower()]
        if groups["short"]:
            year = 2000 + int(groups["short"])
        try:
            date(2000 if year is None else year, month, day or 1)  # 2000 was a leap year
        except ValueError:
            continue
        yield match.start(), match.end(), date_lexemes(year, month, day)


def date_lexemes(year, month, day):
    """Return what is stored of a date, all of it first; year or day may be unknown (None)."""
    known = [(year, month, day), (month, day), (year, month)]
    return [
        MARK + "".join(f"{MARK}{number}" for number in numbers)
        for numbers in known
        if None not in numbers
    ]


def pair_of(first, second):
    """Return the lexeme that says that two tokens stand side by side."""
    return f"{MARK}{first}{MARK}{second}"


def beside(lexeme):
    """Return ``lexeme`` as that of a neighbour, who counts less; a beginning still finds it."""
    return lexeme + MARK


def titled(lexeme):
    """Return ``lexeme`` as that of a title."""
    return MARK + END + lexeme


def lexemes_of(*texts):
    """Return what is stored of ``texts``: their tokens in order, then every stem, part and date once.

    A hyphened word is stored like one without hyphens as well: "Reparatur-Café".

    Each stands between two blanks, so that a token, a phrase or a stem is found as a part of it. A
    " | " between two texts keeps phrases from reaching over both.
    """
    fields = [tokens_of(text) for text in texts]
    compounds = {token for text in texts for _, _, token in compounds_in(text)}
    tokens = compounds.union(*fields)
    forms = compounds.union(
        *({stem_of(token)} | ends_of(token, REST) | middles_of(token) for token in tokens)
    )
    forms |= {lexeme for text in texts for _, _, lexemes in dates_in(text) for lexeme in lexemes}
    return f" {' | '.join(' '.join(part) for part in [*fields, sorted(forms)])} "


def pairs_of(*texts):
    """Return every pair of neighbours in one of ``texts`` once, each between two blanks."""
    pairs = {pair_of(*pair) for text in texts for pair in pairwise(tokens_of(text))}
    return f" {' '.join(sorted(pairs))} "


def lexemes_beside(texts, dates=()):
    """Return what is stored of the ``texts`` and date lexemes of neighbours, like ``lexemes_of``."""
    stored = " ".join([lexemes_of(*texts), *dates, pairs_of(*texts)]).split()
    return f" {' '.join(lexeme if lexeme == '|' else beside(lexeme) for lexeme in stored)} "
