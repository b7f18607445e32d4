"""What a search gives: how many hits of which kind and year, and the hits of one page."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Count

from wiq_site.search.documents import Kind
from wiq_site.search.matching import best_first, entries_matching
from wiq_site.search.models import SearchEntry
from wiq_site.search.snippets import marked, snippet


@dataclass(frozen=True)
class Hit:
    """One hit as the page shows it; ``title`` and ``snippet`` are ``[(piece, found)]``."""

    entry: SearchEntry
    title: list
    snippet: list


class Results:
    """All hits of a query, narrowed to a kind and a year; a Paginator takes it as its list."""

    def __init__(self, query, kind="", year=None):
        self.query, self.kind, self.year = query, kind, year

    @cached_property
    def _counts(self):
        """``{(kind, year): hits}`` of the query without kind and year, in one query."""
        if not self.query.terms:
            return {}
        groups = entries_matching(self.query).order_by().values_list("kind", "year")
        return {(kind, year): count for kind, year, count in groups.annotate(Count("pk"))}

    def count(self):
        return self._sum(kind=self.kind, year=self.year)

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
        return sum(
            count
            for (one_kind, one_year), count in self._counts.items()
            if kind in ("", one_kind) and year in (None, one_year)
        )

    def __getitem__(self, part):
        if not self.count():
            return []
        entries = best_first(entries_matching(self.query), self.query)
        entries = entries.filter(kind=self.kind) if self.kind else entries
        entries = entries.filter(year=self.year) if self.year else entries
        pks = list(entries.values_list("pk", flat=True)[part])
        found = SearchEntry.objects.select_related("content").in_bulk(pks)
        return [self._hit(found[pk]) for pk in pks]

    def _hit(self, entry):
        title = marked(entry.title, self.query)
        return Hit(entry, title, snippet(entry.content.text, self.query))
