"""What a search gives: how many hits of which kind and year, and the hits of one page with snippets.

Which entries match and in which order is said here; the engines only say which hold a word.
"""

import re
from collections import Counter, defaultdict
from functools import cache, cached_property
from itertools import groupby, islice, pairwise

from django.db.models import Case, F, IntegerField, Q, Value, When
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan
from django.utils import timezone

from wiq_site.kit.caches import remembered_now
from wiq_site.kit.models import in_any
from wiq_site.kit.prepared import prepared
from wiq_site.kit.registries import words_now
from wiq_site.search.engines import count_matching, expression, found_once, matching
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
ENOUGH = 100  # hits by whole words, beside which nobody misses parts of longer ones
MOST = 1000  # hits that are told
MANY = 5000  # hits from which on all rows are read sooner by an index than those by their keys
SNIPPET_LENGTH = 260  # characters
_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")
PLACES = ("own", "neighbours", "needles", "parts")  # of a term, by its number in ``texts_of``
BEFORE_HIT = 70  # characters at most before the first hit


def visible_entries(at=None):
    """Return the entries visible at ``at``; the condition of now is built once for each state of the content."""
    if at:
        return SearchEntry.objects.visible(at)
    (entries,) = remembered_now(("visible entries",), lambda: [SearchEntry.objects.visible()])
    return entries.all()


def entries_matching(query, at=None, parts=True):
    """Return the entries visible at ``at`` that match ``query`` (a Query), in no order.

    Without ``parts`` a word is not found as a part of a longer one.
    """
    return _holding(visible_entries(at), query, texts_of(query, parts))


def _holding(entries, query, texts, wanted="wanted", pk="pk"):
    """Return those of ``entries`` that hold what ``texts`` of ``query`` say.

    Named otherwise than ``pk``, their keys are no way to them: a database then reads ``entries`` in their order.
    """
    keys = matching(texts[wanted], _phrases(query.terms))
    entries = entries.filter(**{f"{pk}__in": keys})
    for number, term in enumerate(query.without):
        entries = entries.exclude(pk__in=matching(texts[f"without {number}"], _phrases([term])))
    return entries


def _expression(terms, parts=True):
    return expression(
        [group for term in terms for group in (term.groups if parts else term.whole_groups)]
    )


def _phrases(terms):
    return [phrase for term in terms for phrase in term.phrases]


def texts_of(query, parts=True):
    """Return ``{name: text or texts}``, what a database looks for to find and rank ``query``.

    Queries of one shape have the same names and as many texts under each, so that their SQL is the same.
    """
    texts = {"wanted": _expression(query.terms, parts)}
    for number, term in enumerate(query.terms):
        texts |= {
            f"own {number}": expression(term.own),
            f"neighbours {number}": expression(term.neighbours),
            f"needles {number}": term.needles,
            f"parts {number}": term.part_needles,
        }
    return texts | {
        f"without {number}": _expression([term], parts) for number, term in enumerate(query.without)
    }


def best_first(entries, texts):
    """Return ``entries`` in their order: by where each of the words of ``texts`` stands, then the newest.

    A word in the title counts most, then one in the topics, in the text, beside it; one that is only a part of
    a longer word counts less than any whole one. Ties are broken the same way everywhere.
    """
    numbers = (name.removeprefix("own ") for name in texts if name.startswith("own "))
    ranks = [_rank(*(texts[f"{name} {n}"] for name in PLACES)) for n in numbers]
    newest = F("moment").desc(nulls_last=True)
    return entries.alias(rank=sum(ranks)).order_by(
        "rank", newest, "kind", "position", "-owner_id", "visible_from"
    )


def _rank(own, neighbours, needles, part_needles):
    """Return where an entry holds a word, as an expression: the less the better."""

    def stands_in(field, needles):
        condition = Q()
        for needle in needles:
            condition |= Q(GreaterThan(StrIndex(F(field), Value(needle)), Value(0)))
        return condition

    in_text, is_beside = Q(pk__in=matching(own)), Q(pk__in=matching(neighbours))
    places = [
        (stands_in("title_lexemes", needles), IN_TITLE),
        (stands_in("topics_lexemes", needles), IN_TOPICS),
    ]
    if part_needles:
        places += [
            (in_text, IN_TEXT),
            (is_beside, BESIDE),
            (stands_in("title_lexemes", part_needles), AS_PART + IN_TITLE),
            (stands_in("topics_lexemes", part_needles), AS_PART + IN_TOPICS),
        ]
        last = AS_PART + IN_TEXT
    else:  # few neighbours hold what is short or exact: asked for them first, a database need not read the others
        places.append((is_beside & ~in_text, BESIDE))
        last = IN_TEXT
    whens = [When(condition, then=Value(place)) for condition, place in places]
    return Case(*whens, default=Value(last), output_field=IntegerField())


