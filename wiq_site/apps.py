import django.contrib.admin.apps
from django.apps import AppConfig, apps
from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class SiteConfig(AppConfig):
    name = "wiq_site"
    verbose_name = _("Website")
    default = True

    def ready(self):
        from wiq_site.account import begin_session
        from wiq_site.colleagues import grant_roles
        from wiq_site.kit.text import guard_text_fields

        apps.get_app_config("auth").verbose_name = _("Konten und Rollen")
        guard_text_fields()
        user_logged_in.connect(begin_session, dispatch_uid="begin_session")
        post_migrate.connect(grant_roles, dispatch_uid="grant_roles")


class DeskConfig(django.contrib.admin.apps.AdminConfig):
    """Django's admin with a site of ours, so that an expired login loses no typing."""

    default = False
    default_site = "wiq_site.desk.DeskSite"
