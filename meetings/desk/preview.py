"""The preview of pasted minutes: its forms, what is doubtful in them, what the plan says otherwise, and saving."""

from datetime import date

from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext

from blog.models import Topic
from meetings import timetable
from meetings.agenda import AgendaItem, Speaker
from meetings.desk.links import link_questions
from meetings.desk.preview_fields import (
    chosen_meeting,
    items_of_passage,
    left_out_lines,
    offered_meetings,
    text_names,
)
from meetings.desk.preview_forms import FactsForm, ItemForms, as_typed
from meetings.doubts import backwards_sentence
from meetings.imports import FACTS, Times, in_order, public_on, save_draft
from meetings.models import Meeting
from meetings.protocol_text import ProtocolDraft


class Preview:
    """Takes the ``fields`` as a browser sends them, a QueryDict that may be changed (preview_fields)."""

    def __init__(self, fields):
        self.fields = fields
        self.offered = offered_meetings(fields)
        self.target = chosen_meeting(fields, self.offered)
        self.plan = []
        if self.target:
            self.plan = list(self.target.items.prefetch_related("item_speakers__speaker"))
        topics = list(Topic.objects.only("name", "slug"))
        self.questions = {
            name: link_questions(fields, name, topics)
            for name in text_names(fields)
            if fields.get(name)
        }
        self.facts = FactsForm(fields, target=self.target)
        self.items = ItemForms(fields, prefix="items", form_kwargs={"plan": self.plan})
        self.when = self.facts_named("date", "start", "end", "series")
        self.more = self.facts_named("place", "chair", "minute_taker", "attendance", "apologies")
        self.coming = self.facts_named("next_date", "next_start", "next_end")
        self.report = self.facts_named("teaser", "topics", "published", "at_once")
        self.left_out = left_out_lines(fields)
        self.warnings = fields.getlist("warning")  # what was noticed while the text was read
        self.facts.is_valid()
        self.items.is_valid()
        rows = self.rows  # before one of them is refused for its times
        if self.target is None or self.facts.cleaned_data.get("times") == Times.PLAN:
            self.check_times(rows)
        self.check_rows(rows)

    def check_times(self, rows):
        """Say at each of ``rows`` when it runs; refuse one that runs backwards.

        Items of the plan that no row fills take their time as well; where one of them does not fit,
        the choice what becomes of the times is refused.
        """
        facts = self.facts.cleaned_data
        day, start = facts.get("date") or date.today(), facts.get("start")
        filled = {row.entry.planned: row for row in rows}
        steps = []
        for entry in in_order(self.plan, [row.entry.planned or row for row in rows]):
            entry = filled.get(entry, entry)
            if isinstance(entry, AgendaItem):
                steps.append(timetable.Step(entry, entry.planned_minutes, entry.planned_end))
            else:
                steps.append(entry.step())
        backwards = timetable.find_backwards(day, start, steps)
        if backwards:
            entry, previous_end = backwards
            if isinstance(entry, AgendaItem):
                self.facts.add_error("times", backwards_sentence(entry, previous_end))
            else:
                entry.add_error("end", backwards_sentence(entry.label, previous_end))
            return
        for slot in timetable.lay_out(day, start, steps):
            if not isinstance(slot.item.item, AgendaItem):
                slot.item.item.show_times(slot)

    def check_rows(self, rows):
        """Say at each of ``rows`` who is new, what comes of it, and what its plan says otherwise."""
        names = {name for row in rows for name in row.entry.draft.speakers}
        known = {
            speaker.name: speaker
            for speaker in Speaker.objects.filter(name__in=names).order_by("-organisation")
        }
        numbers = set()
        for row in rows:
            draft = row.entry.draft
            row.people = [(name, known.get(name)) for name in draft.speakers]
            if draft.number and draft.number in numbers:
                row.notes.append(gettext("Die Nummer TOP %s kommt mehrfach vor.") % draft.number)
            numbers.add(draft.number)
            passage = items_of_passage(draft.protocol, self.facts.cleaned_data.get("date"))
            row.outcomes = [outcome for item in passage for outcome in item.outcomes]
            if row.entry.planned:
                row.notes += item_differences(row.entry)
        for row in self.items:
            row.questions = self.questions.get(f"{row.prefix}-protocol", [])

    def facts_named(self, *names):
        """Return the bound fields ``names`` of the facts."""
        return [self.facts[name] for name in names]

    @property
    def has_more(self):
        """Whether the rarer facts are known or wrong, so that they are to be seen at once."""
        return any(field.value() or field.errors for field in self.more)

    @property
    def rows(self):
        """The rows that are TOPs to be saved."""
        return [row for row in self.items if row.counts]

    @property
    def number_of_items(self):
        """How many TOPs the preview shows that are not left out, those with mistakes included."""
        filled = [row for row in self.items if row.cleaned_data or row.errors]
        return sum(not row.cleaned_data.get("drop") for row in filled)

    @cached_property
    def only_planned(self):
        """The planned items that the text does not name."""
        filled = [row.entry.planned for row in self.rows]
        return [item for item in self.plan if item not in filled]

    @cached_property
    def differences(self):
        """Sentences on what the plan of the meeting says and the preview replaces."""
        if self.target is None:
            return []
        sentences = []
        for name in [*FACTS, "closing"]:
            planned, new = getattr(self.target, name), self.facts.cleaned_data.get(name)
            if planned and new and planned != new:
                if isinstance(new, str) and len(new) > 80:  # it stands in its own field as well
                    sentence = gettext("wird ersetzt: %s") % planned
                else:
                    sentence = planned_and_new(as_typed(planned), as_typed(new))
                sentences.append(f"{Meeting._meta.get_field(name).verbose_name}: {sentence}")
        return sentences

    @cached_property
    def doubles(self):
        """Meetings of that day whose minutes are public: a new one would stand beside them."""
        return public_on(self.facts.cleaned_data.get("date"))

    @property
    def faulty(self):
        """The ``(id, label)`` of every field that is not accepted, in the order of the page."""
        faults = [(field.id_for_label, field.label) for field in self.facts if field.errors]
        for row in self.items:
            top = f"TOP {row['number'].value() or row['name'].value() or ''}".strip()
            faults += [
                (field.id_for_label, f"{top}: {field.label}") for field in row if field.errors
            ]
            faults += [
                (f"id_{question.name}", f"{top}: {question.words}")
                for question in row.questions
                if question.failed
            ]
        return faults + [
            (f"id_{question.name}", question.words)
            for name in ("intro", "closing")
            for question in self.questions.get(name, [])
            if question.failed
        ]

    def is_valid(self):
        """Return whether all can be saved as it stands."""
        questions = [question for some in self.questions.values() for question in some]
        return (
            self.facts.is_valid()
            and self.items.is_valid()
            and not any(question.failed for question in questions)
        )

    def save(self):
        """Store everything as drafts and return the meeting; None with the error said at a field."""
        facts, rows = self.facts.cleaned_data, self.rows
        for row in rows:
            row.entry.draft.outcomes = row.outcomes
        entries = [row.entry for row in rows]
        draft = ProtocolDraft(
            **{name: facts[name] for name in [*FACTS, "title", "topics", "closing"]},
            items=[entry.draft for entry in entries],
            other=[facts["other"]] if facts["other"].strip() else [],
        )
        times = Times(facts["times"] or Times.PLAN)
        try:
            return save_draft(draft, facts["series"], self.target, entries, times, facts["teaser"])
        except timetable.BackwardsError as error:
            self.facts.add_error("start", backwards_sentence(error.item, error.previous_end))
            return None


