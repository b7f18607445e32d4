"""What stands around a post on its page: the ones before and after it, its place in a series, related ones."""

from collections import Counter

from django.db.models import Count, Exists, OuterRef, Q, Value
from django.utils import timezone

from blog.models import Post, PostCount, TaggedPost, Topic
from wiq_site.kit.prepared import prepared
from wiq_site.kit.registries import announcing

RELATED = 3
CANDIDATES = 50  # the newest posts of each topic among which related ones are looked for


def posts_around(post):
    """Return ``older``, ``newer``, ``series`` (topic, number, total, earlier, later; or None) and ``related`` posts.

    At most four queries for any number of posts. A draft has no neighbours; what only announces a part of the series has
    no place in it, and one that stands alone neither.
    """
    values = {"at": timezone.now(), "related": _related(post)}
    series = next((t for t in post.topic_list if t.kind == Topic.Kind.SERIES), None)
    place = series and post.published_at and _place(post, series)
    if post.published_at:
        values |= {"moment": post.published_at, "pk": post.pk}
    if place:
        values["series"] = series.pk

    def build(at, related, moment=None, pk=None, series=None):
        wanted, in_series = Q(pk__in=related), Value(False)
        if moment:
            wanted |= _beside(Post.objects.published(at), "pk", moment, pk)
        if series:
            of_series = _in_series(series, at)
            wanted |= _beside(of_series, "content_object_id", moment, pk)
            in_series = Exists(of_series.filter(content_object=OuterRef("pk")))
        brief = Post.objects.published(at).only("title", "slug", "published_at", "meeting_state")
        return brief.filter(wanted).annotate(in_series=in_series)

    found = {other.pk: other for other in prepared(("around", *values), build, **values)}
    older, newer = _neighbours(post, found.values())
    if place:
        earlier, later = _neighbours(post, [o for o in found.values() if o.in_series])
        place |= {"topic": series, "earlier": earlier, "later": later}
    related = [found[pk] for pk in values["related"] if pk in found]
    return {"older": older, "newer": newer, "series": place or None, "related": related}


def _in_series(series, at=None):
    """What carries the topic ``series`` at ``at`` and does not only announce a part of it."""
    rows = TaggedPost.objects.published(at).filter(tag=series)
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


def _beside(rows, column, moment, pk):
    """The condition of the nearest of ``rows`` before a post and of the nearest after it."""
    condition = Q()
    for side, order in (("lt", "-"), ("gt", "")):
        at = {f"published_at__{side}e": moment}
        beyond = Q(**{f"published_at__{side}": moment})
        nearest = rows.filter(beyond | Q(**{f"{column}__{side}": pk}), **at)
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

    def counts(names):
        kept = PostCount.objects.filter(kind=PostCount.Kind.TOPIC, value__in=names)
        return kept.values_list("value", "count")

    def newest(at, topics, pk):
        wanted = Q()
        for topic in topics:
            rows = TaggedPost.objects.published(at).filter(tag=topic)
            rows = rows.order_by("-published_at", "-content_object_id").values("pk")
            wanted |= Q(pk__in=rows[:CANDIDATES])
        rows = TaggedPost.objects.filter(wanted).exclude(content_object=pk)
        return rows.values_list("content_object_id", "tag", "published_at")

    kept = prepared(("uses of topics",), counts, names=[str(topic) for topic in topics])
    uses = {int(value): count for value, count in kept}
    weights, places = Counter(), {}
    values = {"at": timezone.now(), "topics": topics, "pk": post.pk}
    for pk, topic, moment in prepared(("related",), newest, **values):
        weights[pk] += 1 / max(uses.get(topic, 0), 1)
        places[pk] = moment, pk
    return sorted(weights, key=lambda pk: (weights[pk], places[pk]), reverse=True)[:RELATED]
