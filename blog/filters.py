"""What a visitor narrows the posts by, and each facet's values with how many posts would be left.

List, feeds and page links obey one PostFilterForm.
"""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from django import forms
from django.db.models import Count, Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from blog.counts import MOST_AUTHORS, KeptCounts
from blog.models import Post, TaggedPost, Topic
from wiq_site.kit.caches import remembered_now
from wiq_site.kit.filters import FilterError, FilterForm, SlugsField, TextLineField, YearField
from wiq_site.kit.prepared import prepared
from wiq_site.pages.redirects import GoneError, entry_of
from wiq_site.search.query import WordsFilterForm
from wiq_site.search.results import among, on_pages


class TopicFilterForm(FilterForm):
    """A filter of which the fields in ``topic_fields`` name topics by their slugs; each of a kind, if it says one."""

    topic_fields = {"thema": None}
    unknown_topic = _("Das Thema „%(slug)s“ gibt es hier nicht.")

    def public_topics(self, at=None):
        """Return the topics that it may name at ``at`` (default: now), as a queryset."""
        return Topic.objects.released(at)

    def chosen_topics(self, at=None):
        """Return those of the chosen topics that exist at ``at``, as a queryset."""
        return self.public_topics(at).filter(slug__in=self.slugs)

    @cached_property
    def all_topics(self):
        """Every topic that it may name, by its slug, from one query."""

        def build(at):
            topics = self.public_topics(at).annotate(is_carried=Topic.objects.is_carried(at))
            return topics.only("name", "slug", "kind", "state", "featured")

        def read():
            topics = prepared(("topics of a filter", type(self)), build, at=timezone.now())
            return {topic.slug: topic for topic in topics}

        return remembered_now(("topics of a filter", type(self)), read)

    @cached_property
    def slugs(self):
        """The slugs of the chosen topics in the order of the address."""
        return [value for key, value in self.pairs() if key in self.topic_fields]

    @cached_property
    def topics(self):
        """The chosen topics in the order of the address."""
        return [self.all_topics[slug] for slug in self.slugs]

    def offered(self, kind):
        """Return the topics of the ``kind`` to choose from: those that something public carries, and the chosen ones."""
        topics = (topic for topic in self.all_topics.values() if topic.kind == kind)
        return [topic for topic in topics if topic.is_carried or topic.slug in self.slugs]

    def moved_query(self, public=None):
        if not self.slugs or (public == self.slugs and len(self.topic_fields) == 1):
            return None
        moved = {key: set() for key in self.topic_fields}
        for key, slug in self.pairs():
            if key not in moved:
                continue
            new = slug
            if slug not in self.all_topics:  # it may have been renamed or merged
                path = entry_of(reverse("blog:topic", args=[slug]))
                if path == "":
                    raise GoneError
                path = path or ""
                elsewhere, _topics, rest = path.partition(reverse("blog:topics"))
                new = "" if elsewhere else rest.strip("/")
            topic = self.all_topics.get(new)
            if topic is None or self.topic_fields[key] not in (None, topic.kind):
                raise FilterError(self.unknown_topic % {"slug": slug})
            moved[key].add(new)
        query = self.query(**{key: sorted(slugs) for key, slugs in moved.items()})
        return None if query == self.query() else query