def pks_matching(model, query, at=None):
    """Return the pks of ``model``'s objects on whose pages a visitor finds ``query`` at ``at`` (default: now).

    The words of the Query may stand spread over all that is on the page: a post and the TOPs that
    it reports. Returns a queryset of one column, empty where ``query`` has no terms.
    """
    on_pages = visible_entries(at).filter(page_label=model._meta.label_lower)
    matches = model._default_manager.order_by().values("pk")
    if not query.terms:
        return matches.none()

    def holding(term):
        entries = on_pages.filter(pk__in=matching(_expression([term]), _phrases([term])))
        return entries.values("page_id")

    for term in query.terms:
        matches = matches.filter(pk__in=holding(term))
    for term in query.without:
        matches = matches.exclude(pk__in=holding(term))
    return matches


def on_pages(model, query):
    """Return what ``pks_matching`` finds now, as SQL for ``pk__in`` that a page may ask often: it is found once."""
    key = "on pages", model._meta.label, query
    return found_once(key, lambda: pks_matching(model, query).values_list("pk", flat=True))


def among(rows, column, keys):
    """Return those of ``rows`` whose ``column``, a key, is in ``keys`` (see ``on_pages``).

    Where these are many, a database reads ``rows`` by whatever index they are asked by, else by the keys.
    """
    [packed] = keys.params
    if packed.count(",") < MANY:
        return rows.filter(**{f"{column}__in": keys})
    return rows.alias(key=F(column) + 0).filter(key__in=keys)


def highlighted(text, query):
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
    inside = [(a, b) for a, b in _with_addresses(text, hits) if start <= a and b <= end]
    cuts = [start, *(place for hit in inside for place in hit), end]
    pieces = [(text[a:b], bool(n % 2)) for n, (a, b) in enumerate(pairwise(cuts)) if a < b]
    return [
        ("".join(piece for piece, _ in group), is_hit)
        for is_hit, group in groupby(pieces, key=lambda piece: piece[1])
    ]


def _with_addresses(text, hits):
    """Yield ``(start, end)`` of ``hits``, those inside a mail address as all of it: in pieces it would not be protected."""
    addresses = [match.span() for match in _ADDRESS.finditer(text)] if "@" in text else []
    free = 0
    for start, end, _term in hits:
        for first, last in addresses:
            if start < last and first < end:
                start, end = min(start, first), max(end, last)
        if start >= free:
            free = end
            yield start, end


class Hit:
    """One hit as the page shows it, its texts as ``[(piece, is_hit)]``; ``now`` is what is so at this moment alone,
    ``signature`` tells it from any other."""

    def __init__(self, entry, query, now=""):
        self.entry, self.query, self.now = entry, query, now
        self.signature = entry.pk, entry.digest, query, now

    @cached_property
    def title(self):
        return highlighted(self.entry.title, self.query)

    @cached_property
    def context(self):
        context = self.entry.context.replace(" · ", "\xa0· ")  # so that no line begins with a dot
        return highlighted(context, self.query)

    @cached_property
    def snippet(self):
        return snippet(self.entry.content.text, self.query)

    @cached_property
    def topics(self):
        """Those topics in whose names something was found."""
        names = (highlighted(name, self.query) for name in self.entry.content.topics)
        return [pieces for pieces in names if any(is_hit for _, is_hit in pieces)]


