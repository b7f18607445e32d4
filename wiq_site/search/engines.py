"""How each kind of database finds lexemes: one class for each, with the same methods.

Lexemes hold letters, digits, ``_`` and ``~`` only, so nothing in them is to be escaped.
"""

from itertools import chain

from django.db import connection
from django.db.models.expressions import RawSQL

from wiq_site.kit.caches import remembered_now

CONTENT_TABLE = "search_searchcontent"


class SQLite:
    """An FTS5 table over the stored lexemes, kept in step by triggers.

    Altering the table of texts drops the triggers, so ``prepare`` runs after every migration. Beginnings of
    five characters are kept ready for ends of four letters and their mark. Source:
    https://www.sqlite.org/fts5.html#external_content_tables
    """

    TABLE = f"""
        CREATE VIRTUAL TABLE search_fts USING fts5(
            lexemes, content='{CONTENT_TABLE}', content_rowid='entry_id',
            tokenize="ascii tokenchars '_~'", prefix='3 4 5', detail='none', columnsize=0
        )
    """

    def create(self, cursor, columns):
        """Create what is missing."""
        cursor.execute("SELECT sql FROM sqlite_master WHERE name = 'search_fts'")
        row = cursor.fetchone()
        if row is None or row[0].strip() != self.TABLE.strip():
            cursor.execute("DROP TABLE IF EXISTS search_fts")
            cursor.execute(self.TABLE)
            cursor.execute("INSERT INTO search_fts(search_fts) VALUES ('rebuild')")
        add = "INSERT INTO search_fts(rowid, lexemes) VALUES (new.entry_id, new.lexemes);"
        remove = (
            "INSERT INTO search_fts(search_fts, rowid, lexemes) "
            "VALUES ('delete', old.entry_id, old.lexemes);"
        )
        for event, action in (("INSERT", add), ("DELETE", remove), ("UPDATE", remove + add)):
            cursor.execute(
                f"CREATE TRIGGER IF NOT EXISTS search_fts_{event.lower()} "
                f"AFTER {event} ON {CONTENT_TABLE} BEGIN {action} END"
            )

    def forget(self, cursor):
        """Drop what ``create`` makes and is kept in step with the tables, whatever state it is in."""
        for event in ("insert", "delete", "update"):
            cursor.execute(f"DROP TRIGGER IF EXISTS search_fts_{event}")
        cursor.execute("DROP TABLE IF EXISTS search_fts")

    def compact(self, cursor):
        """Leave no word of what was deleted: of that FTS5 only notes that it is, until its pieces become one."""
        cursor.execute("INSERT INTO search_fts(search_fts) VALUES ('optimize')")

    def examine(self, cursor):
        """Raise DatabaseError where it is missing or damaged."""
        cursor.execute("INSERT INTO search_fts(search_fts) VALUES ('integrity-check')")

    def expression(self, groups):
        """Return as text that of each of ``groups`` at least one ``(lexeme, is_prefix)`` is held."""
        return " AND ".join(
            "(" + " OR ".join(f'"{word}"{" *" if prefix else ""}' for word, prefix in group) + ")"
            for group in groups
        )

    def matching(self, expression, phrases):
        """Return the ids of entries as SQL for ``pk__in``.

        They hold what ``expression`` says, and in their lexemes stands one of each pair of strings in ``phrases``.
        """
        sql = "SELECT rowid FROM search_fts WHERE search_fts MATCH %s"
        if phrases:
            holds = " AND (instr(lexemes, %s) OR instr(lexemes, %s))" * len(phrases)
            sql = f"SELECT entry_id FROM {CONTENT_TABLE} WHERE entry_id IN ({sql}){holds}"  # noqa: S608
        return RawSQL(sql, [expression, *chain(*phrases)])  # noqa: S611

    def packed(self, pks):
        """Return any number of ``pks`` as one text for ``listed``."""
        return f"[{','.join(map(str, pks))}]"

    def listed(self, packed):
        """Return keys as SQL for ``pk__in``; one parameter, where a database takes only so many."""
        return RawSQL("SELECT value FROM json_each(%s)", [packed])


