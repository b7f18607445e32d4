"""Versions of what editors write, kept by django-reversion: one after each unit, with who wrote and what for; and what
differs between two of them.

A unit notes what changed (``wiq_site.kit.changes``); at its end each post, topic, page or meeting among that is
kept whole, a meeting with its TOPs, in a revision of its own; those of one unit bear the same moment. In a version
stand the fields that people fill in and the names of topics; restoring it saves as an editor does, so that what is made of the fields is made anew.
Differences, per field and, of a meeting, per TOP, are taken from versions and no object, so that a long history costs as
many queries as a short one.

Source: design, section 9, "Unit of work"; docs/decisions/2026-11-28-versions.md.
"""

import dataclasses
import json
import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from difflib import SequenceMatcher
from hashlib import blake2b
from itertools import groupby
from pathlib import PurePosixPath

import reversion
from django.contrib.contenttypes.fields import GenericRelation
from django.contrib.contenttypes.models import ContentType
from django.core import serializers
from django.core.exceptions import ValidationError
from django.core.serializers.base import DeserializedObject
from django.core.serializers.json import Deserializer as JSONDeserializer
from django.core.serializers.json import Serializer as JSONSerializer
from django.db import DEFAULT_DB_ALIAS, IntegrityError, models
from django.db.models import F, FileField, Max, Q, UUIDField
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from reversion.errors import RevertError
from reversion.models import Revision, Version
from taggit.managers import TaggableManager

from wiq_site.kit import changes
from wiq_site.kit.models import role_of
from wiq_site.kit.text import unix_lines

SITTING = timedelta(hours=6)
GONE = "gone"  # marks, beside the fields, the version that was written when its object was deleted
LED_HERE = "led_here"  # beside that, of what was merged: the addresses that led to it and now lead on with it
STATE_FIELDS = {  # what the public reads and since when; an older text takes none of it along
    *("published_at", "withdrawn_at", "agenda_published_at", "protocol_published_at"),
}
FORMAT = "version"  # what settings.SERIALIZATION_MODULES calls this file
_kept, _readers = {}, {}


def keep(model, parts=(), read=None):
    """Keep versions of ``model``, each with what its relations ``parts`` lead to.

    ``read(unit, pks)`` returns what is to be kept whole because the objects ``pks`` changed. Called in
    ``AppConfig.ready()``.
    """
    fields = [field.name for field in model._meta.concrete_fields if role_of(field) != "made"]
    reversion.register(model, fields=fields, follow=parts, format=FORMAT)
    _kept[model] = fields, parts
    if read:
        _readers[model] = read


def roots():
    """Return the models of what is kept whole, in the order in which it is restored."""
    return [model for model in _kept if model in _readers and not model.kept_with]


def versioned_fields(model):
    """Return the fields of ``model`` that its versions hold."""
    return [model._meta.get_field(name) for name in _kept[model][0]]


def read_changed(model):
    """Return the ``read`` of a ``model`` that is kept without parts."""
    return lambda unit, pks: [item for item in model.changed_in(unit) if item.pk in pks]


def keep_versions(unit):
    """Write the versions of what changed in ``unit``; runs at its end."""
    changed = defaultdict(set)
    for model, pk in unit.versioned:
        changed[model].add(pk)
    items = {
        (type(item), item.pk): item
        for model in changed.keys() & _readers.keys()
        for item in _readers[model](unit, changed[model])
    }
    gone = last_of_deleted(unit)
    if not items and not gone:
        return
    unit.kept_at = timezone.now()
    facts = {"date_created": unit.kept_at, "user": unit.user}
    facts["comment"] = " ".join(dict.fromkeys(unit.reasons))
    revisions = iter(Revision.objects.bulk_create(Revision(**facts) for _each in (*items, *gone)))
    kept = []
    for item, revision in zip(items.values(), revisions, strict=False):
        kept += [version_of(part, revision) for part in whole(item)]
    for versions, revision in zip(gone, revisions, strict=True):
        kept += [copy_of(version, revision, unit.led_here) for version in versions]
    Version.objects.bulk_create(kept)


