"""Words as the search compares them: one rule for what is stored and for what is asked.

A database gets nothing but these tokens, so both engines find the same.
"""

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise
from threading import Lock

import snowballstemmer

from wiq_site.slugs import fold

WORD = re.compile(r"[^\W_]+")
LONGEST = 60  # characters of a token; PostgreSQL refuses lexemes of more than 2,046 bytes
MARK = "_"  # tells stems and pairs from a word that is spelled alike; no token holds it
BREAK = " | "  # between two fields, so that no phrase reaches over both

_stemmer = snowballstemmer.stemmer("german")
_lock = Lock()  # the stemmer keeps the word it works on in itself


@lru_cache(maxsize=50_000)
def token_of(word):
    """Give ``word`` as it is compared: "Größe" as "groesse", "Café" as "cafe"; may be empty."""
    letters = unicodedata.normalize("NFD", fold(word))
    return "".join(c for c in letters if c.isalnum())[:LONGEST]


@lru_cache(maxsize=50_000)
def stem_of(token):
    """Give the German stem of ``token`` (Snowball), marked as one: "gaerten" becomes "_gart"."""
    with _lock:
        return MARK + _stemmer.stemWord(token)


def spans(text):
    """Give ``(start, end, token)`` for each word of ``text``, in its order."""
    for match in WORD.finditer(text):
        if token := token_of(match[0]):
            yield match.start(), match.end(), token


def tokens_of(text):
    """Give the tokens of ``text`` in their order."""
    return [token for _, _, token in spans(text)]


def pair_of(first, second):
    """Give the lexeme that says that two tokens stand side by side."""
    return f"{MARK}{first}{MARK}{second}"


def lexemes_of(*texts):
    """Give what is stored of ``texts``: their tokens in order, then every stem once.

    Each stands between two blanks, so that a token, a phrase or a stem is found as a part of it.
    """
    fields = [tokens_of(text) for text in texts]
    stems = sorted({stem_of(token) for tokens in fields for token in tokens})
    return f" {BREAK.join(' '.join(part) for part in [*fields, stems])} "


def pairs_of(*texts):
    """Give every pair of neighbours in one of ``texts`` once, each between two blanks."""
    fields = [tokens_of(text) for text in texts]
    pairs = {pair_of(*pair) for tokens in fields for pair in pairwise(tokens)}
    return f" {' '.join(sorted(pairs))} "
