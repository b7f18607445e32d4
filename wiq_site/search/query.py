"""What a visitor typed, understood: words, "quoted phrases", -without, the last word as a beginning."""

import re
from dataclasses import dataclass
from itertools import pairwise

from wiq_site.search.tokens import pair_of, stem_of, tokens_of

QUOTES = str.maketrans(dict.fromkeys("„“”«»‟", '"'))
CHUNK = re.compile(r'(?P<minus>-?)(?:"(?P<phrase>[^"]*)"?|(?P<words>[^\s"]+))')
PREFIX_FROM = 3  # letters; fewer would find nearly everything


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
    """Give the ``Query`` that ``text`` means. Takes any text and refuses none."""
    wanted, unwanted = [], []
    for chunk in CHUNK.finditer(text.translate(QUOTES)):
        terms = _terms(chunk)
        (unwanted if chunk["minus"] else wanted).extend(terms)
        last = terms[-1] if terms else None
    if wanted and last is wanted[-1] and not last.exact:
        wanted[-1] = Term(last.tokens, prefix=len(last.tokens[0]) >= PREFIX_FROM)
    return Query(tuple(dict.fromkeys(wanted)), tuple(dict.fromkeys(unwanted)))


def _terms(chunk):
    """Give the terms of one chunk; a hyphened word that is not wanted is one phrase."""
    tokens = tokens_of(chunk["words"] if chunk["phrase"] is None else chunk["phrase"])
    together = chunk["phrase"] is not None or (chunk["minus"] and len(tokens) > 1)
    if together:
        return [Term(tuple(tokens), exact=True)] if tokens else []
    return [Term((token,)) for token in tokens]
