"""What a visitor narrows the meetings by."""

from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext_lazy as _

from blog.models import Topic
from wiq_site.filters import EARLIEST_YEAR, LATEST_YEAR, said


class MeetingFilterForm(forms.Form):
    """Which meetings: of a series, of a year."""

    reihe = forms.ModelChoiceField(
        Topic.objects.filter(kind=Topic.Kind.SERIES),
        to_field_name="slug",
        label=_("Reihe"),
        required=False,
        empty_label=_("alle Reihen"),
        error_messages={"invalid_choice": _("Diese Reihe von Treffen gibt es hier nicht.")},
    )
    jahr = forms.IntegerField(
        label=_("Jahr"), required=False, min_value=EARLIEST_YEAR, max_value=LATEST_YEAR
    )

    def apply(self, meetings):
        """Give ``meetings`` narrowed. Raises FilterError."""
        chosen = said(self)
        if chosen["reihe"]:
            meetings = meetings.filter(series=chosen["reihe"])
        return meetings.filter(date__year=chosen["jahr"]) if chosen["jahr"] else meetings

    def query(self):
        """Give the canonical query string. Raises FilterError."""
        chosen = said(self)
        pairs = [("reihe", chosen["reihe"] and chosen["reihe"].slug), ("jahr", chosen["jahr"])]
        return urlencode([pair for pair in pairs if pair[1]])


def list_query(values):
    """Give the canonical query string of the list of meetings. Raises FilterError."""
    return MeetingFilterForm(values).query()
