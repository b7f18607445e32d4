"""The preview: all its forms over one set of fields, what is doubtful in them, what they make."""

import re
from dataclasses import dataclass
from datetime import date
from types import SimpleNamespace
from urllib.parse import quote

from django import forms
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext, gettext_noop, ngettext
from django.utils.translation import gettext_lazy as _

from blog.models import Post, Topic, known_topics, names_from_text
from meetings import timetable
from meetings.agenda import AgendaItem, Speaker
from meetings.desk import source
from meetings.desk.source import outcomes_of, stamp
from meetings.imports import (
    FACTS,
    Entry,
    Times,
    best_guess,
    candidates,
    in_order,
    match,
    public_on,
    save_draft,
    teaser_of,
)
from meetings.models import Meeting
from meetings.protocol_text import ItemDraft, ProtocolDraft, read_people
from meetings.timetable import BackwardsError
from wiq_site.kit.markup import MarkupError, render_markdown
from wiq_site.kit.slugs import fold

# What the preview says about its TOPs: times that do not fit, people who are new.


BACKWARDS = gettext_noop(
    "%(item)s endet vor dem TOP davor, der bis %(end)s Uhr geht. Bitte prüfen Sie die Zeiten."
)


def lay_out(rows, told, plan):
    """Say at each of ``rows`` when it runs by the facts ``told``; refuse one that runs backwards.

    Items of ``plan`` that no row fills take their time as well; gives a sentence where one of them
    does not fit, else "".
    """
    by_item = {row.entry.planned: row for row in rows}
    order = in_order(plan, [row.entry.planned or row for row in rows])
    steps = [_step(by_item.get(entry, entry)) for entry in order]
    on, start = told.get("date") or date.today(), told.get("start")
    try:
        timetable.settle(on, start, steps)
    except timetable.BackwardsError as error:
        return _refuse(error)
    for slot in timetable.lay_out(on, start, steps):
        if slot.item.row:
            _say_when(slot)
    return ""


def _step(entry):
    """Give a row of the preview or a planned item as what the clock arithmetic takes."""
    if isinstance(entry, AgendaItem):
        times = {"planned_minutes": entry.planned_minutes, "planned_end": entry.planned_end}
        return SimpleNamespace(row=None, name=str(entry), **times)
    draft, planned = entry.entry.draft, entry.entry.planned
    minutes, end = draft.planned_minutes, draft.end
    if planned and end is None and minutes is None:
        minutes, end = planned.planned_minutes, planned.planned_end
    name = f"TOP {draft.number} {draft.name}" if draft.number else f"„{draft.name}“"
    return SimpleNamespace(row=entry, name=name, planned_minutes=minutes, planned_end=end)


def _refuse(error):
    words = {"item": error.item.name, "end": clock(error.previous_end)}
    text = gettext(BACKWARDS) % words
    if error.item.row is None:
        return text
    error.item.row.add_error("end", text)
    return ""


def _say_when(slot):
    row, end = slot.item.row, slot.ends_at and slot.ends_at.astimezone(timetable.ZONE).time()
    typed = row.entry.draft.end
    if typed and end and typed.replace(second=0) != end:
        words = {"minutes": slot.item.planned_minutes, "end": clock(end), "typed": clock(typed)}
        row.notes.append(
            gettext(
                "%(minutes)s Minuten reichen bis %(end)s Uhr, nicht bis %(typed)s: Die Minuten gelten."
            )
            % words
        )
    elif slot.starts_at and end:
        start = clock(slot.starts_at.astimezone(timetable.ZONE))
        words = {"start": start, "end": clock(end), "minutes": slot.minutes}
        row.when = (
            ngettext(
                "%(start)s–%(end)s Uhr, %(minutes)s Minute",
                "%(start)s–%(end)s Uhr, %(minutes)s Minuten",
                slot.minutes,
            )
            % words
        )


def recognise(rows):
    """Say at each of ``rows`` which of its people the site knows and which are new."""
    names = {name for row in rows for name in row.entry.draft.speakers}
    known = {}
    for speaker in Speaker.objects.filter(name__in=names).order_by("-organisation"):
        known[speaker.name] = speaker
    for row in rows:
        row.people = [(name, known.get(name)) for name in row.entry.draft.speakers]


def doubled(rows):
    """Say at a TOP that its number was there before."""
    seen = set()
    for row in rows:
        number = row.entry.draft.number
        if number in seen:
            row.notes.append(gettext("Die Nummer TOP %s kommt mehrfach vor.") % number)
        seen |= {number} - {""}