class PostFilterForm(TopicFilterForm, WordsFilterForm):
    """Which posts: by topics (all must match or, with ``eine``, one of them), year, month, words, author."""

    has_pages = True
    as_news = False
    field_order = ["thema", "eine", "jahr", "monat", "q", "autor"]

    thema = SlugsField(label=_("Themen"), required=False)
    eine = forms.ChoiceField(
        label=_("Wie viele davon"),
        required=False,
        choices=[("", _("alle von")), ("1", _("eine von"))],
        error_messages={"invalid_choice": _("Hier gilt nur eine=1.")},
    )
    jahr = YearField()
    monat = forms.IntegerField(label=_("Monat"), required=False, min_value=1, max_value=12)
    autor = TextLineField(label=_("geschrieben von"), required=False, max_length=100)

    def clean(self):
        """Forget a month without its year."""
        cleaned = super().clean()
        return cleaned if cleaned.get("jahr") else cleaned | {"monat": None}

    def rows(self, without=()):
        """Return (rows, column): a row for each post left by all keys but ``without``, and which column names it.

        They are of posts or, where a topic is chosen, of what carries it, with the same columns for what is asked
        of either, so that an index answers. Raises FilterError.
        """
        chosen = {key: value for key, value in self.chosen.items() if value and key not in without}
        rows, column = Post.objects.all(), "pk"
        if "thema" in chosen:
            rows, column = TaggedPost.objects.all(), "content_object_id"
            first, *others = chosen["thema"]
            if "eine" in chosen:
                carrying = rows.filter(self._is_news(), tag__slug__in=chosen["thema"])
                rows = Post.objects.filter(pk__in=carrying.order_by().values(column))
                column, others = "pk", []
            else:
                tag = Topic.objects.filter(slug=first).values("pk")[:1]
                rows = rows.filter(self._is_news(), tag=tag)
            if others:  # counted, since a condition for each would be too deep for SQLite
                of_same = TaggedPost.objects.filter(content_object=OuterRef("content_object_id"))
                all_of = of_same.filter(self._is_news(), tag__slug__in=others).order_by()
                all_of = all_of.values("content_object").annotate(n=Count("pk"))
                rows = rows.filter(Exists(all_of.filter(n=len(others))))
        if "q" not in without:
            rows = self.with_words(rows, column)
        return self.of_posts(rows, without), column

    def with_words(self, rows, column):
        """Return those of ``rows`` that hold in ``column`` the key of a post on whose page the words stand, if any."""
        return among(rows, column, self._found) if self.chosen["q"] else rows

    @cached_property
    def _found(self):
        return on_pages(Post, self.words)

    def of_posts(self, rows, without=()):
        """Return ``rows``, of posts or of what carries a topic, narrowed by author, year and month alone."""
        chosen = {key: value for key, value in self.chosen.items() if value and key not in without}
        if "autor" in chosen:
            rows = rows.filter(author=chosen["autor"])
        if "jahr" not in chosen:
            return rows
        year, month = chosen["jahr"], chosen.get("monat")
        first, last = (month, month) if month else (1, 12)
        after = (year + last // 12, last % 12 + 1, 1)
        zone = timezone.get_current_timezone()
        return rows.filter(  # by the moment and by the month, as either index wants it
            published_at__gte=datetime(year, first, 1, tzinfo=zone),
            published_at__lt=datetime(*after, tzinfo=zone),
            month__range=(year * 100 + first, year * 100 + last),
        )

    @property
    def is_any(self):
        """Whether one of several chosen topics is enough."""
        return ("eine", "1") in self.pairs()

    def _is_news(self):
        """The condition of what carries a topic: as news only if it did not come by merging."""
        newer = Q(merged_at=None) | Q(published_at__gt=F("merged_at"))
        return newer if self.as_news else Q()

    def _phrases(self):
        """Return ``[(key, phrase)]`` for the words and the author, in the order of a title."""
        words = gettext("mit „%(words)s“") % {"words": self.chosen["q"]}
        author = gettext("von %(name)s") % {"name": self.chosen["autor"]}
        return [(k, text) for k, text in [("q", words), ("autor", author)] if self.chosen[k]]

    def pairs(self, **instead):
        """Forget that one topic is enough where there is but one."""
        pairs = super().pairs(**instead)
        several = sum(key == "thema" for key, _value in pairs) > 1
        return pairs if several else [pair for pair in pairs if pair[0] != "eine"]

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
            either = gettext("%(first)s oder %(last)s") if self.is_any else None
            joined = either or gettext("%(first)s und %(last)s")
            names = joined % names if first else last
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


class Selection:
    """The published posts that a filter leaves, as a Paginator takes them, and each facet's values with their counts.

    Every facet counts under the whole selection but its own key. What nothing narrows is not counted but kept
    (``blog.counts``).
    """

    def __init__(self, form):
        self.form = form
        self._keys = {key for key, value in form.chosen.items() if value}

    @cached_property
    def _kept(self):
        return remembered_now(("kept counts",), KeptCounts)

    def _counted(self, column, *without):
        """Return ``{value: posts}`` of ``column``, left by all keys but ``without``; of authors those with the most."""

        def build(at):
            rows, _column = self.form.rows(without)
            counted = rows.published(at).order_by().values_list(column).annotate(n=Count("pk"))
            if column == "author":
                return counted.order_by("-n", column).exclude(author="")[:MOST_AUTHORS]
            return counted

        return dict(self._prepared(column, build))

    def _prepared(self, name, build):
        key = ("posts of a filter", type(self.form), self.form.query(), name)
        now = timezone.now()
        if self.form.chosen["q"]:  # what words find depends on a moment of its own
            return list(build(at=now))
        return prepared(key, build, at=now)

    @cached_property
    def months(self):
        """``{202403: posts}`` under all keys but year and month."""
        if self._keys <= {"jahr", "monat"}:
            return +self._kept.months
        return self._counted("month", "jahr", "monat")

    @cached_property
    def topics(self):
        """``{pk of a topic: posts}``."""
        if not self._keys:
            return +self._kept.topics

        def build(at):
            tagged = TaggedPost.objects.published(at)
            if self._keys & {"thema", "autor"}:  # of few posts, by their own index
                rows, column = self.form.rows(("thema", "eine") if self.form.is_any else ())
                tagged = tagged.filter(content_object__in=rows.values(column))
            else:
                tagged = self.form.of_posts(self.form.with_words(tagged, "content_object_id"))
            return tagged.values_list("tag").annotate(Count("pk"))

        return dict(self._prepared("topics", build))

    @cached_property
    def authors(self):
        """``{name: posts}`` of those who wrote most, under all keys but the author."""
        if self._keys <= {"autor"}:
            return dict(sorted((+self._kept.authors).items(), key=lambda pair: (-pair[1], pair[0])))
        return self._counted("author", "autor")

    @property
    def has_archive(self):
        """Whether there is a year to choose, or one is chosen."""
        return bool(self.months or self.form.chosen["jahr"])

    @cached_property
    def signature(self):
        """All that the facets are made of."""
        topics = (
            (t.pk, t.name, t.slug, t.kind, t.state, t.featured)
            for t in self.form.all_topics.values()
        )
        counts = (sorted(counts.items()) for counts in (self.months, self.topics))
        return self.form.query(), (*topics,), (*map(tuple, counts),), (*self.authors.items(),)

    def count(self):
        """Return how many posts there are."""
        year, month = self.form.chosen["jahr"], self.form.chosen["monat"]
        low, high = (year * 100 + (month or 1), year * 100 + (month or 12)) if year else (0, 999999)
        return sum(count for number, count in self.months.items() if low <= number <= high)

    def __getitem__(self, part):
        def build(at):
            rows, column = self.form.rows()
            newest = rows.published(at).order_by("-published_at", f"-{column}")
            return Post.objects.filter(pk__in=newest.values(column)[part]).brief()

        return self._prepared((part.start, part.stop), build)


def topic_choices(selection):
    """Return ``[(kind's label, [Choice])]`` for the topics of the posts of ``selection``, and the chosen ones."""
    form, by_kind = selection.form, {kind: [] for kind in Topic.Kind}
    for slug, topic in form.all_topics.items():
        count, chosen = selection.topics.get(topic.pk, 0), slug in form.slugs
        if count or chosen:
            query = form.query(thema=sorted({*form.slugs, slug}))
            by_kind[topic.kind].append(Choice(topic.name, slug, count, query, chosen, topic))
    return [(kind.label, choices) for kind, choices in by_kind.items() if choices]


def ready_choices(selection):
    """Return the topics that editors show as ready filters, but for the chosen ones."""
    choices = (choice for _kind, of_kind in topic_choices(selection) for choice in of_kind)
    return [choice for choice in choices if choice.topic.featured and not choice.chosen]


def year_choices(selection):
    """Return the years with posts, the newest first, and within each its months: the archive.

    What is chosen is there even without posts, so that the form keeps it.
    """
    form = selection.form
    jahr, monat = form.chosen["jahr"], form.chosen["monat"]
    years = {jahr: {monat: 0} if monat else {}} if jahr else {}
    for number, count in selection.months.items():
        years.setdefault(number // 100, {})[number % 100] = count
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


def author_choices(selection):
    """Return those who wrote most and the chosen one, with how many of their posts are left."""
    form, authors = selection.form, dict(selection.authors)
    chosen = form.chosen["autor"]
    if chosen and chosen not in authors:
        authors[chosen] = selection.count()
    return [
        Choice(name, name, count, form.query(autor=name), name == chosen)
        for name, count in authors.items()
    ]
