"""Every field of content says what it is for, and no change of content goes by the unit of work."""

import ast
from functools import cache
from pathlib import Path

from django.apps import apps
from django.conf import settings

from wiq_site.kit.models import ContentModel, ContentQuerySet, role_of

OWN = ("blog", "comments", "meetings", "wiq_site")
ROLES = {"shown", "minutes", "inner", "made"}
CONTENT = [
    model for model in apps.get_models(include_auto_created=True) if issubclass(model, ContentModel)
]


@cache
def nodes():
    """Return ``(path, node)`` for each node of our own Python files but migrations that names, calls or imports."""
    root = Path(settings.BASE_DIR)
    return [
        (path.relative_to(root).as_posix(), node)
        for folder in OWN
        for path in sorted((root / folder).rglob("*.py"))
        if "migrations" not in path.parts
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, (ast.Attribute, ast.Call, ast.ImportFrom))
    ]


def is_queryset(node):
    """Whether ``node`` is Django's own class, which notes nothing."""
    return "QuerySet" in (getattr(node, "id", ""), getattr(node, "attr", ""))


def writes_past_the_unit(node):
    """Whether ``node`` reaches for rows as Django itself would write them."""
    if isinstance(node, ast.Call):
        return is_queryset(node.func)
    if not isinstance(node, ast.Attribute):
        return False
    methods = ("update", "delete", "bulk_create", "bulk_update")
    hidden = ("_base_manager", "_raw_delete", "_update", "_insert", "save_base")
    return node.attr in hidden or (is_queryset(node.value) and node.attr in methods)


def test_every_field_of_content_says_what_it_is_for():
    assert len(CONTENT) > 10
    unmarked = [
        f"{model.__name__}.{field.name}"
        for model in CONTENT
        for field in model._meta.concrete_fields
        if role_of(field) not in ROLES
    ]
    assert unmarked == []


def test_every_manager_of_content_notes_what_it_writes():
    managers = {
        manager: manager.get_queryset() for model in CONTENT for manager in model._meta.managers
    }
    assert [str(m) for m, rows in managers.items() if not isinstance(rows, ContentQuerySet)] == []


def test_relations_of_content_are_content_themselves():
    """A table that Django makes for a relation would change unnoted."""
    relations = [field for model in CONTENT for field in model._meta.many_to_many]
    through = {field.remote_field.through for field in relations}
    assert through - set(CONTENT) == set()


def test_rows_are_written_past_the_unit_in_few_files_only():
    places = {path for path, node in nodes() if writes_past_the_unit(node)}
    assert places == {
        "meetings/derived.py",  # the revision of a calendar, made of content and none itself
        "wiq_site/kit/changes.py",
        "wiq_site/kit/models.py",
        "wiq_site/management/commands/bench_content.py",  # it ends with one noted change
        "wiq_site/transfer/rows.py",  # a whole site into an empty one; it ends with one noted change
    }


def test_transactions_are_opened_in_few_files_only():
    places = {path for path, node in nodes() if getattr(node, "attr", "") == "atomic"}
    imported = {
        path
        for path, node in nodes()
        if isinstance(node, ast.ImportFrom) and "atomic" in {alias.name for alias in node.names}
    }
    assert places | imported == {
        "wiq_site/health.py",  # asks an index that may be broken
        "wiq_site/kit/changes.py",
        "wiq_site/search/index.py",  # the index is made anew as a whole
        "wiq_site/transfer/rows.py",  # all rows or none
    }
