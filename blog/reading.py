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
    parts = post_parts.collect([post], on_page=True)[post.pk]
    brief = Post.objects.published().only("title", "slug", "published_at")
    series = next((t for t in post.topics.all() if t.kind == Topic.Kind.SERIES), None)
    around = list(brief.around(post, series))
    older, newer = neighbours(post, around)
    return {
        "parts": parts,
        "older": older,
        "newer": newer,
        "series": series and series_place(post, series, [p for p in around if p.in_series]),
        "related": brief.related_to(post)[:RELATED_SHOWN],
        "minutes": reading_minutes(post.teaser, post.body_html, *parts),
    }


def neighbours(post, posts):
    """Give the one before and the one after ``post`` among ``posts``, oldest first; None at an end."""
    place = (post.published_at, post.pk)
    older = [other for other in posts if (other.published_at, other.pk) < place]
    newer = [other for other in posts if (other.published_at, other.pk) > place]
    return older[-1] if older else None, newer[0] if newer else None


def series_place(post, series, posts):
    """Give the SeriesPlace of ``post`` among ``posts``; None where it would stand alone."""
    if post not in posts or len(posts) < 2:
        return None
    earlier, later = neighbours(post, posts)
    return SeriesPlace(series, posts.index(post) + 1, len(posts), earlier, later)


def reading_minutes(*texts):
    """Give the whole minutes that reading the HTML ``texts`` takes, at least one."""
    words = sum(len(plain_text(text).split()) for text in texts)
    return max(1, round(words / WORDS_A_MINUTE))
