from django.db import migrations

from wiq_site.pages.migrations._mending import mend_slugs


def mend(apps, schema_editor):
    """Slugs become what filters and addresses know."""
    alias = schema_editor.connection.alias
    redirects = apps.get_model("pages", "Redirect").objects.using(alias)
    mend_slugs(apps.get_model("meetings", "Meeting").objects.using(alias), redirects, "/treffen/")


class Migration(migrations.Migration):
    dependencies = [
        ("meetings", "0002_publication"),
        ("pages", "0002_publication_and_version"),
    ]

    operations = [migrations.RunPython(mend, migrations.RunPython.noop)]
