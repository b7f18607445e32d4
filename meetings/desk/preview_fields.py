"""The fields of the preview as a browser sends them, and the forms that read them.

All state of the preview is in these fields, a QueryDict that may be changed, so that each button keeps what was
typed, also without JavaScript. They are made from a draft and changed by the buttons of the page. One form is for
the meeting, its report and the next one; one for each TOP.
"""

import re

from django import forms
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from blog.models import Topic, known_topics, names_from_text
from meetings import timetable
from meetings.agenda import AgendaItem
from meetings.imports import FACTS, Entry, Times, best_guess, candidates, match
from meetings.models import Meeting
from meetings.protocol_text import ItemDraft, parse, read_people
from meetings.publishing import teaser_of
from wiq_site.kit.http import etag_of
from wiq_site.kit.markup import MarkupError, render_markdown
from wiq_site.kit.slugs import fold
from wiq_site.kit.versions import state_of

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


def text_field(label, rows, **options):
    """Return the field of a text of several lines that may be empty; blanks at its ends stay."""
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, widget=widget, required=False, strip=False, **options)


def check_markdown(text):
    """Raise ValidationError for a text that the gate to safe HTML refuses."""
    try:
        render_markdown(text)
    except MarkupError as error:
        raise forms.ValidationError(str(error)) from error


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
    intro = text_field(_("Einleitung"), 4, validators=[check_markdown])
    closing = text_field(_("Schluss"), 3, validators=[check_markdown])
    other = text_field(
        _("Zeilen ohne Platz: Sie kommen an den Schluss"), 3, validators=[check_markdown]
    )
    topics = line_field(_("Themen"), 500, help_text=_("Durch Kommas getrennt."))
    teaser_help = _("Für Listen, Karten und Feeds. Ohne Formatierung.")
    teaser = text_field(_("Anriss"), 3, max_length=800, help_text=teaser_help)
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
            text = _("Ein Thema hat höchstens 100 Zeichen. Bitte trennen Sie mehrere durch Kommas.")
            raise forms.ValidationError(text)
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
    protocol = text_field(_("Protokoll"), 5, validators=[check_markdown])
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


def fields_of(draft, text):
    """Return the fields of the preview for ``draft``, a ProtocolDraft read from ``text``."""
    all_series = Topic.objects.filter(kind=Topic.Kind.SERIES)
    series = next(iter(known_topics(all_series, draft.topics).values()), None) or next(
        (topic for topic in all_series if fold(topic.name) in fold(draft.title)), None
    )
    start, doubt = likely_start(draft, series)
    try:
        teaser = teaser_of(render_markdown(draft.intro))
    except MarkupError:
        teaser = ""  # the field of the intro says what is wrong
    coming = draft.next_meeting
    fields = QueryDict(mutable=True)
    fields.update(
        {
            "text": text,
            "seen": stamp(text),
            **{name: as_typed(getattr(draft, name)) for name in [*FACTS, "title", "closing"]},
            "start": as_typed(start),
            "series": str(series.pk) if series else "",
            "topics": ", ".join(draft.topics),
            "published": as_typed(draft.published),
            "other": "\n".join(draft.other),
            "teaser": teaser,
            "next_date": as_typed(coming and coming.date),
            "next_start": as_typed(coming and coming.start),
            "next_end": as_typed(coming and coming.end),
        }
    )
    fields.setlist("warning", [*draft.warnings, *([doubt] if doubt else [])])
    rows = [
        {
            "number": item.number,
            "name": item.name,
            "who": ", ".join(filter(None, ["/".join(item.speakers), item.speakers_note])),
            "minutes": "" if item.planned_minutes is None else str(item.planned_minutes),
            "end": as_typed(item.end),
            "protocol": item.protocol,
        }
        for item in draft.items
    ]
    set_rows(fields, rows)
    fields.update(left_out_fields(draft))
    meeting = best_guess(candidates(draft.date, series), draft.date, series)
    fields["into"] = str(meeting.pk) if meeting else ""
    compare(fields)
    return fields


def likely_start(draft, series):
    """Return the start, like that of other meetings where the text lacks it, and a sentence that says so or ""."""
    start = draft.start or (draft.items[0].start if draft.items else None)
    if start:
        return start, ""
    known = Meeting.objects.filter(series=series, start__isnull=False)
    planned = known.filter(date=draft.date).first() if draft.date else None
    last = known.filter(date__lt=draft.date).first() if draft.date else known.first()
    model = planned or last or (known.last() if series else None)
    if model is None:
        return None, gettext("Beginn fehlt: Ohne ihn stehen nur die Endzeiten im Protokoll.")
    text = gettext("Beginn fehlt: vorgeschlagen %(start)s wie beim Treffen am %(day)s.")
    if model == planned:
        text = gettext("Beginn fehlt: vorgeschlagen %(start)s wie geplant.")
    elif model == last:
        text = gettext("Beginn fehlt: vorgeschlagen %(start)s wie beim letzten Treffen am %(day)s.")
    words = {"start": as_typed(model.start), "day": date_format(model.date, "j. F Y")}
    return model.start, text % words


def stamp(text):
    """Return what tells ``text`` from a changed one, whatever line ends a browser makes of it."""
    return etag_of("\n".join(line.rstrip() for line in text.strip().splitlines())).strip('"')


