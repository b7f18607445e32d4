from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "wiq_site.search"
    label = "search"
    verbose_name = _("Suche")

    def ready(self):
        post_migrate.connect(prepare, sender=self, dispatch_uid="search_prepare")


def prepare(using, **kwargs):
    """Create what Django's migrations cannot, and again where they dropped it."""
    from django.db import connections

    from wiq_site.search.engines import engine_of

    engine_of(connections[using]).prepare(connections[using])
