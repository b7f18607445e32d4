"""Measurements, run by hand with ``make bench``; each on a fresh database that it throws away."""

import gc
import os
import shutil
import tempfile
from atexit import register
from time import process_time


def start():
    """Set Django up in a temporary DATA_DIR, which goes at the end; var/ is never touched."""
    folder = tempfile.mkdtemp(prefix="wiq-bench-")
    register(shutil.rmtree, folder, ignore_errors=True)
    os.environ |= {"DEVELOPMENT": "true", "DATA_DIR": folder, "SITE_URL": ""}
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django

    django.setup()


def needs_own_database():
    """Create the database of the bench beside the configured one and drop it at the end."""
    from django.db import connection
    from django.test.utils import setup_test_environment

    setup_test_environment()
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = f"{os.environ['DATA_DIR']}/bench.sqlite3"
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    register(connection.creation.destroy_test_db, name, verbosity=0)


def best_of(tries, function, *args):
    """Return the processor's seconds for the best of ``tries`` calls with ``args``, and the last answer."""
    times = []
    for _ in range(tries):
        gc.collect()
        begin = process_time()
        answer = function(*args)
        times.append(process_time() - begin)
    return min(times), answer