# Words that were a link before the text was copied as plain text, such as "in diesem Blog-Beitrag".


NEWEST = 30

_THING = (
    r"(?:[\w-]{1,40}-)?(?:Blog-?)?"
    r"(?:Beitrag|Artikel|Bericht|Seite|Dokument|Formular|Link|Video|Umfrage|Präsentation|Website|Webseite|Datei|Karte|Pad)"
)
_HINTS = re.compile(
    rf"\b(?P<this>(?:diese[rmns]?|folgende[rmns]?)\s+{_THING})\b"
    r"|\b(?:auf|zur|über)\s+(?:der|unserer|ihrer|seiner|die|unsere)?\s*"
    r"(?P<page>[\w-]{2,40}-Seite|Web-?[Ss]eite|Internet-?[Ss]eite|Website|Homepage|Projektseite)\b"
    r"|\b(?P<here>[Hh]ier)(?=\s*(?:[.:;!)]|$)|\s+(?:klicken|entlang|anmelden|nachlesen|nachzulesen|lesen|zu\s+(?:lesen|finden|sehen)"
    r"|ansehen|anschauen|herunterladen|abrufbar|(?:geht|gehts)\b|finde[nt]\b|gibt\s+es|gibt's))"
    r"|\b(?:findet|finden|gibt)\s+(?:sich|es|Sie|ihr|man|alles|das|die|den)?\s*(?:auch\s+)?(?P<found>hier)\b",
)
_LINKED = re.compile(r"!?\[[^\[\]]*\]\([^()]*\)|`[^`]*`|<[^<>\s]+>|https?://\S+")
_FILTER = r"Filter\s+[„\"»‚']?(?P<topic>{})"


@dataclass
class Place:
    """Words at ``start`` of a text that want a link, and where it probably led."""

    start: int
    words: str
    guess: str = ""


def known_addresses():
    """Give (address, title) of what a text most likely leads to: teams, the newest posts."""
    posts = Post.objects.published().only("slug", "title")[:NEWEST]
    newest = [(post.get_absolute_url(), post.title) for post in posts]
    return [(reverse("blog:teams"), gettext("Lösungsteams")), *newest]


def places(text, topics=()):
    """Give the places of ``text`` (Markdown) in their order; ``topics`` are the known ones."""
    linked = [match.span() for match in _LINKED.finditer(text)]
    found = [
        Place(match.start(name), match[name], _guess(match[name]))
        for match in _HINTS.finditer(text)
        for name in match.groupdict()
        if match[name]
    ]
    found += _filters(text, topics)
    free = (place for place in found if not any(a <= place.start < b for a, b in linked))
    return sorted(free, key=lambda place: place.start)


def _filters(text, topics):
    """The names of topics behind "Filter"."""
    by_name = {fold(topic.name): topic for topic in topics}
    if not by_name:
        return []
    names = "|".join(re.escape(topic.name) for topic in sorted(topics, key=lambda t: -len(t.name)))
    pattern = re.compile(_FILTER.format(names), re.I)
    return [
        Place(match.start("topic"), match["topic"], _filter_address(by_name[fold(match["topic"])]))
        for match in pattern.finditer(text)
        if fold(match["topic"]) in by_name
    ]


def _filter_address(topic):
    return f"{reverse('blog:posts')}?thema={quote(topic.slug)}"


def _guess(words):
    return reverse("blog:teams") if re.match(r"(?:Lösungs)?[Tt]eams?-Seite", words) else ""


def linked(text, answers):
    """Give ``text`` with a link at each Place of ``answers``, pairs (place, address)."""
    for place, address in sorted(answers, key=lambda answer: -answer[0].start):
        end = place.start + len(place.words)
        text = f"{text[: place.start]}[{place.words}]({address}){text[end:]}"
    return text


def checked_address(typed):
    """Give what was ``typed`` as an address for Markdown. Raises ValueError for what is none."""
    typed = typed.strip()
    if typed.startswith("www."):
        typed = f"https://{typed}"
    if not re.match(r"https?://[^\s/]|mailto:\S+@|/(?!/)|#", typed) or re.search(r"\s", typed):
        raise ValueError(typed)
    return typed.replace("(", "%28").replace(")", "%29").replace("<", "%3C").replace(">", "%3E")


# The fields of the preview that are about the whole meeting, its report and the next one.


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


# The TOPs of the preview, one form each; a row may be empty, left out, or put in between.


