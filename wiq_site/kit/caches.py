"""What is remembered: in one process under keys that say all, and in the cache that all processes share.

``remembered`` keeps pieces of pages, ``Shelf`` them and whole pages, within bounds. A key names every value that the
piece depends on, most of them by a digest or a moment that moves with the row; so nothing has to be forgotten when
something changes. What a key leaves out would be shown for ever: the tests compare remembered pages with fresh ones
after every kind of change. Source: docs/decisions/2026-11-28-fragments.md.

A full disk or a dead Redis costs no page. What is out of reach is kept by each process alone meanwhile: limits then
count in each of them, feeds are made anew. Nothing of that is written back later.
"""

import fcntl
import logging
import sys
import time
from collections import OrderedDict
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import count
from pathlib import Path
from threading import Lock

from django.conf import settings
from django.core.cache.backends.filebased import FileBasedCache
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache

logger = logging.getLogger(__name__)

RETRY_SECONDS = 5  # so long nobody waits for it again
_away = {"until": 0.0, "logged": float("-inf"), "error": None}


def redis_error():
    """Return what Redis raises; a process that never loaded the package meets none of it, nor loads it."""
    package = sys.modules.get("redis.exceptions")
    return package.RedisError if package else ConnectionError


def out_of_reach():
    """Return the errors of a shared cache that does not answer, for ``except``."""
    return (redis_error(), OSError)


def is_away():
    """Whether the shared cache was out of reach in the last seconds."""
    return time.monotonic() < _away["until"]


def what_was_away():
    """Return the error by which the shared cache was last out of reach."""
    return _away["error"]


def note_away(error):
    """Note that the shared cache is out of reach; the log hears of it once a minute."""
    now = time.monotonic()
    _away.update(until=now + RETRY_SECONDS, error=error)
    if now - _away["logged"] > 60:
        _away["logged"] = now
        logger.warning("The shared cache is out of reach, the site goes on without it: %s", error)


def _or_alone(name):
    def method(self, *args, **kwargs):
        if not is_away():
            try:
                return getattr(super(GoesOnAlone, self), name)(*args, **kwargs)
            except out_of_reach() as error:
                note_away(error)
        return getattr(self._alone_meanwhile, name)(*args, **kwargs)

    return method


class GoesOnAlone:
    """Before a cache: what cannot reach it is kept in this process."""

    _alone_meanwhile = LocMemCache("meanwhile", {"OPTIONS": {"MAX_ENTRIES": 3000}})
    add, get, set, touch = map(_or_alone, ("add", "get", "set", "touch"))
    delete, has_key, incr, clear = map(_or_alone, ("delete", "has_key", "incr", "clear"))
    get_many, set_many, delete_many = map(_or_alone, ("get_many", "set_many", "delete_many"))


class SteadyRedisCache(GoesOnAlone, RedisCache):
    """Django's cache in Redis, without which the site goes on."""


class CountingFileCache(FileBasedCache):
    """Django's file cache, in which processes that count at once lose no count.

    Whether it is too full it asks at one write in CULL_EVERY: that takes the longer the more there is.
    """

    CULL_EVERY = 100
    _writes = count()

    def _cull(self):
        if next(self._writes) % self.CULL_EVERY == 0:
            super()._cull()

    @contextmanager
    def _alone(self):
        self._createdir()
        with Path(self._dir, "lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)  # until the file is closed
            yield

    def add(self, *args, **kwargs):
        with self._alone():
            return super().add(*args, **kwargs)

    def incr(self, *args, **kwargs):
        with self._alone():
            return super().incr(*args, **kwargs)

    def touch(self, *args, **kwargs):
        with self._alone():
            return super().touch(*args, **kwargs)


class SteadyFileCache(GoesOnAlone, CountingFileCache):
    """The file cache without which the site goes on, on a full disk for one."""

    def __init__(self, *args, **kwargs):
        try:
            super().__init__(*args, **kwargs)  # makes its folder
        except OSError as error:
            note_away(error)


class Shelf:
    """Things by their keys, within ``room`` bytes. What was asked for once never displaces what is asked often.

    Most of the room is for what was asked for again; junk queries turn over the rest alone.
    """

    def __init__(self, room):
        self._lock = Lock()
        self._once, self._often = OrderedDict(), OrderedDict()
        self._room = {id(self._once): room // 4, id(self._often): room - room // 4}
        self._size = dict.fromkeys(self._room, 0)

    def get(self, key):
        """Return what is kept under ``key``, or None."""
        with self._lock:
            entry = self._often.get(key)
            if entry is None:
                entry = self._take(self._once, key)
                if entry is None:
                    return None
                self._lay(self._often, key, entry)
            else:
                self._often.move_to_end(key)
        return entry[0]

    def put(self, key, thing, size):
        """Keep ``thing`` of about ``size`` bytes, unless it alone takes half of the room for new ones."""
        with self._lock:
            self._take(self._often, key)
            self._take(self._once, key)
            if size <= self._room[id(self._once)] // 2:
                self._lay(self._once, key, (thing, size))

    def clear(self):
        """Forget everything."""
        with self._lock:
            for part in (self._once, self._often):
                part.clear()
                self._size[id(part)] = 0

    def _take(self, part, key):
        entry = part.pop(key, None)
        if entry is not None:
            self._size[id(part)] -= entry[1]
        return entry

    def _lay(self, part, key, entry):
        part[key] = entry
        self._size[id(part)] += entry[1]
        while self._size[id(part)] > self._room[id(part)]:
            self._take(part, next(iter(part)))


OVERHEAD = 500  # bytes of a key and its entry, about
shelf = Shelf(settings.FRAGMENTS_BYTES)
content_version = ContextVar("content_version", default=None)  # known at the door, for every method
content_state = ContextVar("content_state", default=None)  # set at the door (wiq_site.kit.kept)


def remembered(key, make):
    """Return what ``make()`` returned for ``key``, a tuple that begins with a name; not None."""
    thing = shelf.get(key)
    if thing is None:
        thing = make()
        size = sys.getsizeof(thing)  # two bytes for a letter of a text with „these“
        if not isinstance(thing, str) and hasattr(thing, "__len__"):
            size += len(thing) * 150  # bytes of one thing in a list, about
        shelf.put(key, thing, size + OVERHEAD)
    return thing


def remembered_now(key, make):
    """Return what ``make()`` returned for ``key`` in this state of the whole content; outside the door always ask it.

    For what depends on many rows: which topics are public, what stands around a post. The state is the content
    version that was known when the request came, and the next moment at which anything changes by itself.
    """
    state = content_state.get()
    return remembered((*key, state), make) if state else make()
