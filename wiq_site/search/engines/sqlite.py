"""SQLite: an FTS5 table over the stored lexemes, kept in step by triggers.

Altering the table of texts drops the triggers, so ``prepare`` runs after every migration. Source:
https://www.sqlite.org/fts5.html#external_content_tables
"""

from django.db.models.expressions import RawSQL

from wiq_site.search.engines import CONTENT_TABLE, has_content_table

TABLE = "search_fts"
COLUMNS = "(rowid, lexemes)"
CREATE_TABLE = f"""
    CREATE VIRTUAL TABLE IF NOT EXISTS {TABLE} USING fts5(
        lexemes, content='{CONTENT_TABLE}', content_rowid='entry_id',
        tokenize="ascii tokenchars '_'", prefix='3 4', detail='none', columnsize=0
    )
"""
ADD = f"INSERT INTO {TABLE}{COLUMNS} VALUES (new.entry_id, new.lexemes);"  # noqa: S608
REMOVE = (
    f"INSERT INTO {TABLE}({TABLE}, rowid, lexemes) VALUES ('delete', old.entry_id, old.lexemes);"  # noqa: S608
)
TRIGGERS = {"INSERT": ADD, "DELETE": REMOVE, "UPDATE": REMOVE + ADD}


def prepare(connection):
    if not has_content_table(connection):
        return
    with connection.cursor() as cursor:
        cursor.execute(CREATE_TABLE)
        for event, action in TRIGGERS.items():
            cursor.execute(
                f"CREATE TRIGGER IF NOT EXISTS {TABLE}_{event.lower()} "
                f"AFTER {event} ON {CONTENT_TABLE} BEGIN {action} END"
            )


def rebuild(connection):
    prepare(connection)
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {TABLE}({TABLE}) VALUES ('rebuild')")  # noqa: S608


def matching(groups, needles):
    sql = f"SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH %s"  # noqa: S608
    expression = " AND ".join(_any_of(group) for group in groups)
    if needles:
        holds = " AND instr(lexemes, %s)" * len(needles)
        sql = f"SELECT entry_id FROM {CONTENT_TABLE} WHERE entry_id IN ({sql}){holds}"  # noqa: S608
    return RawSQL(sql, [expression, *needles])  # noqa: S611


def _any_of(group):
    lexemes = (f'"{lexeme}"{" *" if prefix else ""}' for lexeme, prefix in group)
    return f"({' OR '.join(lexemes)})"
