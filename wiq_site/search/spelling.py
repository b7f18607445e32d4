"""What to offer where nothing is found: the nearest spelling from the site's own words, each word alone."""

import math
from itertools import chain
from operator import itemgetter
from urllib.parse import urlencode

from django.db.models import Q

from wiq_site.search.engines import count_matching, expression, matching
from wiq_site.search.lexemes import MARK, PART, beside, spans, stem_of
from wiq_site.search.models import SearchWord
from wiq_site.search.query import nothing_to_find, parse

MOST_WORDS = 4  # of a query that are looked at
OFTEN = 100  # things that hold a word, beyond which it is not counted on
# Letters that sound alike, in pairs.
ALIKE = frozenset(map(frozenset, ("dt", "bp", "gk", "fv", "vw", "sz", "iy", "ck", "cz", "ea")))


def alternatives(form, entries):
    """Return what to offer where ``form`` finds nothing among the SearchEntries ``entries``.

    ``suggestion``, another spelling, and each of ``single_words`` is ``(words, query string)``;
    ``nothing_to_find`` says why no such words can be found, ``search_query`` is the query string with which the page of the search looks for the same everywhere.
    """
    text, words = form.chosen["q"], known_words(form.words, entries)
    spellings = nearest_spellings(
        [word for word, is_known in words.items() if not is_known], entries
    )
    suggestion = corrected(text, spellings)
    if suggestion and not _finds(entries, suggestion):  # what is written together stands nowhere so
        pieces = ((token, text[start:end]) for start, end, token in spans(text))
        suggestion = " ".join(
            spellings.get(token, piece)
            for token, piece in pieces
            if token in spellings or words.get(token)
        )
    typed = {token: text[start:end] for start, end, token in spans(text)}
    known = [typed.get(w, w) for w, is_known in words.items() if is_known and len(words) > 1]
    return {
        "suggestion": suggestion and (suggestion, form.query(q=suggestion)),
        "single_words": [(word, form.query(q=word)) for word in known],
        "nothing_to_find": nothing_to_find(text, form.words),
        "search_query": urlencode({"q": text}),
    }


def known_words(query, entries):
    """Return ``{word: whether one of ``entries`` holds it}`` for the first words of ``query``."""
    terms = [term for term in query.terms if not term.exact][:MOST_WORDS]
    words = {term.tokens[0]: term.groups[0] for term in terms}
    exact = chain(*(term.tokens for term in query.terms if term.exact))
    exact = [token for token in exact if not token.startswith(MARK)]  # what is marked is a date
    words |= {token: _forms(token) for token in exact}
    return {word: _holds(entries, forms) for word, forms in [*words.items()][:MOST_WORDS]}


def nearest_spellings(words, entries):
    """Return ``{word: spelling}``: for each of ``words`` the nearest in ``entries``, if there is one.

    Looked at are first those that begin alike.
    """
    near = {}
    for same_beginning in (True, False):
        missing = [word for word in words if _limit(word) and word not in near]
        condition = Q(pk=None)
        for word in missing:
            alike = Q(length__range=_lengths(word))
            if same_beginning:
                sounds = chain(*(pair for pair in ALIKE if word[0] in pair))
                alike &= Q(initial__in={*word[:2], *sounds})
                begins = Q(initial=word[0], word__startswith=word[:2])
                alike |= begins & Q(length__gt=_lengths(word)[1])
            condition |= alike
        rows = list(SearchWord.objects.filter(condition)) if missing else []
        near |= {word: pairs for word in missing if (pairs := _closest(word, rows))}
    near |= _parts_of([word for word in words if word not in near])
    offers = {}
    for word, pairs in near.items():
        # How often they stand anywhere only tells which is asked for first.
        matches = (matching(expression([_forms(row.word)])) for _, row in pairs)
        often = zip(count_matching(OFTEN, *matches), pairs, strict=True)
        pairs = sorted(
            ((far, -n, row.word, row) for n, (far, row) in often), key=itemgetter(0, 1, 2)
        )
        held = (row.spelling for *_, row in pairs if _holds(entries, _forms(row.word)))
        if spelling := next(held, None):
            offers[word] = spelling
    return offers


def _forms(token):
    return [(token, False), (beside(token), False)]


