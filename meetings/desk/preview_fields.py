"""The fields of the preview: what a browser sends for them, what its buttons do, and the forms that read them.

All state is in the fields of one form, so that each button keeps what was typed, also without JavaScript. ``Typed``
holds it: the text as it was read, the steps of cutting it, and a dict of texts for the meeting and for each TOP.
"""

from django import forms
from django.forms.utils import ErrorDict
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from blog.models import Topic, known_topics, names_from_text
from meetings import timetable
from meetings.agenda import AgendaItem, Outcome
from meetings.desk.outcomes import outcomes_in
from meetings.desk.pointing import (
    TOOLS,
    Cut,
    Reading,
    Steps,
    as_typed,
    carry,
    first_cut,
    stamp,
)
from meetings.imports import FACTS, KINDS, Entry, Times, best_guess, candidates, match
from meetings.models import Meeting
from meetings.planning import title_on
from meetings.protocol_text import TASK, ItemDraft, OutcomeDraft, read_people
from wiq_site.kit.markup import MarkupError, render_markdown
from wiq_site.kit.merging import plain
from wiq_site.kit.slugs import fold
from wiq_site.kit.versions import state_of

MOST_ROWS = 600
OUTCOME_FIELDS = ("kind", "text", "votes", "who", "due", "done")


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


class OutcomeForm(forms.Form):
    """A decision or a task of a TOP, suggested from its text or typed by hand.

    ``said`` is the stamp of the suggestion; ``sure`` is filled where it is taken unless somebody refuses it.
    """

    take = forms.BooleanField(required=False)
    kind = forms.ChoiceField(label=_("Art"), choices=[(k, kind.label) for k, kind in KINDS.items()])
    text = text_field(_("Text"), 2)
    votes = line_field(_("Abstimmung"), 100)
    who = line_field(_("wer"), 150)
    due = day_field(_("bis wann"), required=False)
    done = day_field(_("erledigt am"), required=False)
    said = forms.CharField(widget=forms.HiddenInput, required=False)
    sure = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("votes") and cleaned.get("kind") == TASK:
            rule = next(c for c in Outcome._meta.constraints if "votes" in c.name)
            self.add_error("votes", rule.violation_error_message)
        return cleaned

    def full_clean(self):
        super().full_clean()
        if not self.cleaned_data.get("take"):
            self._errors = ErrorDict()  # nobody asks what is wrong with one that is refused

    @property
    def counts(self):
        """Whether it is to be stored."""
        return self.is_valid() and self.cleaned_data["take"] and self.cleaned_data["text"].strip()

    def outcome(self):
        fields = {name: self.cleaned_data[name] for name in OUTCOME_FIELDS}
        return OutcomeDraft(**fields | {"text": fields["text"].strip()})

    @property
    def details(self):
        """The bound fields beside its text."""
        return [self[name] for name in ("kind", "votes", "who", "due", "done")]

    @property
    def words(self):
        """It as one reads it: text, votes, who, until when, as they are typed."""
        typed = {name: self[name].value() or "" for name in OUTCOME_FIELDS}
        votes = f" ({typed['votes']})" if typed["votes"] else ""
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

    def has_changed(self):
        """Whether anything was typed; a row with nothing but its key is still empty."""
        return self.changed_data != ["key"] and super().has_changed()

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
            outcomes=[form.outcome() for form in self.outcomes if form.counts],
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


