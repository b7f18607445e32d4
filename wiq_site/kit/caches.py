"""The cache that all processes share, and the site without it: a full disk or a dead Redis costs no page.

What is out of reach is kept by each process alone meanwhile: limits then count in each of them, feeds are
made anew. Nothing of that is written back later.
"""

import fcntl
import logging
import sys
import time
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from django.core.cache.backends.filebased import FileBasedCache
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache

logger = logging.getLogger(__name__)

RETRY_SECONDS = 5  # so long nobody waits for it again
_away = {"until": 0.0, "told": float("-inf")}


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


def note_away(error):
    """Note that the shared cache is out of reach; the log hears of it once a minute."""
    now = time.monotonic()
    _away["until"] = now + RETRY_SECONDS
    if now - _away["told"] > 60:
        _away["told"] = now
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
