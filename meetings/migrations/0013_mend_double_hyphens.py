from django.db import migrations

from wiq_site.pages.migrations._mending import mend_slugs


def mend(apps, schema_editor):
    """Slugs made of a title with "_" in it held two hyphens in a row, which fields and filters refuse."""
    alias = schema_editor.connection.alias
    redirects = apps.get_model("pages", "Redirect").objects.using(alias)
    for app, model, path in (
        ("pages", "Page", "/"),
        ("blog", "Post", "/beitraege/"),
        ("blog", "Topic", "/themen/"),
        ("meetings", "Meeting", "/treffen/"),
    ):
        mend_slugs(apps.get_model(app, model).objects.using(alias), redirects, path)


class Migration(migrations.Migration):
    dependencies = [
        ("pages", "0010_focus_of_pictures"),
        ("blog", "0019_narrow_indexes"),
        ("meetings", "0012_refused_offers"),
    ]

    operations = [migrations.RunPython(mend, migrations.RunPython.noop)]
