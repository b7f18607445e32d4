"""What differs between two versions of one thing, to be read by editors: per field and, of a meeting, per TOP.

Takes what stands in the versions (``wiq_site.kit.versions``) and no object, so that a long history costs as
many queries as a short one.
"""

import json
import re
from collections import defaultdict
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import groupby
from pathlib import PurePosixPath

from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from wiq_site.kit.characters import unix_lines
from wiq_site.kit.versions import topic_fields, versioned_fields

MOST_PAIRS = 1_000_000  # of words that are compared; beyond that all is old and all is new


@dataclass
class Row:
    """One version: what it is of, what that was called, and its fields as they are stored."""

    model: type
    pk: int
    name: str
    fields: dict
    parts: list = field(default_factory=list)

    @property
    def key(self):
        return self.model, self.pk


@dataclass
class Change:
    """One field that differs: its label and ``pieces``, pairs of "", "ins", "del" or "gap" and a text."""

    label: str
    pieces: list


@dataclass
class Difference:
    """How one thing differs: ``state`` is "neu", "entfernt", "verschoben" or ""."""

    name: str
    state: str
    changes: list
    parts: list

    def __bool__(self):
        return bool(self.state or self.changes or self.parts)


def tree(versions):
    """Return the Row of the first of ``versions``, all of one revision, with the others as its parts."""
    rows, top = {}, None
    for version in versions:
        model = version._model
        [data] = json.loads(version.serialized_data)
        row = Row(model, int(version.object_id), version.object_repr, data["fields"])
        rows[row.key] = row
        if top is None:
            top = row
        else:
            owner = model._meta.get_field(model.kept_with).related_model
            rows.get((owner, row.fields.get(model.kept_with)), top).parts.append(row)
    return top


def names_in(*trees):
    """Return ``{(model, pk): name}`` of all that fields in ``trees`` lead to; one query for each model."""
    wanted, rows = defaultdict(set), list(trees)
    while rows:
        row = rows.pop()
        rows += row.parts
        for each in versioned_fields(row.model):
            pk = row.fields.get(each.name)
            if each.related_model and isinstance(pk, int) and each.name != row.model.kept_with:
                wanted[each.related_model].add(pk)
    return {
        (model, pk): str(item)
        for model, pks in wanted.items()
        for pk, item in model._default_manager.in_bulk(pks).items()
    }


def compare(before, after, names, left=()):
    """Return the Difference from the Row ``before`` to the Row ``after``, but for its own fields ``left``; one may be None."""
    row = after or before
    old, new = (each.fields if each else {} for each in (before, after))
    changes = []
    for each in versioned_fields(row.model):
        not_told = {"position", "content_type", "object_id", *left, row.model.kept_with}
        if each.editable and each.name not in not_told:
            changes += changes_of(
                each.verbose_name, each, old.get(each.name), new.get(each.name), names
            )
    for name in topic_fields(row.model):
        texts = [", ".join(fields.get(f"{name}_names") or []) for fields in (old, new)]
        changes += changes_of(row.model._meta.get_field(name).verbose_name, None, *texts, names)
    olds, news = (
        {part.key: part for part in each.parts} if each else {} for each in (before, after)
    )
    links = {
        part.model for part in [*olds.values(), *news.values()] if not part.model.text_fields()
    }
    for model in links:
        texts = [", ".join(linked(model, parts, names)) for parts in (olds, news)]
        through = (m for m in row.model._meta.many_to_many if m.remote_field.through is model)
        label = next(through, model._meta).verbose_name
        changes += changes_of(label, None, *texts, names)
    olds, news = ({k: p for k, p in parts.items() if k[0] not in links} for parts in (olds, news))
    moved = moved_keys(olds, news)
    parts = []
    for key in [*news, *(key for key in olds if key not in news)]:
        part = compare(olds.get(key), news.get(key), names)
        part.state = part.state or (_("verschoben") if key in moved else "")
        parts += [part] if part else []
    state = "" if before and after else _("neu") if after else _("entfernt")
    return Difference(row.name, state, changes, parts)


def moved_keys(old, new):
    """Return the keys in ``old`` and ``new``, both in their order, of which the place among the others is another."""
    before, after = [key for key in old if key in new], [key for key in new if key in old]
    stayed = SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()
    return {*before} - {key for block in stayed for key in before[block.a : block.a + block.size]}


def linked(model, parts, names):
    """Return the names of what the rows of ``model`` among ``parts`` lead to, in their order."""
    rows = sorted(
        (part.fields.get("position") or 0, key[1], part)
        for key, part in parts.items()
        if key[0] is model
    )
    ways = [f for f in versioned_fields(model) if f.related_model and f.name != model.kept_with]
    return [
        value_in_words(way, row.fields.get(way.name), names)
        for _place, _pk, row in rows
        for way in ways
    ]


def changes_of(label, field, old, new, names):
    """Return the Change of one field as a list, empty where both values are one."""
    if old == new:
        return []
    texts = [value_in_words(field, value, names) for value in (old, new)]
    if texts[0] == texts[1] and not isinstance(field, models.FileField):
        return []  # what a form does not show, such as seconds
    pieces = [("del", texts[0]), ("ins", texts[1])] if texts[0] == texts[1] else compared(*texts)
    return [Change(str(label), [piece for piece in pieces if piece[1]])] if any(texts) else []


def value_in_words(field, value, names):
    """Return the stored ``value`` of ``field`` as it is read; None is the field of a text made already."""
    if value in (None, ""):
        return ""
    if field is None:
        return value
    if isinstance(field, models.ForeignKey):
        return names.get((field.related_model, value), _("(gibt es nicht mehr)"))
    if isinstance(field, models.BooleanField):
        return _("ja") if value else _("nein")
    if isinstance(field, models.FileField):
        return PurePosixPath(value).name
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, models.DateTimeField):
        return date_format(timezone.localtime(field.to_python(value)), "j. F Y, H:i")
    if isinstance(field, models.DateField):
        return date_format(field.to_python(value), "j. F Y")
    return str(value)[:5] if isinstance(field, models.TimeField) else unix_lines(str(value))


def compared(old, new):
    """Return the pieces of two texts: line by line, changed lines word by word; of what stayed the ends alone."""
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    pieces = []
    for kind, a, b, c, d in SequenceMatcher(None, before, after).get_opcodes():
        lines = before[a:b]
        if kind != "equal":
            pieces += words_compared("".join(lines), "".join(after[c:d]))
        elif len(lines) < 4:
            pieces.append(("", "".join(lines)))
        else:
            pieces += [("", lines[0])] if a else []
            pieces.append(("gap", "…"))
            pieces += [("", lines[-1])] if b < len(before) else []
    return pieces


def words_compared(old, new):
    """Return the pieces of two short texts, word by word where they have enough in common."""
    before, after = (re.findall(r"\S+\s*|\s+", text) for text in (old, new))
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if len(before) * len(after) > MOST_PAIRS or matcher.ratio() < 0.3:
        return [("del", old), ("ins", new)]
    pieces = []
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            pieces.append(("", "".join(before[a:b])))
        else:
            pieces += [("del", "".join(before[a:b])), ("ins", "".join(after[c:d]))]
    return [
        (kind, "".join(text for _kind, text in group))
        for kind, group in groupby((each for each in pieces if each[1]), key=lambda each: each[0])
    ]
