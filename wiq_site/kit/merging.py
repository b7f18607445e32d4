"""Two who edit one thing at once: what only one of them changed is merged, for the rest somebody decides.

A form of the desk carries, signed, a digest of each field as it was opened (the base). When it comes back,
a field is told three ways: the base, what is stored now, what was sent. All three are the texts that a
browser sends for a field, so that any widget can be compared; merging changes what was sent before the
form reads it. Works without JavaScript, and for a form of any model with any inline rows.
"""

import json
import re
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from hashlib import blake2b

from django import forms
from django.core import signing
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.choices import flatten_choices
from django.utils.translation import gettext as _

from wiq_site.kit.forms import is_key
from wiq_site.kit.text import unix_lines
from wiq_site.kit.versions import as_it_was, fields_before, name_of

UNTOUCHED = "untouched"  # names, in a row made anew of one that is gone, what nobody typed there
BASE = "merge-base"  # the name of the hidden field
CHOICE = "merge-choice-"  # begins the names of the radio buttons


@dataclass
class Conflict:
    """One field that both changed: its label, both texts to read, and what its radio buttons send.

    ``before`` is the text both started from, as far as a version holds it.
    """

    label: str
    name: str
    mine: str
    theirs: str
    digest: str
    before: str | None = None


def typed_fields(form):
    """Return the fields of ``form`` into which something can be typed."""
    return [
        bound
        for bound in form
        if not (bound.is_hidden or bound.field.disabled or bound.name == "DELETE")
    ]


def inputs_of(field):
    """Return ``[(suffix of its name, widget)]`` of the inputs that ``field`` consists of."""
    # The admin wraps choices of other objects.
    widget = getattr(field.widget, "widget", field.widget)
    if isinstance(widget, forms.MultiWidget):
        return list(zip(widget.widgets_names, widget.widgets, strict=True))
    return [("", widget)]


def shown_texts(bound):
    """Return ``{suffix: texts}`` that a browser sends for ``bound`` of an unbound form as it is shown."""
    return texts_for(bound, bound.value())


def texts_before(bound, digest):
    """Return the same of the version in which they have ``digest``; None where there is none."""
    item = bound.form.instance
    for fields, version in fields_before(item):
        if bound.name in fields:
            value = item._meta.get_field(bound.name).to_python(fields[bound.name])
            texts = texts_for(bound, bound.field.prepare_value(value))
        else:  # the form makes it of the parts
            try:
                texts = shown_texts(type(bound.form)(instance=as_it_was(version))[bound.name])
            except ObjectDoesNotExist:  # what a part named is deleted meanwhile
                continue
        if digest_of(texts) == digest:
            return texts
    return None


def texts_for(bound, value):
    """Return ``{suffix: texts}`` that a browser sends for ``bound`` where it shows ``value``."""
    inputs = inputs_of(bound.field)
    values = [value]
    if inputs[0][0]:
        values = value if isinstance(value, list) else bound.field.widget.decompress(value)
    return {s: texts_of(w, v) for (s, w), v in zip(inputs, values, strict=True)}


def texts_of(widget, value):
    """Return the texts that ``widget`` sends while it shows ``value``; of a file its stored name."""
    if isinstance(widget, forms.CheckboxInput):
        return ["on"] if widget.check_test(value) else []
    formatted = str(value or "") if isinstance(widget, forms.FileInput) else None
    formatted = widget.format_value(value) if formatted is None else formatted
    texts = formatted if isinstance(formatted, list | tuple) else [formatted]
    return [unix_lines(str(text)) for text in texts if text not in (None, "")]


def sent_texts(bound, name, data, files):
    """Return ``{suffix: texts}`` sent for ``bound`` under ``name``; None for a file that stays as it is."""
    if isinstance(bound.field, forms.FileField):
        if name in files:
            return {"": [files[name].name], "new": []}
        if f"{name}-kept" in data and f"{name}-kept-drop" not in data:
            return {"": [data[f"{name}-kept"]], "new": []}
        return {"": []} if f"{name}-clear" in data else None
    return {
        suffix: (["on"] if name + suffix in data else [])
        if isinstance(widget, forms.CheckboxInput)
        else [unix_lines(text) for text in data.getlist(name + suffix) if text]
        for suffix, widget in inputs_of(bound.field)
    }