def last_of_deleted(unit):
    """Return the last versions of each thing that was deleted in ``unit``, itself first."""
    last = []
    for model in roots():
        if pks := unit.gone(model):
            rows = Version.objects.get_for_model(model).filter(object_id__in=map(str, pks))
            newest = rows.order_by().values("object_id").annotate(last=Max("pk"))
            last += newest.values_list("last", flat=True)
    return list(rows_of(Revision.objects.filter(version__in=last)).values()) if last else []


def rows_of(revisions):
    """Return ``{pk of a revision: its versions}``, in one query, of each first what the others are parts of."""
    rows = defaultdict(list)
    for version in Version.objects.filter(revision__in=revisions).order_by("pk"):
        rows[version.revision_id].append(version)
    return rows


def copy_of(version, revision, led_here):
    """Return the unsaved copy of ``version`` that says in ``revision`` how something was when it was deleted, and what
    led to it, ``led_here`` of the unit."""
    [data] = json.loads(version.serialized_data)
    names = ("object_id", "content_type_id", "db", "format", "object_repr")
    fields = {name: getattr(version, name) for name in names}
    data |= {GONE: True, LED_HERE: led_here.get((version._model, int(version.object_id)))}
    data = json.dumps([data], ensure_ascii=False)
    return Version(revision=revision, serialized_data=data, **fields)


def is_gone(version):
    """Whether ``version`` was written when its object was deleted."""
    return bool(json.loads(version.serialized_data)[0].get(GONE))


def addresses_of_gone(version):
    """Return the addresses that led to what ``version`` is of when it was merged into another; None where it was not."""
    return json.loads(version.serialized_data)[0].get(LED_HERE)


def whole(item):
    """Yield ``item`` and all that is kept with it."""
    yield item
    for name in _kept[type(item)][1]:
        for part in getattr(item, name).all():
            yield from whole(part)


def digest_of_stored(item):
    """Return what is another text after each change of ``item`` or of what is kept with it, but for what is made of them."""
    parts = whole(item) if type(item) in _kept else [item]
    rows = [
        [str(getattr(part, f.attname)) for f in part._meta.concrete_fields if role_of(f) != "made"]
        for part in parts
    ]
    return blake2b(json.dumps(rows).encode(), digest_size=8).hexdigest()


def version_of(item, revision):
    """Return the unsaved version of ``item`` alone; reversion itself would ask for each whether it is there."""
    return Version(
        revision=revision,
        object_id=str(item.pk),
        content_type=ContentType.objects.get_for_model(item),
        db=DEFAULT_DB_ALIAS,
        format=FORMAT,
        serialized_data=serializers.serialize(FORMAT, [item], fields=_kept[type(item)][0]),
        object_repr=str(item) if item.text_fields() else "",  # a link may be called as a person is
    )


def state_of(item):
    """Return a text that is another one after each change of ``item``; "" for None.

    A page carries it to know, when one of its buttons is pressed, whether it shows what is stored.
    """
    if item is None:
        return ""
    newest = Version.objects.get_for_object(item).values_list("pk", flat=True).first()
    return f"{item.pk}-{newest or 0}"


def name_of(model, pk):
    """Return what the object ``pk`` of ``model`` is called or, where it is gone, was last; "" where nobody knows."""
    if item := model._default_manager.filter(pk=pk).first():
        return str(item)
    kind = ContentType.objects.get_for_model(model)
    kept = Version.objects.filter(content_type=kind, object_id=str(pk)).order_by("-pk").first()
    return kept.object_repr if kept else ""


def last_kept(model, whole, **values):
    """Return the fields of the newest version of a ``model``, kept with ``whole``, in which they had these ``values``,
    numbers or slugs; {} without one."""
    sittings = Version.objects.get_for_object(whole).values("revision")
    versions = Version.objects.filter(revision__in=sittings)
    # By the index of the kind a database would read all versions of it.
    kind = ContentType.objects.get_for_model(model).pk
    versions = versions.alias(kind=F("content_type") + 0).filter(kind=kind)
    for name, value in values.items():
        versions = versions.filter(serialized_data__contains=f'"{name}": {json.dumps(value)}, ')
    version = versions.order_by("-pk").first()
    return version.field_dict if version else {}


