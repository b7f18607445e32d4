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
from django.core.serializers.base import DeserializedObject
from django.core.serializers.json import Deserializer as JSONDeserializer
from django.core.serializers.json import Serializer as JSONSerializer
from django.db import DEFAULT_DB_ALIAS
from django.db.models import Q
from django.utils import timezone
from reversion.models import Revision, Version
from taggit.managers import TaggableManager

from wiq_site.kit.models import role_of

SITTING = timedelta(hours=6)
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
    if not items:
        return
    facts = {"date_created": timezone.now(), "user": unit.user}
    facts["comment"] = " ".join(dict.fromkeys(unit.reasons))
    revisions = Revision.objects.bulk_create(Revision(**facts) for _item in items)
    Version.objects.bulk_create(
        version_of(part, revision)
        for item, revision in zip(items.values(), revisions, strict=True)
        for part in whole(item)
    )


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
    """Yield the fields of the versions of ``item``, the newest first, topics as the text that names them."""
    if not reversion.is_registered(type(item)):
        return
    for version in Version.objects.get_for_object(item)[:50]:
        fields = json.loads(version.serialized_data)[0]["fields"]
        for name in topic_fields(type(item)):
            fields[name] = ", ".join(fields[f"{name}_names"])
        yield fields


def topic_fields(model):
    """Return the names of the relations of ``model`` to topics."""
    return [each.name for each in model._meta.many_to_many if isinstance(each, TaggableManager)]


class Serializer(JSONSerializer):
    """The kept fields as JSON, and the names of topics, which reversion does not keep."""

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

    def save(self, save_m2m=True, using=None, **kwargs):
        """Save what people filled in; what it belonged to and is gone by now is left out.

        Raises DoesNotExist where that is versioned too: reversion then restores it first.
        """
        model = type(self.object)
        item = model._default_manager.filter(pk=self.object.pk).first()
        for field in model._meta.concrete_fields:
            if role_of(field) == "made" or (item and not field.editable):
                continue
            value, other = getattr(self.object, field.attname), field.related_model
            if other and value and not other._default_manager.filter(pk=value).exists():
                if not field.null and reversion.is_registered(other):
                    raise other.DoesNotExist
                if not field.null:
                    return
                value = None
            setattr(item or self.object, field.attname, value)
        item = item or self.object
        item.save()
        for name, names in self.topics.items():
            getattr(item, name).set(names or [])


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
