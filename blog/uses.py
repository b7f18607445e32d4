"""How posts use topics, and what all uses together say of them."""

from django.db.models import Max
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from blog.models import Post, TaggedPost
from blog.states import state_of
from wiq_site.contents import TopicUses, Use, topic_uses


def replaced(topics, topic, other):
    """Give ``topics`` as a set in which ``other`` (or nothing) stands in place of ``topic``."""
    return {*topics, other} - {topic, None}


class PostUses(TopicUses):
    """Posts carry topics."""

    label = _("Beiträge")

    def listed(self, topic):
        posts = Post.objects.filter(topics=topic)
        return [
            Use(
                post.pk,
                post.title,
                state_of(post),
                reverse("admin:blog_post_change", args=[post.pk]),
            )
            for post in posts.only("title", "published_at", "withdrawn_at")
        ]

    def published(self, topic, at=None):
        return Post.objects.published(at).filter(topics=topic)

    def move(self, topic, other):
        for post in Post.objects.filter(topics=topic):
            post.topics.set(replaced(post.topics.all(), topic, other))

    def last_signs(self, topics):
        public = TaggedPost.objects.public()
        moments = public.order_by().filter(tag__in=topics).values_list("tag")
        newest = moments.annotate(Max("content_object__published_at"))
        return {pk: timezone.localdate(moment) for pk, moment in newest}


def with_last_signs(topics):
    """Give ``topics`` as a list, each with ``last_sign``: the date of its last sign of life or None.

    A sign is a published post or the meeting of a published protocol; one query for each kind.
    """
    topics = list(topics)
    found = [uses.last_signs(topics) for uses in topic_uses]
    for topic in topics:
        topic.last_sign = max(
            (signs[topic.pk] for signs in found if topic.pk in signs), default=None
        )
    return topics
