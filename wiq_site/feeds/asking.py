"""All that a feed must know before it is written, asked of the database at once.

So a reader that is up to date costs one query, even where the feed has no item yet.
"""

from django.db.models import Count, DateTimeField, Max, TextField, Value
from django.db.models.functions import Cast

NEVER = Value(None, DateTimeField())


def ask(**parts):
    """Give ``{name: [(text, moment, moment)]}``, sorted, in one query.

    Each part is a queryset, not sliced, and three columns (names or expressions): a text and two
    moments.
    """
    found = {name: [] for name in parts}
    first, *others = (
        items.order_by().values_list(Value(name, TextField()), *columns)
        for name, (items, *columns) in parts.items()
    )
    for name, *row in first.union(*others, all=True):
        found[name].append(tuple(row))
    return {name: sorted(rows, key=lambda row: row[0]) for name, rows in found.items()}


def sliced(items):
    """Give a sliced queryset as one that can be part of ``ask`` on any database."""
    return items.model.objects.filter(pk__in=items.values("pk"))


def count_of(items, moment):
    """Give the part of ``ask`` that says how many ``items`` there are and the last ``moment``."""
    alone = items.order_by().annotate(all=Value(1)).values("all")
    counted = alone.annotate(n=Cast(Count("pk"), TextField()), newest=Max(moment))
    return counted, "n", "newest", "newest"


def counted(rows):
    """Give ``(number, [last moment])`` of what ``count_of`` found."""
    text, moment, _ = rows[0] if rows else ("0", None, None)
    return int(text), [moment] if moment else []
