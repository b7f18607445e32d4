"""The forms of the preview of pasted minutes: one for the meeting, its report and the next one, one for each TOP."""

from django import forms
from django.forms.utils import ErrorDict
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from blog.models import Topic, names_typed
from meetings import protocol_text, timetable
from meetings.agenda import AgendaItem, Outcome
from meetings.desk.offers import refusal_of
from meetings.desk.pointing import as_typed
from meetings.imports import KINDS, Entry, Times
from meetings.models import Meeting
from meetings.protocol_text import TASK, ItemDraft, OutcomeDraft
from wiq_site.kit.dates import refuse_coming
from wiq_site.kit.forms import ClockField, DayField, MarkdownInput
from wiq_site.kit.markup import MarkupError, render_markdown

MOST_ROWS = 600
OUTCOME_FIELDS = ("kind", "text", "votes", "who", "due", "is_done", "done")


def line_field(label, longest, **options):
    return forms.CharField(label=label, max_length=longest, required=False, **options)


def text_field(label, rows, **options):
    """Return the field of a text of several lines that may be empty; blanks at its ends stay."""
    options = {"widget": forms.Textarea({"rows": rows})} | options
    return forms.CharField(label=label, required=False, strip=False, **options)


def markdown_field(label, rows):
    """Return the field of such a text in Markdown, with the buttons for writing."""
    return text_field(
        label, rows, widget=MarkdownInput({"rows": rows}), validators=[check_markdown]
    )


def check_markdown(text):
    """Raise ValidationError for a text that the gate to safe HTML refuses."""
    try:
        render_markdown(text)
    except MarkupError as error:
        raise forms.ValidationError(str(error)) from error


def refuse_hours_alone(form, day, *hours):
    """Ask at the field ``day`` of a cleaned ``form`` for the day of ``hours`` that were typed without one."""
    cleaned = form.cleaned_data
    if any(map(cleaned.get, hours)) and not cleaned.get(day) and day not in form.errors:
        form.add_error(
            day, gettext("Bitte geben Sie auch den Tag an, oder leeren Sie die Uhrzeit.")
        )


