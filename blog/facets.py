"""What a filter can be narrowed to, each with how many posts would be left.

Every facet counts under the whole selection but its own key, in one query for any number of posts.
"""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.db.models.functions import ExtractMonth, ExtractYear
from django.utils.dates import MONTHS

from blog.models import Post, TaggedPost, Topic

AUTHORS_SHOWN = 15


@dataclass(frozen=True)
class Choice:
    """One value of a facet: its name, the posts it would leave, the query that chooses it."""

    name: str
    value: str  # in the address
    count: int
    query: str
    chosen: bool = False
    topic: Topic | None = None
    within: tuple = ()  # the months of a year
    share: int = 0  # of the largest of its kind, in per cent


def topic_choices(form, posts):
    """Give ``[(kind's label, [Choice])]`` for the topics that published posts carry."""
    visible = TaggedPost.objects.filter(content_object__in=Post.objects.published())
    left = Count("pk", filter=Q(content_object__in=posts.order_by().values("pk")))
    counts = dict(visible.order_by().values_list("tag__slug").annotate(left=left))
    choices = {kind: [] for kind in Topic.Kind}
    for slug, topic in form.all_topics.items():
        if slug in counts:
            chosen = slug in form.chosen["thema"]
            choices[topic.kind].append(
                Choice(topic.name, slug, counts[slug], form.query_with_topic(slug), chosen, topic)
            )
    return [(kind.label, found) for kind, found in choices.items() if found]


def ready_choices(choices):
    """Give those topics that editors want first, as ready filters."""
    return [c for _, found in choices for c in found if c.topic.featured and not c.chosen]


def year_choices(form):
    """Give the years with posts, the newest first, and within each its months: the archive.

    What is chosen is there even without posts, so that the form keeps it.
    """
    left = form.apply(Post.objects.published(), without=("jahr", "monat")).order_by().values("pk")
    rows = (
        Post.objects.published()
        .annotate(year=ExtractYear("published_at"), month=ExtractMonth("published_at"))
        .order_by()
        .values_list("year", "month")
        .annotate(left=Count("pk", filter=Q(pk__in=left)))
    )
    jahr, monat = form.chosen["jahr"], form.chosen["monat"]
    years = {jahr: {monat: 0} if monat else {}} if jahr else {}
    for year, month, count in rows:
        years.setdefault(year, {})[month] = count
    most = max((sum(months.values()) for months in years.values()), default=0) or 1
    return [
        _year(form, year, sorted(months.items()), most)
        for year, months in sorted(years.items(), reverse=True)
    ]


def _year(form, year, months, most):
    jahr, monat = form.chosen["jahr"], form.chosen["monat"]
    within = tuple(
        Choice(
            str(MONTHS[month]),
            str(month),
            count,
            form.query(jahr=year, monat=month),
            (year, month) == (jahr, monat),
        )
        for month, count in months
    )
    total = sum(count for _, count in months)
    query = form.query(jahr=year, monat=None)
    share = round(total * 100 / most)
    return Choice(str(year), str(year), total, query, year == jahr, within=within, share=share)


def author_choices(form):
    """Give those who wrote most and the chosen one, with how many of their posts are left."""
    left = form.apply(Post.objects.published(), without=("autor",)).order_by().values("pk")
    rows = (
        Post.objects.published()
        .exclude(author="")
        .order_by()
        .values_list("author")
        .annotate(written=Count("pk"), left=Count("pk", filter=Q(pk__in=left)))
        .order_by("-written", "author")
    )
    chosen = form.chosen["autor"]
    return [
        Choice(name, name, count, form.query(autor=name), name == chosen)
        for place, (name, _, count) in enumerate(rows)
        if place < AUTHORS_SHOWN or name == chosen
    ]