class Results:
    """All hits of a query, narrowed to a kind and a year; a Paginator takes it as its list.

    Parts of longer words are looked for only where fewer than ``ENOUGH`` things hold the words whole. Of more
    than ``MOST`` hits (``is_cut``) the newest are told, before them those with the words in the title.
    """

    def __init__(self, query, kind="", year=None):
        self.query, self.kind, self.year = query, kind, year

    def _rows(self, kind="", year=None):
        """``(pk, kind, year)`` of what the query finds of this ``kind`` and ``year``, the best first, one more than ``MOST``."""
        terms, phrases = self.query.terms, _phrases(self.query.terms)
        if not terms:
            return []
        whole = matching(_expression(terms, parts=False), phrases)
        parts = any(term.parts for term in terms) and count_matching(ENOUGH, whole) < (ENOUGH,)
        texts = texts_of(self.query, parts)
        [count] = count_matching(MANY + 1, matching(texts["wanted"], phrases))
        is_cut, are_many = count > MOST, count > MANY
        if is_cut:
            texts["titles"] = expression([group for term in terms for group in term.title_groups])
        narrowed = {name: value for name, value in (("kind", kind), ("year", year)) if value}

        def build(at, **texts):
            visible = SearchEntry.objects.visible(at).filter(**narrowed)
            if is_cut:
                visible = visible.alias(key=F("pk") + 0).order_by(F("moment").desc(nulls_last=True))
                newest = _holding(visible, self.query, texts, pk="key" if are_many else "pk")
                titles = _holding(visible, self.query, texts, "titles")
                newest, titles = newest.values("pk")[: MOST + 1], titles.values("pk")[:MOST]
                entries = in_any(SearchEntry.objects.all(), newest, titles)
            else:
                entries = _holding(visible, self.query, texts)
            return best_first(entries, texts).values_list("pk", "kind", "year")[: MOST + 1]

        now = timezone.now()
        if phrases or _phrases(self.query.without):
            return list(build(now, **texts))  # rare: phrases are lists, in which nothing can be put
        return prepared(
            ("hits", is_cut, are_many, *narrowed.items(), *texts), build, at=now, **texts
        )

    @cached_property
    def _all(self):
        return remembered_now(("hits", self.query), self._rows)

    @cached_property
    def _chosen(self):
        """The rows of the chosen kind and year."""
        kind, year = self.kind, self.year
        if self.is_cut and (kind or year):
            return remembered_now(("hits", self.query, kind, year), lambda: self._rows(kind, year))
        return [row for row in self._all if kind in ("", row[1]) and year in (None, row[2])]

    @property
    def is_cut(self):
        """Whether there are more than are told, whatever is chosen."""
        return len(self._all) > MOST

    @property
    def counts_on(self):
        """Whether there are more of the chosen ones than are told."""
        return len(self._chosen) > MOST

    def count(self):
        return min(len(self._chosen), MOST)

    @property
    def all_count(self):
        """How many hits of any kind and year are told."""
        return min(len(self._all), MOST)

    @property
    def kinds(self):
        """``[(kind, its German name, hits)]`` under the chosen year; hits are None where all are not counted."""
        if self.is_cut:
            return [(kind.value, kind.label, None) for kind in Kind]
        counts = Counter(kind for _, kind, year in self._all if self.year in (None, year))
        rows = [(kind.value, kind.label, counts[kind.value]) for kind in Kind]
        return [row for row in rows if row[2] or row[0] == self.kind]

    @property
    def years(self):
        """``[(year, hits)]`` under the chosen kind, the latest first; likewise."""
        if self.is_cut:
            return remembered_now(("years",), _all_years)
        counts = Counter(year for _, kind, year in self._all if self.kind in ("", kind))
        counts[self.year] += 0
        return [(year, counts[year]) for year in sorted(filter(None, counts), reverse=True)]

    @property
    def facets(self):
        """All that the form shows of them."""
        return (*self.kinds,), (*self.years,)

    def __getitem__(self, part):
        pks = [pk for pk, _, _ in self._chosen[:MOST][part]]
        entries = SearchEntry.objects.select_related("content")
        entries = entries.defer("title_lexemes", "topics_lexemes", "content__lexemes").in_bulk(pks)
        found = [entries[pk] for pk in pks if pk in entries]
        now = found and words_now()
        return [Hit(entry, self.query, now.get(entry.path, "")) for entry in found]


def _all_years():
    """Return ``[(year, None)]`` for each year from the first entry to the last, the latest first."""

    def year_at_end(order):
        def build(at):
            dated = SearchEntry.objects.visible(at).exclude(moment=None).order_by(order)
            return dated.values_list("year", flat=True)[:1]

        return prepared(("year", order), build, at=timezone.now())

    years = [*year_at_end("-moment"), *year_at_end("moment")]
    return [(year, None) for year in range(years[0], years[-1] - 1, -1)] if years else []
