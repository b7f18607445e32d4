"""What the search finds of posts and topics."""

from blog.models import Post, TaggedPost, Topic
from wiq_site.kit import changes
from wiq_site.kit.markup import plain_text
from wiq_site.search.index import owners_naming, refresh
from wiq_site.search.models import Document, Kind, register


def post_documents(pks):
    """Give ``(pk, Document)`` for each of the posts ``pks`` that is no draft."""
    dated = Post.objects.filter(pk__in=pks, published_at__isnull=False)
    for post in dated.prefetch_related("topics"):
        texts = [post.teaser, plain_text(post.easy_summary_html), plain_text(post.body_html)]
        yield (
            post.pk,
            Document(
                kind=Kind.POST,
                path=post.get_absolute_url(),
                title=post.title,
                topics=sorted(topic.name for topic in post.topics.all()),
                text=" ".join(filter(None, texts)),
                moment=post.published_at,
                visible_from=post.published_at,
                visible_until=post.withdrawn_at,
            ),
        )


def topic_documents(pks):
    """Give ``(pk, Document)`` for each of the topics ``pks``; ``Topic.published`` says who is seen."""
    for topic in Topic.objects.filter(pk__in=pks):
        text = f"{topic.summary} {plain_text(topic.description_html)}".strip()
        yield topic.pk, Document(Kind.TOPIC, topic.get_absolute_url(), topic.name, text)


def index_post(post):
    """Let the search follow a post after it, its topics or what it shows was changed."""
    refresh(Post, [post.pk])


def index_topic(topic):
    """Let the search follow a topic, which gives its name to the posts that carry it."""
    refresh(Topic, [topic.pk])
    carrying = Post.objects.filter(topics=topic.pk).values_list("pk", flat=True)
    refresh(Post, [*carrying, *owners_naming(topic, Post)])


def connect():
    """Let posts and topics be found, and the search hear of their changes."""
    register(Post, post_documents)
    register(Topic, topic_documents, published=Topic.objects.published)
    changes.on_change(Post, index_post)
    changes.on_change(Topic, index_topic)
    changes.on_topics_change(Post, TaggedPost, index_post)
