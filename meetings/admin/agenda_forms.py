"""Reading what editors type into an agenda: TOPs in rows, "wer" as people write it, minutes or "bis"."""

from copy import copy
from math import inf

from django import forms
from django.utils.translation import gettext_lazy as _
from taggit.forms import TagField

from blog.widgets import TopicsInput
from meetings import timetable
from meetings.models import AgendaItem
from meetings.protocol_text import read_people

LONGEST = 24 * 60  # minutes
LAST = 10_000  # where a new item without a place goes


class AgendaItemForm(forms.ModelForm):
    """One TOP; ``who`` takes "Hannes/Kristina" or "7 Teilnehmende"."""

    position = forms.IntegerField(
        label=_("Platz"),
        required=False,
        min_value=0,
        max_value=LAST,
        widget=forms.NumberInput(attrs={"class": "vPlace", "size": 3}),
        help_text=_("Leer: ans Ende"),
    )
    planned_minutes = forms.IntegerField(
        label=_("Dauer (Minuten)"), required=False, min_value=0, max_value=LONGEST
    )
    who = forms.CharField(
        label=_("wer"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=_("„Hannes/Kristina“ oder „7 Teilnehmende“"),
    )

    # The inline excludes it from what taggit handles, which asks for the topics of each item anew.
    topics = TagField(
        label=_("Themen"), required=False, widget=TopicsInput, help_text=_("Durch Kommas getrennt.")
    )

    class Meta:
        model = AgendaItem
        fields = [
            "position",
            "number",
            "name",
            "planned_minutes",
            "planned_end",
            "actual_end",
            "protocol",
            "public",
            "postponed",
        ]
        widgets = {
            "protocol": forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
            "number": forms.TextInput(attrs={"size": 4, "class": "vNumber"}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["who"].initial = self.instance.who if self.instance.pk else ""
        if self.instance.pk:
            self.fields["topics"].initial = list(self.instance.topics.all())
        else:
            self.fields["position"].initial = None

    def has_changed(self):
        """Whether anything was typed; a new row with nothing but its place is still empty."""
        return bool(set(self.changed_data) - (set() if self.instance.pk else {"position"}))

    def clean_position(self):
        position = self.cleaned_data["position"]
        return LAST if position is None else position

    def clean(self):
        cleaned = super().clean()
        minutes_typed = "planned_minutes" in self.changed_data
        if "planned_end" in self.changed_data and not minutes_typed and cleaned.get("planned_end"):
            cleaned["planned_minutes"] = None  # the end that was typed leads
        return cleaned


class AgendaFormSet(forms.BaseInlineFormSet):
    """The agenda of one meeting; refuses TOPs that run backwards and says which."""

    def get_queryset(self):
        """The items, all knowing one and the same meeting, so that it is laid out once."""
        items = super().get_queryset()
        for item in items:
            item.meeting = self.instance
        return items

    def clean(self):
        super().clean()
        if not self._meeting_has_a_day():
            return  # the meeting's own form says so
        rows = [form for form in self.forms if self._counts(form)]
        rows.sort(key=lambda form: (form.cleaned_data["position"], form.instance.pk or inf))
        plan = [copy(form.instance) for form in rows]
        try:
            timetable.settle(self.instance.date, self.instance.start, plan)
        except timetable.BackwardsError as error:
            form = rows[next(i for i, item in enumerate(plan) if item is error.item)]
            message = _(
                "Dieser TOP endet vor dem TOP davor, der bis %(end)s Uhr geht. Bitte prüfen Sie „bis“ oder die Reihenfolge."
            )
            form.add_error(
                "planned_end",
                forms.ValidationError(message, params={"end": f"{error.previous_end:%H:%M}"}),
            )

    def _meeting_has_a_day(self):
        others = {f.name for f in self.instance._meta.fields if f.name not in ("date", "start")}
        try:
            self.instance.clean_fields(exclude=others)
        except forms.ValidationError:
            return False
        return True

    def _counts(self, form):
        filled = form.instance.pk or form.has_changed()
        return filled and form.is_valid() and not form.cleaned_data.get("DELETE")

    def save_new(self, form, commit=True):
        return self._with_others(form, super().save_new(form, commit), commit)

    def save_existing(self, form, obj, commit=True):
        return self._with_others(form, super().save_existing(form, obj, commit), commit)

    def _with_others(self, form, item, commit):
        """Store what stands beside the item: who leads it and its topics."""
        if commit and "who" in form.changed_data:
            item.set_who(*read_people(with_names(form.cleaned_data["who"], item)))
        if commit and "topics" in form.changed_data:
            item.topics.set(form.cleaned_data["topics"])
        return item


def with_names(typed, item):
    """Give ``typed`` with the names of those whom ``item`` shows by their role.

    An editor who adds somebody to "eine Anwohnerin" adds to the person and makes none of the words.
    """
    for link in item.item_speakers.all():
        if not link.speaker.agreed:
            typed = typed.replace(link.speaker.shown_name, link.speaker.name)
    return typed