def _holds(entries, forms):
    """Whether one of ``entries`` holds one of the lexemes ``forms``."""
    return entries.filter(pk__in=matching(expression([forms]))).exists()


def _finds(entries, text):
    """Whether each of the words of ``text``, as the search reads it, is held by one of ``entries``."""
    return all(
        entries.filter(pk__in=matching(expression(term.groups), term.phrases)).exists()
        for term in parse(text).terms
    )


def corrected(text, spellings):
    """Return ``text`` with its words replaced as ``spellings`` says; "" where that changes none."""
    pieces, done = [], 0
    for start, end, token in spans(text):
        pieces += [text[done:start], spellings.get(token, text[start:end])]
        done = end
    return "".join([*pieces, text[done:]]) if spellings else ""


def _limit(word):
    """Return how far from ``word`` another one may be to be offered for it."""
    return 0 if len(word) < 4 else 1 if len(word) < 6 else 2


def _lengths(word):
    """Return the least and the greatest length of one to be offered: dots left out count half."""
    return len(word) - _limit(word), len(word) + _limit(word) + 1


def _closest(word, rows):
    """Return up to six ``(distance, row)`` of ``rows`` within the limit of ``word``, the nearest first."""
    pairs = [(_far(word, row.word), row) for row in rows if row.word != word]
    pairs = [pair for pair in pairs if pair[0] <= _limit(word)]
    return sorted(pairs, key=lambda pair: (pair[0], pair[1].word))[:6]


def _parts_of(words):
    """Return ``{word: [(letters that are left over, row)]}`` for those of ``words`` that begin or end with another one,
    as "Datenschutzerklärung" does."""
    parts = {}
    for word in words:
        cuts = range(PART, len(word) - PART + 1)
        parts[word] = {part for cut in cuts for part in (word[:cut], word[cut:])}
    rows = (
        SearchWord.objects.filter(word__in={*chain(*parts.values())}) if any(parts.values()) else ()
    )
    near = {
        word: [(len(word) - row.length, row) for row in rows if row.word in parts[word]]
        for word in parts
    }
    return {
        word: sorted(pairs, key=lambda pair: (pair[0], pair[1].word))[:6]
        for word, pairs in near.items()
        if pairs
    }


def _far(word, other):
    """Return how far ``other`` is from ``word``; a longer one by its stem ("Fahrräder" from "Fahrad") or its beginning.

    What differs too much in length or letters is left out before the distance is computed.
    """
    limit, letters = _limit(word), set(word)
    shortest, longest = _lengths(word)
    if not shortest <= len(other):
        return math.inf
    if len(other) <= longest:
        is_alike = len(letters ^ set(other)) <= 2 * limit
        return distance(word, other) if is_alike else math.inf
    if other[:2] != word[:2] or len(letters - set(other)) > 1:
        return math.inf
    begun = min(_distances(word, other[: len(word) + 1])[len(word) - 1 :]) + 0.5
    stem = stem_of(other)[1:]
    far = min(begun, distance(word, stem) + 0.25) if len(stem) <= longest else begun
    return far if far <= 1.5 else math.inf


def distance(one, other):
    """Return how far apart two spellings are: 1 for each letter more, less, another or swapped.

    A doubled letter, two letters that sound alike and the "e" of an umlaut count half. Source: Damerau and
    Levenshtein's distance (optimal string alignment).
    """
    return _distances(one, other)[-1]


def _distances(one, other):
    """Return how far ``one`` is from each beginning of ``other``, from none of its letters to all."""

    def extra(word, place):
        before, letter = word[place - 2 : place - 1], word[place - 1]
        return 0.5 if letter == before or (letter == "e" and before and before in "aou") else 1

    rows = [[float(n) for n in range(len(other) + 1)]]
    for i, a in enumerate(one, 1):
        row = [float(i)]
        for j, b in enumerate(other, 1):
            change = 0 if a == b else 0.5 if frozenset((a, b)) in ALIKE else 1
            costs = [
                rows[i - 1][j] + extra(one, i),
                row[j - 1] + extra(other, j),
                rows[i - 1][j - 1] + change,
            ]
            if i > 1 and j > 1 and a == other[j - 2] and b == one[i - 2]:
                costs.append(rows[i - 2][j - 2] + 1)
            row.append(min(costs))
        rows.append(row)
    return rows[-1]
