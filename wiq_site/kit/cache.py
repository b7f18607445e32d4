"""The cache in a folder, so that several processes can count in it without losing a count.

Django's own reads, adds and writes; two processes that do so at once count one instead of two.
"""

import fcntl
from contextlib import contextmanager
from pathlib import Path

from django.core.cache.backends.filebased import FileBasedCache


class CountingFileCache(FileBasedCache):
    """Django's file cache whose ``add``, ``incr`` and ``touch`` happen one after the other."""

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
