"""The tables: a database of before the migrations were joined still starts, and all run both ways."""

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.test import TestCase, TransactionTestCase

OURS = ("pages", "search", "blog", "meetings", "comments")


class GraphTests(TestCase):
    def test_each_app_has_one_last_migration(self):
        leaves = MigrationLoader(None).graph.leaf_nodes()
        self.assertEqual(sorted(app for app, _name in leaves if app in OURS), sorted(OURS))

    def test_no_change_of_a_model_lacks_a_migration(self):
        call_command("makemigrations", check_changes=True, dry_run=True, verbosity=0)

    def test_what_was_applied_in_pieces_counts_as_applied_whole(self):
        executor = MigrationExecutor(connection)
        recorder = executor.recorder
        joined = {key: m for key, m in executor.loader.disk_migrations.items() if m.replaces}
        self.assertEqual(sorted({app for app, _name in joined}), sorted(OURS))
        for (app, name), migration in joined.items():
            recorder.record_unapplied(app, name)
            for old_app, old_name in migration.replaces:
                recorder.record_applied(old_app, old_name)
        fresh = MigrationExecutor(connection)
        self.assertEqual(fresh.migration_plan(fresh.loader.graph.leaf_nodes()), [])


class BothWaysTests(TransactionTestCase):
    def test_back_to_nothing_and_forward_again(self):
        before = sorted(connection.introspection.table_names())
        for app in reversed(OURS):
            call_command("migrate", app, "zero", verbosity=0)
        # The index beside the tables, which no migration makes, is emptied with them and stays.
        ours = tuple(f"{app}_" for app in OURS)
        left = [
            name
            for name in connection.introspection.table_names()
            if name.startswith(ours) and "_fts" not in name
        ]
        call_command("migrate", verbosity=0)
        self.assertEqual((left, sorted(connection.introspection.table_names())), ([], before))
