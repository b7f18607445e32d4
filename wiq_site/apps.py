from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class SiteConfig(AppConfig):
    name = "wiq_site"
    verbose_name = _("Website")

    def ready(self):
        from wiq_site.editors import grant_editors

        post_migrate.connect(grant_editors, dispatch_uid="grant_editors")
