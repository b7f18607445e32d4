"""Uploaded files: where they are stored, how large they may be, who may read them."""

import json
import re
import secrets
from contextlib import suppress
from io import BytesIO
from itertools import chain
from pathlib import PurePosixPath

from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import models
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wiq_site.kit import changes
from wiq_site.kit.models import ContentModel, OnceReleased
from wiq_site.kit.text import german_slug

LONGEST_NAME = 50  # characters; the path with its random part stands in a column of 100
TYPES = {"jpg": "JPEG", "md": "Markdown", "txt": "Text", "ics": "iCalendar"}  # others by suffix


def random_path(instance, filename):
    """Return where an upload is stored: a folder nobody can guess, then its own name as a slug."""
    path = PurePosixPath(filename)
    name = german_slug(path.stem)[:LONGEST_NAME].strip("-") or "datei"
    return f"{instance._meta.model_name}/{secrets.token_urlsafe(12)}/{name}{path.suffix.lower()}"


def store_file(file, name, content):
    """Store ``content`` as ``file``, a FieldFile, called ``name``; nothing of it stays where the unit at work fails.

    The folder with the random part goes then: it holds this file, whole or cut off, and what was made of it.
    """
    path, storage = file.field.generate_filename(file.instance, name), file.storage
    folder = str(PurePosixPath(path).parent)

    def remove():
        with suppress(FileNotFoundError):
            for stored in storage.listdir(folder)[1]:
                storage.delete(f"{folder}/{stored}")
            storage.delete(folder)

    changes.on_failure(remove)
    file.name = storage.save(path, content, max_length=file.field.max_length)
    setattr(file.instance, file.field.attname, file.name)
    file._committed = True


def noted(name):
    """Return what ``note`` stored under ``name``; {} where there is nothing, or half of it."""
    try:
        with default_storage.open(name) as file:
            return json.load(file)
    except (OSError, ValueError):
        return {}


def note(name, facts):
    """Store ``facts`` for commands, with the uploads and under ``name``, instead of what stood there."""
    default_storage.delete(name)
    default_storage.save(name, BytesIO(json.dumps(facts, indent=1).encode()))


def size_in_words(size):
    """Return ``size`` (bytes) as people say it: "340 kB", "1,4 MB"; a kB has 1000 bytes."""
    if size < 1000:
        return ngettext("%d Byte", "%d Byte", size) % size
    if size < 999_500:
        return _("%s kB") % round(size / 1000)
    digits = 0 if size % 1_000_000 == 0 or size >= 99_950_000 else 1
    return _("%s MB") % number_format(round(size / 1_000_000, digits), digits)


def type_in_words(name):
    """Return what kind of file ``name`` is: "PDF", "JPEG"."""
    suffix = PurePosixPath(name).suffix.lstrip(".").lower()
    return TYPES.get(suffix, suffix.upper())


def refuse_large(file, most):
    """Raise ValidationError for an upload of more than ``most`` bytes."""
    if file.size > most:
        sizes = {"size": size_in_words(file.size), "most": size_in_words(most)}
        raise ValidationError(
            _("Die Datei ist mit %(size)s zu groß. Möglich sind höchstens %(most)s."), params=sizes
        )


class FileModel(ContentModel):
    """Something with uploaded files: who may read it may read them.

    The old path of a replaced file leads to the new one, that of a deleted file says that it is gone
    (``wiq_site.pages.redirects``), but for what visitors never could read.
    """

    class Meta:
        abstract = True

    @classmethod
    def file_fields(cls):
        """Return the names of the fields that hold a file."""
        return [f.name for f in cls._meta.concrete_fields if isinstance(f, models.FileField)]

    def shown_with(self):
        """Return what its files are shown with; None where that is not there any more."""
        return self

    def files_are_public(self):
        """Whether visitors may read its files now."""
        thing = self.shown_with()
        return thing is not None and (not hasattr(thing, "is_published") or thing.is_published())

    def files_were_public(self):
        """Whether visitors could ever read its files."""
        thing = self.shown_with()
        return thing is not None and (not isinstance(thing, OnceReleased) or thing.was_released())

    def note_after_save(self, unit, created, fields=None):
        before = vars(self).get("_before")
        super().note_after_save(unit, created, fields)
        for name in self.file_fields() if before else ():
            old, new = getattr(before, name).name, getattr(self, name).name or ""
            if old and old != new and before.files_were_public():
                unit.files[old] = new

    def note_before_delete(self, unit):
        super().note_before_delete(unit)
        item = self.as_stored() or self
        names = [getattr(item, name).name for name in self.file_fields()]
        if any(names) and item.files_were_public():
            unit.files |= dict.fromkeys(filter(None, names), "")


def stored_names(name):
    """Return ``name`` and, for a variant of a picture, the names that the picture itself may have."""
    # of a picture (wiq_site.kit.images)
    stem = re.sub(r"-\d+\.(?:avif|webp)$|-teilen-\d\.(?:jpg|png)$", "", name)
    return [name] if stem == name else [name, f"{stem}.jpg", f"{stem}.png"]


def holder_models():
    """Return the models with uploaded files."""
    return [model for model in apps.get_models() if issubclass(model, FileModel)]


def holders_of(*names):
    """Yield the objects to which a file stored under one of ``names`` belongs; the likeliest first."""
    folder = names[0].split("/")[0]
    holders = sorted(holder_models(), key=lambda model: model._meta.model_name != folder)
    return chain.from_iterable(
        model._default_manager.filter(**{f"{field}__in": names}).defer(*model.long_texts())
        for model in holders
        for field in model.file_fields()
    )


def named_files(newest=None):
    """Return the names of the uploads that rows name; of each kind of row only of the ``newest`` where that is given."""
    return {
        name
        for model in holder_models()
        for field in model.file_fields()
        for name in model._default_manager.order_by("-pk").values_list(field, flat=True)[:newest]
        if name
    }


def is_missing(file):
    """Whether ``file``, a FieldFile, names one that is not stored."""
    return bool(file) and not file.storage.exists(file.name)


def missing_files(newest=None):
    """Return a sentence on those of ``named_files`` that are not stored; "" where all are."""
    missing = sorted(name for name in named_files(newest) if not default_storage.exists(name))
    sentence = ngettext(
        "Es fehlt die Datei %(name)s. Bitte aus einer Sicherung zurückholen, solange eine sie noch hat.",
        "Es fehlen %(count)d Dateien, zum Beispiel %(name)s. Bitte aus einer Sicherung zurückholen, solange eine sie noch hat.",
        len(missing),
    )
    return sentence % {"count": len(missing), "name": missing[0]} if missing else ""


def unnamed(names):
    """Return those of the stored ``names`` that no row names, nor the picture they are variants of."""
    named = named_files()
    return [name for name in names if named.isdisjoint(stored_names(name))]