MOST = 600
NAMES = ["number", "name", "who", "minutes", "end", "protocol", "private", "drop", "planned"]
LONGEST_NAME = 100


class ItemForm(forms.Form):
    number = line_field(_("TOP"), 20)
    name = line_field(_("Titel"), 300)
    who = line_field(_("wer"), 200)
    minutes = forms.IntegerField(label=_("Minuten"), required=False, min_value=0, max_value=24 * 60)
    end = clock_field(_("bis"))
    protocol = text_field(_("Protokoll"), 5)
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

    def clean_protocol(self):
        return clean_markdown(self.cleaned_data["protocol"])

    def clean_who(self):
        who = self.cleaned_data["who"]
        if any(len(name) > LONGEST_NAME for name in read_people(who)[0]):
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
        told = self.cleaned_data
        names, note = read_people(told["who"])
        item = ItemDraft(
            number=told["number"],
            name=told["name"],
            speakers=names,
            speakers_note=note,
            end=told["end"],
            planned_minutes=told["minutes"],
            protocol=told["protocol"],
        )
        return Entry(item, public=not told["private"], planned=told["planned"])


class ItemFormSet(forms.BaseFormSet):
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


ItemForms = forms.formset_factory(ItemForm, ItemFormSet, extra=0, absolute_max=MOST, max_num=MOST)


def count_of(fields):
    """Give how many rows ``fields`` have."""
    total = fields.get("items-TOTAL_FORMS", "")
    return min(int(total), MOST) if total.isascii() and total.isdigit() else 0


def rows_in(fields):
    """Give the rows in ``fields``, dicts of what was typed."""
    return [
        {name: fields[key] for name in NAMES if (key := f"items-{index}-{name}") in fields}
        for index in range(count_of(fields))
    ]


def set_rows(fields, rows):
    """Let ``rows`` stand in ``fields`` instead of those that were there."""
    for key in [key for key in fields if re.fullmatch(rf"items-\d+-(?:{'|'.join(NAMES)})", key)]:
        del fields[key]
    fields.update(row_fields(rows))


def insert_row(fields, typed):
    """Put an empty row at the place ``typed`` and give it; what belongs to later rows moves on."""
    rows = rows_in(fields)
    place = min(int(typed), len(rows)) if typed.isascii() and typed.isdigit() else len(rows)
    for key in list(fields):
        if key.startswith("left-"):
            fields[key] = _moved(fields[key], place)
    asked = {key: fields.pop(key)[-1] for key in list(fields) if key.startswith("ask-items-")}
    fields.update({_moved(key, place): value for key, value in asked.items()})
    set_rows(fields, [*rows[:place], {}, *rows[place:]])
    return place


def _moved(text, place):
    """Give ``text`` with the name of a row from ``place`` on counted one up."""

    def one_up(match):
        return f"items-{int(match[1]) + (int(match[1]) >= place)}-protocol"

    return re.sub(r"\bitems-(\d{1,4})-protocol", one_up, text)


# The questions of the preview where words of the text were a link: asked, answered, kept.


TEXTS = ["intro", "closing"]
BEFORE = 50  # characters shown before the words


@dataclass
class Question:
    """Where do these ``words`` lead? ``name`` is the field of the answer, ``before`` its context."""

    name: str
    words: str
    before: str
    address: str = ""
    failed: bool = False


class Asking:
    """Puts the answers in ``fields`` into their texts and asks for what is still open."""

    def __init__(self, fields, topics):
        self.fields, self.topics = fields, topics
        names = [*TEXTS, *(f"items-{index}-protocol" for index in range(count_of(fields)))]
        self.questions = {name: self._settle(name) for name in names if fields.get(name)}

    def of(self, name):
        """Give the open questions of the text in the field ``name``."""
        return self.questions.get(name, [])

    @property
    def failed(self):
        """Whether an answer is no address."""
        return any(question.failed for some in self.questions.values() for question in some)

    def _settle(self, name):
        text, typed = self.fields[name], self._typed(name)
        answered, questions = [], []
        for place in places(text, self.topics):
            before = text[max(0, place.start - BEFORE) : place.start].rpartition("\n")[2]
            earlier = typed.get(place.words)
            address = earlier.pop(0) if earlier else place.guess
            question = Question(f"ask-{name}-{len(questions)}", place.words, before, address)
            try:
                if earlier is not None and address.strip():
                    answered.append((place, checked_address(address)))
                    continue
            except ValueError:
                question.failed = True
            questions.append(question)
        self.fields[name] = linked(text, answered)
        return questions

    def _typed(self, name):
        """Give the answers that were sent, ``{words: [address, …]}``, in the order of the text."""
        typed, index = {}, 0
        while (key := f"ask-{name}-{index}") in self.fields:
            words = self.fields.get(f"{key}-words", "")
            typed.setdefault(words, []).append(self.fields[key])
            index += 1
        return typed


