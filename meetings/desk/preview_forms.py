"""The forms of the preview: one for the meeting, its report and the next one; one for each TOP."""

from django import forms
from django.forms.utils import ErrorDict
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from blog.models import Topic, names_from_text
from meetings import timetable
from meetings.imports import Entry, Times
from meetings.models import Meeting
from meetings.protocol_text import ItemDraft, read_people
from wiq_site.kit.markup import MarkupError, render_markdown

MOST_ROWS = 600


def as_typed(value):
    """Return a text, a date or a time as the fields hold it, "" for None."""
    if value is None or isinstance(value, str):
        return value or ""
    return f"{value:%H:%M}" if hasattr(value, "hour") else f"{value:%Y-%m-%d}"


def day_field(label, **options):
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    validators = Meeting._meta.get_field("date").validators
    return forms.DateField(label=label, widget=widget, validators=validators, **options)


def clock_field(label):
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, widget=widget, required=False)


def line_field(label, longest, **options):
    return forms.CharField(label=label, max_length=longest, required=False, **options)


class TextField(forms.CharField):
    """A text of several lines that may be empty; blanks at its ends stay."""

    def __init__(self, *, rows, **options):
        widget = forms.Textarea(attrs={"rows": rows})
        super().__init__(widget=widget, required=False, strip=False, **options)


class MarkdownField(TextField):
    """A text in Markdown, refused where the gate to safe HTML refuses it."""

    def clean(self, value):
        text = super().clean(value)
        try:
            render_markdown(text)
        except MarkupError as error:
            raise forms.ValidationError(str(error)) from error
        return text


class FactsForm(forms.Form):
    """All that is about the whole meeting; ``target`` is the planned meeting that it fills, or None."""

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
    intro = MarkdownField(label=_("Einleitung"), rows=4)
    closing = MarkdownField(label=_("Schluss"), rows=3)
    other = MarkdownField(label=_("Zeilen ohne Platz: Sie kommen an den Schluss"), rows=3)
    topics = line_field(_("Themen"), 500, help_text=_("Durch Kommas getrennt."))
    teaser = TextField(
        label=_("Anriss"),
        rows=3,
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


class ItemForm(forms.Form):
    """One TOP; the row may be empty, left out, or put in between. ``plan`` are the items it may fill.

    Beside its fields the page shows ``notes`` (sentences), ``when`` it runs, its ``people`` as (name, Speaker
    or None), its ``outcomes`` and the ``questions`` about former links.
    """

    number = line_field(_("TOP"), 20)
    name = line_field(_("Titel"), 300)
    who = line_field(_("wer"), 200)
    minutes = forms.IntegerField(label=_("Minuten"), required=False, min_value=0, max_value=24 * 60)
    end = clock_field(_("bis"))
    protocol = MarkdownField(label=_("Protokoll"), rows=5)
    private = forms.BooleanField(label=_("nicht öffentlich"), required=False)
    drop = forms.BooleanField(label=_("weglassen"), required=False)
    planned = forms.TypedChoiceField(label=_("im Plan"), required=False, empty_value=None)

    def __init__(self, *args, plan=(), **kwargs):
        super().__init__(*args, **kwargs)
        by_key = {str(item.pk): item for item in plan}
        self.fields["planned"].choices = [("", _("neu")), *((k, str(i)) for k, i in by_key.items())]
        self.fields["planned"].coerce = by_key.get
        self.notes, self.when, self.people, self.outcomes, self.questions = [], "", [], [], []

    def full_clean(self):
        super().full_clean()
        if self.is_bound and self.cleaned_data.get("drop"):
            self._errors = ErrorDict()  # nobody asks what is wrong with a row that goes

    def clean_who(self):
        who = self.cleaned_data["who"]
        if any(len(name) > 100 for name in read_people(who)[0]):
            raise forms.ValidationError(
                _(
                    "Ein Name hat höchstens 100 Zeichen. Bitte trennen Sie mehrere durch einen Schrägstrich."
                )
            )
        return who

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("name") and "name" not in self.errors and not cleaned.get("drop"):
            self.add_error(
                "name",
                _("Bitte geben Sie diesem TOP einen Titel, oder kreuzen Sie „weglassen“ an."),
            )
        return cleaned

    @property
    def counts(self):
        """Whether the row is a TOP to be saved: neither empty nor left out."""
        return self.is_valid() and bool(self.cleaned_data) and not self.cleaned_data.get("drop")

    @cached_property
    def entry(self):
        """The TOP as it will be stored."""
        fields = self.cleaned_data
        names, note = read_people(fields["who"])
        draft = ItemDraft(
            number=fields["number"],
            name=fields["name"],
            speakers=names,
            speakers_note=note,
            end=fields["end"],
            planned_minutes=fields["minutes"],
            protocol=fields["protocol"],
        )
        return Entry(draft, public=not fields["private"], planned=fields["planned"])

    @property
    def label(self):
        """The TOP as a sentence names it."""
        draft = self.entry.draft
        return f"TOP {draft.number} {draft.name}" if draft.number else f"„{draft.name}“"

    def step(self):
        """Return its planned times for the clock arithmetic: those of the text, else those of the plan."""
        draft, planned = self.entry.draft, self.entry.planned
        if planned and draft.end is None and draft.planned_minutes is None:
            return timetable.Step(self, planned.planned_minutes, planned.planned_end)
        return timetable.Step(self, draft.planned_minutes, draft.end)

    def show_times(self, slot):
        """Say when it runs by ``slot``, the timetable.Slot of its step, or what contradicts the end that was typed."""
        end = slot.ends_at and slot.ends_at.astimezone(timetable.ZONE).time()
        typed = self.entry.draft.end
        if typed and end and typed.replace(second=0) != end:
            words = {
                "minutes": slot.item.planned_minutes,
                "end": as_typed(end),
                "typed": as_typed(typed),
            }
            text = gettext(
                "%(minutes)s Minuten reichen bis %(end)s Uhr, nicht bis %(typed)s: Die Minuten gelten."
            )
            self.notes.append(text % words)
        elif slot.starts_at and end:
            text = ngettext(
                "%(start)s–%(end)s Uhr, %(minutes)s Minute",
                "%(start)s–%(end)s Uhr, %(minutes)s Minuten",
                slot.minutes,
            )
            start = as_typed(slot.starts_at.astimezone(timetable.ZONE))
            self.when = text % {"start": start, "end": as_typed(end), "minutes": slot.minutes}


class ItemFormSet(forms.BaseFormSet):
    """The TOPs; refuses a planned item that two of them would fill."""

    def clean(self):
        taken = {}
        for form in self.forms:
            planned = form.counts and form.cleaned_data["planned"]
            if planned and planned.pk in taken:
                form.add_error(
                    "planned",
                    _(
                        "Diesen geplanten TOP füllt schon ein anderer. Bitte wählen Sie einen anderen oder „neu“."
                    ),
                )
            elif planned:
                taken[planned.pk] = form


ItemForms = forms.formset_factory(
    ItemForm, ItemFormSet, extra=0, absolute_max=MOST_ROWS, max_num=MOST_ROWS
)
