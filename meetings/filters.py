"""What a visitor narrows the meetings by; list, feed and calendar obey it."""

from functools import cached_property
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from blog.filters import TOPIC_PATH
from blog.models import Topic
from wiq_site.kit.filters import (
    EARLIEST_YEAR,
    LATEST_YEAR,
    LONGEST_WORDS,
    SLUG,
    FilterError,
    WordsField,
    few_words,
    page_query,
    said,
)
from wiq_site.pages.redirects import new_path_of


class MeetingFilterForm(forms.Form):
    """Which meetings: of a series, of a year, with words."""

    reihe = forms.RegexField(
        rf"\A{SLUG.pattern}\Z",
        label=_("Reihe"),
        required=False,
        error_messages={"invalid": _("Diese Reihe von Treffen gibt es hier nicht.")},
    )
    jahr = forms.IntegerField(
        label=_("Jahr"), required=False, min_value=EARLIEST_YEAR, max_value=LATEST_YEAR
    )
    q = WordsField(
        label=_("Wörter"), required=False, max_length=LONGEST_WORDS, validators=[few_words]
    )

    @cached_property
    def chosen(self):
        """The cleaned filter. Raises FilterError for impossible values."""
        return said(self)

    @cached_property
    def all_series(self):
        """Every series that a visitor may know of, by its slug, asked once."""
        series = Topic.objects.published().filter(kind=Topic.Kind.SERIES).only("name", "slug")
        return {topic.slug: topic for topic in series}

    def moved_query(self):
        """Give the query with the new slug of a renamed series; None where it was not.

        Raises FilterError for a series that is not public.
        """
        slug = self.chosen["reihe"]
        if not slug or slug in self.all_series:
            return None
        path = new_path_of(f"{TOPIC_PATH}{slug}/") or ""
        current = path.removeprefix(TOPIC_PATH).strip("/")
        if current not in self.all_series:
            raise FilterError(gettext("Diese Reihe von Treffen gibt es hier nicht."))
        return self.query(reihe=current)

    def apply(self, meetings):
        """Give ``meetings`` narrowed. Raises FilterError."""
        chosen = self.chosen
        if chosen["reihe"]:
            meetings = meetings.filter(series__slug=chosen["reihe"])
        if chosen["jahr"]:
            meetings = meetings.filter(date__year=chosen["jahr"])
        return meetings.matching(chosen["q"])

    def query(self, **instead):
        """Give the canonical query string, on request with other values. Raises FilterError."""
        chosen = self.chosen | instead
        return urlencode([(key, chosen[key]) for key in ("reihe", "jahr", "q") if chosen[key]])

    def title(self, of):
        """Give the choice in words: ``of``, the series, the year."""
        chosen = self.chosen
        if chosen["reihe"]:
            of += f": {self.all_series[chosen['reihe']].name}"
        if chosen["jahr"]:
            of += f", {chosen['jahr']}"
        return of + gettext(" mit „%s“") % chosen["q"] if chosen["q"] else of


def list_query(values):
    """Give the canonical query string of the list of meetings. Raises FilterError."""
    return MeetingFilterForm(values).query()


def feed_query(values):
    """Give the canonical query string of the feed: the list's, then the page. Raises FilterError."""
    return "&".join(part for part in (list_query(values), page_query(values)) if part)
