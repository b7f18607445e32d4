"""What every app builds its models of: one rule for "published", ids for ever, addresses, safe HTML.

Every field of content says what it is for, by a mark on the field itself: ``shown`` (a visitor reads it: it
belongs to digests, to the index and to the search for a name), ``minutes`` (the same, of a meeting's
minutes), ``inner`` (for the team, or how something is shown), ``made`` (made of other fields on saving).
A test fails for a field without a mark, so that a new one cannot be forgotten in any of these.
"""

import uuid
from datetime import UTC, date, datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import models
from django.db.models import Q
from django.db.models.base import ModelState
from django.forms import Textarea
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wiq_site.kit import changes
from wiq_site.kit.dates import refuse_coming, refuse_odd_date, weekday_and_hour
from wiq_site.kit.forms import MarkdownInput
from wiq_site.kit.http import etag_of
from wiq_site.kit.markup import MarkupError, render_markdown
from wiq_site.kit.registries import led_on, losses, meanings_in
from wiq_site.kit.text import SLUG, german_slug, is_name, plain_name, unique_slug

MARKDOWN_HELP = _(
    "Eine leere Zeile beginnt einen Absatz. „- “ am Anfang der Zeile: Aufzählung, „## “: Überschrift; "
    "**fett**, *kursiv*, [Text](Adresse): Link."
)


class MarkdownField(models.TextField):
    """A text in Markdown; wherever the desk asks for it, it comes with buttons and a help for writing."""

    def formfield(self, **kwargs):
        given = kwargs.get("widget", Textarea)
        attrs = given().attrs if isinstance(given, type) else given.attrs
        is_told = self.help_text == MARKDOWN_HELP  # its widget tells more
        help_text = "" if is_told else self.help_text
        ours = {"widget": MarkdownInput(attrs), "help_text": kwargs.get("help_text", help_text)}
        return super().formfield(**kwargs | ours)

    def deconstruct(self):
        """To the database it is any text."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs


class NameField(models.CharField):
    """Whose name it is: one form of it is stored and looked for, so that nobody is two."""

    def to_python(self, value):
        value = super().to_python(value)
        return value and plain_name(value)

    def pre_save(self, instance, add):
        name = self.to_python(super().pre_save(instance, add))
        setattr(instance, self.attname, name)
        return name

    def deconstruct(self):
        """To the database it is any text."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs


def marked(role):
    """Return what makes a field of the class ``kind`` with this ``role``.

    A text that visitors read is found by the search unless not ``indexed``. A field means nothing, and is shown
    nowhere, while the fields that ``only_with`` names, apart by blanks, are empty. A date that ``has_been`` cannot lie ahead; one
    that does not come ``after`` that of another field never counts. One that nobody edits ``comes_back`` with an older
    version, or stays as it is.
    """

    def make(
        kind,
        *args,
        indexed=True,
        only_with="",
        has_been=False,
        after="",
        comes_back=False,
        **options,
    ):
        field = kind(*args, **options)
        field.role, field.indexed, field.only_with = role, indexed, only_with
        field.has_been, field.after, field.comes_back = has_been, after, comes_back
        return field

    return make


shown, minutes, inner, made = map(marked, ("shown", "minutes", "inner", "made"))


def role_of(field):
    """Return "shown", "minutes", "inner" or "made"; ids are "inner", None where nobody marked it."""
    is_id = field.primary_key or isinstance(field, models.UUIDField)
    return getattr(field, "role", "inner" if is_id else None)


def public_at(moment, since="published_at", *until):
    """Return the condition of what is public at the aware ``moment``; the same rule as ``is_public``."""
    condition = Q(**{f"{since}__lte": moment})
    for field in until or ("withdrawn_at",):
        condition &= Q(**{field: None}) | Q(**{f"{field}__gt": moment})
    return condition


def is_public(moment, since, *until):
    """Whether something is public at ``moment`` (None: now) from ``since`` until the first of ``until``.

    All are aware datetimes or None and may lie ahead; without ``since`` it never is.
    """
    moment = moment or timezone.now()
    return since is not None and since <= moment and all(u is None or u > moment for u in until)


def known(name, **words):
    """Return the constraint ``name``: a field holds one of its ``words``, which stand apart by blanks."""
    condition = Q(**{f"{field}__in": text.split() for field, text in words.items()})
    return models.CheckConstraint(name=name, condition=condition)