def number_in(fields, name):
    """Return the whole number, of nine digits at most, in the field ``name``, or None."""
    typed = fields.get(name, "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else None


class Typed:
    """What stands in the fields of the preview, as texts.

    ``rows`` are those of the TOPs, dicts that may be changed, each with its "key" (pointing), "answers" about former
    links and touched "outcomes"; ``facts`` is that of the meeting. ``text`` may have been changed since it was read
    as ``source``. ``told`` says what the last button did, ``like`` which lines look like the one pointed at.
    """

    def __init__(self, text, source, steps, reading, facts, rows, warnings):
        self.text, self.source, self.steps, self.reading = text, source, steps, reading
        self.facts, self.rows, self.warnings, self.tool = facts, rows, warnings, "top"
        self.told, self.like, self.pressed_line, self.seen = "", [], None, ""

    @classmethod
    def first(cls, draft, text, warnings):
        """What the fields hold when ``text`` was just read as ``draft``."""
        all_series = Topic.objects.filter(kind=Topic.Kind.SERIES)
        series = next(iter(known_topics(all_series, draft.topics).values()), None) or next(
            (topic for topic in all_series if fold(topic.name) in fold(draft.title)), None
        )
        cut = first_cut(text, draft, series.heading_shape if series else "")
        reading = Reading(text, cut)
        facts, *rows = ({"key": key} | row for key, row in reading.rows.items())
        facts["series"] = str(series.pk) if series else ""
        facts["start"] = as_typed(likely_start(reading.draft, series)[0])
        if reading.draft.date and not facts["title"]:
            facts["title"] = title_on(series, reading.draft.date)
        meeting = best_guess(candidates(draft.date, series), draft.date, series)
        facts["into"] = str(meeting.pk) if meeting else ""
        typed = cls(text, text, Steps([(cut, [])]), reading, facts, rows, warnings)
        typed.compare()
        return typed

    @classmethod
    def sent(cls, post):
        """What a browser sent. Raises ProtocolTextError where that holds no text."""
        source, steps = plain(post["source"]), Steps.load(post.get("steps", ""))
        named = [*FactsForm.base_fields, "into", "compared"]
        facts = {"key": ""} | {name: plain(post.get(name, "")) for name in named}
        rows = [
            {name: plain(post.get(f"items-{index}-{name}", "")) for name in ItemForm.base_fields}
            | {
                "answers": answers_in(post, f"items-{index}-protocol"),
                "outcomes": touched_outcomes(post, f"items-{index}-outcomes"),
            }
            for index in range(min(number_in(post, "items-TOTAL_FORMS") or 0, MOST_ROWS))
        ]
        facts["answers"] = {name: answers_in(post, name) for name in ("intro", "closing")}
        reading, text = Reading(source, steps.cut), plain(post.get("text", ""))
        return cls(text, source, steps, reading, facts, rows, post.getlist("warning"))

    def data(self, outcomes):
        """Return it as forms are bound to; ``outcomes`` are lists of dicts, one for each of the rows."""
        data = self.facts | {"items-TOTAL_FORMS": len(self.rows), "items-INITIAL_FORMS": 0}
        for index, (row, some) in enumerate(zip(self.rows, outcomes, strict=True)):
            data |= {f"items-{index}-{name}": row.get(name, "") for name in ItemForm.base_fields}
            for place, each in enumerate(some):
                prefix = f"items-{index}-outcomes-{place}"
                data |= {f"{prefix}-{name}": value for name, value in each.items()}
        return data

    def press(self, post):
        """Do what the pressed button says."""
        line, row = number_in(post, "point"), None
        self.tool = post.get("tool") if post.get("tool") in TOOLS else "top"
        for name in ("split", "join", "up", "down", "insert", "add-outcome"):
            if name in post:
                row = number_in(post, name)
        if line in self.reading.places:
            self.point(line, self.tool)
        elif (line := number_in(post, "all")) in self.reading.places:
            self.point_all(line, self.reading.lines_like(line))
        elif "choose" in post:
            lines = [part for part in post.get("reading", "").split(",") if part.isdecimal()]
            out = {n: to for n, to in self.reading.cut.cuts.items() if to == "out"}
            chosen = sorted(set(map(int, lines)) & self.reading.places.keys())
            self.cut(Cut(tuple(chosen), out), gettext("Vorschlag gewählt."))
        elif "undo" in post and self.steps.can_undo:
            self.go(-1, gettext("Rückgängig gemacht."))
        elif "redo" in post and self.steps.can_redo:
            self.go(1, gettext("Wiederholt."))
        elif "add-outcome" in post and row is not None and row < len(self.rows):
            new = {"take": "on", "kind": TASK, "said": ""}
            self.rows[row].setdefault("outcomes", []).append(new)
        elif row is not None and row <= len(self.rows):
            self.change_rows(post, row)

    def cut(self, cut, told):
        """Cut the text anew; what was typed stays with its TOP."""
        new = Reading(self.source, cut)
        self.step(new, carry([self.facts, *self.rows], self.reading, new), told)

    def step(self, reading, rows, told):
        self.steps.add(self.reading, [self.facts, *self.rows], reading, rows)
        self.show(reading, rows, told)

    def go(self, by, told):
        self.show(*self.steps.go(by, self.reading, [self.facts, *self.rows]), told)

    def show(self, reading, rows, told):
        """Let ``reading`` and ``rows``, that of the meeting first, stand instead; new TOPs find those of the plan."""
        known = {row["key"] for row in self.rows}
        facts, *self.rows = rows
        self.reading, self.facts = reading, dict.fromkeys(self.facts, "") | facts
        meeting = target_meetings(self.facts)[1]
        if meeting:
            taken = {row.get("planned") for row in self.rows if row["key"] in known}
            self.match_plan(
                [row for row in self.rows if row["key"] not in known],
                [item for item in meeting.items.all() if str(item.pk) not in taken],
            )
        count = len(self.rows)
        words = ngettext("%d TOP.", "%d TOPs.", count) % count
        self.told = f"{told} {words}"

    def point(self, line, tool):
        """Point at ``line`` with one of TOOLS."""
        text = self.reading.texts[line][:60]
        self.cut(self.reading.pointed(line, tool), "")
        key = next((row for row in self.rows if row["key"] == str(line)), None)
        told = {
            "top": gettext("„%s“ beginnt keinen TOP mehr."),
            "body": gettext("„%s“ gehört jetzt zum Text davor."),
            "intro": gettext("Bis „%s“ geht jetzt die Einleitung."),
            "closing": gettext("Mit „%s“ beginnt jetzt der Schluss."),
            "out": gettext("„%s“ ist jetzt ausgelassen."),
        }[tool]
        if tool == "top" and key:
            told = gettext("„%s“ beginnt jetzt einen TOP.")
        elif tool == "out" and self.reading.places.get(line) != "ignored":
            told = gettext("„%s“ steht jetzt wieder im Text.")
        self.told, self.pressed_line = (told % text) + self.told, line
        self.like = self.reading.lines_like(line) if tool in ("top", "out") else []

    @property
    def like_words(self):
        """What a button says that does with all lines like it what was done with the one pointed at."""
        if not self.like:
            return ""
        text = ngettext("%d Zeile sieht genauso aus", "%d Zeilen sehen genauso aus", len(self.like))
        does = gettext("alle als TOP")
        if self.pressed_line not in self.reading.cut.headings:
            does = gettext("keine mehr als TOP")
            if self.reading.places[self.pressed_line] == "ignored":
                does = gettext("alle auslassen")
        return f"{text % len(self.like)}: {does}"

    def point_all(self, line, others):
        """Do with ``others`` what was done with ``line``."""
        headings, cuts = set(self.reading.cut.headings), dict(self.reading.cut.cuts)
        if line in headings:
            headings |= set(others)
            cuts = {number: to for number, to in cuts.items() if number not in others}
        else:
            headings -= set(others)
            if cuts.get(line) == "out":
                cuts |= dict.fromkeys(others, "out")
        text = ngettext("%d Zeile ebenso.", "%d Zeilen ebenso.", len(others)) % len(others)
        self.cut(Cut(tuple(sorted(headings)), cuts), text)

    def change_rows(self, post, index):
        """Do what a button at the TOP ``index`` says: put one in before it, move, join or split it."""
        rows = [dict(row) for row in self.rows]
        if "insert" in post:
            rows.insert(index, {"key": self.new_key()})
            told = gettext("Ein leerer TOP ist eingefügt.")
        elif index >= len(rows):
            return
        elif "join" in post:
            row = rows[index]
            if row["key"].isdecimal() and int(row["key"]) in self.reading.cut.headings:
                cut = self.reading.pointed(int(row["key"]), "top")
                self.cut(cut, gettext("Mit dem davor zusammengelegt."))
                return
            if index == 0:
                return
            del rows[index]
            before = rows[index - 1]
            texts = [before.get("protocol", ""), row.get("name", ""), row.get("protocol", "")]
            before["protocol"] = "\n\n".join(filter(None, texts))
            before["outcomes"] = [*before.get("outcomes", []), *row.get("outcomes", [])]
            told = gettext("Mit dem davor zusammengelegt.")
        elif "split" in post:
            if not self.split(rows, index, number_in(post, "cursor") or 0):
                return
            told = gettext("Am Cursor geteilt.")
        else:
            other = index + (1 if "down" in post else -1)
            if not 0 <= other < len(rows):
                self.told = gettext("Weiter geht es nicht.")
                return
            rows[index], rows[other] = rows[other], rows[index]
            told = gettext("Der TOP steht jetzt an Platz %(place)s.") % {"place": other + 1}
        self.step(self.reading, [self.facts, *rows], told)

    def split(self, rows, index, cursor):
        """Let the line of the TOP ``index`` where the ``cursor`` is begin another; return whether only ``rows`` change.

        Where a line of the source says the same, the source is cut there.
        """
        text = rows[index].get("protocol", "")
        start = text.rfind("\n", 0, cursor) + 1
        before, after = text[:start].rstrip(), text[start:].strip()
        if not (before and after):
            self.told = gettext(
                "Bitte setzen Sie zuerst den Cursor im Protokoll an den Anfang einer Zeile."
            )
            return False
        first, _end, rest = after.partition("\n")
        bare = first.strip("-•*#. \t")
        for line in self.reading.draft.lines:
            same = bare and line.text.strip("-•*#. \t") == bare and line.place.endswith("protocol")
            if same and self.reading.key_at(line.number)[0] == rows[index]["key"]:
                self.point(line.number, "top")
                return False
        rows[index]["protocol"] = before
        rows.insert(
            index + 1, {"key": self.new_key(), "name": bare[:300], "protocol": rest.strip()}
        )
        return True

    def new_key(self):
        """Return the key of a TOP put in by hand."""
        taken = {row["key"] for row in self.rows}
        return next(key for key in (f"n{n}" for n in range(MOST_ROWS + 1)) if key not in taken)

    def match_plan(self, rows, plan):
        pairs = [(row.get("number", ""), row.get("name", "")) for row in rows]
        for row, item in zip(rows, match(pairs, plan), strict=True):
            row["planned"] = str(item.pk) if item else ""
            if item and not item.public:
                row["private"] = "on"

    def compare(self):
        """Follow the choice of another meeting: its items, what only its plan knows."""
        meeting = target_meetings(self.facts)[1]
        self.facts |= {"into": str(meeting.pk) if meeting else "", "compared": state_of(meeting)}
        self.match_plan(self.rows, list(meeting.items.all()) if meeting else [])
        if meeting is None:
            return
        self.facts["times"] = Times.ACTUAL if meeting.agenda_published_at else Times.PLAN
        for name in FACTS:
            if name not in ("date", "intro"):
                self.facts[name] = self.facts.get(name) or as_typed(getattr(meeting, name))
        if not self.facts.get("series") and meeting.series_id:
            self.facts["series"] = str(meeting.series_id)


def answers_in(post, name):
    """Return what was answered to the questions about former links in the field ``name``: {words: addresses}."""
    answers, index = {}, 0
    while (key := f"ask-{name}-{index}") in post:
        answers.setdefault(post.get(f"{key}-words", ""), []).append(post[key])
        index += 1
    return answers


def touched_outcomes(post, name):
    """Return the outcomes sent under ``name`` that are not as they were suggested, dicts of what was typed."""
    rows, index = [], 0
    while f"{name}-{index}-said" in post and index < MOST_ROWS:
        row = {n: plain(post.get(f"{name}-{index}-{n}", "")) for n in OutcomeForm.base_fields}
        if bool(row["take"]) != bool(row["sure"]) or outcome_stamp(row) != row["said"]:
            rows.append(row)
        index += 1
    return rows


def outcome_stamp(row):
    return stamp(" ".join(row.get(name, "") for name in OUTCOME_FIELDS))


def offered_outcomes(row, day):
    """Return the outcomes of ``row`` as dicts of its fields: what its text suggests, and what somebody made of that.

    One that was changed or typed stays; one that was refused goes with the words that suggested it.
    """
    offered, touched = [], list(row.get("outcomes") or [])
    for outcome, is_sure in outcomes_in(row.get("protocol", ""), day):
        fields = {name: as_typed(getattr(outcome, name)) for name in OUTCOME_FIELDS}
        fields |= {
            "said": outcome_stamp(fields),
            "sure": "1" if is_sure else "",
            "take": "on" if is_sure else "",
        }
        known = next((each for each in touched if each["said"] == fields["said"]), None)
        if known:
            touched.remove(known)
        offered.append(known or fields)
    return offered + [each for each in touched if each.get("take")]


def target_meetings(facts):
    """Return the planned meetings that the minutes may go into and the one that is chosen, None for a new one.

    One that is chosen stays among them, as long as it may.
    """
    try:
        day = forms.DateField(required=False).clean(facts.get("date", ""))
    except forms.ValidationError:
        day = None
    series = Topic.objects.filter(pk=number_in(facts, "series")).first()
    meetings, chosen = candidates(day, series), number_in(facts, "into")
    if chosen and chosen not in {meeting.pk for meeting in meetings}:
        meetings += Meeting.objects.filter(pk=chosen, protocol_published_at=None)
    return meetings, next((meeting for meeting in meetings if meeting.pk == chosen), None)
