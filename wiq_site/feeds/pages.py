"""A long feed comes in pages that name each other. Source: RFC 5005, section 3."""

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from wiq_site.filters import no_such_page, page_number
from wiq_site.http import absolute

PAGE_LENGTH = 30  # items


@dataclass(frozen=True)
class FeedPage:
    """The page ``number`` of ``last``, both counted from one."""

    number: int
    last: int = 1

    @classmethod
    def asked_for(cls, values):
        """Give the page that a query string asks for. Raises FilterError for what is no number."""
        return cls(page_number(values))

    def part_of(self, items):
        """Give the part of the queryset ``items`` that this page holds."""
        end = self.number * PAGE_LENGTH
        return items[end - PAGE_LENGTH : end]

    def among(self, total):
        """Give this page of ``total`` items. Raises FilterError where they end before it."""
        last = max(1, -(-total // PAGE_LENGTH))
        if self.number > last:
            raise no_such_page()
        return replace(self, last=last)

    def addresses(self, request):
        """Give ``{relation: absolute address}`` of the first page, of those around, of the last."""
        numbers = {
            "first": 1,
            "previous": self.number - 1,
            "next": self.number + 1,
            "last": self.last,
        }
        filters = [
            (key, value)
            for key, values in request.GET.lists()
            for value in values
            if key != "seite"
        ]
        return {
            relation: absolute(address_of(request.path, filters, number), request)
            for relation, number in numbers.items()
            if 1 <= number <= self.last
        }


def address_of(path, filters, number):
    """Give the canonical path and query of one page; the first is named by its filter alone."""
    query = urlencode([*filters, ("seite", number)] if number > 1 else filters)
    return f"{path}?{query}" if query else path