def span_words(since, until):
    """Return in German words, for editors, how far something is that is public from ``since`` to ``until``."""
    moment, now = since, timezone.now()
    if since is None:
        return gettext("Entwurf, noch nicht öffentlich")
    if until and until <= now:
        words, moment = gettext("zurückgezogen am %s"), until
    elif since > now:
        words = gettext("erscheint am %s")
    elif until:
        return gettext("öffentlich, bis zum %s") % weekday_and_hour(until)
    else:
        words = gettext("öffentlich seit %s")
    return words % weekday_and_hour(moment)


def still_open(*moments):
    """Whether the last of ``moments`` (aware or None) is within COMMENT_CLOSE_AFTER_DAYS; 0 is for ever."""
    days = settings.COMMENT_CLOSE_AFTER_DAYS
    known = [moment for moment in moments if moment]
    return not days or not known or timezone.now() < max(known) + timedelta(days=days)


def moments_of(model, *fields):
    """Return what ``registries.moments`` takes of ``fields`` of ``model``: pages change when one of them comes."""
    return [(model, field, timedelta(0)) for field in fields]


def closings_of(model, *fields):
    """Return what ``registries.moments`` takes of ``fields``, those that ``still_open`` asks: comments close later."""
    days = settings.COMMENT_CLOSE_AFTER_DAYS
    return [(model, field, timedelta(days=days)) for field in fields if days]


def in_any(rows, *choices):
    """Return those of the queryset ``rows`` whose pks are in one of ``choices``, lists or querysets of one column.

    Joined as a union: several such conditions joined by OR make PostgreSQL read the whole table.
    """
    everything = rows.model._base_manager.order_by()
    first, *others = (everything.filter(pk__in=choice).values("pk") for choice in choices)
    return rows.filter(pk__in=first.union(*others) if others else first)


class ContentQuerySet(models.QuerySet):
    """Rows whose changes are noted, however they are written (``wiq_site.kit.changes``)."""

    def delete(self):
        with changes.writing():
            return super().delete()

    delete.alters_data = True
    delete.queryset_only = True

    def update(self, **fields):
        with changes.writing() as unit:
            items = list(self)
            for item in items:
                item.note_before_save()
            count = super().update(**fields)
            computed = any(hasattr(value, "resolve_expression") for value in fields.values())
            rows = self.model._base_manager.in_bulk([i.pk for i in items]) if computed else {}
            for item in items:
                for name, value in fields.items():
                    field = self.model._meta.get_field(name)
                    plain = getattr(value, "pk", value)
                    vars(item)[field.attname] = (
                        getattr(rows[item.pk], field.attname)
                        if computed
                        else field.to_python(plain)
                    )
                if made_fields := set(item.prepare(list(fields))) - fields.keys():
                    changes.store(item, *made_fields)
                item.note_after_save(unit, created=False, fields=list(fields))
            return count

    update.alters_data = True

    def bulk_create(self, objs, *args, **kwargs):
        objs = list(objs)
        for item in objs:
            item.prepare()
        with changes.writing() as unit:
            super().bulk_create(objs, *args, **kwargs)
            for item in objs:
                item.note_after_save(unit, created=True)
        return objs

    def bulk_update(self, objs, fields, *args, **kwargs):
        objs = [item for item in objs if item.changed_fields(fields)]
        if not objs:
            return 0
        for item in objs:
            fields = [*fields, *item.prepare(fields)]
        with changes.writing() as unit:
            for item in objs:
                item.note_before_save()
            rows = models.QuerySet(self.model, using=self._db)
            count = rows.bulk_update(objs, list(dict.fromkeys(fields)), *args, **kwargs)
            for item in objs:
                item.note_after_save(unit, created=False)
        return count