class FactsForm(forms.Form):
    """All that is about the whole meeting; ``target`` is the planned meeting that it fills, or None."""

    title = forms.CharField(label=_("Titel"), max_length=200)
    date = DayField(label=_("Datum des Treffens"))
    start = ClockField(label=_("Beginn"), required=False)
    end = ClockField(label=_("Ende"), required=False)
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
    apologies = line_field(_("Nicht dabei"), 500)
    intro = markdown_field(_("Einleitung"), 4)
    closing = markdown_field(_("Schluss"), 3)
    other = markdown_field(_("Zeilen ohne Platz: Sie kommen an den Schluss"), 3)
    topics = line_field(_("Themen"), 500, help_text=_("Durch Kommas getrennt."))
    teaser_help = _("Für Listen, Karten und Feeds. Ohne Formatierung.")
    teaser = text_field(_("Anriss"), 3, max_length=800, help_text=teaser_help)
    published = DayField(
        label=_("Veröffentlicht am (laut Quelle)"),
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
    openly = forms.BooleanField(
        label=_("Ja, das darf nach dem Speichern sofort auf der Seite des Treffens stehen"),
        required=False,
    )
    agreed = forms.BooleanField(
        label=_("Sie sind mit der Nennung einverstanden"),
        required=False,
        help_text=_(
            "Ohne Häkchen steht dort „eine Person“, bis unter „Personen“ das Einverständnis oder eine Rolle eingetragen ist."
        ),
    )
    next_date = DayField(label=_("Nächstes Treffen"), required=False)
    next_start = ClockField(label=_("von"), required=False)
    next_end = ClockField(label=_("bis"), required=False)
    times = forms.ChoiceField(
        label=_("Zeiten, die vom Plan abweichen"), choices=Times.choices, required=False
    )

    def __init__(self, *args, target=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.target = target

    def clean_topics(self):
        return names_typed(self.cleaned_data["topics"])

    def clean(self):
        cleaned = super().clean()
        start = cleaned.get("start") or (self.target and self.target.start)
        end = cleaned.get("end") or (self.target and self.target.end)
        rule = next(c for c in Meeting._meta.constraints if c.name == "meeting_end_after_start")
        try:
            rule.validate(Meeting, Meeting(start=start, end=end))
        except forms.ValidationError as error:
            self.add_error("end", error)
        refuse_hours_alone(self, "next_date", "next_start", "next_end")
        return cleaned


class OutcomeForm(forms.Form):
    """A decision or a task of a TOP, suggested from its text or typed by hand.

    ``said`` is the stamp of the suggestion; ``sure`` is filled where it is taken unless somebody refuses it.
    """

    take = forms.BooleanField(required=False)
    kind = forms.ChoiceField(label=_("Art"), choices=[(k, kind.label) for k, kind in KINDS.items()])
    text = text_field(_("Text"), 2)
    votes = line_field(_("Abstimmung"), 100)
    who = line_field(_("wer"), 150)
    due = DayField(label=_("bis wann"), required=False)
    is_done = forms.BooleanField(label=_("erledigt"), required=False)
    done = DayField(label=_("erledigt am"), required=False, validators=[refuse_coming])
    said = forms.CharField(widget=forms.HiddenInput, required=False)
    sure = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self):
        cleaned = super().clean()
        rest = ("votes", "who", "due", "is_done", "done")
        if not cleaned.get("text", "").strip() and any(map(cleaned.get, rest)):
            sentence = _("Bitte schreiben Sie, worum es geht, oder nehmen Sie das Häkchen heraus.")
            self.add_error("text", sentence)
        if cleaned.get("votes") and cleaned.get("kind") == TASK:
            rule = next(c for c in Outcome._meta.constraints if "votes" in c.name)
            self.add_error("votes", rule.violation_error_message)
        fields = {name: cleaned.get(name) or None for name in ("who", "due")}
        try:
            Outcome(kind=KINDS.get(cleaned.get("kind")), **fields).clean()
        except forms.ValidationError as error:
            self.add_error(None, error)
        return cleaned

    def full_clean(self):
        super().full_clean()
        if not self.cleaned_data.get("take"):
            self._errors = ErrorDict()  # nobody asks what is wrong with one that is refused

    @property
    def counts(self):
        """Whether it is to be stored."""
        return self.is_valid() and self.cleaned_data["take"] and self.cleaned_data["text"].strip()

    @property
    def refusal(self):
        """What its item remembers, where somebody refused what the text surely says; else ""."""
        fields = self.cleaned_data
        if fields.get("take") or not (fields.get("sure") and "kind" in fields):
            return ""
        return refusal_of(fields["kind"], fields.get("text", ""))

    def outcome(self):
        fields = {name: self.cleaned_data[name] for name in OUTCOME_FIELDS}
        return OutcomeDraft(**fields | {"text": fields["text"].strip()})

    @property
    def details(self):
        """The bound fields beside its text."""
        return [self[name] for name in ("kind", "votes", "who", "due", "is_done", "done")]

    @property
    def words(self):
        """It as one reads it: text, votes, who, until when."""
        typed = {name: self[name].value() or "" for name in OUTCOME_FIELDS}
        votes = Outcome(text=typed["text"], votes=typed["votes"]).vote_words
        votes = f" ({votes})" if votes else ""
        due = ""
        if self.is_valid() and self.cleaned_data.get("due"):
            due = gettext("bis %s") % date_format(self.cleaned_data["due"], "j. F Y")
        return ", ".join(filter(None, [typed["text"] + votes, typed["who"], due]))


class ItemForm(forms.Form):
    """One TOP; the row may be empty, left out, or put in between. ``plan`` are the items it may fill.

    Beside its fields the page shows ``notes`` (sentences), ``when`` it runs, its ``people`` as (name, Speaker
    or None), the ``questions`` about former links and its ``outcomes``, OutcomeForms.
    """

    key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20)

    number = line_field(_("TOP"), 20)
    name = line_field(_("Titel"), 300)
    who = line_field(_("wer"), 200)
    minutes = forms.IntegerField(label=_("Minuten"), required=False, min_value=0, max_value=24 * 60)
    end = ClockField(label=_("bis"), required=False)
    actual_end = ClockField(label=_("tatsächlich bis"), required=False)
    protocol = markdown_field(_("Protokoll"), 5)
    private = forms.BooleanField(label=_("nicht öffentlich"), required=False)
    drop = forms.BooleanField(label=_("weglassen"), required=False)
    planned = forms.TypedChoiceField(label=_("im Plan"), required=False, empty_value=None)

    def __init__(self, *args, plan=(), **kwargs):
        super().__init__(*args, **kwargs)
        by_key = {str(item.pk): item for item in plan}
        self.fields["planned"].choices = [("", _("neu")), *((k, str(i)) for k, i in by_key.items())]
        self.fields["planned"].coerce = by_key.get
        self.notes, self.when, self.people, self.outcomes, self.questions = [], "", [], [], []

    def has_changed(self):
        """Whether anything was typed; a row with nothing but its key is still empty."""
        return self.changed_data != ["key"] and super().has_changed()

    def full_clean(self):
        super().full_clean()
        if self.is_bound and self.cleaned_data.get("drop"):
            self._errors = ErrorDict()  # nobody asks what is wrong with a row that goes

    def clean_who(self):
        who = self.cleaned_data["who"]
        if any(len(name) > 100 for name in protocol_text.read_people(who)[0]):
            text = _(
                "Ein Name hat höchstens 100 Zeichen. Bitte trennen Sie mehrere durch einen Schrägstrich."
            )
            raise forms.ValidationError(text)
        return who

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("name") and "name" not in self.errors and not cleaned.get("drop"):
            text = _("Bitte geben Sie diesem TOP einen Titel, oder kreuzen Sie „weglassen“ an.")
            self.add_error("name", text)
        return cleaned

    @property
    def counts(self):
        """Whether the row is a TOP to be saved: neither empty nor left out."""
        return self.is_valid() and bool(self.cleaned_data) and not self.cleaned_data.get("drop")

    @cached_property
    def entry(self):
        """The TOP as it will be stored."""
        fields = self.cleaned_data
        protocol, untold = self.retold(fields["protocol"])
        names, note = protocol_text.read_people(fields["who"])
        draft = ItemDraft(
            number=fields["number"],
            name=fields["name"],
            speakers=names,
            speakers_note=note,
            end=fields["end"],
            planned_minutes=fields["minutes"],
            protocol=protocol,
            outcomes=[form.outcome() for form in self.outcomes if form.counts],
            actual_end=fields["actual_end"],
        )
        refused = [form.refusal for form in self.outcomes if form.refusal]
        return Entry(draft, not fields["private"], fields["planned"], [*refused, *untold])

    def retold(self, protocol):
        """Return ``protocol`` with the lines of outcomes that were changed saying so, and what of them is to be offered no more."""
        untold, kept = [], [form.outcome() for form in self.outcomes if form.counts]
        for form in self.outcomes:
            before = form.data.get(form.add_prefix("suggested"))
            after = form.outcome() if before and form.counts else before
            if after != before:
                text = protocol_text.retold(protocol, before, after, self.day, kept.count(before))
                untold += [] if text else [refusal_of(before.kind, before.text)]
                protocol = text or protocol
        return protocol, untold

    @property
    def label(self):
        """The TOP as a sentence names it, also while it is faulty."""
        number, name = (self[field].value() or "" for field in ("number", "name"))
        return str(AgendaItem(number=number, name=name)).strip() or gettext("TOP ohne Titel")

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
            text = gettext(
                "%(minutes)s Minuten reichen bis %(end)s Uhr, nicht bis %(typed)s: Die Minuten gelten."
            )
            minutes = slot.item.planned_minutes
            words = {"minutes": minutes, "end": as_typed(end), "typed": as_typed(typed)}
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
        taken = set()
        for form in self.forms:
            planned = form.counts and form.cleaned_data["planned"]
            if planned in taken:
                text = _(
                    "Diesen geplanten TOP füllt schon ein anderer. Bitte wählen Sie einen anderen oder „neu“."
                )
                form.add_error("planned", text)
            elif planned:
                taken.add(planned)


ItemForms = forms.formset_factory(
    ItemForm, ItemFormSet, extra=0, absolute_max=MOST_ROWS, max_num=MOST_ROWS
)