def means_the_same(bound, *texts):
    """Whether the form of ``bound`` reads the same of each of ``texts``, as browsers send them; of None, unknown ones, it does not."""

    def read(each):
        data = QueryDict(mutable=True)
        for suffix, parts in each.items():
            data.setlist(bound.name + suffix, parts)
        value = bound.field.clean(bound.field.widget.value_from_datadict(data, {}, bound.name))
        return getattr(bound.form, f"read_{bound.name}", lambda read: read)(value)

    if isinstance(bound.field, forms.FileField) or None in texts:
        return False
    try:
        first, *others = map(read, texts)
    except ValidationError:
        return False
    return all(other == first for other in others)


def row_head(start, name):
    """Return the match of "items-3-" at the beginning of ``name``, for the rows that ``start`` with "items"."""
    return re.match(rf"{re.escape(start)}-(\d+)-", name)


def digest_of(texts):
    return blake2b(json.dumps(texts).encode(), digest_size=6).hexdigest()


def as_read(field, texts):
    """Return ``texts``, as a browser sends them for ``field``, as one would read them on the page."""
    flat = [text for part in texts.values() for text in part]
    if isinstance(field, forms.BooleanField):
        return _("ja") if flat else _("nein")
    if isinstance(field, forms.ModelChoiceField):
        names = {str(field.prepare_value(i)): field.label_from_instance(i) for i in field.queryset}
        flat = [
            names.get(text) or (is_key(text) and name_of(field.queryset.model, text)) or text
            for text in flat
        ]
    elif isinstance(field, forms.ChoiceField):
        names = {str(key): str(label) for key, label in flatten_choices(field.choices)}
        flat = [names.get(text, text) for text in flat]
    return " ".join(flat) or "–"


def row_key(formset, form):
    """Return the name of a row in the base; "" is the form itself."""
    return f"{formset.prefix}:{form.instance.pk}" if formset is not None else ""


def base_of(form, formsets):
    """Return what a form carries to be compared later: of each row its name and a digest of each field."""
    rows = [(None, form), *((fs, row) for fs in formsets for row in fs.initial_forms)]
    return {
        row_key(fs, row): [
            str(row.instance),
            {bound.name: digest_of(shown_texts(bound)) for bound in typed_fields(row)},
        ]
        for fs, row in rows
    }


def salt_of(item):
    return f"{__name__}:{item}"


def sign(base, item):
    """Return ``base`` as text for the hidden field of the form of ``item``, a name that is its own for ever."""
    return signing.dumps([timezone.now().isoformat(), base], salt=salt_of(item), compress=True)


def opened(data, item):
    """Return when the form of ``item`` was opened and its base; (None, None) where it carries none.

    Of a base that cannot be read, as after a new SECRET_KEY, nothing is known: whatever differs is asked about.
    """
    if not data.get(BASE):
        return None, None
    try:
        at, base = signing.loads(data[BASE], salt=salt_of(item))
    except signing.BadSignature:
        return None, UnknownBase()
    return datetime.fromisoformat(at), base


class UnknownBase(dict):
    """A base that nobody can read: each of its rows has been, each of its fields was another."""

    def get(self, key, default=None):
        return [default[0], UnknownFields()]


class UnknownFields(dict):
    """The fields of a row of it."""

    def __bool__(self):
        return True

    def get(self, name, default=None):
        return "unknown"


