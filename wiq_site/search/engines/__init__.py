"""One module for each kind of database. Each offers

``prepare(connection)``: create, as often as one likes, what the index needs beside its tables;
``rebuild(connection)``: make that anew from the tables;
``matching(groups, needles)``: the ids of entries that hold of each group in ``groups`` at least one
``(lexeme, is_prefix)``, and in whose lexemes each of the strings ``needles`` stands, as SQL for
``pk__in``. Lexemes hold letters, digits and ``_`` only, so nothing is to be escaped.
"""

from importlib import import_module

from django.db import connection

CONTENT_TABLE = "search_searchcontent"


def engine_of(connection):
    """Give the module for the database of ``connection``. Raises ImportError for one we lack."""
    return import_module(f"{__name__}.{connection.vendor}")


def matching(groups, needles=()):
    """Give the ids of matching entries as SQL for ``pk__in`` on the database in use."""
    return engine_of(connection).matching(groups, needles)


def has_content_table(connection):
    """Whether the table of texts is there: not before the first and after the last migration."""
    return CONTENT_TABLE in connection.introspection.table_names()
