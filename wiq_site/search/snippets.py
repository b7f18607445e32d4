"""The piece of a text around what was found, with the found words told apart."""

from collections import defaultdict
from itertools import groupby, islice, pairwise

from wiq_site.search.tokens import spans, stem_of

LENGTH = 260  # characters
BEFORE = 70  # characters at most before the first found word
HITS = 200  # found words that are looked at


def marked(text, query):
    """Give all of ``text`` as ``[(piece, found)]``; the words that ``query`` finds are ``found``."""
    return _pieces(text, 0, len(text), list(_hits(text, query)))


def snippet(text, query):
    """Give the best piece of ``text`` as ``[(piece, found)]``; without a find, its beginning."""
    hits = list(islice(_hits(text, query), HITS))
    first = max(hits, key=lambda hit: _worth(hits, hit), default=(0, 0, None))[0]
    start = _at_word(text, first - BEFORE, first)
    end = _at_word(text, start + LENGTH, len(text), back=True)
    pieces = _pieces(text, start, end, hits)
    before, after = [("… ", False)] * (start > 0), [(" …", False)] * (end < len(text))
    return before + pieces + after


def _hits(text, query):
    """Give ``(start, end, term)`` of the places where a term of ``query`` stands, none inside another."""
    words = list(spans(text))
    tokens = [token for _, _, token in words]
    phrases, stems = _by_beginning(query)
    beginnings = {term.tokens[0]: term for term in query.terms if term.prefix}
    free = 0
    for index, token in enumerate(tokens):
        if index < free:
            continue
        fitting = [t for t in phrases.get(token, ()) if _stands_at(t.tokens, tokens, index)]
        fitting += [term for word, term in beginnings.items() if token.startswith(word)]
        term = fitting[0] if fitting else stems.get(stem_of(token))
        if term:
            free = index + len(term.tokens)
            yield words[index][0], words[free - 1][1], term


def _by_beginning(query):
    """Give the exact terms of ``query`` by their first word, the longest first; the others by stem."""
    phrases, stems = defaultdict(list), {}
    for term in sorted(query.terms, key=lambda term: -len(term.tokens)):
        if term.exact:
            phrases[term.tokens[0]].append(term)
        else:
            stems[stem_of(term.tokens[0])] = term
    return phrases, stems


def _stands_at(phrase, tokens, index):
    return tuple(tokens[index : index + len(phrase)]) == phrase


def _worth(hits, first):
    """How many different terms stand in the piece that begins with ``first``; the earliest wins."""
    end = first[0] + LENGTH - BEFORE
    return len({term for start, stop, term in hits if first[0] <= start and stop <= end})


def _at_word(text, index, limit, back=False):
    """Give the place next to ``index`` where no word is cut, not beyond ``limit``."""
    if index <= 0 or index >= len(text):
        return max(0, min(index, len(text)))
    blank = text.rfind(" ", 0, index) if back else text.find(" ", index, limit)
    return index if blank < 0 else blank + (not back)


def _pieces(text, start, end, hits):
    inside = [(a, b) for a, b, _ in hits if start <= a and b <= end]
    cuts = [start, *(place for hit in inside for place in hit), end]
    pieces = [(text[a:b], bool(n % 2)) for n, (a, b) in enumerate(pairwise(cuts)) if a < b]
    return [
        ("".join(piece for piece, _ in group), found)
        for found, group in groupby(pieces, key=lambda piece: piece[1])
    ]