class ContentModel(models.Model):
    """Something the site is made of: a change of it is noted, and what is made of it follows."""

    part_of = ()  # names of fields whose objects, old and new ones, change with this one
    kept_with = ""  # the name of the one of them with which it is kept in a version

    objects = models.Manager.from_queryset(ContentQuerySet)()

    class Meta:
        abstract = True

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        changes.watch(cls)

    @classmethod
    def from_db(cls, db, field_names, values):
        item = super().from_db(db, field_names, values)
        item._stored = (field_names, values)
        return item

    def prepare(self, update_fields=None):
        """Make what is made of other fields; return the names of those made of ``update_fields``.

        Runs before the transaction of a save opens, so what takes long belongs here.
        """
        return []

    def save(self, *args, update_fields=None, **kwargs):
        with changes.joined():
            made_fields = self.prepare(update_fields)
            if update_fields is not None:
                update_fields = [*update_fields, *made_fields]
            with changes.writing():
                super().save(*args, update_fields=update_fields, **kwargs)

    def delete(self, *args, **kwargs):
        with changes.writing():
            return super().delete(*args, **kwargs)

    def validate_constraints(self, exclude=None):
        """Ask the database about changed objects alone: each row of a form would be a query of its own."""
        if self._state.adding or self.changed_fields():
            super().validate_constraints(exclude)

    def stored(self):
        """Return ``{name of attribute: value}`` as last read from or written to the database; {} where new."""
        if self.pk is None or (self._state.adding and not hasattr(self, "_stored")):
            return {}
        if not hasattr(self, "_stored"):
            row = type(self)._base_manager.filter(pk=self.pk).values().first()
            self._stored = (list(row), list(row.values())) if row else ([], [])
        return dict(zip(*self._stored, strict=False))

    def remember_stored(self):
        """Take the values of now for those that the database holds."""
        fields = [f for f in self._meta.concrete_fields if f.attname in vars(self)]
        values = [vars(self)[f.attname] for f in fields]
        names = [str(value) if isinstance(value, File) else value for value in values]
        self._stored = ([field.attname for field in fields], names)

    def changed_fields(self, among=None):
        """Return the names of the fields whose value is not the stored one, on request only ``among`` some."""
        before, now = self.stored(), vars(self)
        return [
            field.name
            for field in self._meta.concrete_fields
            if field.attname in now
            and (among is None or field.name in among)
            and (
                field.attname not in before
                or before[field.attname] != field.to_python(now[field.attname])
            )
        ]

    def as_stored(self):
        """Return a copy with the stored values; None for what was not there yet."""
        before = self.stored()
        if not before:
            return None
        item = type(self).__new__(type(self))
        vars(item).update(vars(self), _state=ModelState(), **before)
        item._state.adding, item._state.db = False, self._state.db
        return item

    def concerns_visitors(self, fields=None):
        """Whether a visitor may see something of ``fields`` (None: of all), now or from a set moment on.

        None where only what it belongs to can tell; whoever makes something of that decides.
        """
        return True

    def note_before_save(self):
        """Remember what the coming save changes, and the address under which the public knew it."""
        before = self._before = self.as_stored()
        self._changing = self.changed_fields()
        address = before.get_absolute_url() if before and hasattr(self, "is_published") else None
        moves = address is not None and address != self.get_absolute_url()
        self._address_before = address if moves and before.is_published() else None

    def note_after_save(self, unit, created, fields=None):
        """Note the save of ``fields`` in ``unit``, with all that this is or was a part of."""
        changing = vars(self).pop("_changing", None)
        changing = fields or (self.changed_fields() if changing is None else changing)
        before, address = vars(self).pop("_before", None), vars(self).pop("_address_before", None)
        unit.note(type(self), self.pk, changing, created, self)
        unit.before.setdefault((type(self), self.pk), before)
        if address:
            unit.moved.setdefault((type(self), self.pk), address)
        is_typed = created or any(self._meta.get_field(name).editable for name in changing)
        for item in filter(None, (before, self)):
            item.note_relatives(unit)
            if is_typed:
                unit.versioned.add(item.versioned_as())
            unit.visible = unit.visible or bool(item.concerns_visitors(changing))
        self.remember_stored()

    def note_before_delete(self, unit):
        """Note in ``unit`` what goes with this, as long as it can be found."""
        item = self.as_stored() or self
        item.note_relatives(unit)
        if self.kept_with:
            unit.versioned.add(item.versioned_as())
        for relation in self._meta.related_objects:  # what led here leads nowhere then
            if relation.on_delete is models.SET_NULL and issubclass(
                relation.related_model, ContentModel
            ):
                for other in relation.related_model._base_manager.filter(
                    **{relation.field.name: self.pk}
                ):
                    unit.versioned.add(other.versioned_as())
        unit.note_affected(type(self), {self.pk})
        unit.cache.clear()  # what was read of it to find these goes too
        if isinstance(item, OnceReleased):
            is_known = item.was_released()
        else:
            is_known = hasattr(item, "is_published") and item.is_published()
        if is_known:
            unit.deleted[type(self), self.pk] = item.get_absolute_url()
        unit.visible = unit.visible or bool(item.concerns_visitors())

    def versioned_as(self):
        """Return (model, pk) of what is kept as a version when this changes."""
        if not self.kept_with:
            return type(self), self.pk
        field = self._meta.get_field(self.kept_with)
        return field.related_model, getattr(self, field.attname)

    def note_relatives(self, unit):
        """Note what this is a part of."""
        for name in self.part_of:
            field = self._meta.get_field(name)
            if (pk := vars(self).get(field.attname)) is not None:
                unit.note(field.related_model, pk)

    @classmethod
    def changed_in(cls, unit):
        """Return the objects that changed in ``unit``, read anew where they were not saved whole in it."""
        pks = unit.changed(cls).keys()
        saved = {}
        for pk in pks:
            item = unit.saved.get((cls, pk))
            if item is not None and not item.get_deferred_fields() and not item.changed_fields():
                item._prefetched_objects_cache = {}
                saved[pk] = item
        others = pks - saved.keys()
        return [*saved.values(), *(cls._base_manager.filter(pk__in=others) if others else ())]

    def clean_fields(self, exclude=None):
        """Refuse what no field of its kind takes, dates out of our time or not yet come, and halves of pairs."""
        errors = {}
        try:
            super().clean_fields(exclude)
        except ValidationError as error:
            errors = error.update_error_dict(errors)
        excluded = {*(exclude or ()), *errors}
        for field in self._meta.concrete_fields:
            value = vars(self).get(field.attname)
            if not value or field.name in excluded:
                continue
            if isinstance(value, date):
                try:
                    refuse_odd_date(value)
                    if getattr(field, "has_been", False):
                        refuse_coming(value)
                except ValidationError as error:
                    errors[field.name] = [error]
            only_with, after = getattr(field, "only_with", None), getattr(field, "after", None)
            others = (only_with or after or "").split()
            if not others or excluded.intersection(others):
                continue
            other = others[0]
            labels = {
                "field": field.verbose_name,
                "other": self._meta.get_field(other).verbose_name,
            }
            if only_with and not any(getattr(self, name) for name in others):
                message = _(
                    "„%(field)s“ steht nur zusammen mit „%(other)s“ auf der Website. Bitte füllen Sie beides aus, oder leeren Sie beides."
                )
                errors[other] = [ValidationError(message, params=labels)]
            elif after and getattr(self, after) and value <= getattr(self, after):
                message = _("„%(field)s“ muss später sein als „%(other)s“; so gälte es nie.")
                errors.setdefault(field.name, [ValidationError(message, params=labels)])
        if errors:
            raise ValidationError(errors)

    def unique_error_message(self, model_class, unique_check):
        """Say of what stands in another already at which fields, whatever they are called."""
        labels = [str(self._meta.get_field(name).verbose_name) for name in unique_check]
        message = _(
            "Das steht bei „%(fields)s“ schon in einem anderen Eintrag. Bitte wählen Sie etwas anderes."
        )
        return ValidationError(message, "unique", {"fields": "“ und „".join(labels)})

    def shown_values(self, *roles):
        """Return the values of all fields with one of ``roles``, of Markdown the HTML, in their order."""
        values = []
        for field in self._meta.concrete_fields:
            if role_of(field) in (roles or ("shown",)):
                html, is_file = f"{field.attname}_html", isinstance(field, models.FileField)
                value = getattr(self, html if hasattr(self, html) else field.attname)
                value = value.name if is_file else field.to_python(value)
                values.append(value.astimezone(UTC) if isinstance(value, datetime) else value)
        return values

    @classmethod
    def text_fields(cls):
        """Return the names of fields with words that visitors read: where a name may stand."""
        return [
            field.name
            for field in cls._meta.concrete_fields
            if role_of(field) in ("shown", "minutes")
            and isinstance(field, models.CharField | models.TextField)
            and not isinstance(field, models.SlugField | models.URLField | models.EmailField)
            and not (field.choices or field.unique)
        ]

    @classmethod
    def long_texts(cls):
        """Return the names of fields that a list need not read: Markdown and the HTML made of it."""
        names = getattr(cls, "markdown_fields", ())
        return [name for field in names for name in (field, f"{field}_html")]


