"""Versions of what editors write, kept by django-reversion: one after each unit, with who wrote and what for.

A unit notes what changed (``wiq_site.kit.changes``); at its end each post, topic, page or meeting among that is
kept whole, a meeting with its TOPs, in a revision of its own; those of one unit bear the same moment. In a version
stand the fields that people fill in and the names of topics; restoring it saves as an editor does, so that what is made of the fields is made anew.

Source: design, section 9, "Unit of work"; docs/decisions/2026-11-28-versions.md.
"""

import json
from collections import defaultdict
from datetime import timedelta

import reversion
from django.contrib.contenttypes.models import ContentType
from django.core import serializers
from django.core.exceptions import ValidationError
from django.core.serializers.base import DeserializedObject
from django.core.serializers.json import Deserializer as JSONDeserializer
from django.core.serializers.json import Serializer as JSONSerializer
from django.db import DEFAULT_DB_ALIAS, IntegrityError
from django.db.models import FileField, Max, Q, UUIDField
from django.utils import timezone
from django.utils.translation import gettext as _
from reversion.errors import RevertError
from reversion.models import Revision, Version
from taggit.managers import TaggableManager

from wiq_site.kit import changes
from wiq_site.kit.models import role_of

SITTING = timedelta(hours=6)
GONE = "gone"  # marks, beside the fields, the version that was written when its object was deleted
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
    count = len(items)
    revisions = Revision.objects.bulk_create(
        Revision(**facts) for _each in range(count + len(gone))
    )
    kept = [
        version_of(part, revision)
        for item, revision in zip(items.values(), revisions[:count], strict=True)
        for part in whole(item)
    ]
    for versions, revision in zip(gone, revisions[count:], strict=True):
        kept += [copy_of(version, revision) for version in versions]
    Version.objects.bulk_create(kept)


def last_of_deleted(unit):
    """Return the last versions of each thing that was deleted in ``unit``, itself first."""
    last = []
    for model in roots():
        if pks := unit.gone(model):
            rows = Version.objects.get_for_model(model).filter(object_id__in=map(str, pks))
            last += (
                rows.order_by()
                .values("object_id")
                .annotate(last=Max("pk"))
                .values_list("last", flat=True)
            )
    return list(rows_of(Revision.objects.filter(version__in=last)).values()) if last else []


def rows_of(revisions):
    """Return ``{pk of a revision: its versions}``, in one query, of each first what the others are parts of."""
    rows = defaultdict(list)
    for version in Version.objects.filter(revision__in=revisions).order_by("pk"):
        rows[version.revision_id].append(version)
    return rows


def copy_of(version, revision):
    """Return the unsaved copy of ``version`` that says in ``revision`` how something was when it was deleted."""
    [data] = json.loads(version.serialized_data)
    names = ("object_id", "content_type_id", "db", "format", "object_repr")
    fields = {name: getattr(version, name) for name in names}
    data = json.dumps([data | {GONE: True}], ensure_ascii=False)
    return Version(revision=revision, serialized_data=data, **fields)


def is_gone(version):
    """Whether ``version`` was written when its object was deleted."""
    return bool(json.loads(version.serialized_data)[0].get(GONE))


def whole(item):
    """Yield ``item`` and all that is kept with it."""
    yield item
    for name in _kept[type(item)][1]:
        for part in getattr(item, name).all():
            yield from whole(part)


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
        kept = [
            row._object_version.object
            for row in rows[version.revision_id]
            if row._model is relation.related_model
        ]
        parts._result_cache = [
            part for part in kept if getattr(part, relation.field.attname) == item.pk
        ]
        item.__dict__.setdefault("_prefetched_objects_cache", {})[name] = parts
    return item


def topic_fields(model):
    """Return the names of the relations of ``model`` to topics."""
    return [each.name for each in model._meta.many_to_many if isinstance(each, TaggableManager)]


class Serializer(JSONSerializer):
    """The kept fields as JSON, and the names of topics, which reversion does not keep."""

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
        super().end_object(obj)


class Deserializer(JSONDeserializer):
    """Gives each object as one that is restored by an ordinary save."""

    def _handle_object(self, obj):
        for read in super()._handle_object(obj):
            yield Restored(read.object, topics=obj["fields"])


class Restored(DeserializedObject):
    """One object of a version."""

    def __init__(self, item, topics):
        super().__init__(item)
        self.topics = {name: topics.get(f"{name}_names") for name in topic_fields(type(item))}

    def save(self, save_m2m=True, using=None, left=(), **kwargs):
        """Save what people filled in, but for the fields ``left``; what it belonged to and is gone is left out.

        Raises DoesNotExist where that is versioned too: reversion then restores it first.
        """
        model = type(self.object)
        item = model._default_manager.filter(pk=self.object.pk).first()
        for field in model._meta.concrete_fields:
            if role_of(field) == "made" or (item and (not field.editable or field.name in left)):
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
        for name, names in self.topics.items():
            getattr(item, name).set(names or [])

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
                row._object_version.save(
                    left=left if row.object_id == version.object_id and row._model is model else ()
                )
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
