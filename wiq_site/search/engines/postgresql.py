"""PostgreSQL: a tsvector made of the stored lexemes by the database itself, with a GIN index.

The lexemes come from Python, so no text search configuration of the server has a say. Source:
https://www.postgresql.org/docs/15/textsearch-features.html
"""

from django.db.models.expressions import RawSQL

from wiq_site.search.engines import CONTENT_TABLE, has_content_table

PREPARE = f"""
    ALTER TABLE {CONTENT_TABLE} ADD COLUMN vector tsvector
        GENERATED ALWAYS AS (array_to_tsvector(array_remove(string_to_array(lexemes, ' '), '')))
        STORED;
    ALTER TABLE {CONTENT_TABLE} ALTER COLUMN vector SET STORAGE EXTERNAL;
    CREATE INDEX search_vector ON {CONTENT_TABLE}
        USING gin (vector) WITH (gin_pending_list_limit = 1024);
"""


def prepare(connection):
    with connection.cursor() as cursor:
        if has_content_table(connection) and not _has_vector(connection, cursor):
            cursor.execute(PREPARE)


def _has_vector(connection, cursor):
    columns = connection.introspection.get_table_description(cursor, CONTENT_TABLE)
    return "vector" in [column.name for column in columns]


def rebuild(connection):
    prepare(connection)  # the database keeps the rest in step itself


def matching(groups, without):
    """As ``engines`` says. Lexemes hold letters and digits only, so nothing is to be escaped."""
    parts = [_any_of(group) for group in groups] + [f"!{_any_of(group)}" for group in without]
    sql = f"SELECT entry_id FROM {CONTENT_TABLE} WHERE vector @@ %s::tsquery"  # noqa: S608
    return RawSQL(sql, [" & ".join(parts)])  # noqa: S611


def _any_of(group):
    lexemes = (f"'{lexeme}'{':*' if prefix else ''}" for lexeme, prefix in group)
    return f"({' | '.join(lexemes)})"
