"""What the whole test run shares: which groups of tests this machine can run.

A group that cannot run is skipped with its reason; where REQUIRED_GROUPS names it, as in .ci/run,
the whole run is refused instead.
"""

import gc
import os
import shutil
import sqlite3
from functools import partial
from pathlib import Path

import hypothesis
import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import connection
from django.test import TransactionTestCase, client

from wiq_site.kit import caches, site

# A run decides whether a change lands, so it finds the same today and tomorrow. To look for what nobody
# has found yet: HYPOTHESIS_PROFILE=default make test
hypothesis.settings.register_profile("steady", derandomize=True)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FIREFOX = shutil.which("firefox-esr") or shutil.which("firefox")
JAVA = shutil.which("java")
VNU_JAR = Path(os.environ.get("VNU_JAR", ""))
GROUPS = ("browser", "firefox", "postgres", "redis", "w3c")


def missing(group):
    """Return why tests of ``group`` cannot run here, or None."""
    if group == "browser" and CHROMIUM is None:
        return "Chromium is not installed"
    if group == "firefox" and FIREFOX is None:
        return "Firefox is not installed"
    if group == "postgres" and "postgresql" not in settings.DATABASES["default"]["ENGINE"]:
        return "DATABASE_URL names no PostgreSQL"
    if group == "redis" and "redis" not in settings.CACHES["default"]["BACKEND"].lower():
        return "CACHE_URL names no Redis"
    if group == "w3c" and JAVA is None:
        return "Java is not installed"
    if group == "w3c" and not VNU_JAR.is_file():
        return "VNU_JAR names no file: the W3C checker, from npm as vnu-jar"
    return None


def pytest_configure(config):
    """Refuse a run that cannot do what it must; asked once, not by every process of the run."""
    if hasattr(config, "workerinput"):
        return
    for group in os.environ.get("REQUIRED_GROUPS", "").split():
        if group not in GROUPS:
            raise pytest.UsageError(f"REQUIRED_GROUPS names {group}, which is no group.")
        if missing(group):
            raise pytest.UsageError(f"Tests of the group {group} must run, but {missing(group)}.")


def may_differ(item):
    """Return whether ``item`` may find something else on another database: whether it may ask one at all."""
    asks = item.get_closest_marker("django_db") or {"db", "transactional_db"} & {*item.fixturenames}
    return bool(asks) or issubclass(item.cls or object, TransactionTestCase)


def pytest_collection_modifyitems(items):
    reasons = {group: missing(group) for group in GROUPS}
    for item in items:
        if may_differ(item):
            item.add_marker(pytest.mark.stored)
        for group, reason in reasons.items():
            if reason and group in item.keywords:
                item.add_marker(pytest.mark.skip(reason=f"{group}: {reason}"))


def pytest_collection_finish():
    """Spare every later search for garbage what all tests share: nearly a tenth of the work of the tests."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()
    caches.shelf.clear()
    site._known[:] = None, False  # as after the first question of a process


def _store_pages(store, data, signal, sender, template, context, **kwargs):
    """Keep what a page was made of for the test that asked for it, without each of the hundreds of fields of a form."""
    if not (template.name or "").startswith(("django/forms/", "admin/widgets/")):
        store(data, signal, sender, template, context, **kwargs)


client.store_rendered_templates = partial(_store_pages, client.store_rendered_templates)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Let every process know the content types from the start: tests that count queries ask in any order.

    Where SQLite keeps the database in memory, a copy of it, as it was new, takes back what a test committed: emptying
    all tables and making the rights and roles anew took most of the work of such a test.
    """
    with django_db_blocker.unblock():
        ContentType.objects.get_for_models(*apps.get_models())
        if connection.vendor == "sqlite" and connection.is_in_memory_db():
            new = sqlite3.connect(":memory:", check_same_thread=False)
            connection.connection.backup(new)
            TransactionTestCase._fixture_teardown = lambda test: new.backup(connection.connection)
