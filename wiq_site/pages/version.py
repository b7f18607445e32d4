"""The content version: one number that moves with every change a visitor may see.

The row is the truth; it moves in the transaction of the change. Where asking it costs a query, processes
share a copy: a folder beside SQLite, Redis where CACHE_URL names one; else (PostgreSQL alone) they ask the
row. A copy is dirty from before the commit until it is set, by one token for each writer, and setting only
ever raises it, so that whoever reads a clean copy reads the number of what is committed. Who finds a token
that is old (its writer died between commit and copy) asks the row.

Source: design, section 4; docs/decisions/2026-11-28-unit-of-work.md.
"""

import fcntl
import os
import time
import uuid
from functools import cache
from pathlib import Path

from django.conf import settings
from django.core.cache import cache as shared_cache
from django.db import connection, models, transaction
from django.db.models import Subquery
from django.utils.translation import gettext_lazy as _

from wiq_site.kit import registries
from wiq_site.kit.caches import is_away, note_away, out_of_reach, redis_error
from wiq_site.kit.prepared import prepared

SETTLED = 3  # seconds after which a folder that changes again surely gets another time
OLD_SECONDS = 30  # no writer takes longer from its token to the end of its commit


class ContentVersion(models.Model):
    """The one row that holds the number."""

    number = models.BigIntegerField(default=0)

    class Meta:
        app_label = "pages"
        verbose_name = _("Stand der Inhalte")
        verbose_name_plural = _("Stand der Inhalte")

    def __str__(self):
        return str(self.number)


class FolderCopy:
    """The number in a folder beside the database: a file that holds it, and a file for each token."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self._known = (None, None)  # the state of the folder when it was last read, and the number

    def add_token(self, token):
        """Make the copy dirty for the writer ``token``."""
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / f"{token}.dirty").touch()

    def remove_token(self, token):
        """Take the token of a writer away."""
        (self.folder / f"{token}.dirty").unlink(missing_ok=True)

    def raise_to(self, number):
        """Set the number where it is a higher one."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # until the file is closed
            if number > (self._number() or 0):
                fresh = self.folder / f"{uuid.uuid4().hex}.new"
                fresh.write_text(str(number))
                fresh.replace(self.folder / "number")

    def tokens(self):
        """Return ``{token: age in seconds}`` of the writers at work."""
        ages = {}
        for path in self.folder.glob("*.dirty"):
            try:
                ages[path.stem] = time.time() - path.stat().st_mtime
            except FileNotFoundError:
                continue  # its writer is done
        return ages

    def read(self):
        """Return the number, None while the copy is dirty or unknown.

        Every token and every number changes the time of the folder, so that one look at it tells whether
        anything did; not so within the grain of that time.
        """
        try:
            stat = os.stat(self.folder)  # noqa: PTH116  the quicker one, at the door of each request
        except FileNotFoundError:
            return None
        state = (stat.st_mtime_ns, stat.st_ino)
        known, number = self._known
        if state == known:
            return number
        number = None if any(self.folder.glob("*.dirty")) else self._number()
        if number is not None and time.time() - stat.st_mtime > SETTLED:
            self._known = (state, number)
        return number

    def _number(self):
        try:
            return int((self.folder / "number").read_text())
        except (FileNotFoundError, ValueError):
            return None


