#!/usr/bin/env python
"""Django's command line, see `python manage.py help`."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wiq_site.settings")
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line
    from django.db import DatabaseError
    from django.db.migrations.exceptions import InconsistentMigrationHistory

    try:
        settings.SECRET_KEY  # noqa: B018  read before any command
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(str(error))
    except (DatabaseError, ImportError, OSError, InconsistentMigrationHistory) as error:
        try:
            from wiq_site.health import finding_of
            from wiq_site.views import is_out_of_order
        except (ImportError, OSError):
            sys.exit(
                f"Dem Programm fehlt etwas: {error}. Eine Datei holt „git restore .“ zurück, ein Paket „wiq update“."
            )
        if not (isinstance(error, InconsistentMigrationHistory) or is_out_of_order(error)):
            raise
        sys.exit(finding_of("", error).sentence)
