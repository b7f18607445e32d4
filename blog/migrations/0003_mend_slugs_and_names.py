import re

from django.db import migrations

from wiq_site.pages.migrations._mending import mend_slugs


def mend(apps, schema_editor):
    """Slugs become what filters and addresses know; names of topics lose the comma that parts them."""
    alias = schema_editor.connection.alias
    redirects = apps.get_model("pages", "Redirect").objects.using(alias)
    mend_slugs(apps.get_model("blog", "Post").objects.using(alias), redirects, "/beitraege/")
    topics = apps.get_model("blog", "Topic").objects.using(alias)
    mend_slugs(topics, redirects, "/themen/")
    for topic in topics.filter(name__contains=","):
        name = plain = re.sub(r"\s*,[\s,]*", " – ", topic.name).strip(" –")[:90] or topic.slug
        count = 1
        while topics.filter(name=name).exists():
            count += 1
            name = f"{plain} ({count})"
        topics.filter(pk=topic.pk).update(name=name)


class Migration(migrations.Migration):
    dependencies = [
        ("blog", "0002_publication"),
        ("pages", "0002_publication_and_version"),
    ]

    operations = [migrations.RunPython(mend, migrations.RunPython.noop)]
