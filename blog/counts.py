"""How many posts a visitor finds under each topic, month and author.

What is kept (``PostCount``) counts posts with a moment of publication that are not withdrawn; the few whose
moment or withdrawal lies ahead are looked at when it is asked. It is counted anew for the topics, months and
authors that a change concerns, at the end of its unit of work.

Source: docs/decisions/2026-11-28-counts.md.
"""

from collections import Counter

from django.db import connection
from django.db.models import Count, Exists, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from blog.models import Post, PostCount, TaggedPost
from wiq_site.kit import changes
from wiq_site.kit.prepared import prepared
from wiq_site.pages.models import ContentVersion

MOST_AUTHORS = 15
Kind = PostCount.Kind


def renew_counts(unit):
    """Bring what topics carry of their posts, and all counts that ``unit`` concerns, up to date."""
    changed, posts = unit.changed(Post), {post.pk: post for post in unit.cache[Post]}
    moved = [pk for pk in posts if changed[pk] & set(TaggedPost.OF_POST)]
    for pk in moved:
        values = {name: getattr(posts[pk], name) for name in TaggedPost.OF_POST}
        changes.store_all(TaggedPost.objects.filter(content_object=pk), **values)
    values = {kind: set() for kind in Kind}
    for kind, value in unit.changed(PostCount):
        values[kind].add(value)
    if moved := [pk for pk in moved if pk not in unit.created(Post)]:
        tags = TaggedPost.objects.filter(content_object__in=moved).values_list("tag", flat=True)
        values[Kind.TOPIC].update(map(str, tags))
    if any(values.values()):
        _count(values)


def recount():
    """Count everything anew, for what was written past the unit of work."""
    PostCount.objects.all().delete()
    _count(dict.fromkeys(Kind))


def _count(values):
    """Store the counts of ``{kind: values}``; None stands for all that there are."""
    if connection.features.has_select_for_update:  # who counts at the same time must see this one
        ContentVersion.objects.select_for_update().first()
    rows = []
    columns = {
        Kind.TOPIC: (TaggedPost, "tag"),
        Kind.MONTH: (Post, "month"),
        Kind.AUTHOR: (Post, "author"),
    }
    for kind, wanted in values.items():
        if wanted is not None and not wanted:
            continue
        model, column = columns[kind]
        listed = model.objects.filter(published_at__isnull=False, withdrawn_at=None).order_by()
        if wanted is not None:
            listed = listed.filter(**{f"{column}__in": wanted})
        counts = dict.fromkeys(wanted or (), 0)
        for value, count in listed.values_list(column).annotate(Count("pk")):
            counts[str(value)] = count
        rows += [PostCount(kind=kind, value=value, count=n) for value, n in counts.items()]
    PostCount.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["kind", "value"], update_fields=["count"]
    )


class KeptCounts:
    """What an unnarrowed list counts: ``topics`` by pk, ``months`` by number, ``authors`` who wrote most."""

    def __init__(self, at=None):
        at = at or timezone.now()

        def all_ahead(at):
            return Post.objects.filter(Q(published_at__gt=at) | Q(withdrawn_at__gt=at)).order_by()

        def build(at):
            most = PostCount.objects.filter(kind=Kind.AUTHOR).exclude(value="")
            most = most.order_by("-count", "value").values("pk")[:MOST_AUTHORS]
            kept = PostCount.objects.filter(~Q(kind=Kind.AUTHOR) | Q(pk__in=most))
            return kept.values_list("kind", "value", "count", Exists(all_ahead(at)))

        self.topics, self.months, self.authors = Counter(), Counter(), Counter()
        rows = prepared(("kept counts",), build, at=at)
        for kind, value, count, _some_are_ahead in rows:
            if kind == Kind.AUTHOR:
                self.authors[value] = count
            else:
                {Kind.TOPIC: self.topics, Kind.MONTH: self.months}[kind][int(value)] = count
        if not rows or rows[0][-1]:
            self._correct(at, all_ahead(at))

    def _correct(self, at, ahead):
        """Leave out the posts of ``ahead`` that are not seen yet, count those that are still seen."""
        seen = set()
        for pk, since, until, month, author, tag in ahead.values_list(
            "pk", "published_at", "withdrawn_at", "month", "author", "taggedpost__tag"
        ):
            if since is None:
                continue
            change = (since <= at) - (until is None)  # 1: still seen, -1: not yet seen
            self.topics[tag] += change
            if pk not in seen:
                seen.add(pk)
                self.months[month] += change
                if author and (author in self.authors or len(self.authors) < MOST_AUTHORS):
                    self.authors[author] += change


def released_number(at):
    """Return the expression that tells how many posts are public at ``at`` or were before."""

    def number(rows, of):
        total = rows.order_by().annotate(all=Value(1)).values("all").annotate(total=of)
        return Coalesce(Subquery(total.values("total")), 0)

    kept = number(PostCount.objects.filter(kind=Kind.MONTH), Sum("count"))
    ahead = Post.objects.filter(published_at__gt=at, withdrawn_at=None)
    leaving = Post.objects.filter(published_at__lte=at, withdrawn_at__gt=at)
    gone = Post.objects.withdrawn(at)
    ahead, leaving, gone = (number(posts, Count("pk")) for posts in (ahead, leaving, gone))
    return kept - ahead + leaving + gone
