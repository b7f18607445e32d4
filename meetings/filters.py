"""What a visitor narrows the meetings by; list, feed and calendar obey it."""

import re

from django import forms
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from blog.filters import TopicFilterForm
from blog.models import Topic
from meetings.agenda import TaggedAgendaItem, by_team, names_of_teams
from wiq_site.kit.filters import YearField
from wiq_site.kit.text import OLD_SLUG
from wiq_site.search.query import WordsFilterForm


class MeetingFilterForm(TopicFilterForm, WordsFilterForm):
    """Which meetings: of a series, of a year, with words."""

    field_order = ["reihe", "jahr", "q"]
    meeting = ""  # leads to the meeting from what is narrowed
    as_news = False  # whether what a topic got by a merge counts only from then on
    topic_fields = {"reihe": Topic.Kind.SERIES}
    unknown_topic = _("Diese Reihe von Treffen gibt es hier nicht.")

    reihe = forms.RegexField(
        rf"\A{OLD_SLUG.pattern}\Z",
        label=_("Reihe"),
        required=False,
        error_messages={"invalid": unknown_topic},
    )
    jahr = YearField()

    def public_topics(self, at=None):
        return Topic.objects.released(at).filter(kind__in=self.topic_fields.values())

    def apply(self, meetings, without=()):
        """Return ``meetings`` narrowed, but not by the keys in ``without``. Raises FilterError."""
        for key, name in {"reihe": "series__slug", "jahr": "date__year"}.items():
            if self.chosen[key] and key not in without:
                meetings = meetings.filter(**{self.meeting + name: self.chosen[key]})
        if self.as_news and self.chosen["reihe"]:
            merged_at = f"{self.meeting}series_merged_at"
            newer = Q(**{f"{self.meeting}protocol_published_at__gt": F(merged_at)})
            meetings = meetings.filter(Q(**{merged_at: None}) | newer)
        has_words = self.chosen["q"] and "q" not in without
        return meetings.matching(self.words) if has_words else meetings

    def title(self, of):
        """Return the choice in words: ``of``, the series, the year, the words."""
        chosen = self.chosen
        for topic in self.topics:
            of += f": {topic.name}"
        if chosen["jahr"]:
            of += f", {chosen['jahr']}"
        return of + gettext(" mit „%s“") % chosen["q"] if chosen["q"] else of


class MeetingListForm(MeetingFilterForm):
    """The same for the list, which has pages."""

    has_pages = True


class ProtocolFilterForm(MeetingFilterForm):
    """The same for the feed of minutes, which has pages and tells nothing old as new."""

    has_pages = as_news = True


def begins_like(slug):
    """Return an expression, for every database, for what holds four letters that may become the first four of ``slug``.

    Letters that come with marks count as any, hyphens and blanks between them as none.
    """
    letters = re.findall("[aou]e|ss|[a-z0-9]", slug.replace("-", ""))[:4]
    return r"(\W|_)*".join(
        each if each in "bfghjkmpqrtvwx" else "..?"[: 2 * len(each) - 1] for each in letters
    )


class OutcomeFilterForm(MeetingFilterForm):
    """Which decisions and tasks: of a series, a team, a year, with words, in a state."""

    DECIDED, OPEN, OVERDUE, DONE = "beschlossen", "offen", "ueberfaellig", "erledigt"
    has_pages = True
    meeting = "item__meeting__"
    field_order = ["reihe", "team", "jahr", "q", "stand"]
    topic_fields = {"reihe": Topic.Kind.SERIES, "team": Topic.Kind.TEAM}
    unknown_topic = _("„%(slug)s“ ist hier keine Reihe und kein Team.")

    team = forms.RegexField(
        rf"\A{OLD_SLUG.pattern}\Z",
        label=_("Team"),
        required=False,
        error_messages={"invalid": _("Dieses Team gibt es hier nicht.")},
    )
    stand = forms.ChoiceField(
        label=_("Stand"),
        required=False,
        choices=[
            ("", _("Beschlüsse und Aufgaben")),
            (DECIDED, _("Beschlüsse")),
            (OPEN, _("offene Aufgaben")),
            (OVERDUE, _("überfällige Aufgaben")),
            (DONE, _("erledigte Aufgaben")),
        ],
        error_messages={"invalid_choice": _("Diesen Stand gibt es nicht.")},
    )

    def apply(self, outcomes, without=()):
        """Return ``outcomes`` narrowed, but not by the keys in ``without``. Raises FilterError."""
        outcomes = super().apply(outcomes, without)
        if self.chosen["team"] and "team" not in without:  # those that stand under it on the page
            team = self.all_topics.get(self.chosen["team"])
            named = Q(item__topics=team)
            for slug in names_of_teams().get(team.pk, ()) if team else ():
                begins = begins_like(slug)
                named |= Q(who__iregex=begins) | Q(item__name__iregex=begins)
                named |= Q(item__speakers_note__iregex=begins)
            maybe = outcomes.filter(named).distinct().with_place() if team else []
            teams = self.offered(Topic.Kind.TEAM)
            own = dict(by_team(maybe, teams, self.as_news)).get(team, ())
            outcomes = outcomes.filter(pk__in=[each.pk for each in own])
            if self.as_news:
                came_by_merge = TaggedAgendaItem.objects.filter(
                    content_object=OuterRef("item"),
                    tag=team,
                    merged_at__gte=OuterRef("item__meeting__protocol_published_at"),
                )
                outcomes = outcomes.exclude(Exists(came_by_merge))
        return outcomes if "stand" in without else outcomes.in_state(self.chosen["stand"])

    def title(self, of=""):
        """Return the choice in words: "Offene Aufgaben: Radwege, 2024"."""
        words = str(dict(self.fields["stand"].choices)[self.chosen["stand"]])
        return super().title(words[:1].upper() + words[1:])


class OutcomeFeedForm(OutcomeFilterForm):
    """The same for the feed, which tells nothing old as new."""

    as_news = True
