"""The WSGI entry, `wiq_site.wsgi:application`: Django behind the pages that are kept ready."""

import logging
import os
import sqlite3
import sys
from contextlib import suppress
from datetime import datetime, time, timedelta

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wiq_site.settings")
django = get_wsgi_application()

from django.conf import settings  # noqa: E402  all that follows needs Django set up
from django.core.handlers.wsgi import WSGIRequest  # noqa: E402
from django.core.signals import request_started  # noqa: E402
from django.db import (  # noqa: E402
    DatabaseError,
    OperationalError,
    close_old_connections,
    connection,
    connections,
)
from django.db.backends.signals import connection_created  # noqa: E402
from django.utils import timezone  # noqa: E402

from wiq_site.kit.kept import KeptPages  # noqa: E402
from wiq_site.kit.registries import clocks  # noqa: E402
from wiq_site.pages.version import current_version, first_moments  # noqa: E402
from wiq_site.views import RETRY_AFTER, is_out_of_order  # noqa: E402


class Request(WSGIRequest):
    """A request in UTF-8, whatever charset it claims: by that Django would read its address before any middleware is asked."""

    encoding = property(lambda self: "utf-8", lambda self, charset: None)


django.request_class = Request
logger = logging.getLogger("wiq_site.wsgi")
LAST_RESORT = b""  # where not even this file is there
with suppress(OSError):
    LAST_RESORT = (settings.BASE_DIR / "templates" / "last_resort.html").read_bytes()


if connection.vendor == "postgresql":  # commands may take longer than a visitor waits
    connections.settings["default"]["OPTIONS"]["options"] += " -c statement_timeout=30s"


def known_version():
    """Return the content version, None while nothing can tell it: then nothing is kept."""
    try:
        return current_version()
    except DatabaseError:
        close_old_connections()
        return None


def next_change():
    """Return the moment, in seconds since the epoch, at which pages change next without an edit; midnight at the latest.

    Now where the database cannot tell it.
    """
    now = timezone.now()
    tomorrow = timezone.localdate(now) + timedelta(days=1)
    midnight = datetime.combine(tomorrow, time.min, timezone.get_current_timezone())
    try:
        moments = [moment for clock in clocks for moment in clock(now) if moment and moment > now]
        moments += first_moments(now)
    except DatabaseError:
        close_old_connections()
        return now.timestamp()
    return min([midnight, *moments]).timestamp()


def held_open():
    """Return a connection to SQLite that stays open, None where there is none.

    The last one to close takes the shared memory of the write-ahead log along, and on a full disk the next reader
    could make none.
    """
    try:
        held = sqlite3.connect(connection.settings_dict["NAME"], check_same_thread=False)
        held.execute("SELECT 1 FROM sqlite_master").fetchone()
    except sqlite3.Error as error:
        logger.warning("The database is out of reach: %s", error)
        return None
    return held


def file_of_database():
    """Return what tells the file of SQLite from another in its place, and whether it takes anything; None without one."""
    path = connection.settings_dict["NAME"]
    try:
        status = os.stat(path)  # noqa: PTH116  the quicker one
    except OSError:
        return None
    return status.st_dev, status.st_ino, os.access(path, os.W_OK)


def note_file(connection, **_kwargs):
    """Remember which file a new ``connection`` reads."""
    connection.file = file_of_database()


def follow_file(**_kwargs):
    """Before a request, leave a file that another one has replaced, or that was opened while it took nothing.

    Raises OperationalError where there is none: opening it would make an empty one.
    """
    if connection.is_in_memory_db():  # of tests
        return
    file = file_of_database()
    if file is None:
        raise OperationalError("unable to open database file")
    if held["file"] != file:
        held.update(file=file, connection=held_open())
    if connection.connection and getattr(connection, "file", None) != file:
        connection.close()


pages = KeptPages(
    django, known_version, next_change, settings.KEPT_PAGES_BYTES, settings.SESSION_COOKIE_NAME
)
held = {"file": None, "connection": None}
if connection.vendor == "sqlite":
    connection_created.connect(note_file)
    request_started.connect(follow_file)
    if file_of_database():
        follow_file()


def application(environ, start_response):
    """Answer a request; where not even the page for errors can be made, with one that asks nothing of anybody."""
    try:
        return pages(environ, start_response)
    except Exception as error:
        logger.exception("No page could be made, not even the one for errors")
        status = (
            "503 Service Unavailable" if is_out_of_order(error) else "500 Internal Server Error"
        )
        headers = [
            ("Content-Type", "text/html; charset=utf-8"),
            ("Content-Length", str(len(LAST_RESORT))),
            ("Content-Security-Policy", "default-src 'none'"),
            ("Cache-Control", "no-store"),
            ("Retry-After", str(RETRY_AFTER)),
        ]
        start_response(status, headers, sys.exc_info())
        return [LAST_RESORT]
