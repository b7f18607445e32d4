"""What a visitor narrows the posts by, and each facet's values with how many posts would be left.

List, feeds and page links obey one PostFilterForm. Every facet counts under the whole selection but
its own key, in one query for any number of posts.
"""

from dataclasses import dataclass, field
from functools import cached_property

from django import forms
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.dates import MONTHS
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from blog.models import Post, TaggedPost, Topic
from wiq_site.kit.filters import FilterError, FilterForm, SlugsField, TextLineField, YearField
from wiq_site.pages.redirects import entry_of
from wiq_site.search.forms import WordsFilterForm


class TopicFilterForm(FilterForm):
    """A filter of which one field, ``topic_field``, names topics by their slugs."""

    topic_field = "thema"
    unknown_topic = _("Das Thema „%(slug)s“ gibt es hier nicht.")

    def public_topics(self):
        """Return the topics that it may name, as a queryset."""
        return Topic.objects.published()

    def chosen_topics(self):
        """Return those of the chosen topics that exist, as a queryset."""
        return self.public_topics().filter(slug__in=self.slugs)

    @cached_property
    def all_topics(self):
        """Every topic that it may name, by its slug, from one query."""
        topics = self.public_topics().defer("description", "description_html")
        return {topic.slug: topic for topic in topics}

    @cached_property
    def slugs(self):
        """The slugs of the chosen topics in the order of the address."""
        return [value for key, value in self.pairs() if key == self.topic_field]

    @cached_property
    def topics(self):
        """The chosen topics in the order of the address."""
        return [self.all_topics[slug] for slug in self.slugs]

    def moved_query(self, public=None):
        if public == self.slugs or not self.slugs:
            return None
        moved = set()
        for slug in self.slugs:
            new = slug
            if slug not in self.all_topics:  # it may have been renamed or merged
                path = entry_of(reverse("blog:topic", args=[slug])) or ""
                elsewhere, _topics, rest = path.partition(reverse("blog:topics"))
                new = "" if elsewhere else rest.strip("/")
            if new not in self.all_topics:
                raise FilterError(self.unknown_topic % {"slug": slug})
            moved.add(new)
        moved = sorted(moved)
        return None if moved == self.slugs else self.query(**{self.topic_field: moved})


class PostFilterForm(TopicFilterForm, WordsFilterForm):
    """Which posts: by topics (all must match), year, month, words, author."""

    has_pages = True
    as_news = False
    field_order = ["thema", "jahr", "monat", "q", "autor"]

    thema = SlugsField(label=_("Themen"), required=False)
    jahr = YearField()
    monat = forms.IntegerField(label=_("Monat"), required=False, min_value=1, max_value=12)
    autor = TextLineField(label=_("geschrieben von"), required=False, max_length=100)

    def clean(self):
        """Forget a month without its year."""
        cleaned = super().clean()
        return cleaned if cleaned.get("jahr") else cleaned | {"monat": None}

    def apply(self, posts, without=()):
        """Return ``posts`` narrowed, but not by the keys in ``without``. Raises FilterError."""
        chosen = {key: value for key, value in self.chosen.items() if value and key not in without}
        if "thema" in chosen:
            posts = posts.tagged(chosen["thema"], self.as_news)
        if "q" in chosen:
            posts = posts.matching(self.words)
        columns = {"jahr": "published_at__year", "monat": "published_at__month", "autor": "author"}
        return posts.filter(**{columns[key]: chosen[key] for key in columns if key in chosen})

    def left(self, *without):
        """Return the aggregate that counts which posts are left by all keys but ``without``."""
        posts = self.apply(Post.objects.published(), without).order_by().values("pk")
        return Count("pk", filter=Q(pk__in=posts))

    def _phrases(self):
        """Return ``[(key, phrase)]`` for the words and the author, in the order of a title."""
        words = gettext("mit „%(words)s“") % {"words": self.chosen["q"]}
        author = gettext("von %(name)s") % {"name": self.chosen["autor"]}
        return [(k, text) for k, text in [("q", words), ("autor", author)] if self.chosen[k]]

    def conditions(self):
        """Return what is chosen for people: ``[(sentence, query string without it)]``."""
        year, month, slugs = self.chosen["jahr"], self.chosen["monat"], self.slugs
        conditions = [
            (topic.name, self.query(thema=[slug for slug in slugs if slug != topic.slug]))
            for topic in self.topics
        ]
        if year:  # a month goes with its year
            conditions.append((str(year), self.query(jahr=None, monat=None)))
        if month:
            conditions.append((str(MONTHS[month]), self.query(monat=None)))
        return conditions + [(text, self.query(**{key: None})) for key, text in self._phrases()]

    def title(self):
        """Return the choice as a title: "Beiträge zu Klima und Lindenau, März 2024"."""
        year, month = self.chosen["jahr"], self.chosen["monat"]
        title = gettext("Beiträge")
        if self.topics:
            *first, last = [topic.name for topic in self.topics]
            names = {"first": ", ".join(first), "last": last}
            names = gettext("%(first)s und %(last)s") % names if first else last
            title += " " + gettext("zu %(topics)s") % {"topics": names}
        if year:
            title += f", {MONTHS[month]} {year}" if month else f", {year}"
        return " ".join([title, *(text for _key, text in self._phrases())])


