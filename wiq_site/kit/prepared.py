"""Queries built once: Django takes some ten times as long to build a query as the database to answer it.

``prepared`` keeps the SQL of a queryset and what makes objects of its rows, and puts today's values in. The values
stood for in it are moments, days, times, keys, slugs and lists of these; all else a query depends on belongs in the key.

Source: docs/decisions/2026-11-28-prepared.md.
"""

from datetime import UTC, date, datetime, time, timedelta
from itertools import chain, count
from types import SimpleNamespace

from django.core.exceptions import EmptyResultSet
from django.db import connection, connections
from django.db.models import prefetch_related_objects

from wiq_site.kit.caches import Shelf

OVERHEAD = 25_000  # bytes that one takes, about
FIRST_MOMENT = datetime(1800, 1, 1, tzinfo=UTC)  # of those that stand for another; none is stored
FIRST_NUMBER = 2_047_000_000
shelf = Shelf(150 * OVERHEAD)


def prepared(key, build, **values):
    """Return the list of ``build(**values)``, a queryset, without building it anew each time.

    ``key`` is a tuple that begins with a name and holds all that ``build`` knows of beside ``values``: aware
    moments, days, times, numbers, texts, lists of them. ``build`` has to hand each of them on as it is, and not to look into it.
    """
    lengths = [len(value) if isinstance(value, list) else None for value in values.values()]
    key = (*key, *lengths, connection.vendor)
    ready = shelf.get(key)
    if ready is None:
        ready = Prepared(build, values)
        shelf.put(key, ready, OVERHEAD)
    return ready.rows(values)


class Prepared:
    """What is kept of a queryset: its compiler, its SQL, and which of its parameters stand for what."""

    def __init__(self, build, values):
        numbers = count()
        stand_ins = {
            name: [_stand_in(one, next(numbers)) for one in value]
            if isinstance(value, list)
            else _stand_in(value, next(numbers))
            for name, value in values.items()
        }
        places = dict(zip(_flat(stand_ins), count(), strict=False))
        self.queryset = build(**stand_ins)
        self.compiler = self.queryset.query.get_compiler(connection=connection)
        try:
            self.sql, params = self.compiler.as_sql()
        except EmptyResultSet:
            self.sql = None
            return
        compiler = self.compiler
        compiler.col_count = len(compiler.select)
        converters = compiler.get_converters([column for column, *_ in compiler.select])
        compiler.get_converters = lambda expressions: converters
        self.params = [(places.get(p) if p.__hash__ else None, p) for p in params]
        missing = set(places.values()) - {place for place, _ in self.params}
        if missing:
            raise ValueError(f"not handed on as they are: {missing} of {stand_ins}")

    def rows(self, values):
        """Return the rows for ``values``."""
        if self.sql is None:
            return []
        today = _flat(values)
        params = [param if place is None else today[place] for place, param in self.params]
        compiler, query = _copy(self.compiler), _copy(self.compiler.query)
        compiler.connection = connections[connection.alias]  # itself: its proxy costs at each step
        compiler.as_sql = lambda *args, **options: (self.sql, params)
        query.get_compiler = lambda *args, **options: compiler
        template = self.queryset
        source = SimpleNamespace(
            query=query,
            db=connection.alias,
            model=template.model,
            _fields=template._fields,
            _known_related_objects=template._known_related_objects,
            _hints=template._hints,
        )
        rows = list(template._iterable_class(source))
        if template._prefetch_related_lookups:
            prefetch_related_objects(rows, *template._prefetch_related_lookups)
        return rows


def _copy(thing):
    """Return a shallow copy, made in a tenth of the steps of ``copy.copy``."""
    copy = object.__new__(type(thing))
    copy.__dict__.update(thing.__dict__)
    return copy


def _stand_in(value, number):
    """Return what stands for ``value``, the one of this ``number``, and is no value of any field."""
    if isinstance(value, datetime):
        return FIRST_MOMENT + timedelta(microseconds=number)
    if isinstance(value, date):
        return FIRST_MOMENT.date() + timedelta(days=number)
    if isinstance(value, time):
        return time(microsecond=number + 1)
    return FIRST_NUMBER + number if isinstance(value, int) else f"\ue000{number}"


def _flat(values):
    """Return all single ones of ``values`` in their order, as the database takes them."""
    lists = (value if isinstance(value, list) else [value] for value in values.values())
    operations = connections[connection.alias].ops
    return [_adapted(one, operations) for one in chain(*lists)]


def _adapted(value, operations):
    if isinstance(value, datetime):
        return operations.adapt_datetimefield_value(value)
    if isinstance(value, time):
        return operations.adapt_timefield_value(value)
    return operations.adapt_datefield_value(value) if isinstance(value, date) else value
