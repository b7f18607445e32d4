"""A change is one unit of work: what is made of content is made once, at its end, in its transaction.

Django has no hook before a commit, so the unit is a context manager of ours with Django's ``atomic``
inside it. A middleware prepares one for each request that may write, a step of a command opens one
(``with changes.unit():``), and a lone ``save()`` or ``delete()`` of content opens its own. Inside, saves
only note what changed; at the end first everything that depends on it is found (``affects``), then each
app makes what is kept of it: HTML, digests, entries of the index, redirects, the content version
(``at_end``, the upper storeys first, since what they make may be part of what the lower ones make).

Source: design, section 4, "A change is one unit of work"; docs/decisions/2026-11-28-unit-of-work.md.
"""

import sys
from collections import defaultdict
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar

from django.contrib import messages
from django.db import connection, models, transaction
from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from django.utils.translation import gettext as _

from wiq_site.kit.caches import content_state

_current = ContextVar("unit", default=None)
_affected = defaultdict(list)
_makers = []


class Unit:
    """What changed since it was prepared.

    ``visible`` becomes True as soon as a visitor may see something of the change, now or at a moment
    that is set already. ``moved`` and ``deleted`` map (model, pk) to the address under which the public knew
    an object that has another one now, or none; ``files`` maps the names of stored files, known to the public
    likewise, to the names of those that replace them, or "". ``led_here`` maps (model, pk) of what was merged into another to the
    addresses that led to it before.
    ``saved`` holds the objects themselves as they were last saved, ``before`` as they were stored before the first change (None: new), ``cache`` what one maker loaded for
    those after it. ``versioned`` holds (model, pk) of what is to be kept as a version, by ``user`` (None: no account)
    and with ``reasons``, sentences that ``explain`` gave; ``kept_at`` is the moment of those versions. ``on_failure`` holds what is called where the unit fails,
    ``on_success`` what is once the unit of a request is stored.
    """

    def __init__(self, within=None):
        self.visible = self.failed = False
        self.request = within and within.request
        self.reasons = within.reasons if within else []
        self.versioned, self.kept_at = set(), None
        self.saved, self.moved, self.deleted, self.files, self.led_here = {}, {}, {}, {}, {}
        self.before = {}
        self.cache = {}
        self.on_failure, self.on_success = [], []
        self._log = []
        self._atomic = None
        self._depth = len(connection.atomic_blocks)
        self._changed = defaultdict(lambda: defaultdict(set))
        self._created = defaultdict(set)
        self._gone = defaultdict(set)

    @property
    def user(self):
        """Who is signed in where the request came from; None outside of requests and for visitors."""
        user = getattr(self.request, "user", None)
        return user if user is not None and user.is_authenticated else None

    def can_be_joined(self):
        """Whether a write belongs to this unit; opens its transaction at the first one.

        A transaction that somebody else opened inside a unit not yet open ends before the unit does:
        what is written there needs a unit of its own, so that all is made before that commit.
        """
        if self._atomic is None and len(connection.atomic_blocks) == self._depth:
            atomic = transaction.atomic()
            atomic.__enter__()  # where it fails, there is nothing to close
            self._atomic = atomic
        return self._atomic is not None

    def note(self, model, pk, fields=(), created=False, item=None):
        """Note that the object ``pk`` of ``model`` changed in ``fields``; whoever makes too much is right."""
        self._changed[model][pk].update(fields)
        if item is not None:
            self.saved[model, pk] = item
            self._log.append((model, pk))
        if created:
            self._created[model].add(pk)

    def note_affected(self, model, pks):
        """Note what a change of the objects ``pks`` of ``model`` concerns beside them."""
        for function in _affected[model]:
            for other, other_pks in function(self, pks):
                for pk in other_pks:
                    if pk is not None and pk not in self._gone[other]:
                        self.note(other, pk)

    def state(self):
        """Return what ``restore`` needs to forget what is noted from here on and then undone."""
        names = ("saved", "moved", "deleted", "files", "led_here")
        kept = {name: dict(getattr(self, name)) for name in names}
        copies = {
            name: {model: set(pks) for model, pks in getattr(self, name).items()}
            for name in ("_created", "_gone")
        }
        return kept, copies, len(self._log), len(self.on_failure)

    def restore(self, state):
        """Forget what was noted since ``state``; that something may have changed stays noted."""
        kept, sets, length, steps = state
        self.undo(steps)
        for name, value in kept.items():
            setattr(self, name, value)
        for name, value in sets.items():
            setattr(self, name, defaultdict(set, value))
        for key in self._log[length:]:
            self.saved.pop(key, None)  # the object holds what the database does not

    def undo(self, first=0):
        """Call what is to be called where the unit fails, from number ``first`` on."""
        while len(self.on_failure) > first:
            self.on_failure.pop()()

    def note_gone(self, model, pk):
        """Note that an object was deleted."""
        self._gone[model].add(pk)

    def changed(self, model):
        """Return ``{pk: names of changed fields}`` of objects that are there; found by others: no names."""
        gone, rows = self._gone.get(model), self._changed.get(model, {})
        return {pk: fields for pk, fields in rows.items() if pk not in gone} if gone else rows

    def created(self, model):
        """Return the pks of those of ``model``'s objects that are new."""
        return self._created.get(model, frozenset())

    def gone(self, model):
        """Return the pks of deleted objects of ``model``."""
        return self._gone.get(model, frozenset())

    def models(self):
        """Return all models of which an object changed or went."""
        return [*dict.fromkeys([*self._changed, *self._gone])]

    def close(self):
        """Make what is made at the end and commit; roll back where the unit failed."""
        if self._atomic is None:
            return
        try:
            if self.failed:
                transaction.set_rollback(True)
            else:
                self._finish()
        except BaseException:
            self._atomic.__exit__(*sys.exc_info())
            raise
        self._atomic.__exit__(None, None, None)

    def _finish(self):
        """Find all that depends on what changed, then let every app make what it keeps of it."""
        known = defaultdict(set)
        while new := [
            (m, pks) for m in self._changed if (pks := self._changed[m].keys() - known[m])
        ]:
            for model, pks in new:
                known[model] |= pks
                self.note_affected(model, pks)
        for make in reversed(_makers):
            make(self)


