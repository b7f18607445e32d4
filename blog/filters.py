"""What a filter can be narrowed to, each with how many posts would be left.

Every facet counts under the whole selection but its own key, in one query for any number of posts.
"""

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django import forms
from django.db.models import Count, Q
from django.db.models.functions import ExtractMonth, ExtractYear
from django.utils.dates import MONTHS
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from blog.models import Post, TaggedPost, Topic
from wiq_site.kit.filters import (
    EARLIEST_YEAR,
    LATEST_YEAR,
    LONGEST_WORDS,
    FilterError,
    SlugsField,
    WordsField,
    few_words,
    joined,
    page_pairs,
    said,
)
from wiq_site.pages.redirects import new_path_of

# What a visitor narrows the posts by; list, feeds, facets and page links all obey it.


TOPIC_PATH = "/themen/"


class PostFilterForm(forms.Form):
    """Which posts: by topics (all must match), year, month, words, author."""

    thema = SlugsField(label=_("Themen"), required=False)
    jahr = forms.IntegerField(
        label=_("Jahr"), required=False, min_value=EARLIEST_YEAR, max_value=LATEST_YEAR
    )
    monat = forms.IntegerField(label=_("Monat"), required=False, min_value=1, max_value=12)
    q = WordsField(
        label=_("Wörter"), required=False, max_length=LONGEST_WORDS, validators=[few_words]
    )
    autor = WordsField(label=_("geschrieben von"), required=False, max_length=100)

    @cached_property
    def chosen(self):
        """The cleaned filter; a month only with its year. Raises FilterError for impossible values."""
        chosen = said(self)
        return chosen if chosen["jahr"] else chosen | {"monat": None}

    @cached_property
    def all_topics(self):
        """Every topic that a visitor may know of, by its slug, asked once."""
        topics = Topic.objects.published().defer("description", "description_html")
        return {topic.slug: topic for topic in topics}

    @cached_property
    def topics(self):
        """The chosen topics in the order of the address."""
        return [self.all_topics[slug] for slug in self.chosen["thema"]]

    def moved_query(self):
        """Give the query with the new slugs of renamed and merged topics; None where none moved.

        Raises FilterError for a topic that is not public.
        """
        new = {slug: self._current_slug(slug) for slug in self.chosen["thema"]}
        for slug, current in new.items():
            if current not in self.all_topics:
                raise FilterError(gettext("Das Thema „%s“ gibt es hier nicht.") % slug)
        moved = sorted(set(new.values()))
        return None if moved == self.chosen["thema"] else self.query(thema=moved)

    def _current_slug(self, slug):
        path = "" if slug in self.all_topics else new_path_of(f"{TOPIC_PATH}{slug}/") or ""
        return path.removeprefix(TOPIC_PATH).strip("/") if path.startswith(TOPIC_PATH) else slug

    def apply(self, posts, without=()):
        """Give ``posts`` narrowed, but not by the keys in ``without``. Raises FilterError."""
        chosen = {key: None if key in without else value for key, value in self.chosen.items()}
        posts = posts.tagged(chosen["thema"] or []).matching(chosen["q"] or "")
        if chosen["jahr"]:
            posts = posts.filter(published_at__year=chosen["jahr"])
        if chosen["monat"]:
            posts = posts.filter(published_at__month=chosen["monat"])
        return posts.filter(author=chosen["autor"]) if chosen["autor"] else posts

    def pairs(self, **instead):
        """Give the filter, on request with other values, as ``[(key, value)]`` in its one order."""
        chosen = self.chosen | instead
        pairs = [("thema", slug) for slug in chosen["thema"]]
        return pairs + [(k, chosen[k]) for k in ("jahr", "monat", "q", "autor") if chosen[k]]

    def query(self, **instead):
        """Give the canonical query string, on request with other values than the chosen."""
        return urlencode(self.pairs(**instead))

    def query_with_topic(self, slug):
        """Give the canonical query string with one more topic."""
        return self.query(thema=sorted({*self.chosen["thema"], slug}))

    def query_without(self, key, value):
        """Give the canonical query string without one condition; a month goes with its year."""
        if key == "thema":
            return self.query(thema=[slug for slug in self.chosen["thema"] if slug != value])
        return self.query(jahr=None, monat=None) if key == "jahr" else self.query(**{key: None})

    def conditions(self):
        """Give what is chosen for people: ``[(sentence, query without it)]``."""
        sentences = {
            "thema": lambda value: self.all_topics[value].name,
            "jahr": str,
            "monat": lambda value: str(MONTHS[value]),
            "q": lambda value: gettext("mit „%(words)s“") % {"words": value},
            "autor": lambda value: gettext("von %(name)s") % {"name": value},
        }
        return [
            (sentences[key](value), self.query_without(key, value)) for key, value in self.pairs()
        ]

    def title(self):
        """Give the choice as a title: "Beiträge zu Klima und Lindenau, März 2024"."""
        chosen = self.chosen
        title = gettext("Beiträge")
        if self.topics:
            names = joined([topic.name for topic in self.topics])
            title += " " + gettext("zu %(topics)s") % {"topics": names}
        if chosen["jahr"]:
            month = f"{MONTHS[chosen['monat']]} " if chosen["monat"] else ""
            title += f", {month}{chosen['jahr']}"
        if chosen["q"]:
            title += " " + gettext("mit „%(words)s“") % {"words": chosen["q"]}
        if chosen["autor"]:
            title += " " + gettext("von %(name)s") % {"name": chosen["autor"]}
        return title


def list_query(values):
    """Give the canonical query string of the list and of its feeds: the filter, then the page.

    Raises FilterError.
    """
    return urlencode(PostFilterForm(values).pairs() + page_pairs(values))


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
