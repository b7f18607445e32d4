"""PostgreSQL: a tsvector made of the stored lexemes by the database itself, with a GIN index.

The lexemes come from Python, so no text search configuration of the server has a say. For a common
word the planner would rather read all texts than the index, which takes a hundred times as long: it
does not know what unpacking them costs. So a function of ours leaves it no choice. Source:
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
    CREATE OR REPLACE FUNCTION search_matching(query tsquery, needles text[]) RETURNS SETOF bigint
        LANGUAGE sql STABLE SET enable_seqscan = off SET jit = off AS $$
            SELECT entry_id FROM {CONTENT_TABLE} WHERE vector @@ query AND NOT EXISTS (
                SELECT FROM unnest(needles) needle WHERE strpos(lexemes, needle) = 0)
        $$;
"""  # noqa: S608


def prepare(connection):
    with connection.cursor() as cursor:
        if has_content_table(connection) and not _has_vector(connection, cursor):
            cursor.execute(PREPARE)


def _has_vector(connection, cursor):
    columns = connection.introspection.get_table_description(cursor, CONTENT_TABLE)
    return "vector" in [column.name for column in columns]


def rebuild(connection):
    prepare(connection)  # the database keeps the rest in step itself


def matching(groups, needles):
    sql = "SELECT * FROM search_matching(%s::tsquery, %s::text[])"
    return RawSQL(sql, [" & ".join(_any_of(group) for group in groups), list(needles)])  # noqa: S611


def _any_of(group):
    lexemes = (f"'{lexeme}'{':*' if prefix else ''}" for lexeme, prefix in group)
    return f"({' | '.join(lexemes)})"
