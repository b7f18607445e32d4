from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommentsConfig(AppConfig):
    name = "comments"
    verbose_name = _("Kommentare")

    def ready(self):
        from comments import mentions, targets
        from wiq_site import contents

        targets.attach()
        contents.mentions.append(mentions.comments_with)
