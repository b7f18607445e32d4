"""What a visitor narrows the posts by, and each facet's values with how many posts would be left.

List, feeds and page links obey one PostFilterForm. Every facet counts under the whole selection but
its own key, in one query for any number of posts.
"""

from dataclasses import dataclass
from functools import cached_property

from django import forms
from django.db.models import Count, Q
from django.db.models.functions import ExtractMonth, ExtractYear
from django.utils.dates import MONTHS
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from blog.models import Post, TaggedPost, Topic
from wiq_site.kit.filters import FilterError, FilterForm, SlugsField, TextLineField, YearField
from wiq_site.pages.redirects import entry_of
from wiq_site.search.forms import WordsFilterForm

TOPICS_PATH = "/themen/"
AUTHORS_SHOWN = 15


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
        current = {slug: self._current_slug(slug) for slug in self.slugs}
        for slug, new in current.items():
            if new not in self.all_topics:
                raise FilterError(self.unknown_topic % {"slug": slug})
        moved = sorted(set(current.values()))
        return None if moved == self.slugs else self.query(**{self.topic_field: moved})

    def _current_slug(self, slug):
        """Return the slug of the topic that ``slug`` named before it was renamed or merged."""
        path = "" if slug in self.all_topics else entry_of(f"{TOPICS_PATH}{slug}/") or ""
        return path.removeprefix(TOPICS_PATH).strip("/") if path.startswith(TOPICS_PATH) else slug


class PostFilterForm(TopicFilterForm, WordsFilterForm):
    """Which posts: by topics (all must match), year, month, words, author."""

    has_pages = True
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
            posts = posts.tagged(chosen["thema"])
        if "q" in chosen:
            posts = posts.matching(self.words)
        if "jahr" in chosen:
            posts = posts.filter(published_at__year=chosen["jahr"])
        if "monat" in chosen:
            posts = posts.filter(published_at__month=chosen["monat"])
        return posts.filter(author=chosen["autor"]) if "autor" in chosen else posts

    def conditions(self):
        """Return what is chosen for people: ``[(sentence, query string without it)]``."""
        chosen, slugs = self.chosen, self.slugs
        conditions = [
            (topic.name, self.query(thema=[slug for slug in slugs if slug != topic.slug]))
            for topic in self.topics
        ]
        if chosen["jahr"]:  # a month goes with its year
            conditions.append((str(chosen["jahr"]), self.query(jahr=None, monat=None)))
        if chosen["monat"]:
            conditions.append((str(MONTHS[chosen["monat"]]), self.query(monat=None)))
        if chosen["q"]:
            words = gettext("mit „%(words)s“") % {"words": chosen["q"]}
            conditions.append((words, self.query(q=None)))
        if chosen["autor"]:
            author = gettext("von %(name)s") % {"name": chosen["autor"]}
            conditions.append((author, self.query(autor=None)))
        return conditions

    def title(self):
        """Return the choice as a title: "Beiträge zu Klima und Lindenau, März 2024"."""
        chosen = self.chosen
        title = gettext("Beiträge")
        if self.topics:
            *first, last = [topic.name for topic in self.topics]
            names = {"first": ", ".join(first), "last": last}
            names = gettext("%(first)s und %(last)s") % names if first else last
            title += " " + gettext("zu %(topics)s") % {"topics": names}
        if chosen["jahr"]:
            month = f"{MONTHS[chosen['monat']]} " if chosen["monat"] else ""
            title += f", {month}{chosen['jahr']}"
        if chosen["q"]:
            title += " " + gettext("mit „%(words)s“") % {"words": chosen["q"]}
        if chosen["autor"]:
            title += " " + gettext("von %(name)s") % {"name": chosen["autor"]}
        return title


@dataclass(frozen=True)
class Choice:
    """One value of a facet, with how many posts it would leave."""

    name: str
    value: str  # in the address
    count: int
    query: str  # that chooses it as well
    chosen: bool = False
    topic: Topic | None = None
    within: tuple = ()  # the months of a year
    share: int = 0  # of the largest of its kind, in per cent


def topic_choices(form, posts):
    """Return ``[(kind's label, [Choice])]`` for the topics that published posts carry.

    ``posts`` are those that ``form`` leaves.
    """
    visible = TaggedPost.objects.filter(content_object__in=Post.objects.published())
    left = Count("pk", filter=Q(content_object__in=posts.order_by().values("pk")))
    counts = dict(visible.order_by().values_list("tag__slug").annotate(left=left))
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
    choices = []
    for year, months in sorted(years.items(), reverse=True):
        within = tuple(
            Choice(
                str(MONTHS[month]),
                str(month),
                count,
                form.query(jahr=year, monat=month),
                (year, month) == (jahr, monat),
            )
            for month, count in sorted(months.items())
        )
        total = sum(months.values())
        query = form.query(jahr=year, monat=None)
        share = round(total * 100 / most)
        choices.append(
            Choice(str(year), str(year), total, query, year == jahr, within=within, share=share)
        )
    return choices


def author_choices(form):
    """Return those who wrote most and the chosen one, with how many of their posts are left."""
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
        for place, (name, _written, count) in enumerate(rows)
        if place < AUTHORS_SHOWN or name == chosen
    ]
