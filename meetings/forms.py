"""What a visitor narrows the meetings by."""

from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext_lazy as _

from blog.forms import EARLIEST_YEAR, LATEST_YEAR, FilterError
from blog.models import Topic


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

    def chosen(self):
        """Give the cleaned filter. Raises FilterError where it names what does not exist."""
        if not self.is_valid():
            raise FilterError(" ".join(e for errors in self.errors.values() for e in errors))
        return self.cleaned_data

    def apply(self, meetings):
        """Give ``meetings`` narrowed. Raises FilterError."""
        chosen = self.chosen()
        if chosen["reihe"]:
            meetings = meetings.filter(series=chosen["reihe"])
        return meetings.filter(date__year=chosen["jahr"]) if chosen["jahr"] else meetings

    def query(self):
        """Give the canonical query string. Raises FilterError."""
        chosen = self.chosen()
        pairs = [("reihe", chosen["reihe"] and chosen["reihe"].slug), ("jahr", chosen["jahr"])]
        return urlencode([pair for pair in pairs if pair[1]])


def list_query(values):
    """Give the canonical query string of the list of meetings. Raises FilterError."""
    return MeetingFilterForm(values).query()