class PostgreSQL:
    """A tsvector made of the stored lexemes by the database itself, with a GIN index.

    The lexemes come from Python, so no text search configuration of the server has a say. For a
    common word the planner would rather read all texts than the index, which takes a hundred times as
    long: it does not know what unpacking them costs. So a function of ours leaves it no choice. Source:
    https://www.postgresql.org/docs/15/textsearch-features.html
    """

    def create(self, cursor, columns):
        if "vector" not in columns:
            cursor.execute(f"""
                ALTER TABLE {CONTENT_TABLE} ADD COLUMN vector tsvector
                    GENERATED ALWAYS AS (array_to_tsvector(array_remove(string_to_array(lexemes, ' '), '')))
                    STORED;
                ALTER TABLE {CONTENT_TABLE} ALTER COLUMN vector SET STORAGE EXTERNAL;
                CREATE INDEX search_vector ON {CONTENT_TABLE}
                    USING gin (vector) WITH (gin_pending_list_limit = 1024);
            """)
        cursor.execute(f"""
            DROP FUNCTION IF EXISTS search_matching(tsquery, text[]);
            CREATE OR REPLACE FUNCTION search_matching(query tsquery, owns text[], neighbours text[])
                RETURNS SETOF bigint LANGUAGE sql STABLE SET enable_seqscan = off SET jit = off AS $$
                    SELECT entry_id FROM {CONTENT_TABLE} WHERE vector @@ query AND NOT EXISTS (
                        SELECT FROM unnest(owns, neighbours) AS phrase (own, neighbour)
                        WHERE strpos(lexemes, own) = 0 AND strpos(lexemes, neighbour) = 0)
                $$;
        """)  # noqa: S608

    def forget(self, cursor):
        """The column and its index are part of their table."""

    def compact(self, cursor):
        """The server's own autovacuum does so."""

    def examine(self, cursor):
        cursor.execute("SELECT * FROM search_matching('doctor', '{}', '{}') LIMIT 1")

    def expression(self, groups):
        return " & ".join(
            "(" + " | ".join(f"'{word}'{':*' if prefix else ''}" for word, prefix in group) + ")"
            for group in groups
        )

    def matching(self, expression, phrases):
        sql = "SELECT * FROM search_matching(%s::tsquery, %s::text[], %s::text[])"
        owns, neighbours = ([phrase[part] for phrase in phrases] for part in (0, 1))
        return RawSQL(sql, [expression, owns, neighbours])  # noqa: S611

    def packed(self, pks):
        return f"{{{','.join(map(str, pks))}}}"

    def listed(self, packed):
        return RawSQL("SELECT unnest(%s::bigint[])", [packed])


ENGINES = {"sqlite": SQLite(), "postgresql": PostgreSQL()}


def prepare(connection):
    """Create what the index needs on ``connection``, as often as one likes; without the table of texts nothing.

    The table is not there before the first and after the last migration.
    """
    engine, look = ENGINES[connection.vendor], connection.introspection
    with connection.cursor() as cursor:
        if CONTENT_TABLE in look.table_names(cursor):
            columns = look.get_table_description(cursor, CONTENT_TABLE)
            engine.create(cursor, [column.name for column in columns])


def expression(groups):
    """Return ``expression`` of the engine for the database in use."""
    return ENGINES[connection.vendor].expression(groups)


def matching(expression, phrases=()):
    """Return ``matching`` of the engine for the database in use."""
    return ENGINES[connection.vendor].matching(expression, phrases)


def found_once(key, find):
    """Return the pks of ``find()`` as SQL for ``pk__in``; under one ``key`` found once for each state of the content."""
    engine = ENGINES[connection.vendor]
    return engine.listed(remembered_now(key, lambda: engine.packed(find())))


def count_matching(most, *matches):
    """Return how many entries, seen or not, each of ``matches`` (see ``matching``) holds; no more than ``most``."""
    counts = (f"(SELECT count(*) FROM ({one.sql} LIMIT {most}) AS found)" for one in matches)  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(counts)}", [*chain(*(one.params for one in matches))])
        return cursor.fetchone()
