"""The preview: all its forms over one set of fields, what is doubtful in them, what they make."""

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from blog.models import Topic
from meetings.admin.paste import doubts, left_out, target
from meetings.admin.paste.asking import Asking
from meetings.admin.paste.facts import FactsForm
from meetings.admin.paste.reading import outcomes_of
from meetings.admin.paste.rows import ItemForms
from meetings.admin.paste.shown import Shown
from meetings.imports import Times, save_draft
from meetings.matching import public_on
from meetings.protocol_text import ProtocolDraft
from meetings.timetable import BackwardsError

TOLD = [
    *("title", "date", "start", "end", "place", "chair", "minute_taker", "attendance"),
    *("apologies", "topics", "intro", "closing"),
]


class Preview(Shown):
    """Takes the ``fields`` as a browser sends them, a QueryDict that may be changed."""

    def __init__(self, fields):
        self.fields = fields
        self.offered = target.offered(fields)
        self.target = target.chosen_of(fields, self.offered)
        self.plan = target.plan_of(self.target)
        self.asking = Asking(fields, list(Topic.objects.only("name", "slug")))
        self.facts = FactsForm(fields, target=self.target)
        self.items = ItemForms(fields, prefix="items", form_kwargs={"plan": self.plan})
        self.left = left_out.lines_in(fields)
        self.facts.is_valid()
        self.items.is_valid()
        self._look_at(self.counted)

    def _look_at(self, rows):
        if self.target is None or self.told.get("times") == Times.PLAN:
            refused = doubts.lay_out(rows, self.told, self.plan)
            if refused:
                self.facts.add_error("times", refused)
        doubts.recognise(rows)
        doubts.doubled(rows)
        for row in rows:
            row.outcomes = outcomes_of(row.entry.draft.protocol, self.told.get("date"))
            if row.entry.planned:
                row.notes += target.item_differences(row.entry)
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
        return target.differences(self.target, self.told) if self.target else []

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
            self.facts.add_error("start", _(doubts.BACKWARDS) % words)
            return None