class PublishableQuerySet(ContentQuerySet):
    """What is published, was, and is not any more."""

    def published(self, at=None):
        """What a visitor may read at the aware datetime ``at`` (default: now)."""
        return self.filter(public_at(at or timezone.now()))

    def released(self, at=None):
        """What was public at ``at`` or before, withdrawn things included."""
        return self.filter(published_at__lte=at or timezone.now())

    def withdrawn(self, at=None):
        """What was public before and is not any more: its address answers 410."""
        at = at or timezone.now()
        return self.filter(published_at__lte=at, withdrawn_at__lte=at)


class OnceReleased(models.Model):
    """Remembers since when something was public for the first time.

    So that only what ever was answers 410, or 404 with a sentence, once it is there no more; nothing
    tells of a draft. A subclass offers ``spans()``: for each of its public sides since when and until
    when, aware datetimes or None.
    """

    gone_title = _("Was hier stand, gibt es nicht mehr")
    later_sentence = _("Hier erscheint später etwas.")

    first_published_at = inner(models.DateTimeField, null=True, editable=False)

    class Meta:
        abstract = True

    def prepare(self, update_fields=None):
        names = super().prepare(update_fields)
        if self.first_published_at is None:
            before = self.as_stored()
            if self.was_released() or (before is not None and before.was_released()):
                self.first_published_at = timezone.now()
                return [*names, "first_published_at"]
        return names

    side_names = ("",)

    def state_sentences(self):
        """Return for each side, in a German sentence for editors, whether and since or from when it is public."""
        sides = zip(self.side_names, self.spans(), strict=True)
        sentences = [(name, span_words(*span)) for name, span in sides]
        return [f"{name}: {words}" if name else capfirst(words) for name, words in sentences]

    def is_published(self, at=None):
        """Whether a visitor may read it at ``at`` (default: now); the same rule as the queryset's."""
        return any(is_public(at, since, until) for since, until in self.spans())

    def openings(self):
        """Return the moments, past and coming, at which a side opens that is not over by then."""
        return [since for since, until in self.spans() if since and is_public(since, since, until)]

    def was_released(self):
        """Whether visitors could ever read it; it may have come by itself at its minute."""
        now = timezone.now()
        return self.first_published_at is not None or any(at <= now for at in self.openings())

    def lost_with_it(self):
        """Return sentences on what visitors lose when this is deleted, and what stays; none for what they never saw."""
        if not self.is_published():
            return []
        sentence = _(
            "„%(item)s“ ist öffentlich. Nach dem Löschen steht unter der Adresse nur noch, dass es nicht mehr da ist; 30 Tage lang lässt es sich unter „Gelöschtes“ wiederherstellen."
        )
        return [sentence % {"item": self}, *(text for told in losses for text in told(self))]

    def appears_later(self):
        """Whether it will be there at a moment that is set."""
        now = timezone.now()
        return any(at > now for at in self.openings())

    @property
    def is_open(self):
        """Whether its first side is public."""
        return is_public(None, *self.spans()[0])

    def opens(self, before):
        """Whether a side is to be public earlier, or longer, than in ``before``, which is what is stored; None: it was not there."""
        now, ever = timezone.now(), datetime.max.replace(tzinfo=UTC)

        def open_span(since, until):
            return (max(since, now), until or ever) if since else (ever, now)

        spans = self.spans()
        pairs = zip(
            before.spans() if before else [(None, None) for _each in spans], spans, strict=True
        )
        for old, new in pairs:
            (was_since, was_until), (since, until) = open_span(*old), open_span(*new)
            is_more = was_since >= was_until or since < was_since or until > was_until
            if since < until and is_more:
                return True
        return False

    def hides(self, before):
        """Whether a side that is public in ``before`` is no longer, by a date that was emptied or moved."""
        sides = zip(before.spans(), self.spans(), strict=True)
        return any(
            is_public(None, *old) and not is_public(None, new[0], old[1]) for old, new in sides
        )


