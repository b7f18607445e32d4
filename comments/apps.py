from functools import partial

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommentsConfig(AppConfig):
    name = "comments"
    verbose_name = _("Moderation")

    def ready(self):
        from comments import moderation, privacy, search, targets
        from comments.models import Comment
        from wiq_site.kit import changes, registries
        from wiq_site.search.models import register

        targets.attach()
        for model in targets.models().values():
            changes.affects(model, partial(search.comments_below, model=model))
        register(Comment, search.comment_documents, search.published)
        registries.mentions.append(privacy.comments_with)
        registries.losses.append(moderation.comments_lost)
