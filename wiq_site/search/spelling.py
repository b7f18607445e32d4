"""The nearest spelling from the site's own words, for a word that is not found."""

from functools import reduce
from itertools import chain
from operator import or_

from django.db.models import Count, Q

from wiq_site.search.engines import matching
from wiq_site.search.models import SearchEntry, SearchWord
from wiq_site.search.query import spans

WORDS = 4  # so many words of a query are looked at
OFFERED = 6  # so many near spellings are looked up before one is offered
ALIKE = frozenset(map(frozenset, ("dt", "bp", "gk", "fv", "vw", "sz", "iy", "ck", "cz", "ea")))


def known_words(query, at=None):
    """Give ``{word: entries visible at ``at`` that hold it}`` for the words of ``query``."""
    terms = [term for term in query.terms if not term.exact][:WORDS]
    words = {term.tokens[0]: term.groups[0] for term in terms}
    words |= {t: [(t, False)] for term in query.terms if term.exact for t in term.tokens}
    return _counted(dict(list(words.items())[:WORDS]), at)


def nearest(words, at=None):
    """Give ``{word: spelling}``: for each of ``words`` the nearest visible one, if there is one."""
    near = _near(words)
    rows = {row.word: row for found in near.values() for _, row in found}
    counts = _counted({word: [(word, False)] for word in rows}, at)
    offers = {}
    for word, found in near.items():
        visible = [(far, -counts[row.word], row.word) for far, row in found if counts[row.word]]
        if visible:
            offers[word] = rows[min(visible)[2]].spelling
    return offers


def corrected(text, spellings):
    """Give ``text`` with its words replaced as ``spellings`` says; "" where that changes none."""
    pieces, done = [], 0
    for start, end, token in spans(text):
        pieces += [text[done:start], spellings.get(token, text[start:end])]
        done = end
    return "".join([*pieces, text[done:]]) if spellings else ""


def _counted(groups, at):
    """Give ``{word: entries visible at ``at`` that hold its group of lexemes}`` in one query."""
    if not groups:
        return {}
    entries = SearchEntry.objects.visible(at).filter(pk__in=matching([[*chain(*groups.values())]]))
    counts = {
        f"n{number}": Count("pk", filter=Q(pk__in=matching([group])))
        for number, group in enumerate(groups.values())
    }
    return dict(zip(groups, entries.aggregate(**counts).values(), strict=True))


def _near(words):
    """Give ``{word: [(distance, SearchWord), …]}``, looking first among those that begin alike."""
    near = {}
    for among in (_begin_alike, _length_alike):
        missing = [word for word in words if _limit(word) and word not in near]
        condition = reduce(or_, map(among, missing), Q(pk=None))
        rows = list(SearchWord.objects.filter(condition)) if missing else []
        near |= {word: found for word in missing if (found := _nearest_rows(word, rows))}
    return near


def _limit(word):
    """How far from ``word`` another one may be to be offered for it."""
    return 0 if len(word) < 4 else 1 if len(word) < 6 else 2


def _length_alike(word):
    return Q(length__range=(len(word) - _limit(word), len(word) + _limit(word)))


def _begin_alike(word):
    letters = {*word[:2], *chain(*(pair for pair in ALIKE if word[0] in pair))}
    return Q(initial__in=letters) & _length_alike(word)


def _nearest_rows(word, rows):
    limit, letters = _limit(word), set(word)
    alike = [row for row in rows if abs(row.length - len(word)) <= limit]
    alike = [row for row in alike if len(letters ^ set(row.word)) <= 2 * limit]
    ranked = [(distance(word, row.word), row) for row in alike if row.word != word]
    found = [pair for pair in ranked if pair[0] <= limit]
    return sorted(found, key=lambda pair: (pair[0], pair[1].word))[:OFFERED]


def distance(one, other):
    """Give how far apart two spellings are: 1 for each letter more, less, another or swapped.

    A doubled letter and two letters that sound alike count half. Source: Damerau and Levenshtein's
    distance (optimal string alignment).
    """
    rows = [[float(n) for n in range(len(other) + 1)]]
    for i, a in enumerate(one, 1):
        row = [float(i)]
        for j, b in enumerate(other, 1):
            costs = [
                rows[i - 1][j] + _extra(one, i),
                row[j - 1] + _extra(other, j),
                rows[i - 1][j - 1] + _change(a, b),
            ]
            if i > 1 and j > 1 and a == other[j - 2] and b == one[i - 2]:
                costs.append(rows[i - 2][j - 2] + 1)
            row.append(min(costs))
        rows.append(row)
    return rows[-1][-1]


def _extra(word, place):
    return 0.5 if place > 1 and word[place - 1] == word[place - 2] else 1


def _change(a, b):
    return 0 if a == b else 0.5 if frozenset((a, b)) in ALIKE else 1