class Publishable(OnceReleased):
    """Something with a moment from which on visitors may read it, and one from which on no more.

    Both may lie ahead; nothing has to run for it. No other file spells out what "published" means.
    """

    published_at = shown(
        models.DateTimeField,
        _("veröffentlicht am"),
        null=True,
        blank=True,
        db_index=True,
        help_text=_("Leer: Entwurf. In der Zukunft: erscheint von selbst zu dieser Minute."),
    )
    withdrawn_at = shown(
        models.DateTimeField,
        _("zurückgezogen am"),
        null=True,
        blank=True,
        help_text=_("Von da an steht unter der Adresse nur noch, dass es zurückgezogen wurde."),
        only_with="published_at",
        after="published_at",
    )

    class Meta:
        abstract = True

    def spans(self):
        """Since when and until when it is public."""
        return [(self.published_at, self.withdrawn_at)]

    def concerns_visitors(self, fields=None):
        return self.published_at is not None

    @property
    def publication_state(self):
        """The state in one word for editors: draft, scheduled, public or withdrawn."""
        if self.published_at is None:
            return _("Entwurf")
        if self.withdrawn_at and self.withdrawn_at <= timezone.now():
            return _("zurückgezogen")
        return _("öffentlich") if self.is_published() else _("geplant")


class Correctable(ContentModel):
    """Something public of which an editor may say that it was corrected: it says so itself, and feeds date it anew."""

    corrected_at = shown(
        models.DateTimeField,
        _("berichtigt am"),
        null=True,
        blank=True,
        help_text=_(
            "Nur bei einer echten Berichtigung: Sie steht dann oben auf der Seite, und Feedreader, "
            "die Änderungen kennen, zeigen sie als geändert."
        ),
        only_with="published_at",
        has_been=True,
    )
    correction_note = shown(
        models.CharField,
        _("Was wurde berichtigt?"),
        max_length=300,
        blank=True,
        indexed=False,
        only_with="corrected_at",
    )

    class Meta:
        abstract = True

    @property
    def corrected_words(self):
        """That it was corrected, in the words that stand wherever it is named; "" else."""
        if self.corrected_at is None:
            return ""
        day = date_format(timezone.localtime(self.corrected_at), "j. F Y")
        return _("Berichtigt am %(date)s") % {"date": day}

    @property
    def correction_words(self):
        """The same with what was corrected, where its text stands."""
        return ": ".join(str(part) for part in (self.corrected_words, self.correction_note) if part)

    @property
    def tells_corrections(self):
        """Whether visitors may read now what would be corrected."""
        return self.is_published()

    @property
    def corrected_at_place(self):
        """The object at which editors say so."""
        return self


