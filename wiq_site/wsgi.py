"""The WSGI entry, `wiq_site.wsgi:application`: Django behind the pages that are kept ready."""

import os
from datetime import datetime, time, timedelta

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wiq_site.settings")
django = get_wsgi_application()

from django.conf import settings  # noqa: E402  all that follows needs Django set up
from django.db import DatabaseError, close_old_connections  # noqa: E402
from django.utils import timezone  # noqa: E402

from wiq_site.kit.kept import KeptPages  # noqa: E402
from wiq_site.kit.registries import clocks  # noqa: E402
from wiq_site.pages.version import current_version  # noqa: E402


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
    except DatabaseError:
        close_old_connections()
        return now.timestamp()
    return min([midnight, *moments]).timestamp()


application = KeptPages(
    django, known_version, next_change, settings.KEPT_PAGES_BYTES, settings.SESSION_COOKIE_NAME
)
