"""What a visitor narrows the posts by; list, feeds, facets and page links all obey it."""

from functools import cached_property
from urllib.parse import urlencode

from django import forms
from django.utils.dates import MONTHS
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from blog.models import Topic
from wiq_site.filters import (
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
