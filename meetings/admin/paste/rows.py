"""The TOPs of the preview, one form each; a row may be empty, left out, or put in between."""

import re

from django import forms
from django.forms.utils import ErrorDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from meetings.admin.paste.draft import row_fields
from meetings.admin.paste.facts import clean_markdown, clock_field, line_field, text_field
from meetings.imports import Entry
from meetings.protocol_text import ItemDraft, read_people

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