# What was read from a text, as the fields of the preview: the same as a browser sends them back.


PLAIN = ["title", "place", "chair", "minute_taker", "attendance", "apologies", "intro", "closing"]


def fields_of(draft, text):
    """Give the fields of the preview (a QueryDict to be changed) for ``draft``, read from ``text``."""
    series = series_of(draft)
    start, doubt = _start(draft, series)
    fields = QueryDict(mutable=True)
    fields.update({name: getattr(draft, name) for name in PLAIN})
    fields.update({"text": text, "seen": stamp(text), "series": str(series.pk) if series else ""})
    fields.update({"date": day(draft.date), "start": clock(start), "end": clock(draft.end)})
    fields.update({"topics": ", ".join(draft.topics), "published": day(draft.published)})
    fields.update({"other": "\n".join(draft.other), "teaser": _teaser(draft)})
    if draft.next_meeting:
        coming = draft.next_meeting
        fields.update({"next_date": day(coming.date), "next_start": clock(coming.start)})
        fields.update({"next_end": clock(coming.end)})
    fields.setlist("warning", [*draft.warnings, *([doubt] if doubt else [])])
    fields.update(row_fields([_row(item) for item in draft.items]))
    fields.update(source.fields_of(draft))
    return fields


def row_fields(rows):
    """Give the fields of a formset for ``rows``, dicts of their own fields."""
    fields = {"items-TOTAL_FORMS": str(len(rows)), "items-INITIAL_FORMS": "0"}
    for index, row in enumerate(rows):
        fields |= {f"items-{index}-{name}": value for name, value in row.items()}
    return fields


def series_of(draft):
    """Give the series that ``draft`` names as a topic or in its title, or None."""
    all_series = Topic.objects.filter(kind=Topic.Kind.SERIES)
    named = known_topics(all_series, draft.topics)
    if named:
        return next(iter(named.values()))
    return next((topic for topic in all_series if fold(topic.name) in fold(draft.title)), None)


def day(value):
    return f"{value:%Y-%m-%d}" if value else ""


def clock(value):
    return f"{value:%H:%M}" if value else ""


def _row(item):
    who = "/".join(item.speakers)
    return {
        "number": item.number,
        "name": item.name,
        "who": ", ".join(part for part in (who, item.speakers_note) if part),
        "minutes": "" if item.planned_minutes is None else str(item.planned_minutes),
        "end": clock(item.end),
        "protocol": item.protocol,
    }


def _start(draft, series):
    """Give the start and a sentence about it where the text does not tell it."""
    told = draft.start or (draft.items[0].start if draft.items else None)
    if told:
        return told, ""
    known = Meeting.objects.filter(series=series, start__isnull=False)
    planned = known.filter(date=draft.date).first() if draft.date else None
    last = known.filter(date__lt=draft.date).first() if draft.date else known.first()
    found = planned or last or (known.last() if series else None)
    if found is None:
        return None, gettext("Beginn fehlt: Ohne ihn stehen nur die Endzeiten im Protokoll.")
    text = gettext("Beginn fehlt: vorgeschlagen %(start)s wie beim Treffen am %(day)s.")
    if found == planned:
        text = gettext("Beginn fehlt: vorgeschlagen %(start)s wie geplant.")
    elif found == last:
        text = gettext("Beginn fehlt: vorgeschlagen %(start)s wie beim letzten Treffen am %(day)s.")
    return found.start, text % {
        "start": clock(found.start),
        "day": date_format(found.date, "j. F Y"),
    }


def _teaser(draft):
    try:
        return teaser_of(draft.intro)
    except MarkupError:
        return ""  # the field of the intro says what is wrong


# How the template of the preview gets at the fields of the facts in their groups, and at faults.


WHEN = ["date", "start", "end", "series"]
MORE = ["place", "chair", "minute_taker", "attendance", "apologies"]
COMING = ["next_date", "next_start", "next_end"]
REPORT = ["teaser", "topics", "published", "at_once"]