def affects(model, function):
    """Let a change of ``model``'s objects concern others too.

    ``function(unit, pks)`` yields pairs (other model, pks) for the objects ``pks``. Called in
    ``AppConfig.ready()``.
    """
    _affected[model].append(function)


def at_end(make):
    """Let ``make(unit)`` run at the end of every unit; those registered last run first."""
    _makers.append(make)


@contextmanager
def prepare_unit():
    """Prepare a unit whose transaction opens at the first write of content; yields the Unit."""
    unit = Unit(within=_current.get())
    token = _current.set(unit)
    try:
        try:
            yield unit
        except BaseException:
            unit.failed = True
            unit.close()
            raise
        unit.close()
    except BaseException:
        unit.failed = True
        raise
    finally:
        _current.reset(token)
        if unit.failed:
            unit.undo()


def joined():
    """Return, as a context manager, the unit at work, or one prepared for what stands inside."""
    current = _current.get()
    return prepare_unit() if current is None else nullcontext(current)


@contextmanager
def unit():
    """Do what stands inside as one unit; yields the Unit.

    Inside an open unit it is a part of that one, with a savepoint: an error caught around it undoes this
    part alone.
    """
    current = _current.get()
    if current is not None and current.can_be_joined():
        state = current.state()
        try:
            with transaction.atomic():
                yield current
        except BaseException:
            current.restore(state)
            raise
    else:
        with prepare_unit() as fresh:
            fresh.can_be_joined()
            yield fresh


@contextmanager
def apart():
    """Let each unit inside be stored by itself, though the request has one: long work would keep every other writer waiting."""
    token = _current.set(None)
    try:
        yield
    finally:
        _current.reset(token)


@contextmanager
def writing():
    """As ``unit()``, without a savepoint inside an open unit: for a single save or deletion."""
    current = _current.get()
    if current is not None and current.can_be_joined():
        yield current
    else:
        with unit() as fresh:
            yield fresh


