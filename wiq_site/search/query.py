"""What a visitor typed, parsed: words, "quoted phrases", -without, the last word as a beginning.

Stored texts and typed words become the same tokens and lexemes here. A database gets nothing but
these, so both engines find the same.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from threading import Lock

import snowballstemmer

from wiq_site.kit.slugs import fold

WORD = re.compile(r"[^\W_]+")
CHUNK = re.compile(r'(?P<minus>-?)(?:"(?P<phrase>[^"]*)"?|(?P<words>[^\s"]+))')
MARK = "_"  # tells stems and pairs from a word that is spelled alike; no token holds it
_stemmer = snowballstemmer.stemmer("german")
_lock = Lock()  # the stemmer keeps the word it works on in itself


@lru_cache(maxsize=50_000)
def token_of(word):
    """Return ``word`` as it is compared: "Größe" as "groesse", "Café" as "cafe"; may be empty.

    It has at most 60 characters: PostgreSQL refuses lexemes of more than 2,046 bytes.
    """
    letters = unicodedata.normalize("NFD", fold(word))
    return "".join(c for c in letters if c.isalnum())[:60]


@lru_cache(maxsize=50_000)
def stem_of(token):
    """Return the German stem of ``token`` (Snowball), marked as one: "gaerten" becomes "_gart"."""
    with _lock:
        return MARK + _stemmer.stemWord(token)


def spans(text):
    """Yield ``(start, end, token)`` for each word of ``text``, in its order."""
    for match in WORD.finditer(text):
        if token := token_of(match[0]):
            yield match.start(), match.end(), token


def tokens_of(text):
    """Return the tokens of ``text`` in their order."""
    return [token for _, _, token in spans(text)]


def pair_of(first, second):
    """Return the lexeme that says that two tokens stand side by side."""
    return f"{MARK}{first}{MARK}{second}"


def lexemes_of(*texts):
    """Return what is stored of ``texts``: their tokens in order, then every stem once.

    Each stands between two blanks, so that a token, a phrase or a stem is found as a part of it. A
    " | " between two texts keeps phrases from reaching over both.
    """
    fields = [tokens_of(text) for text in texts]
    stems = sorted({stem_of(token) for tokens in fields for token in tokens})
    return f" {' | '.join(' '.join(part) for part in [*fields, stems])} "


def pairs_of(*texts):
    """Return every pair of neighbours in one of ``texts`` once, each between two blanks."""
    pairs = {pair_of(*pair) for text in texts for pair in pairwise(tokens_of(text))}
    return f" {' '.join(sorted(pairs))} "


@dataclass(frozen=True)
class Term:
    """One condition: a word in any of its forms, or ``exact`` words one after the other."""

    tokens: tuple[str, ...]
    exact: bool = False
    prefix: bool = False

    @property
    def groups(self):
        """What an index has to hold: of each group at least one ``(lexeme, is_prefix)``."""
        if len(self.tokens) > 1:
            return [[(pair_of(*pair), False)] for pair in pairwise(self.tokens)]
        (word,) = self.tokens
        if self.exact:
            return [[(word, False)]]
        stem = (stem_of(word), False)
        return [[stem, (word, True)]] if self.prefix else [[stem]]

    @property
    def needles(self):
        """Strings of which one stands in the stored lexemes of all that it matches."""
        if self.exact:
            return [f" {' '.join(self.tokens)} "]
        return [f" {lexeme}" + ("" if prefix else " ") for lexeme, prefix in self.groups[0]]

    @property
    def whole(self):
        """The needle of a phrase that its groups do not tell from its words in another order."""
        return self.needles if len(self.tokens) > 2 else []


@dataclass(frozen=True)
class Query:
    """All of ``terms`` are wanted, none of ``without``. Without any terms it finds nothing."""

    terms: tuple[Term, ...]
    without: tuple[Term, ...]


def parse(text):
    """Return the ``Query`` that ``text`` means. Takes any text and refuses none.

    A hyphened word that is not wanted is one phrase. A last word of at least three letters is taken
    as a beginning; fewer would find nearly everything.
    """
    wanted, unwanted = [], []
    for chunk in CHUNK.finditer(text.translate(str.maketrans(dict.fromkeys("„“”«»‟", '"')))):
        quoted = chunk["phrase"] is not None
        tokens = tokens_of(chunk["phrase"] if quoted else chunk["words"])
        if tokens and (quoted or (chunk["minus"] and len(tokens) > 1)):
            terms = [Term(tuple(tokens), exact=True)]
        else:
            terms = [Term((token,)) for token in tokens]
        (unwanted if chunk["minus"] else wanted).extend(terms)
        last = terms[-1] if terms else None
    if wanted and last is wanted[-1] and not last.exact:
        wanted[-1] = Term(last.tokens, prefix=len(last.tokens[0]) >= 3)
    return Query(tuple(dict.fromkeys(wanted)), tuple(dict.fromkeys(unwanted)))