def number_in(fields, name):
    """Return the whole number, of nine digits at most, in the field ``name``, or None."""
    typed = fields.get(name, "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else None


def rows_in(fields):
    """Return the rows in ``fields``, dicts of what was typed."""
    return [
        {
            name: fields[f"items-{index}-{name}"]
            for name in ItemForm.base_fields
            if f"items-{index}-{name}" in fields
        }
        for index in range(min(number_in(fields, "items-TOTAL_FORMS") or 0, MOST_ROWS))
    ]


def set_rows(fields, rows):
    """Let ``rows`` stand in ``fields`` instead of those that were there."""
    names = "|".join(ItemForm.base_fields)
    for key in [key for key in fields if re.fullmatch(rf"items-\d+-(?:{names})", key)]:
        del fields[key]
    fields.update({"items-TOTAL_FORMS": str(len(rows)), "items-INITIAL_FORMS": "0"})
    for index, row in enumerate(rows):
        fields.update({f"items-{index}-{name}": value for name, value in row.items()})


def insert_row(fields):
    """Put an empty row at the place in the field "insert"; what belongs to later rows moves on."""
    rows, place = rows_in(fields), number_in(fields, "insert")
    place = len(rows) if place is None else min(place, len(rows))

    def moved(text):
        return re.sub(
            r"\bitems-(\d{1,4})-protocol",
            lambda match: f"items-{int(match[1]) + (int(match[1]) >= place)}-protocol",
            text,
        )

    for key in list(fields):
        if key.startswith("left-"):
            fields[key] = moved(fields[key])
    answers = {key: fields.pop(key)[-1] for key in list(fields) if key.startswith("ask-items-")}
    fields.update({moved(key): value for key, value in answers.items()})
    set_rows(fields, [*rows[:place], {}, *rows[place:]])


def left_out_fields(draft):
    """Return the fields for the lines of ``draft`` that are no part of the minutes, each with its place."""
    fields, behind, index = {}, "intro", 0
    for line in draft.lines:
        item = re.match(r"items\.(\d+)", line.place)
        if line.place == "ignored":
            fields |= {f"left-{index}-text": line.text, f"left-{index}-behind": behind}
            index += 1
        elif item:
            behind = f"items-{item[1]}-protocol"
        elif line.place in ("intro", "closing"):
            behind = line.place
    return fields | {"left-count": str(index)}


def left_out_lines(fields):
    """Return the lines that are left out in ``fields``, as dicts: ``text``, the field it stood ``behind``,
    and on the ``way_back`` there what a button says."""
    lines = []
    for index in range(min(number_in(fields, "left-count") or 0, 5000)):
        if text := fields.get(f"left-{index}-text"):
            behind = fields.get(f"left-{index}-behind", "closing")
            item = re.fullmatch(r"items-(\d+)-protocol", behind)
            way_back = gettext("in die Einleitung")
            if item:
                way_back = gettext("zurück in den %s. TOP") % (int(item[1]) + 1)
            lines.append({"text": text, "behind": behind, "way_back": way_back})
    return lines


def bring_back(fields):
    """Move a left-out line into a text; the field "recover" says "3:closing" or "3:items-8-protocol"."""
    index, _colon, field = fields["recover"].partition(":")
    line = fields.get(f"left-{index}-text", "")
    if not line or field not in fields:
        return
    paragraphs = [item.protocol for item in items_of_passage(line) if item.protocol]
    markdown = "\n\n".join(paragraphs) or line.replace("<", "&lt;")
    fields[field] = f"{fields[field].rstrip()}\n\n{markdown}".strip()
    del fields[f"left-{index}-text"]


def items_of_passage(passage, day=None):
    """Return the ItemDrafts that the parser makes of a ``passage`` of minutes; days in it lie near ``day``, the meeting's."""
    head = f"Datum: {day:%d.%m.%Y}\n\n" if day else ""
    return parse(f"{head}TOP 1 Anfang\n\n{passage}\n\nTOP 2 Ende").items


def target_meetings(fields):
    """Return the planned meetings that the minutes may go into and the one that is chosen, None for a new one.

    One that is chosen stays among them, as long as it may.
    """
    try:
        day = forms.DateField(required=False).clean(fields.get("date", ""))
    except forms.ValidationError:
        day = None
    series = Topic.objects.filter(pk=number_in(fields, "series")).first()
    meetings, chosen = candidates(day, series), number_in(fields, "into")
    if chosen and chosen not in {meeting.pk for meeting in meetings}:
        meetings += Meeting.objects.filter(pk=chosen, protocol_published_at=None)
    return meetings, next((meeting for meeting in meetings if meeting.pk == chosen), None)


def compare(fields):
    """Let ``fields`` follow the choice of another meeting: its items, what only its plan knows."""
    meeting = target_meetings(fields)[1]
    fields["into"], fields["compared"] = str(meeting.pk) if meeting else "", state_of(meeting)
    rows, plan = rows_in(fields), list(meeting.items.all()) if meeting else []
    matches = match([(row.get("number", ""), row.get("name", "")) for row in rows], plan)
    for row, item in zip(rows, matches, strict=True):
        row["planned"] = str(item.pk) if item else ""
    set_rows(fields, rows)
    if meeting is None:
        return
    fields["times"] = Times.ACTUAL if meeting.agenda_published_at else Times.PLAN
    for name in FACTS:
        if name not in ("date", "intro"):
            fields[name] = fields.get(name) or as_typed(getattr(meeting, name))
    if not fields.get("series") and meeting.series_id:
        fields["series"] = str(meeting.series_id)