def lock(item):
    """Let other writers of ``item`` wait for the end of the unit at work; SQLite lets one write at a time anyway."""
    with writing():
        list(type(item)._base_manager.select_for_update().filter(pk=item.pk).values_list("pk"))


def on_failure(step):
    """Let ``step`` be called where the unit at work fails: for what no database takes back."""
    if (current := _current.get()) is not None:
        current.on_failure.append(step)


def afterwards(step):
    """Let ``step`` be called when the unit of the request is stored with all that is made at its end; at once outside of one."""
    current = _current.get()
    if current is not None and current.request is not None:
        current.on_success.append(step)
    else:
        step()


def explain(reason):
    """Note for the versions of the unit at work, in a German sentence, what its change is for."""
    if (current := _current.get()) is not None:
        current.reasons.append(str(reason))


def loaded(key):
    """Return what makers keep under ``key`` at the end of the unit at work; None outside of that."""
    current = _current.get()
    return current.cache.get(key) if current is not None else None


def once(key, make):
    """Return what ``make()`` returned first in the unit at work; outside of one it is asked each time."""
    current = _current.get()
    if current is None:
        return make()
    if key not in current.cache:
        current.cache[key] = make()
    return current.cache[key]


def forget(key):
    """Let what ``once`` keeps under ``key`` be asked anew."""
    if (current := _current.get()) is not None:
        current.cache.pop(key, None)


def shown_and_undone(show):
    """Return what ``show()`` returns where all is made that the end of this unit makes; then nothing of it stays.

    It sees what nobody else may, so that nothing is remembered for others.
    """
    current = _current.get()
    token = content_state.set(None)
    try:
        if current.can_be_joined():
            current._finish()
        return show()
    finally:
        content_state.reset(token)
        current.failed = True


def store(item, *names):
    """Write the fields ``names`` of ``item`` that are made of others: nothing is made of them in turn."""
    rows = type(item)._base_manager.filter(pk=item.pk)
    models.QuerySet.update(rows, **{name: getattr(item, name) for name in names})
    item.remember_stored()


def store_all(rows, **values):
    """Write ``values``, made of what changed in this unit, into ``rows``, a queryset: nothing is made of them in turn."""
    models.QuerySet.update(rows, **values)


def offer_undo(request, tag):
    """Put ``tag`` at the last thing that the next page will say, in a sentence of its own where it says nothing."""
    if said := messages.get_messages(request)._queued_messages:
        said[-1].extra_tags = tag  # to read them would keep sentences from being translated
    else:
        messages.info(request, _("Das lässt sich rückgängig machen."), extra_tags=tag)


class UnitMiddleware:
    """One unit for each request that may write; one that ends in an error leaves nothing behind.

    Where it kept versions for an account, the next page of the desk offers to undo it (templates/admin/base_site.html).
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method in ("GET", "HEAD", "OPTIONS", "TRACE"):
            return self.get_response(request)
        with prepare_unit() as unit:
            unit.request = request
            response = self.get_response(request)
            unit.failed = unit.failed or response.status_code >= 500
        for step in () if unit.failed else unit.on_success:
            step()
        if unit.kept_at and unit.user and response.status_code == 302:
            offer_undo(request, f"undo {unit.kept_at.isoformat()}")
        return response

    def process_exception(self, request, exception):
        """Undo what a view wrote before it raised; Django makes the answer of the exception."""
        if (unit := _current.get()) is not None:
            unit.failed = True


def watch(model):
    """Note every save and deletion of ``model``'s objects, raw ones and those of a cascade included."""

    def before_save(instance, **_kwargs):
        instance.note_before_save()

    def after_save(instance, created, **_kwargs):
        with writing() as unit:
            instance.note_after_save(unit, created)

    def before_delete(instance, **_kwargs):
        with writing() as unit:
            instance.note_before_delete(unit)

    def after_delete(sender, instance, **_kwargs):
        with writing() as unit:
            unit.note_gone(sender, instance.pk)

    pre_save.connect(before_save, sender=model, weak=False)
    post_save.connect(after_save, sender=model, weak=False)
    pre_delete.connect(before_delete, sender=model, weak=False)
    post_delete.connect(after_delete, sender=model, weak=False)
