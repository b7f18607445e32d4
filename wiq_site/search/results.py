"""What a search gives: how many hits of which kind and year, and the hits of one page with snippets.

Which entries match and in which order is said here; the engines only say which hold a word.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import groupby, islice, pairwise

from django.db.models import Case, F, IntegerField, Q, Value, When
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan

from wiq_site.search.engines import matching
from wiq_site.search.lexemes import (
    REST,
    compounds_in,
    dates_in,
    ends_of,
    middles_of,
    spans,
    stem_of,
)
from wiq_site.search.models import Kind, SearchEntry

IN_TITLE, IN_TOPICS, IN_TEXT, BESIDE = range(4)  # where a word stands, the best place first
AS_PART = 100  # more than all words of a query can add up to where they stand whole
SNIPPET_LENGTH = 260  # characters
BEFORE_HIT = 70  # characters at most before the first hit


def entries_matching(query, at=None):
    """Return the entries visible at ``at`` that match ``query`` (a Query), in no order."""
    return _matching(SearchEntry.objects.visible(at), query.terms, query.without)


def best_first(entries, query):
    """Return ``entries`` in their order: by where each of the words stands, then the newest.

    A word in the title counts most, then one in the topics, in the text, beside it; one that is only a part of
    a longer word counts less than any whole one. Ties are broken the same way everywhere.
    """
    ranks = [_rank(term) for term in query.terms]
    newest = F("moment").desc(nulls_last=True)
    return entries.alias(rank=sum(ranks)).order_by(
        "rank", newest, "kind", "position", "-owner_id", "visible_from"
    )


def _rank(term):
    """Return where an entry that ``term`` finds holds it, as an expression: the less the better."""

    def stands_in(field, needles):
        condition = Q()
        for needle in needles:
            condition |= Q(GreaterThan(StrIndex(F(field), Value(needle)), Value(0)))
        return condition

    in_text, is_beside = Q(pk__in=matching(term.own)), Q(pk__in=matching(term.neighbours))
    places = [
        (stands_in("title_lexemes", term.needles), IN_TITLE),
        (stands_in("topics_lexemes", term.needles), IN_TOPICS),
    ]
    if term.parts:
        places += [
            (in_text, IN_TEXT),
            (is_beside, BESIDE),
            (stands_in("title_lexemes", term.part_needles), AS_PART + IN_TITLE),
            (stands_in("topics_lexemes", term.part_needles), AS_PART + IN_TOPICS),
        ]
        last = AS_PART + IN_TEXT
    else:  # few neighbours hold what is short or exact: asked for them first, a database need not read the others
        places.append((is_beside & ~in_text, BESIDE))
        last = IN_TEXT
    whens = [When(condition, then=Value(place)) for condition, place in places]
    return Case(*whens, default=Value(last), output_field=IntegerField())


def pks_matching(model, query, at=None):
    """Return the pks of ``model``'s objects on whose pages a visitor finds ``query`` at ``at``.

    The words of the Query may stand spread over all that is on the page: a post and the TOPs that
    it reports. Returns a queryset of one column for ``pk__in``, empty where ``query`` has no terms.
    """
    on_pages = SearchEntry.objects.visible(at).filter(page_label=model._meta.label_lower)
    matches = model._default_manager.order_by().values("pk")
    if not query.terms:
        return matches.none()
    for term in query.terms:
        matches = matches.filter(pk__in=_matching(on_pages, [term]).values("page_id"))
    for term in query.without:
        matches = matches.exclude(pk__in=_matching(on_pages, [term]).values("page_id"))
    return matches


def _matching(entries, terms, without=()):
    def ids(terms):
        groups = [group for term in terms for group in term.groups]
        return matching(groups, [phrase for term in terms for phrase in term.phrases])

    if not terms:
        return entries.none()
    entries = entries.filter(pk__in=ids(terms))
    for term in without:
        entries = entries.exclude(pk__in=ids([term]))
    return entries


def marked(text, query):
    """Return all of ``text`` as ``[(piece, is_hit)]``, the words that ``query`` finds told apart."""
    return _pieces(text, 0, len(text), list(_hits(text, query)))


def snippet(text, query):
    """Return the best piece of ``text`` as ``[(piece, is_hit)]``; without a hit, its beginning.

    The best piece holds the most different terms within ``SNIPPET_LENGTH``; of equal ones the first.
    Looked at are the first 200 hits.
    """
    hits = list(islice(_hits(text, query), 200))

    def terms_from(first):
        end = first[0] + SNIPPET_LENGTH - BEFORE_HIT
        return len({term for start, stop, term in hits if first[0] <= start and stop <= end})

    first = max(hits, key=terms_from, default=(0, 0, None))[0]
    start = _word_boundary(text, first - BEFORE_HIT, first)
    end = _word_boundary(text, start + SNIPPET_LENGTH, len(text), back=True)
    pieces = _pieces(text, start, end, hits)
    before, after = [("… ", False)] * (start > 0), [(" …", False)] * (end < len(text))
    return before + pieces + after


def _hits(text, query):
    """Yield ``(start, end, term)`` where a term of ``query`` stands, none inside another.

    Where several would fit, a date or a hyphened word wins, then the longest phrase, a stem, a part of a word.
    """
    words = list(spans(text))
    tokens = [token for _, _, token in words]
    phrases, stems = defaultdict(list), {}
    for term in sorted(query.terms, key=lambda term: -len(term.tokens)):
        if term.exact:
            phrases[term.tokens[0]].append(term)
        else:
            stems[stem_of(term.tokens[0])] = term
    groups = {
        start: (end, phrases[lexeme][0])
        for start, end, lexemes in dates_in(text)
        for lexeme in lexemes
        if lexeme in phrases
    }
    groups |= {
        start: (end, stems[stem_of(token)])
        for start, end, token in compounds_in(text)
        if stem_of(token) in stems
    }
    parts = [(lexeme, term) for term in stems.values() for lexeme, _ in term.parts]

    @cache
    def word_found(token):
        forms = (token, *ends_of(token, REST), *middles_of(token)) if parts else ()
        part = (t for lexeme, t in parts if any(form.startswith(lexeme) for form in forms))
        return stems.get(stem_of(token)) or next(part, None)

    free = 0
    for index, (start, end, token) in enumerate(words):
        if start < free:
            continue
        free, term = groups.get(start) or next(
            (
                (words[index + len(term.tokens) - 1][1], term)
                for term in phrases.get(token, ())
                if tuple(tokens[index : index + len(term.tokens)]) == term.tokens
            ),
            (end, word_found(token)),
        )
        if term:
            yield start, free, term


def _word_boundary(text, index, limit, back=False):
    """Return the place next to ``index`` where no word is cut, not beyond ``limit``."""
    if index <= 0 or index >= len(text):
        return max(0, min(index, len(text)))
    blank = text.rfind(" ", 0, index) if back else text.find(" ", index, limit)
    return index if blank < 0 else blank + (not back)


def _pieces(text, start, end, hits):
    """Return ``text`` from ``start`` to ``end`` cut at ``hits``; neighbours of one sort are joined."""
    inside = [(a, b) for a, b, _ in hits if start <= a and b <= end]
    cuts = [start, *(place for hit in inside for place in hit), end]
    pieces = [(text[a:b], bool(n % 2)) for n, (a, b) in enumerate(pairwise(cuts)) if a < b]
    return [
        ("".join(piece for piece, _ in group), is_hit)
        for is_hit, group in groupby(pieces, key=lambda piece: piece[1])
    ]


@dataclass(frozen=True)
class Hit:
    """One hit as the page shows it: ``title``, ``context``, ``snippet``, each of ``topics`` as ``[(piece, is_hit)]``.

    ``topics`` are only those in whose names something was found.
    """

    entry: SearchEntry
    title: list
    context: list
    snippet: list
    topics: list


class Results:
    """All hits of a query, narrowed to a kind and a year; a Paginator takes it as its list."""

    def __init__(self, query, kind="", year=None):
        self.query, self.kind, self.year = query, kind, year

    @cached_property
    def _rows(self):
        """``(pk, kind, year)`` of all that the query finds, the best first, in one query."""
        if not self.query.terms:
            return []
        entries = best_first(entries_matching(self.query), self.query)
        return list(entries.values_list("pk", "kind", "year"))

    @cached_property
    def _counts(self):
        return Counter((kind, year) for _, kind, year in self._rows)

    def _count(self, kind="", year=None):
        return sum(n for (k, y), n in self._counts.items() if kind in ("", k) and year in (None, y))

    def count(self):
        return self._count(self.kind, self.year)

    @property
    def all_count(self):
        """How many hits there are of any kind and year."""
        return self._count()

    @property
    def kinds(self):
        """``[(kind, its German name, hits)]`` under the chosen year."""
        rows = [(kind.value, kind.label, self._count(kind, self.year)) for kind in Kind]
        return [row for row in rows if row[2] or row[0] == self.kind]

    @property
    def years(self):
        """``[(year, hits)]`` under the chosen kind, the latest first."""
        years = {year for _, year in self._counts if year} | ({self.year} if self.year else set())
        rows = [(year, self._count(self.kind, year)) for year in sorted(years, reverse=True)]
        return [row for row in rows if row[1] or row[0] == self.year]

    def __getitem__(self, part):
        pks = [
            pk
            for pk, kind, year in self._rows
            if self.kind in ("", kind) and self.year in (None, year)
        ][part]
        entries = SearchEntry.objects.select_related("content").in_bulk(pks)
        hits = []
        for entry in map(entries.get, pks):
            names = [marked(name, self.query) for name in entry.content.topics]
            topics = [pieces for pieces in names if any(is_hit for _, is_hit in pieces)]
            title, context = (marked(t, self.query) for t in (entry.title, entry.context))
            text = snippet(entry.content.text, self.query)
            hits.append(Hit(entry, title, context, text, topics))
        return hits