class Shown:
    """For a class with ``facts``, a form, ``items``, a formset, and ``asking``."""

    @property
    def when(self):
        return self._fields(WHEN)

    @property
    def more(self):
        return self._fields(MORE)

    @property
    def has_more(self):
        """Whether the rarer facts are known or wrong, so that they are to be seen at once."""
        return any(field.value() or field.errors for field in self.more)

    @property
    def coming(self):
        return self._fields(COMING)

    @property
    def report(self):
        return self._fields(REPORT)

    @property
    def questions(self):
        return self.asking.questions

    @property
    def faulty(self):
        """Give ``(id, label)`` of every field that is not accepted, in the order of the page."""
        found = [(field.id_for_label, field.label) for field in self.facts if field.errors]
        for row in self.items:
            top = f"TOP {row['number'].value() or row['name'].value() or ''}".strip()
            faults = [(field.id_for_label, field.label) for field in row if field.errors]
            faults += [(f"id_{asked.name}", asked.words) for asked in row.questions if asked.failed]
            found += [(name, f"{top}: {label}") for name, label in faults]
        asked = [asked for name in TEXTS for asked in self.asking.of(name)]
        return found + [(f"id_{one.name}", one.words) for one in asked if one.failed]

    def _fields(self, names):
        return [self.facts[name] for name in names]


# Where the minutes go: into a new meeting or one planned before, and what differs from its plan.


NEW = ""
LONG = 80  # characters
FILLED = ["start", "end", "place", "chair", "minute_taker", "attendance", "apologies"]


