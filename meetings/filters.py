"""What a visitor narrows the meetings by; list, feed and calendar obey it."""

from django import forms
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from blog.filters import TopicFilterForm
from blog.models import Topic
from wiq_site.kit.filters import YearField
from wiq_site.kit.slugs import OLD_SLUG
from wiq_site.search.forms import WordsFilterForm


class MeetingFilterForm(TopicFilterForm, WordsFilterForm):
    """Which meetings: of a series, of a year, with words."""

    field_order = ["reihe", "jahr", "q"]
    topic_field = "reihe"
    unknown_topic = _("Diese Reihe von Treffen gibt es hier nicht.")

    reihe = forms.RegexField(
        rf"\A{OLD_SLUG.pattern}\Z",
        label=_("Reihe"),
        required=False,
        error_messages={"invalid": unknown_topic},
    )
    jahr = YearField()

    def public_topics(self):
        return Topic.objects.published().filter(kind=Topic.Kind.SERIES)

    def apply(self, meetings, without=()):
        """Return ``meetings`` narrowed, but not by the keys in ``without``. Raises FilterError."""
        chosen = {key: value for key, value in self.chosen.items() if value and key not in without}
        if "reihe" in chosen:
            meetings = meetings.filter(series__slug=chosen["reihe"])
        if "jahr" in chosen:
            meetings = meetings.filter(date__year=chosen["jahr"])
        return meetings.matching(self.words) if "q" in chosen else meetings

    def title(self, of):
        """Return the choice in words: ``of``, the series, the year, the words."""
        chosen = self.chosen
        for series in self.topics:
            of += f": {series.name}"
        if chosen["jahr"]:
            of += f", {chosen['jahr']}"
        return of + gettext(" mit „%s“") % chosen["q"] if chosen["q"] else of


class MeetingListForm(MeetingFilterForm):
    """The same for the list, which has pages."""

    has_pages = True


class ProtocolFilterForm(MeetingFilterForm):
    """The same for the feed of minutes, which has pages and tells nothing old as new."""

    has_pages = True

    def apply(self, meetings, without=()):
        meetings = super().apply(meetings, without)
        if not self.chosen["reihe"]:
            return meetings
        newer = Q(protocol_published_at__gt=F("series_merged_at"))
        return meetings.filter(Q(series_merged_at=None) | newer)
