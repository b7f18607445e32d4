from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommentsConfig(AppConfig):
    name = "comments"
    verbose_name = _("Kommentare")

    def ready(self):
        from comments import privacy, targets
        from wiq_site.kit import registries

        targets.attach()
        registries.mentions.append(privacy.comments_with)
