"""What stands around a post on its page: the ones before and after it, its place in a series, related ones."""

from collections import Counter

from django.db.models import Count, Exists, OuterRef, Q, Value

from blog.models import Post, PostCount, TaggedPost, Topic
from wiq_site.kit.registries import announcing

RELATED = 3
CANDIDATES = 50  # the newest posts of each topic among which related ones are looked for


def posts_around(post):
    """Return ``older``, ``newer``, ``series`` (topic, number, total, earlier, later; or None) and ``related`` posts.

    At most four queries for any number of posts. A draft has no neighbours; what only announces a part of the series has
    no place in it, and one that stands alone neither.
    """
    related = _related(post)
    series = next((t for t in post.topic_list if t.kind == Topic.Kind.SERIES), None)
    place = series and post.published_at and _place(post, series)
    wanted = Q(pk__in=related)
    in_series = Value(False)
    if post.published_at:
        wanted |= _beside(Post.objects, "pk", post)
    if place:
        of_series = _in_series(series)
        wanted |= _beside(of_series, "content_object_id", post)
        in_series = Exists(of_series.filter(content_object=OuterRef("pk")))
    brief = Post.objects.published().only("title", "slug", "published_at", "meeting_state")
    found = {other.pk: other for other in brief.filter(wanted).annotate(in_series=in_series)}
    older, newer = _neighbours(post, found.values())
    if place:
        earlier, later = _neighbours(post, [o for o in found.values() if o.in_series])
        place |= {"topic": series, "earlier": earlier, "later": later}
    related = [found[pk] for pk in related if pk in found]
    return {"older": older, "newer": newer, "series": place or None, "related": related}


def _in_series(series):
    """What carries the topic ``series`` and does not only announce a part of it."""
    rows = TaggedPost.objects.published().filter(tag=series)
    for announces in announcing:
        rows = rows.exclude(announces("content_object_id"))
    return rows


def _place(post, series):
    """Return the number of ``post`` in its series and how many there are; None where it has no place."""
    before = Q(published_at=post.published_at, content_object__lte=post.pk)
    before |= Q(published_at__lt=post.published_at)
    numbers = _in_series(series).aggregate(
        total=Count("pk"),
        number=Count("pk", filter=before),
        own=Count("pk", filter=Q(content_object=post.pk)),
    )
    has_place = numbers.pop("own") and numbers["total"] > 1
    return numbers if has_place else None


def _beside(rows, column, post):
    """The condition of the nearest of ``rows`` before ``post`` and of the nearest after it."""
    rows, condition = rows.published(), Q()
    for side, order in (("lt", "-"), ("gt", "")):
        at = {f"published_at__{side}e": post.published_at}
        beyond = Q(**{f"published_at__{side}": post.published_at})
        nearest = rows.filter(beyond | Q(**{f"{column}__{side}": post.pk}), **at)
        nearest = nearest.order_by(f"{order}published_at", f"{order}{column}")
        condition |= Q(pk__in=nearest.values(column)[:1])
    return condition


def _neighbours(post, posts):
    """Return the one of ``posts`` next before ``post`` and the one next after it; None at an end."""
    if not post.published_at:
        return None, None
    place = (post.published_at, post.pk)
    places = {(other.published_at, other.pk): other for other in posts if other.published_at}
    older = max((p for p in places if p < place), default=None)
    newer = min((p for p in places if p > place), default=None)
    return places.get(older), places.get(newer)


def _related(post):
    """Return the pks of the posts that share topics with ``post``, the rarer the shared topics the earlier."""
    topics = [topic.pk for topic in post.topic_list]
    if not topics:
        return []
    wanted = Q()
    for topic in topics:
        newest = TaggedPost.objects.published().filter(tag=topic)
        newest = newest.order_by("-published_at", "-content_object_id").values("pk")
        wanted |= Q(pk__in=newest[:CANDIDATES])
    kept = PostCount.objects.filter(kind=PostCount.Kind.TOPIC, value__in=map(str, topics))
    uses = {int(value): count for value, count in kept.values_list("value", "count")}
    weights, places = Counter(), {}
    rows = TaggedPost.objects.filter(wanted).exclude(content_object=post.pk)
    for pk, topic, moment in rows.values_list("content_object_id", "tag", "published_at"):
        weights[pk] += 1 / max(uses.get(topic, 0), 1)
        places[pk] = moment, pk
    return sorted(weights, key=lambda pk: (weights[pk], places[pk]), reverse=True)[:RELATED]