class Merge:
    """What was sent, merged with what is stored now.

    Takes ``data`` and ``files`` as sent, the ``base`` the form was opened with, and ``form`` and ``formsets``
    as they would be shown now. The attribute ``data``, and ``files`` itself, are then what the form is to
    read, ``base`` what it is to carry if it comes back; ``conflicts`` and ``revived`` (``{key: row}`` of rows
    that are gone, in which something was typed) need a decision; ``taken`` (labels) and ``dropped`` (rows that are gone) were merged.
    Rows are pairs (name, whose it is now; None where it is deleted). ``seen`` is what was stored, to be compared
    once no other can write.
    """

    def __init__(self, data, files, base, form, formsets):
        self.data, self.files, self.before = data.copy(), files, base
        self.base, self.conflicts, self.taken, self.revived, self.dropped = {}, [], [], {}, []
        self.seen = base_of(form, formsets)
        self.merge_form("", form, "")
        for formset in formsets:
            self.merge_rows(formset)

    @property
    def is_open(self):
        """Whether somebody has to decide before anything is stored."""
        return bool(self.conflicts or self.revived)

    def take_stored(self, bound, name, texts):
        """Let the form read ``texts``, what is stored, for ``bound``."""
        if isinstance(bound.field, forms.FileField):
            self.files.pop(name, None)
            for suffix in ("-clear", "-kept"):
                self.data.pop(f"{name}{suffix}", None)
            return
        for suffix, widget in inputs_of(bound.field):
            if isinstance(widget, forms.CheckboxInput) and not texts[suffix]:
                self.data.pop(name + suffix, None)
            else:
                self.data.setlist(name + suffix, texts[suffix] or [""])

    def merge_form(self, key, form, prefix):
        """Merge each field of ``form``, shown as stored, with what was sent under ``prefix``."""
        row_name, base = self.before.get(key, [str(form.instance), {}])
        row_label = f"{row_name}: " if key else ""
        self.base[key] = [row_name, new_base] = [row_name, {}]
        for bound in typed_fields(form):
            name = prefix + bound.name
            stored, sent = shown_texts(bound), sent_texts(bound, name, self.data, self.files)
            now, was = digest_of(stored), base.get(bound.name)
            mine = was if sent is None else digest_of(sent)
            new_base[bound.name] = now
            if now == mine:
                continue
            choice = self.data.get(CHOICE + name)
            if was is None or mine == was or choice == f"theirs:{now}":
                self.take_stored(bound, name, stored)
                if mine == was and now != was:
                    self.taken.append(f"{row_label}{bound.label}")
            elif now != was and choice != f"mine:{now}":
                if means_the_same(bound, sent, stored) or means_the_same(
                    bound, sent, before := texts_before(bound, was)
                ):
                    self.take_stored(bound, name, stored)
                    continue
                if means_the_same(bound, before, stored):  # but for blanks that its form takes off
                    continue
                new_base[bound.name] = was
                texts = [as_read(bound.field, texts) for texts in (sent, stored)]
                before = None if before is None else as_read(bound.field, before)
                label = f"{row_label}{bound.label}"
                self.conflicts.append(Conflict(label, name, *texts, now, before))

    def merge_rows(self, formset):
        """Merge the rows of ``formset``; leave out or make new those of which the stored ones are gone."""
        start = formset.prefix
        try:
            total = min(int(self.data.get(f"{start}-TOTAL_FORMS", "")), formset.absolute_max)
        except ValueError:
            return  # the formset itself says so
        stored = {str(form.instance.pk): form for form in formset.initial_forms}
        pk_name = formset.model._meta.pk.name
        sent = [self.data.get(f"{start}-{number}-{pk_name}", "") for number in range(total)]
        gone = self.gone(formset, {*sent} - stored.keys())
        there, revived, new = [], [], []
        for number, pk in enumerate(sent):
            prefix = f"{start}-{number}-"
            if pk in stored:
                there.append(number)
                self.merge_row(f"{start}:{pk}", stored[pk], prefix)
            elif pk not in gone:
                new.append(number)
            elif self.is_typed(f"{start}:{pk}", formset.empty_form, prefix):
                revived.append(number)
                self.revived[f"{start}:{pk}"] = gone[pk]
                self.data[f"{prefix}{pk_name}"] = ""
                untouched = self.untouched(f"{start}:{pk}", formset.empty_form, prefix)
                self.data[f"{prefix}{UNTOUCHED}"] = " ".join(untouched)
                below = [stored[pk] for pk in sent[number:] if pk in stored]
                if below and "position" in untouched:  # above what it stood above
                    self.data[f"{prefix}position"] = str(below[0].initial["position"])
            elif f"{prefix}DELETE" not in self.data:
                self.dropped.append(gone[pk])
        self.renumber(start, [*there, *revived, *new], len(there), total)

    def gone(self, formset, pks):
        """Return ``{pk: (name, whose it is now)}`` of those of ``pks``, sent with the rows of ``formset``, that were there when it was opened."""
        keys = {pk: f"{formset.prefix}:{pk}" for pk in pks}
        names = {pk: self.before[key][0] for pk, key in keys.items() if key in self.before}
        owner, rows = getattr(formset, "fk", None), {}
        if owner and names:
            rows = formset.model._default_manager.select_related(owner.name).in_bulk(names)
        owners = {str(pk): getattr(row, owner.name) for pk, row in rows.items()}
        return {pk: (name, owners.get(pk)) for pk, name in names.items()}

    def merge_row(self, key, form, prefix):
        """Merge a row that is still there; one that is to go although somebody changed it needs a decision."""
        if f"{prefix}DELETE" not in self.data:
            self.merge_form(key, form, prefix)
            return
        name, base = self.before.get(key, [str(form.instance), {}])
        stored = {bound: shown_texts(bound) for bound in typed_fields(form)}
        now = {bound.name: digest_of(texts) for bound, texts in stored.items()}
        choice, digest = self.data.get(f"{CHOICE}{prefix}DELETE"), digest_of(now)
        self.base[key] = [name, now]
        changed = [bound for bound in stored if base and base.get(bound.name) != now[bound.name]]
        if choice == f"theirs:{digest}":
            del self.data[f"{prefix}DELETE"]
            for bound, texts in stored.items():
                self.take_stored(bound, prefix + bound.name, texts)
        elif changed and choice != f"mine:{digest}":
            self.base[key] = [name, base]
            texts = [f"{bound.label}: {as_read(bound.field, stored[bound])}" for bound in changed]
            conflict = Conflict(name, f"{prefix}DELETE", _("löschen"), "\n".join(texts), digest)
            self.conflicts.append(conflict)

    def is_typed(self, key, form, prefix):
        """Whether something was typed into a row that is gone and is not to be deleted anyway."""
        if f"{prefix}DELETE" in self.data:
            return False
        _name, base = self.before[key]
        return bool({*base} - {*self.untouched(key, form, prefix)})

    def untouched(self, key, form, prefix):
        """Return the names of the fields of a row that was sent as it was opened."""
        _name, base = self.before[key]
        sent = {
            bound.name: sent_texts(bound, prefix + bound.name, self.data, self.files)
            for bound in typed_fields(form)
        }
        return [
            name
            for name, was in base.items()
            if sent.get(name) is None or digest_of(sent[name]) == was
        ]

    def renumber(self, start, order, initial, total):
        """Let the rows, numbered in ``order`` as they came, follow each other; ``initial`` are stored ones."""
        if order == list(range(total)) and str(initial) == self.data.get(f"{start}-INITIAL_FORMS"):
            return
        new_numbers = {f"{start}-{old}-": f"{start}-{new}-" for new, old in enumerate(order)}
        for values in (self.data, self.files):
            sent = [(parts[0], name) for name in values if (parts := row_head(start, name))]
            moved = [(head, name, values.pop(name)) for head, name in sent]
            for head, name, texts in moved:
                if head in new_numbers:
                    values.setlist(new_numbers[head] + name.removeprefix(head), texts)
        for conflict in self.conflicts:
            if parts := row_head(start, conflict.name):
                conflict.name = new_numbers[parts[0]] + conflict.name.removeprefix(parts[0])
        self.data[f"{start}-TOTAL_FORMS"] = str(len(order))
        self.data[f"{start}-INITIAL_FORMS"] = str(initial)