class UuidModel(ContentModel):
    """Something that feeds, calendars and exports name by one id for ever."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        abstract = True

    @property
    def urn(self):
        """The id in feeds and exports (RFC 9562): ``urn:uuid:…``."""
        return self.uuid.urn


class DigestModel(ContentModel):
    """Something that feeds tell of: ``digest`` stands for all they tell, so that they can answer 304.

    Made at the end of each unit of work, from the fields marked as shown and what else belongs to them.
    """

    digest = made(models.CharField, max_length=40, blank=True, default="", editable=False)
    changed_at = made(models.DateTimeField, default=timezone.now, editable=False)

    class Meta:
        abstract = True

    def renew_digest(self, *parts):
        """Store the digest over ``parts`` and, where that became another one, the moment of it."""
        digest = etag_of(*parts)
        if digest != self.digest:
            self.digest, self.changed_at = digest, timezone.now()
            changes.store(self, "digest", "changed_at")


def refuse_no_slug(value):
    """Raise ValidationError, naming what would do, for a ``value`` that is no slug of this site."""
    if not SLUG.fullmatch(value):
        example = german_slug(value) or "mein-garten"
        raise ValidationError(
            _(
                "Eine Adresse besteht aus kleinen Buchstaben von a bis z, Ziffern und einzelnen Bindestrichen, zum Beispiel „%(example)s“."
            ),
            params={"example": example},
        )


class SlugField(models.SlugField):
    """Django's field with the one definition of a slug that filters and addresses know."""

    default_validators = [refuse_no_slug]

    def formfield(self, **kwargs):
        return super(models.SlugField, self).formfield(**kwargs)  # Django's own would ask for less

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.SlugField", args, kwargs


def slug_field(help_text):
    """Return the field for the address word of something, empty where it is to be made."""
    return shown(
        SlugField, _("Adresse"), max_length=100, unique=True, blank=True, help_text=help_text
    )


