from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BlogConfig(AppConfig):
    name = "blog"
    verbose_name = _("Beiträge")

    def ready(self):
        from blog import search
        from blog.models import Post, TaggedPost, Topic
        from blog.topics import PostUses
        from wiq_site.kit import changes
        from wiq_site.kit.registries import topic_uses
        from wiq_site.pages.redirects import keep_address

        topic_uses.append(PostUses())
        changes.on_move(Post, keep_address)
        changes.on_move(Topic, keep_address)
        changes.on_change(Post, refresh_derived)
        changes.on_change(Topic, refresh_posts_of)
        changes.on_topics_change(Post, TaggedPost, refresh_derived)
        search.connect()


def refresh_derived(post):
    if post.pk:
        post.refresh_derived()


def refresh_posts_of(topic):
    for tagged in topic.tagged_posts.select_related("content_object"):
        tagged.content_object.refresh_derived()