class RedisCopy:
    """The number in Redis, with the methods of a FolderCopy.

    It is asked of the row again every few seconds, so that what a writer could not tell a Redis it did not
    reach is known soon after; what Redis lost is asked of the row at once.
    """

    NUMBER, TOKENS, SECONDS = "content-version", "content-version-tokens", 10

    def _redis(self):
        return shared_cache._cache.get_client(None, write=True)

    def _key(self, name):
        return shared_cache.make_key(name)

    def add_token(self, token):
        self._redis().hset(self._key(self.TOKENS), token, time.time())

    def remove_token(self, token):
        self._redis().hdel(self._key(self.TOKENS), token)

    def raise_to(self, number):
        """Set the number where it is not a smaller one."""
        script = (
            "if tonumber(ARGV[1]) >= tonumber(redis.call('get', KEYS[1]) or 0) "
            "then redis.call('set', KEYS[1], ARGV[1], 'EX', ARGV[2]) end"
        )
        self._redis().eval(script, 1, self._key(self.NUMBER), number, self.SECONDS)

    def tokens(self):
        rows = self._redis().hgetall(self._key(self.TOKENS))
        return {token.decode(): time.time() - float(since) for token, since in rows.items()}

    def read(self):
        pipe = self._redis().pipeline()
        pipe.get(self._key(self.NUMBER))
        pipe.hlen(self._key(self.TOKENS))
        number, tokens = pipe.execute()
        return None if tokens or number is None else int(number)


@cache
def copy():
    """Return the copy that the processes of this site share, None where they ask the row."""
    if "redis" in settings.CACHES["default"]["BACKEND"].lower():
        return RedisCopy()
    name = str(settings.DATABASES["default"]["NAME"])
    is_file = connection.vendor == "sqlite" and "memory" not in name
    return FolderCopy(f"{name}.version") if is_file else None


def stored_version():
    """Return the number of the row; one query."""
    return ContentVersion.objects.values_list("number", flat=True).first() or 0


@cache
def compare_copy():
    """Compare copy and row, once for each process: after an older database came back the row is behind.

    It is raised above the copy then, so that what others kept under the higher number is used no more.
    """
    shared, number = copy(), stored_version()
    ahead = shared.read()
    if ahead is not None and ahead > number:
        ContentVersion.objects.filter(number__lt=ahead).update(number=ahead + 1)
        shared.raise_to(ahead + 1)


def current_version():
    """Return the content version, from the copy where that is clean, else from the row."""
    shared = copy()
    if shared is None or is_away():
        return stored_version()
    try:
        compare_copy()
        number = shared.read()
        if number is None:
            tokens = shared.tokens()
            number = stored_version()
            if all(age > OLD_SECONDS for age in tokens.values()):
                shared.raise_to(number)
                for token in tokens:
                    shared.remove_token(token)
    except out_of_reach() as error:  # a disk on which nothing fits any more, too
        note_away(error)
        return stored_version()
    return number


def first_moments(now):
    """Return when, after the aware ``now``, pages change next without an edit, one moment for each of ``registries.moments``.

    One query, each answered by its index. Without the row nothing was ever published.
    """
    stamps = [stamp for list_stamps in registries.moments for stamp in list_stamps()]

    def build(since):
        firsts = [
            Subquery(
                model.objects.filter(**{f"{field}__gt": moment}).order_by(field).values(field)[:1]
            )
            for (model, field, _after), moment in zip(stamps, since, strict=True)
        ]
        return ContentVersion.objects.values_list(*firsts)

    key = ("first moments", *(stamp[:2] for stamp in stamps))
    rows = prepared(key, build, since=[now - after for *_, after in stamps])
    return [
        moment + after
        for row in rows
        for moment, (*_, after) in zip(row, stamps, strict=True)
        if moment
    ]


def move_version(unit):
    """Move the version where a visitor may see something of ``unit``; runs last at its end."""
    if not unit.visible:
        return
    shared, token = copy(), f"{os.getpid()}-{uuid.uuid4().hex}"
    try:
        if shared:
            shared.add_token(token)  # a folder that takes no token lets nothing be written
    except redis_error() as error:
        note_away(error)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO pages_contentversion (id, number) VALUES (1, 1) ON CONFLICT (id)"
            " DO UPDATE SET number = pages_contentversion.number + 1 RETURNING number"
        )
        [number] = cursor.fetchone()
    if shared:
        transaction.on_commit(
            lambda: _try(shared.raise_to, number) and _try(shared.remove_token, token)
        )


def _try(step, *args):
    """Do a step on the copy after the commit and return whether it was done; else readers ask the row."""
    try:
        step(*args)
    except out_of_reach() as error:
        note_away(error)
        return False
    return True