def sitting_of(item, user, reason):
    """Return the revision that ``user`` saved last of ``item`` for ``reason``; None where all since was not for it.

    A sitting ends with a save for something else, and after SITTING without any.
    """
    since = timezone.now() - SITTING
    for version in Version.objects.get_for_object(item).select_related("revision")[:20]:
        revision = version.revision
        if revision.comment != reason or revision.date_created < since:
            break
        if revision.user_id == user.pk:
            return revision
    return None


def fields_before(item):
    """Yield ``(fields, version)`` of the versions of ``item``, the newest first, topics as the text that names them."""
    if not reversion.is_registered(type(item)):
        return
    for version in Version.objects.get_for_object(item)[:50]:
        fields = json.loads(version.serialized_data)[0]["fields"]
        for name in topic_fields(type(item)):
            fields[name] = ", ".join(fields[f"{name}_names"])
        yield fields, version


def as_it_was(version):
    """Return the object of ``version``, unsaved, with its parts as they were kept with it."""
    item, rows = version._object_version.object, rows_of([version.revision_id])
    for name in _kept[version._model][1]:
        relation = version._model._meta.get_field(name)
        parts = relation.related_model._default_manager.all()
        kept = [r for r in rows[version.revision_id] if r._model is relation.related_model]
        kept = [row._object_version.object for row in kept]
        if isinstance(relation, GenericRelation):
            kind = ContentType.objects.get_for_model(item).pk
            owner = {relation.object_id_field_name: item.pk, "content_type_id": kind}
        else:
            owner = {relation.field.attname: item.pk}
        parts._result_cache = [part for part in kept if owner.items() <= vars(part).items()]
        item.__dict__.setdefault("_prefetched_objects_cache", {})[name] = parts
    return item


def topic_fields(model):
    """Return the names of the relations of ``model`` to topics."""
    return [each.name for each in model._meta.many_to_many if isinstance(each, TaggableManager)]


class Serializer(JSONSerializer):
    """The kept fields as JSON, and the names of topics, which reversion does not keep, with the moment of a merge."""

    def handle_fk_field(self, obj, field):
        """Name a kind of object, whose number is another one in every database."""
        super().handle_fk_field(obj, field)
        if field.related_model is ContentType:
            kind = ContentType.objects.get_for_id(getattr(obj, field.attname))
            self._current[field.name] = kind.natural_key()

    def end_object(self, obj):
        for name in topic_fields(type(obj)):
            topics = getattr(obj, name).all()
            self._current[f"{name}_names"] = sorted(topic.name for topic in topics)
            if merged := {topic.name: topic.merged_at for topic in topics if topic.merged_at}:
                self._current[f"{name}_merged"] = merged
        super().end_object(obj)


class Deserializer(JSONDeserializer):
    """Gives each object as one that is restored by an ordinary save."""

    def _handle_object(self, obj):
        for read in super()._handle_object(obj):
            yield Restored(read.object, obj["fields"])


class Restored(DeserializedObject):
    """One object of a version."""

    def __init__(self, item, fields):
        super().__init__(item)
        self.fields = fields

    def save(self, save_m2m=True, using=None, left=(), **kwargs):
        """Save what people filled in, but for the fields ``left``; what it belonged to and is gone is left out.

        Raises DoesNotExist where that is versioned too: reversion then restores it first.
        """
        model = type(self.object)
        item = model._default_manager.filter(pk=self.object.pk).first()
        for field in model._meta.concrete_fields:
            stays = (
                field.name in left
                or field.name not in self.fields  # of a field that came later
                or not (field.editable or getattr(field, "comes_back", False))
            )
            if role_of(field) == "made" or (item and stays):
                continue
            value, other = getattr(self.object, field.attname), field.related_model
            if other and value and not other._default_manager.filter(pk=value).exists():
                if not field.null and reversion.is_registered(other):
                    raise other.DoesNotExist
                if not field.null:
                    return
                value = None
            if isinstance(field, FileField) and value and not value.storage.exists(value.name):
                if not item and not field.blank:
                    return
                value = value.__class__(item, field, getattr(item, field.name).name) if item else ""
            if value and field.unique and not (field.primary_key or isinstance(field, UUIDField)):
                value = self.free(field, value)
            setattr(item or self.object, field.attname, value)
        item = item or self.object
        item.save()
        for name in topic_fields(model):
            names, merged = (self.fields.get(f"{name}_{what}") for what in ("names", "merged"))
            moments = {topic: parse_datetime(text) for topic, text in (merged or {}).items()}
            getattr(item, name).set(names or [], merged=moments)

    def free(self, field, value):
        """Return ``value`` unless another has it by now; then what stands for none. Raises ValidationError."""
        others = type(self.object)._default_manager.exclude(pk=self.object.pk)
        if not others.filter(**{field.attname: value}).exists():
            return value
        if field.null or field.blank:
            return None if field.null else ""
        sentence = _(
            "„%(value)s“ gibt es inzwischen noch einmal; so lässt es sich nicht wiederherstellen."
        )
        raise ValidationError(sentence % {"value": value})


