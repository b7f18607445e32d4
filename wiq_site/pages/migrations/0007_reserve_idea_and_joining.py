from django.db import migrations

from wiq_site.kit.text import unique_slug
from wiq_site.pages.migrations._mending import move_slug


def move(apps, schema_editor):
    """Pages whose addresses the forms for ideas and for joining need get others, and old links lead there."""
    alias = schema_editor.connection.alias
    pages = apps.get_model("pages", "Page").objects.using(alias)
    redirects = apps.get_model("pages", "Redirect").objects.using(alias)
    for slug in ("idee", "mitmachen"):
        if pages.filter(slug=slug).exists():
            new = unique_slug(slug, lambda word: pages.filter(slug=word).exists(), slug)
            move_slug(pages, redirects, "/", slug, new)


class Migration(migrations.Migration):
    dependencies = [("pages", "0006_timer_runs")]

    operations = [migrations.RunPython(move, migrations.RunPython.noop)]