class OpenedInput(forms.HiddenInput):
    """Carries what a field showed when its form was opened, spelled as its ``visible`` widget spells it."""

    def __init__(self, visible):
        super().__init__()
        self.visible = visible

    def format_value(self, value):
        return "\n".join(texts_of(self.visible, value))


class RefusesStale:
    """Before a form of the desk of few fields: it overwrites nothing that another saved since it was opened.

    What only one changed holds; what both changed is refused with the other's text beside one's own, and
    sent again it is decided for one's own. Each field carries what it showed, as Django offers.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.show_hidden_initial = True
            field.hidden_widget = partial(OpenedInput, field.widget)

    def clean(self):
        cleaned = super().clean()
        for bound in typed_fields(self):
            if bound.html_initial_name in self.data and bound.name not in self.errors:
                self.compare(bound)
        return cleaned

    def compare(self, bound):
        """Take over what another changed in ``bound`` alone; refuse what both changed."""
        texts = texts_of(bound.field.widget, bound.field.prepare_value(bound.initial))
        typed = sent_texts(bound, bound.html_name, self.data, self.files)
        opened = unix_lines(self.data[bound.html_initial_name])
        stored, sent = "\n".join(texts), "\n".join(typed[""])
        if stored in (opened, sent) or means_the_same(bound, typed, {"": texts}):
            return
        self.data = self.data.copy()
        self.data[bound.html_initial_name] = stored
        if sent == opened:
            self.data[bound.html_name] = stored  # to be seen if the form comes back
            self.cleaned_data[bound.name] = bound.field.clean(stored)
            return
        sentence = _(
            "Gespeichert ist noch nichts: Inzwischen steht hier „%s“. Sichern Sie noch einmal, tritt Ihr Text an dessen Stelle."
        )
        self.add_error(bound.name, sentence % as_read(bound.field, {"": [stored]}))


def typed_lines(data, form, formsets):
    """Return ``[(label, text)]`` of what was sent for ``form`` and the rows of ``formsets``, and of all that reads as text beside."""
    rows = [("", form, "")]
    for formset in formsets:
        title, empty = formset.model._meta.verbose_name, formset.empty_form
        heads = {parts[0]: parts[1] for name in data if (parts := row_head(formset.prefix, name))}
        rows += [(f"{title} {int(number) + 1}: ", empty, head) for head, number in heads.items()]
    lines, known = [], set()
    for title, row, head in rows:
        for bound in typed_fields(row):
            known |= {f"{head}{bound.name}{suffix}" for suffix, _widget in inputs_of(bound.field)}
            texts = sent_texts(bound, head + bound.name, data, {}) or {}
            if any(texts.values()):
                lines.append((f"{title}{bound.label}", as_read(bound.field, texts)))
    others = [
        (_("Weiterer Text"), text.strip())
        for name, texts in data.lists()
        for text in texts
        if name not in known and is_typed_name(name) and len(text.split()) > 1
    ]
    return [*lines, *others]


def sent_anew(data, formsets):
    """Return ``[(name, text)]`` of all that was sent, for a form that makes a new object of it."""
    data = data.copy()
    for formset in formsets:
        ids = {formset.model._meta.pk.name, getattr(getattr(formset, "fk", None), "name", None)}
        for name in list(data):
            if (head := row_head(formset.prefix, name)) and name.removeprefix(head[0]) in ids:
                data[name] = ""
        data[f"{formset.prefix}-INITIAL_FORMS"] = "0"
        data.setdefault(f"{formset.prefix}-TOTAL_FORMS", "0")
    return [(name, text) for name, texts in data.lists() for text in texts if is_typed_name(name)]


def is_typed_name(name):
    """Whether a person filled in the field ``name``, and no button or script."""
    return name not in (BASE, "csrfmiddlewaretoken") and not name.startswith(
        ("_", CHOICE, "initial-")
    )
