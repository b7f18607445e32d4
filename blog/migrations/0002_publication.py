from django.db import migrations, models
from django.db.models import F
from django.utils import timezone


def remember_what_was_public(apps, schema_editor):
    """What visitors could read until today was public since its moment."""
    posts = apps.get_model("blog", "Post").objects.using(schema_editor.connection.alias)
    posts.filter(published_at__lte=timezone.now()).update(first_published_at=F("published_at"))


class Migration(migrations.Migration):
    dependencies = [
        ("blog", "0001_posts_and_topics"),
    ]

    operations = [
        migrations.AddField(
            model_name="post",
            name="first_published_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AlterField(
            model_name="post",
            name="withdrawn_at",
            field=models.DateTimeField(
                blank=True,
                help_text="Von da an steht unter der Adresse nur noch, dass es zurückgezogen wurde.",
                null=True,
                verbose_name="zurückgezogen am",
            ),
        ),
        migrations.RunPython(remember_what_was_public, migrations.RunPython.noop),
    ]
