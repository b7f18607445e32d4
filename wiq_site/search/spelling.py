"""The nearest spelling from the site's own words, for a word that is not found."""

from itertools import chain

from django.db.models import Count, Q

from wiq_site.search.engines import matching
from wiq_site.search.models import SearchEntry, SearchWord
from wiq_site.search.query import spans

MOST_WORDS = 4  # of a query that are looked at
# Letters that sound alike, in pairs.
ALIKE = frozenset(map(frozenset, ("dt", "bp", "gk", "fv", "vw", "sz", "iy", "ck", "cz", "ea")))


def known_words(query, at=None):
    """Return ``{word: entries visible at ``at`` that hold it}`` for the first words of ``query``."""
    terms = [term for term in query.terms if not term.exact][:MOST_WORDS]
    words = {term.tokens[0]: term.groups[0] for term in terms}
    words |= {t: [(t, False)] for term in query.terms if term.exact for t in term.tokens}
    return _counts(dict(list(words.items())[:MOST_WORDS]), at)


def nearest(words, at=None):
    """Return ``{word: spelling}``: for each of ``words`` the nearest visible one, if there is one."""
    near = _near(words)
    rows = {row.word: row for pairs in near.values() for _, row in pairs}
    counts = _counts({word: [(word, False)] for word in rows}, at)
    offers = {}
    for word, pairs in near.items():
        visible = [(far, -counts[row.word], row.word) for far, row in pairs if counts[row.word]]
        if visible:
            offers[word] = rows[min(visible)[2]].spelling
    return offers


def corrected(text, spellings):
    """Return ``text`` with its words replaced as ``spellings`` says; "" where that changes none."""
    pieces, done = [], 0
    for start, end, token in spans(text):
        pieces += [text[done:start], spellings.get(token, text[start:end])]
        done = end
    return "".join([*pieces, text[done:]]) if spellings else ""


def _counts(groups, at):
    """Return ``{word: entries visible at ``at`` that hold its group of lexemes}`` in one query."""
    if not groups:
        return {}
    entries = SearchEntry.objects.visible(at).filter(pk__in=matching([[*chain(*groups.values())]]))
    counts = {
        f"n{number}": Count("pk", filter=Q(pk__in=matching([group])))
        for number, group in enumerate(groups.values())
    }
    return dict(zip(groups, entries.aggregate(**counts).values(), strict=True))


def _near(words):
    """Return ``{word: [(distance, SearchWord), …]}``, looking first among those that begin alike."""
    near = {}
    for same_beginning in (True, False):
        missing = [word for word in words if _limit(word) and word not in near]
        condition = Q(pk=None)
        for word in missing:
            limit = _limit(word)
            alike = Q(length__range=(len(word) - limit, len(word) + limit))
            if same_beginning:
                sounds = chain(*(pair for pair in ALIKE if word[0] in pair))
                alike &= Q(initial__in={*word[:2], *sounds})
            condition |= alike
        rows = list(SearchWord.objects.filter(condition)) if missing else []
        for word in missing:
            if pairs := _closest(word, rows):
                near[word] = pairs
    return near


def _limit(word):
    """Return how far from ``word`` another one may be to be offered for it."""
    return 0 if len(word) < 4 else 1 if len(word) < 6 else 2


def _closest(word, rows):
    """Return up to six ``(distance, row)`` of ``rows`` within the limit of ``word``, the nearest first.

    What differs too much in length or letters is left out before the distance is computed.
    """
    limit, letters = _limit(word), set(word)
    pairs = [
        (distance(word, row.word), row)
        for row in rows
        if abs(row.length - len(word)) <= limit
        and len(letters ^ set(row.word)) <= 2 * limit
        and row.word != word
    ]
    pairs = [pair for pair in pairs if pair[0] <= limit]
    return sorted(pairs, key=lambda pair: (pair[0], pair[1].word))[:6]


def distance(one, other):
    """Return how far apart two spellings are: 1 for each letter more, less, another or swapped.

    A doubled letter and two letters that sound alike count half. Source: Damerau and Levenshtein's
    distance (optimal string alignment).
    """

    def extra(word, place):
        return 0.5 if place > 1 and word[place - 1] == word[place - 2] else 1

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
    return rows[-1][-1]
