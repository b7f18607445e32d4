"""Entering an agenda: TOPs in rows, "wer" as people write it, minutes or "bis", whichever is known."""

from copy import copy
from math import inf

from django import forms
from django.contrib import admin, messages
from django.db import models
from django.utils.translation import gettext_lazy as _

from blog.widgets import TOPIC_FIELDS
from meetings import timetable
from meetings.doubts import overrun
from meetings.models import AgendaItem
from meetings.protocol_text import read_people

CLOCK_FIELDS = {
    models.TimeField: {"widget": forms.TimeInput(attrs={"type": "time"}, format="%H:%M")}
}
LONGEST = 24 * 60  # minutes
OVERRUN = _(
    "Die Tagesordnung endet um %(end)s Uhr, %(minutes)s Minuten nach dem geplanten Ende "
    "des Treffens um %(planned)s Uhr."
)
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
            "topics",
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
        if not self.instance.pk:
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
            message = _("Dieser TOP endet vor dem vorigen, der bis %(end)s Uhr geht.")
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
        return self._with_who(form, super().save_new(form, commit), commit)

    def save_existing(self, form, obj, commit=True):
        return self._with_who(form, super().save_existing(form, obj, commit), commit)

    def _with_who(self, form, item, commit):
        if commit and "who" in form.changed_data:
            item.set_who(*read_people(_with_names(form.cleaned_data["who"], item)))
        return item


def _with_names(typed, item):
    """Give ``typed`` with the names of those whom ``item`` shows by their role.

    An editor who adds somebody to "eine Anwohnerin" adds to the person and makes none of the words.
    """
    for link in item.item_speakers.all():
        if not link.speaker.agreed:
            typed = typed.replace(link.speaker.shown_name, link.speaker.name)
    return typed


def warn_of_overrun(request, meeting):
    """Say after saving where the agenda ends after the planned end of ``meeting``."""
    found = overrun(meeting)
    if found:
        words = {"end": f"{found[0]:%H:%M}", "minutes": found[1], "planned": f"{meeting.end:%H:%M}"}
        messages.warning(request, str(OVERRUN) % words)


class AgendaItemInline(admin.StackedInline):
    model = AgendaItem
    form = AgendaItemForm
    formset = AgendaFormSet
    template = "admin/meetings/meeting/agenda.html"
    overrun_text = OVERRUN
    extra = 1
    view_on_site = False
    formfield_overrides = CLOCK_FIELDS | TOPIC_FIELDS
    readonly_fields = ["clock"]
    fields = [
        ("position", "number", "name", "clock"),
        ("who", "planned_minutes", "planned_end", "public", "postponed"),
        ("protocol", "topics", "actual_end"),
    ]

    class Media:
        js = [forms.Script("js/agenda-editing.js", type="module")]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("item_speakers__speaker")

    @admin.display(description=_("Uhrzeit"))
    def clock(self, item):
        """When the item starts and ends, as far as it is known."""
        slots = item.meeting.slots if item.pk else []
        slot = next((slot for slot in slots if slot.item.pk == item.pk), None)
        known = [slot.starts_at, slot.ends_at] if slot else []
        return "–".join(f"{at.astimezone(timetable.ZONE):%H:%M}" if at else "?" for at in known)
