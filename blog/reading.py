"""What stands around a post: its neighbours, its place in a series, what is like it, how long it is."""

from dataclasses import dataclass

from blog.models import Post, Topic
from wiq_site.contents import post_parts
from wiq_site.markup import plain_text

WORDS_A_MINUTE = 200  # unhurried reading of German prose
RELATED_SHOWN = 3


@dataclass(frozen=True)
class SeriesPlace:
    """The place of a post in a series: "Gesamttreffen 7 von 12", with the ones before and after."""

    topic: Topic
    number: int
    total: int
    earlier: Post | None
    later: Post | None


def post_context(post):
    """Give what the template of ``post`` shows around it; its preview shows the same."""
    parts = post_parts.collect([post])[post.pk]
    brief = Post.objects.published().only("title", "slug", "published_at")
    beside = list(brief.beside(post))
    is_older = [(other.published_at, other.pk) < (post.published_at, post.pk) for other in beside]
    return {
        "parts": parts,
        "older": next((p for p, older in zip(beside, is_older, strict=True) if older), None),
        "newer": next((p for p, older in zip(beside, is_older, strict=True) if not older), None),
        "series": series_place(post, brief),
        "related": brief.related_to(post)[:RELATED_SHOWN],
        "minutes": reading_minutes(post.teaser, post.body_html, *parts),
    }


def series_place(post, posts):
    """Give the SeriesPlace of ``post`` among ``posts``; None where it belongs to no series."""
    series = next((t for t in post.topics.all() if t.kind == Topic.Kind.SERIES), None)
    if series is None:
        return None
    in_order = list(posts.tagged([series.slug]).order_by("published_at", "pk"))
    if post not in in_order or len(in_order) < 2:
        return None
    place = in_order.index(post)
    return SeriesPlace(
        topic=series,
        number=place + 1,
        total=len(in_order),
        earlier=in_order[place - 1] if place else None,
        later=in_order[place + 1] if place + 1 < len(in_order) else None,
    )


def reading_minutes(*texts):
    """Give the whole minutes that reading the HTML ``texts`` takes, at least one."""
    words = sum(len(plain_text(text).split()) for text in texts)
    return max(1, round(words / WORDS_A_MINUTE))
