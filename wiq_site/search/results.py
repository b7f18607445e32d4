"""What a search gives: how many hits of which kind and year, and the hits of one page."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from wiq_site.search.documents import Kind
from wiq_site.search.matching import best_first, entries_matching
from wiq_site.search.models import SearchEntry
from wiq_site.search.snippets import marked, snippet


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
