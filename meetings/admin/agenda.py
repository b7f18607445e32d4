"""Entering an agenda on the page of its meeting; static/js/agenda-editing.js makes it quick."""

from django import forms
from django.contrib import admin, messages
from django.db import models
from django.utils.translation import gettext_lazy as _

from meetings import timetable
from meetings.admin.agenda_forms import AgendaFormSet, AgendaItemForm
from meetings.doubts import overrun
from meetings.models import AgendaItem

CLOCK_FIELDS = {
    models.TimeField: {"widget": forms.TimeInput(attrs={"type": "time"}, format="%H:%M")}
}
OVERRUN = _(
    "Die Tagesordnung endet um %(end)s Uhr, %(minutes)s Minuten nach dem geplanten Ende "
    "des Treffens um %(planned)s Uhr."
)


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
    formfield_overrides = CLOCK_FIELDS
    readonly_fields = ["clock"]
    exclude = ["topics"]  # the form has a field of its own for them
    fields = [
        ("position", "number", "name", "clock"),
        ("who", "planned_minutes", "planned_end", "public", "postponed"),
        ("protocol", "topics", "actual_end"),
    ]

    class Media:
        js = [forms.Script("js/agenda-editing.js", type="module")]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("item_speakers__speaker", "topics")

    @admin.display(description=_("Uhrzeit"))
    def clock(self, item):
        """When the item starts and ends, as far as it is known."""
        slots = item.meeting.slots if item.pk else []
        slot = next((slot for slot in slots if slot.item.pk == item.pk), None)
        known = [slot.starts_at, slot.ends_at] if slot else []
        return "–".join(f"{at.astimezone(timetable.ZONE):%H:%M}" if at else "?" for at in known)
