"""Which post carries which topic."""

from django.apps import apps
from django.db import models
from taggit.models import ItemBase

from blog.models.topics import Topic


class TaggedPostQuerySet(models.QuerySet):
    def public(self, at=None):
        """Those whose post a visitor may read at ``at``."""
        posts = apps.get_model("blog.Post").objects.published(at)
        return self.filter(content_object__in=posts)


class TaggedPost(ItemBase):
    content_object = models.ForeignKey("blog.Post", on_delete=models.CASCADE)
    tag = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="tagged_posts")

    objects = models.Manager.from_queryset(TaggedPostQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["content_object", "tag"], name="post_has_topic_once")
        ]
