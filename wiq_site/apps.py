import django.contrib.admin.apps
from django.apps import AppConfig
from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.core.checks import Warning as Advice
from django.core.checks import register
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


def mail_is_sent(app_configs, **kwargs):
    """Warn where mails only gather in a folder: nobody would hear of a waiting comment or an error."""
    if not settings.EMAIL_BACKEND.endswith("filebased.EmailBackend"):
        return []
    return [
        Advice(
            _("EMAIL_URL fehlt: Mails sammeln sich im Ordner mail, und niemand erfährt von etwas."),
            id="site.W001",
        )
    ]


class SiteConfig(AppConfig):
    name = "wiq_site"
    verbose_name = _("Website")
    default = True

    def ready(self):
        from wiq_site.account import begin_session
        from wiq_site.desk import grant_roles
        from wiq_site.kit.characters import guard_text_fields

        guard_text_fields()
        register(mail_is_sent, deploy=True)
        user_logged_in.connect(begin_session, dispatch_uid="begin_session")
        post_migrate.connect(grant_roles, dispatch_uid="grant_roles")


class DeskConfig(django.contrib.admin.apps.AdminConfig):
    """Django's admin with a site of ours, so that an expired login loses no typing."""

    default = False
    default_site = "wiq_site.desk.DeskSite"