def key_in(fields, name):
    """Give the primary key in the field ``name``, or None."""
    typed = fields.get(name, "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else None


def about(fields):
    """Give the date and the series in ``fields``, None for what is not there."""
    try:
        date = forms.DateField(required=False).clean(fields.get("date", ""))
    except forms.ValidationError:
        date = None
    return date, Topic.objects.filter(pk=key_in(fields, "series")).first()


def offered(fields):
    """Give the planned meetings to choose from; one that is chosen stays, as long as it may."""
    found = candidates(*about(fields))
    chosen = key_in(fields, "into")
    if chosen and chosen not in {meeting.pk for meeting in found}:
        found += Meeting.objects.filter(pk=chosen, protocol_published_at=None)
    return found


def chosen_of(fields, meetings):
    """Give the meeting that ``fields`` choose of those offered, or None for a new one."""
    return next((meeting for meeting in meetings if str(meeting.pk) == fields.get("into")), None)


def plan_of(meeting):
    """Give the planned items of ``meeting`` with who leads them; none without a meeting."""
    return list(meeting.items.prefetch_related("item_speakers__speaker")) if meeting else []


def guess(fields):
    """Choose in ``fields``, fresh from a text, the meeting that it is surely about."""
    date, series = about(fields)
    meeting = best_guess(candidates(date, series), date, series)
    fields["into"] = str(meeting.pk) if meeting else NEW
    compare(fields)


def compare(fields):
    """Let ``fields`` follow the choice of another meeting: its items, what only its plan knows."""
    meeting = chosen_of(fields, offered(fields))
    fields["into"] = fields["compared"] = str(meeting.pk) if meeting else NEW
    rows, plan = rows_in(fields), list(meeting.items.all()) if meeting else []
    found = match([(row.get("number", ""), row.get("name", "")) for row in rows], plan)
    set_rows(
        fields,
        [
            row | {"planned": str(item.pk) if item else ""}
            for row, item in zip(rows, found, strict=True)
        ],
    )
    if meeting is None:
        return
    fields["times"] = Times.ACTUAL if meeting.agenda_published_at else Times.PLAN
    for name in FILLED:
        fields[name] = fields.get(name) or _typed(getattr(meeting, name))
    if not fields.get("series") and meeting.series_id:
        fields["series"] = str(meeting.series_id)


def _typed(value):
    return value if isinstance(value, str) else clock(value)


def differences(meeting, told):
    """Give sentences on what the plan of ``meeting`` says and ``told``, cleaned facts, replaces."""
    found = []
    for name in [*FACTS, "closing"]:
        planned, new = getattr(meeting, name), told.get(name)
        if planned and new and planned != new:
            label = Meeting._meta.get_field(name).verbose_name
            found.append(f"{label}: {_instead(planned, new)}")
    return found


def _instead(planned, new):
    if isinstance(new, str) and len(new) > LONG:  # it stands in its own field as well
        return gettext("wird ersetzt: %s") % planned
    return _geplant(_shown(planned), _shown(new))


def _shown(value):
    return (
        value if isinstance(value, str) else clock(value) if hasattr(value, "hour") else day(value)
    )


def _geplant(planned, new):
    return gettext("geplant: %(planned)s · im Text: %(new)s") % {"planned": planned, "new": new}


def item_differences(entry):
    """Give sentences on what a planned item says otherwise than the TOP ``entry`` of the text."""
    item, draft = entry.planned, entry.draft
    found = []
    if item.name != draft.name:
        found.append(gettext("geplant: „%s“") % item.name)
    if draft.end and item.planned_end and draft.end != item.planned_end:
        ends = [gettext("bis %s") % clock(end) for end in (item.planned_end, draft.end)]
        found.append(_geplant(*ends))
    minutes = (item.planned_minutes, draft.planned_minutes)
    if None not in minutes and minutes[0] != minutes[1]:
        found.append(
            _geplant(*(ngettext("%d Minute", "%d Minuten", count) % count for count in minutes))
        )
    who = "/".join(draft.speakers) or draft.speakers_note
    if who and item.who and item.who not in (who, draft.speakers_note):
        found.append(_geplant(item.who, who))
    if item.protocol.strip() and draft.protocol.strip() not in ("", item.protocol.strip()):
        found.append(gettext("wird ersetzt: %s") % item.protocol)
    return found


TOLD = [
    *("title", "date", "start", "end", "place", "chair", "minute_taker", "attendance"),
    *("apologies", "topics", "intro", "closing"),
]


class Preview(Shown):
    """Takes the ``fields`` as a browser sends them, a QueryDict that may be changed."""

    def __init__(self, fields):
        self.fields = fields
        self.offered = offered(fields)
        self.target = chosen_of(fields, self.offered)
        self.plan = plan_of(self.target)
        self.asking = Asking(fields, list(Topic.objects.only("name", "slug")))
        self.facts = FactsForm(fields, target=self.target)
        self.items = ItemForms(fields, prefix="items", form_kwargs={"plan": self.plan})
        self.left = source.lines_in(fields)
        self.facts.is_valid()
        self.items.is_valid()
        self._look_at(self.counted)

    def _look_at(self, rows):
        if self.target is None or self.told.get("times") == Times.PLAN:
            refused = lay_out(rows, self.told, self.plan)
            if refused:
                self.facts.add_error("times", refused)
        recognise(rows)
        doubled(rows)
        for row in rows:
            row.outcomes = outcomes_of(row.entry.draft.protocol, self.told.get("date"))
            if row.entry.planned:
                row.notes += item_differences(row.entry)
        for row in self.items:
            row.questions = self.asking.of(f"{row.prefix}-protocol")

    @property
    def warnings(self):
        """What was noticed while the text was read."""
        return self.fields.getlist("warning")

    @property
    def told(self):
        """The facts, as far as they can be read."""
        return self.facts.cleaned_data

    @property
    def counted(self):
        """The rows that are TOPs to be saved."""
        return [row for row in self.items if row.counts]

    @property
    def number_of_items(self):
        """How many TOPs the preview shows that are not left out, those with mistakes included."""
        shown = [row for row in self.items if row.cleaned_data or row.errors]
        return sum(not row.cleaned_data.get("drop") for row in shown)

    @cached_property
    def only_planned(self):
        """The planned items that the text does not name."""
        filled = [row.entry.planned for row in self.counted]
        return [item for item in self.plan if item not in filled]

    @cached_property
    def differences(self):
        return differences(self.target, self.told) if self.target else []

    @cached_property
    def doubles(self):
        """Meetings of that day whose minutes are public: a new one would stand beside them."""
        return public_on(self.told.get("date"))

    def is_valid(self):
        return self.facts.is_valid() and self.items.is_valid() and not self.asking.failed

    def save(self):
        """Store everything as drafts and give the meeting; None with the error said at a field."""
        told, entries = self.told, [row.entry for row in self.counted]
        for row in self.counted:
            row.entry.draft.outcomes = row.outcomes
        draft = ProtocolDraft(
            **{name: told[name] for name in TOLD},
            items=[entry.draft for entry in entries],
            other=[told["other"]] if told["other"].strip() else [],
        )
        times = Times(told["times"] or Times.PLAN)
        try:
            return save_draft(draft, told["series"], self.target, entries, times, told["teaser"])
        except BackwardsError as error:
            words = {"item": error.item, "end": f"{error.previous_end:%H:%M}"}
            self.facts.add_error("start", gettext(BACKWARDS) % words)
            return None