def refuse_no_name(item, *fields):
    """Raise ValidationError where neither letter nor digit stands in one of ``fields`` of ``item`` that changed: nobody could
    speak of it or look for it."""
    sentence = _("„%s“ braucht mindestens einen Buchstaben oder eine Ziffer.")
    names = {field: getattr(item, field) for field in item.changed_fields(fields)}
    if errors := {f: sentence % n for f, n in names.items() if n and not is_name(n)}:
        raise ValidationError(errors)


class Addressed(ContentModel):
    """Something whose ``slug`` is part of its address, which is never that of another thing of before."""

    reserved_slugs = frozenset()  # words that the addresses beside it need

    class Meta:
        abstract = True

    def refuse_old_address(self):
        """Raise ValidationError for a new slug that would end where old links lead."""
        is_typed = self.changed_fields(["slug"]) and SLUG.fullmatch(self.slug)
        if is_typed and (other := self.address_leads_to()):
            sentence = _(
                "Alte Links mit dieser Adresse führen zu %(address)s. Bitte wählen Sie eine andere."
            )
            raise ValidationError({"slug": ValidationError(sentence, params={"address": other})})

    def address_leads_to(self):
        """Return where who has its address as an old one is led, which it would end; None where nothing else was there."""
        before = self.as_stored()
        own = before and before.get_absolute_url()
        others = (leads(self.get_absolute_url(), own) for leads in led_on)
        return next(filter(None, others), None)

    def is_taken(self, slug):
        """Take ``slug``; whether the site, something else or an old address has it."""
        self.slug = slug
        others = type(self)._default_manager.exclude(pk=self.pk)
        is_known = slug in self.reserved_slugs or others.filter(slug=slug).exists()
        return is_known or self.address_leads_to() is not None


class SlugModel(Addressed):
    """Something with an address word, made from its title where an editor gives none."""

    slug = slug_field(
        _("Teil der Internetadresse. Bleibt das Feld leer, entsteht er aus dem Titel.")
    )
    slug_source = "title"

    class Meta:
        abstract = True

    def clean(self):
        super().clean()
        refuse_no_name(self, self.slug_source)
        if self.slug in self.reserved_slugs:
            sentence = _("Diese Adresse braucht die Website selbst. Bitte wählen Sie eine andere.")
            raise ValidationError({"slug": sentence})
        self.refuse_old_address()

    def prepare(self, update_fields=None):
        if not self.slug:
            kind = str(self._meta.verbose_name).lower()
            self.slug = unique_slug(getattr(self, self.slug_source), self.is_taken, fallback=kind)
        return super().prepare(update_fields)


class MarkdownModel(ContentModel):
    """Something with Markdown in its ``markdown_fields``; each save makes ``body_html`` of ``body``."""

    markdown_fields = ("body",)

    class Meta:
        abstract = True

    def markdown_options(self, field):
        """Return the options of ``render_markdown`` for ``field``, so that ids on one page differ."""
        return {"id_prefix": f"{field}-"}

    def render(self, field):
        """Return ``field`` as safe HTML. Raises MarkupError for what the gate refuses."""
        text = getattr(self, field)
        options = self.markdown_options(field)
        return render_markdown(text, meanings=meanings_in(text), **options)

    def clean(self):
        super().clean()
        for field in self.markdown_fields:
            try:
                self.render(field)
            except MarkupError as error:
                raise ValidationError({field: str(error)}) from error

    def prepare(self, update_fields=None):
        wanted = self.markdown_fields if update_fields is None else update_fields
        mine = [field for field in self.markdown_fields if field in wanted]
        for field in mine:
            setattr(self, f"{field}_html", self.render(field))
        return [*super().prepare(update_fields), *(f"{field}_html" for field in mine)]


def html_field():
    """The stored, safe HTML beside a Markdown field."""
    return made(models.TextField, blank=True, default="", editable=False)


def rerender(items):
    """Save those of ``items``, a queryset, that would look otherwise today.

    Returns how many, and [(item, MarkupError)] of what is refused today.
    """
    count, refused = 0, []
    for item in items.iterator():
        try:
            fresh = {f"{field}_html": item.render(field) for field in item.markdown_fields}
            if any(getattr(item, name) != html for name, html in fresh.items()):
                item.save()
                count += 1
        except MarkupError as error:
            refused.append((item, error))
    return count, refused