class PostFeedForm(PostFilterForm):
    """The same for the feeds, which tell nothing old as new that a topic got by a merge."""

    as_news = True


@dataclass(frozen=True)
class Choice:
    """One value of a facet, with how many posts it would leave."""

    name: str
    value: str  # in the address
    count: int
    query: str  # that chooses it as well
    chosen: bool = False
    topic: Topic | None = None
    within: list = field(default_factory=list)  # the months of a year
    share: int = 0  # of the largest of its kind, in per cent


def topic_choices(form, posts):
    """Return ``[(kind's label, [Choice])]`` for the topics that published posts carry.

    ``posts`` are those that ``form`` leaves.
    """
    visible = TaggedPost.objects.filter(content_object__in=Post.objects.published())
    left = Count("pk", filter=Q(content_object__in=posts.order_by().values("pk")))
    counts = dict(visible.values_list("tag__slug").annotate(left=left))
    slugs = form.slugs
    by_kind = {kind: [] for kind in Topic.Kind}
    for slug, topic in form.all_topics.items():
        if slug in counts:
            query = form.query(thema=sorted({*slugs, slug}))
            choice = Choice(topic.name, slug, counts[slug], query, slug in slugs, topic)
            by_kind[topic.kind].append(choice)
    return [(kind.label, choices) for kind, choices in by_kind.items() if choices]


def year_choices(form):
    """Return the years with posts, the newest first, and within each its months: the archive.

    What is chosen is there even without posts, so that the form keeps it.
    """
    by_month = Post.objects.published().order_by()
    by_month = by_month.values_list("published_at__year", "published_at__month")
    jahr, monat = form.chosen["jahr"], form.chosen["monat"]
    years = {jahr: {monat: 0} if monat else {}} if jahr else {}
    for year, month, count in by_month.annotate(left=form.left("jahr", "monat")):
        years.setdefault(year, {})[month] = count
    most = max((sum(months.values()) for months in years.values()), default=0) or 1
    choices = []
    for year, months in sorted(years.items(), reverse=True):
        choice = Choice(
            str(year),
            str(year),
            count=sum(months.values()),
            query=form.query(jahr=year, monat=None),
            chosen=year == jahr,
            share=round(sum(months.values()) * 100 / most),
        )
        for month, count in sorted(months.items()):
            query, chosen = form.query(jahr=year, monat=month), (year, month) == (jahr, monat)
            choice.within.append(Choice(str(MONTHS[month]), str(month), count, query, chosen))
        choices.append(choice)
    return choices


def author_choices(form):
    """Return those who wrote most and the chosen one, with how many of their posts are left."""
    authors = Post.objects.published().exclude(author="").values_list("author")
    rows = authors.annotate(written=Count("pk"), left=form.left("autor"))
    rows = rows.order_by("-written", "author")
    chosen = form.chosen["autor"]
    return [
        Choice(name, name, count, form.query(autor=name), name == chosen)
        for place, (name, _written, count) in enumerate(rows)
        if place < 15 or name == chosen
    ]
