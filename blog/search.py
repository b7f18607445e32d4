"""What the search finds of posts and topics."""

from django.utils.translation import gettext

from blog.models import Post, Topic
from wiq_site.kit import changes
from wiq_site.search.models import Document, Kind, indexed_text


def post_documents(pks):
    """Yield ``(pk, Document)`` for each of the posts ``pks`` that is no draft."""
    posts = changes.loaded(Post)
    if posts is None:
        posts = Post.objects.filter(pk__in=pks).prefetch_related("topics")
    for post in (post for post in posts if post.pk in pks and post.published_at):
        yield (
            post.pk,
            Document(
                kind=Kind.POST,
                path=post.get_absolute_url(),
                title=post.title,
                topics=[topic.name for topic in post.topics.all()],
                text=indexed_text(post),
                context=" · ".join(
                    filter(None, [post.meeting_state, str(post.corrected_words), post.author])
                ),
                beside=[gettext("von %(name)s") % {"name": post.author}] if post.author else [],
                moment=post.published_at,
                visible_from=post.published_at,
                visible_until=post.withdrawn_at,
            ),
        )


def topic_documents(pks):
    """Yield ``(pk, Document)`` for each of the topics ``pks``; ``Topic.published`` says who is seen."""
    for topic in Topic.objects.filter(pk__in=pks):
        path, text = topic.get_absolute_url(), indexed_text(topic)
        yield topic.pk, Document(Kind.TOPIC, path, topic.name, text)
