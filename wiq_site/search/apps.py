from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "wiq_site.search"
    label = "search"
    verbose_name = _("Suche")

    def ready(self):
        from wiq_site.kit import changes
        from wiq_site.search.index import renew_index

        changes.at_end(renew_index)
        post_migrate.connect(after_migration, sender=self, dispatch_uid="search_prepare")


def after_migration(using, plan=(), **kwargs):
    """Create what Django's migrations cannot, and again where they dropped it.

    Entries stored before a migration of the index are made anew, once every app is up to date.
    """
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor

    from wiq_site.search.engines import prepare
    from wiq_site.search.index import rebuild
    from wiq_site.search.models import SearchEntry

    connection = connections[using]
    prepare(connection)
    if any(step.app_label == "search" and not back for step, back in plan):
        executor = MigrationExecutor(connection)
        is_up_to_date = not executor.migration_plan(executor.loader.graph.leaf_nodes())
        if is_up_to_date and SearchEntry.objects.exists():
            rebuild()
