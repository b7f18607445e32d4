"""The fields of the preview that are about the whole meeting, its report and the next one."""

from django import forms
from django.utils.translation import gettext_lazy as _

from blog.models import Topic
from blog.topics import names_from_text
from meetings.imports import Times
from meetings.models import Meeting
from wiq_site.markup import MarkupError, render_markdown


def clean_markdown(text):
    """Give ``text``. Raises forms.ValidationError where the gate to safe HTML refuses it."""
    try:
        render_markdown(text)
    except MarkupError as error:
        raise forms.ValidationError(str(error)) from error
    return text


def day_field(label, **options):
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    validators = Meeting._meta.get_field("date").validators
    return forms.DateField(label=label, widget=widget, validators=validators, **options)


def clock_field(label):
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, widget=widget, required=False)


def line_field(label, longest, **options):
    return forms.CharField(label=label, max_length=longest, required=False, **options)


def text_field(label, rows, **options):
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, widget=widget, required=False, strip=False, **options)


class FactsForm(forms.Form):
    title = forms.CharField(label=_("Titel"), max_length=200)
    date = day_field(_("Datum des Treffens"))
    start = clock_field(_("Beginn"))
    end = clock_field(_("Ende"))
    series = forms.ModelChoiceField(
        Topic.objects.filter(kind=Topic.Kind.SERIES),
        label=_("Reihe"),
        required=False,
        empty_label=_("keine"),
    )
    place = line_field(_("Ort"), 200)
    chair = line_field(_("Leitung"), 150)
    minute_taker = line_field(_("Protokoll geschrieben von"), 150)
    attendance = line_field(_("Anwesende"), 500)
    apologies = line_field(_("Entschuldigt"), 500)
    intro = text_field(_("Einleitung"), 4)
    closing = text_field(_("Schluss"), 3)
    other = text_field(_("Zeilen ohne Platz: Sie kommen an den Schluss"), 3)
    topics = line_field(_("Themen"), 500, help_text=_("Durch Kommas getrennt."))
    teaser = text_field(
        _("Anriss"),
        3,
        max_length=800,
        help_text=_("Für Listen, Karten und Feeds. Ohne Formatierung."),
    )
    published = day_field(
        _("Veröffentlicht am (laut Quelle)"),
        required=False,
        help_text=_(
            "Mit diesem Datum erscheint der Bericht, sobald Sie ihn veröffentlichen. Leer: mit dem Tag, an dem Sie das tun."
        ),
    )
    at_once = forms.BooleanField(
        label=_("beim Speichern gleich mit diesem Datum veröffentlichen"),
        required=False,
        help_text=_("Ohne Häkchen bleibt alles ein Entwurf."),
    )
    next_date = day_field(_("Nächstes Treffen"), required=False)
    next_start = clock_field(_("von"))
    next_end = clock_field(_("bis"))
    times = forms.ChoiceField(
        label=_("Zeiten, die vom Plan abweichen"), choices=Times.choices, required=False
    )

    def __init__(self, *args, target=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.target = target

    def clean_intro(self):
        return clean_markdown(self.cleaned_data["intro"])

    def clean_closing(self):
        return clean_markdown(self.cleaned_data["closing"])

    def clean_other(self):
        return clean_markdown(self.cleaned_data["other"])

    def clean_topics(self):
        names = names_from_text(self.cleaned_data["topics"])
        if any(len(name) > 100 for name in names):
            raise forms.ValidationError(
                _("Ein Thema hat höchstens 100 Zeichen. Bitte trennen Sie mehrere durch Kommas.")
            )
        return names

    def clean(self):
        cleaned = super().clean()
        start = cleaned.get("start") or (self.target and self.target.start)
        end = cleaned.get("end") or (self.target and self.target.end)
        rule = next(c for c in Meeting._meta.constraints if c.name == "meeting_end_after_start")
        try:
            rule.validate(Meeting, Meeting(start=start, end=end))
        except forms.ValidationError as error:
            self.add_error("end", error)
        return cleaned