def item_differences(entry):
    """Return sentences on what a planned item says otherwise than the TOP ``entry`` of the text."""
    item, draft = entry.planned, entry.draft
    sentences = []
    if item.name != draft.name:
        sentences.append(gettext("geplant: „%s“") % item.name)
    if draft.end and item.planned_end and draft.end != item.planned_end:
        ends = [gettext("bis %s") % as_typed(end) for end in (item.planned_end, draft.end)]
        sentences.append(planned_and_new(*ends))
    minutes = (item.planned_minutes, draft.planned_minutes)
    if None not in minutes and minutes[0] != minutes[1]:
        lengths = [ngettext("%d Minute", "%d Minuten", count) % count for count in minutes]
        sentences.append(planned_and_new(*lengths))
    who = "/".join(draft.speakers) or draft.speakers_note
    if who and item.who and item.who not in (who, draft.speakers_note):
        sentences.append(planned_and_new(item.who, who))
    if item.protocol.strip() and draft.protocol.strip() not in ("", item.protocol.strip()):
        sentences.append(gettext("wird ersetzt: %s") % item.protocol)
    return sentences


def planned_and_new(planned, new):
    """Return the words for what the plan says and what the text says instead."""
    return gettext("geplant: %(planned)s · im Text: %(new)s") % {"planned": planned, "new": new}