def restore_version(version, left=()):
    """Let the object of ``version``, with its parts, be again as it was then; its own fields ``left`` stay as they are.

    An address that another has by now becomes another one. Raises ValidationError, with nothing changed, where it cannot.
    """
    rows = list(version.revision.version_set.order_by("pk"))
    model = version.content_type.model_class()
    item = model._default_manager.filter(pk=version.object_id).first()
    wanted = {(row._model, int(row.object_id)) for row in rows}
    try:
        with changes.unit():
            for part in reversed(list(whole(item)) if item else []):
                if (type(part), part.pk) not in wanted:
                    part.delete()
            for row in rows:
                is_own = row.object_id == version.object_id and row._model is model
                row._object_version.save(left=left if is_own else ())
    except (RevertError, IntegrityError) as error:
        sentence = _("Diese Fassung passt nicht mehr zu dem, was inzwischen da ist.")
        raise ValidationError(sentence) from error


def replace_in_versions(pattern, text, items=None):
    """Put ``text`` in the place of all that ``pattern`` finds in texts of the versions of ``items`` (default: of all).

    Also in what they were kept for, which may name a TOP.
    """
    versions, changed, revisions = Version.objects.select_related("content_type"), [], []
    if items is not None:
        wanted = [Q(pk__in=Version.objects.get_for_object(item).values("pk")) for item in items]
        versions = versions.filter(Q.create(wanted, Q.OR)) if wanted else versions.none()
    for revision in Revision.objects.filter(version__in=versions).exclude(comment="").distinct():
        comment = pattern.sub(lambda _match: text, revision.comment)
        if comment != revision.comment:
            revision.comment = comment
            revisions.append(revision)
    Revision.objects.bulk_update(revisions, ["comment"], batch_size=100)
    for version in versions.iterator(500):
        before = version.serialized_data, version.object_repr
        [data] = json.loads(version.serialized_data)
        texts = version.content_type.model_class().text_fields()
        for name in texts:
            if value := data["fields"].get(name):
                data["fields"][name] = pattern.sub(lambda _match: text, value)
        version.object_repr = pattern.sub(lambda _match: text, version.object_repr)
        version.serialized_data = json.dumps([data], ensure_ascii=False)
        if (version.serialized_data, version.object_repr) != before:
            changed.append(version)
    Version.objects.bulk_update(changed, ["serialized_data", "object_repr"], batch_size=100)


MOST_PAIRS = 1_000_000  # of words that are compared; beyond that all is old and all is new


@dataclass
class Row:
    """One version: what it is of, what that was called, and its fields as they are stored."""

    model: type
    pk: int
    name: str
    fields: dict
    parts: list = dataclasses.field(default_factory=list)

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
            values = old.get(each.name), new.get(each.name)
            changes += changes_of(each.verbose_name, each, *values, names)
    for name in topic_fields(row.model):
        texts = [", ".join(fields.get(f"{name}_names") or []) for fields in (old, new)]
        changes += changes_of(row.model._meta.get_field(name).verbose_name, None, *texts, names)
    olds, news = ({p.key: p for p in each.parts} if each else {} for each in (before, after))
    links = {model for model, _pk in {*olds, *news} if not model.text_fields()}
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
    rows = [part for part in parts.values() if part.model is model]
    rows.sort(key=lambda row: (row.fields.get("position") or 0, row.pk))
    ways = [f for f in versioned_fields(model) if f.related_model and f.name != model.kept_with]
    return [value_in_words(way, row.fields.get(way.name), names) for row in rows for way in ways]


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
