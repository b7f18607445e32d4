"""What a search gives: how many hits of which kind and year, and the hits of one page."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby, islice, pairwise

from django.db.models import Case, F, IntegerField, Q, Value, When
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan

from wiq_site.search.engines import matching
from wiq_site.search.models import Kind, SearchEntry
from wiq_site.search.query import spans, stem_of

# Which entries a query finds and in which order; the engines only say which entries hold a word.


IN_TITLE, IN_TOPICS, IN_TEXT = range(3)


def entries_matching(query, at=None):
    """Give the entries visible at ``at`` that match ``query`` (a Query), in no order."""
    return _matching(SearchEntry.objects.visible(at), query.terms, query.without)


def best_first(entries, query):
    """Give ``entries`` in their order: by where each of the words stands, then the newest.

    A word in the title counts most, then one in the topics. Ties are broken the same way everywhere.
    """
    places = [
        Case(
            When(_holds("title_lexemes", term), then=Value(IN_TITLE)),
            When(_holds("topics_lexemes", term), then=Value(IN_TOPICS)),
            default=Value(IN_TEXT),
            output_field=IntegerField(),
        )
        for term in query.terms
    ]
    newest = F("moment").desc(nulls_last=True)
    return entries.alias(rank=sum(places)).order_by(
        "rank", newest, "kind", "position", "-owner_id", "visible_from"
    )


def pks_matching(model, query, at=None):
    """Return the pks of ``model``'s objects on whose pages a visitor finds ``query`` at ``at``.

    The words of the Query may stand spread over all that is on the page: a post and the TOPs that
    it reports. Returns a queryset of one column for ``pk__in``, empty where ``query`` has no terms.
    """
    on_pages = SearchEntry.objects.visible(at).filter(page_label=model._meta.label_lower)
    found = model._default_manager.order_by().values("pk")
    if not query.terms:
        return found.none()
    for term in query.terms:
        found = found.filter(pk__in=_matching(on_pages, [term]).values("page_id"))
    for term in query.without:
        found = found.exclude(pk__in=_matching(on_pages, [term]).values("page_id"))
    return found


def _matching(entries, terms, without=()):
    if not terms:
        return entries.none()
    entries = entries.filter(pk__in=_ids(terms))
    for term in without:
        entries = entries.exclude(pk__in=_ids([term]))
    return entries


def _ids(terms):
    groups = [group for term in terms for group in term.groups]
    return matching(groups, [needle for term in terms for needle in term.whole])


def _holds(field, term):
    """The condition that ``term`` stands in the lexemes of ``field``."""
    condition = Q()
    for needle in term.needles:
        condition |= Q(GreaterThan(StrIndex(F(field), Value(needle)), Value(0)))
    return condition


# The piece of a text around what was found, with the found words told apart.


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


@dataclass(frozen=True)
class Hit:
    """One hit as the page shows it; ``title``, ``snippet`` and each of ``topics`` are ``[(piece, found)]``.

    ``topics`` are only those whose names were found.
    """

    entry: SearchEntry
    title: list
    snippet: list
    topics: list


class Results:
    """All hits of a query, narrowed to a kind and a year; a Paginator takes it as its list."""

    def __init__(self, query, kind="", year=None):
        self.query, self.kind, self.year = query, kind, year

    @cached_property
    def _found(self):
        """``(pk, kind, year)`` of all that the query finds, the best first, in one query."""
        if not self.query.terms:
            return []
        entries = best_first(entries_matching(self.query), self.query)
        return list(entries.values_list("pk", "kind", "year"))

    @cached_property
    def _counts(self):
        return Counter((kind, year) for _, kind, year in self._found)

    def count(self):
        return self._sum(self.kind, self.year)

    @property
    def all_count(self):
        """How many hits there are of any kind and year."""
        return self._sum()

    @property
    def kinds(self):
        """``[(kind, its German name, hits)]`` under the chosen year."""
        rows = [(kind.value, kind.label, self._sum(kind, self.year)) for kind in Kind]
        return [row for row in rows if row[2] or row[0] == self.kind]

    @property
    def years(self):
        """``[(year, hits)]`` under the chosen kind, the latest first."""
        years = {year for _, year in self._counts if year} | ({self.year} if self.year else set())
        rows = [(year, self._sum(self.kind, year)) for year in sorted(years, reverse=True)]
        return [row for row in rows if row[1] or row[0] == self.year]

    def _sum(self, kind="", year=None):
        return sum(n for facets, n in self._counts.items() if _fits(facets, kind, year))

    def __getitem__(self, part):
        pks = [pk for pk, *facets in self._found if _fits(facets, self.kind, self.year)][part]
        found = SearchEntry.objects.select_related("content").in_bulk(pks)
        return [self._hit(found[pk]) for pk in pks]

    def _hit(self, entry):
        title = marked(entry.title, self.query)
        named = [marked(name, self.query) for name in entry.content.topics]
        topics = [pieces for pieces in named if any(found for _, found in pieces)]
        return Hit(entry, title, snippet(entry.content.text, self.query), topics)


def _fits(facets, kind, year):
    return kind in ("", facets[0]) and year in (None, facets[1])
