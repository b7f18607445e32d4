from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BlogConfig(AppConfig):
    name = "blog"
    verbose_name = _("Beiträge und Themen")

    def ready(self):
        from blog.counts import renew_counts
        from blog.models import Post, TaggedPost, Topic, passing_moments, renew_post_digests
        from blog.search import post_documents, topic_documents
        from blog.topics import PostUses, keep_old_names, note_first_moments
        from wiq_site.kit import changes, versions
        from wiq_site.kit.registries import moments, topic_uses
        from wiq_site.search.models import register

        def carriers(unit, pks):
            """The posts that carry topics; one made in this unit was given to them in it."""
            rows = TaggedPost.objects.filter(tag__in=pks - unit.created(Topic))
            yield Post, rows.values_list("content_object", flat=True)

        changes.affects(Topic, carriers)
        changes.at_end(note_first_moments)  # after the counts, which move what carries topics
        changes.at_end(renew_counts)  # after the digests, which read the posts that changed
        changes.at_end(renew_post_digests)
        changes.at_end(keep_old_names)
        versions.keep(Topic, read=versions.read_changed(Topic))
        versions.keep(
            Post,
            parts=["attachments"],
            read=lambda unit, pks: [each for each in unit.cache[Post] if each.pk in pks],
        )
        topic_uses.append(PostUses())
        moments.append(passing_moments)
        register(Post, post_documents)
        register(Topic, topic_documents, published=Topic.objects.published)
