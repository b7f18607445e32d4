import django.core.validators
from django.db import migrations, models
from django.utils import timezone


def publish(apps, schema_editor):
    """Pages that are public today get the moment of this migration."""
    pages = apps.get_model("pages", "Page").objects.using(schema_editor.connection.alias)
    now = timezone.now()
    pages.filter(public=True).update(published_at=now, first_published_at=now)


def unpublish(apps, schema_editor):
    """Back to yes or no: public is what is published now."""
    pages = apps.get_model("pages", "Page").objects.using(schema_editor.connection.alias)
    now = timezone.now()
    pages.filter(published_at__lte=now).exclude(withdrawn_at__lte=now).update(public=True)


class Migration(migrations.Migration):
    dependencies = [
        ("pages", "0001_pages_and_files"),
    ]

    operations = [
        migrations.CreateModel(
            name="ContentVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.BigIntegerField(default=0)),
            ],
        ),
        migrations.AddField(
            model_name="page",
            name="first_published_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="page",
            name="published_at",
            field=models.DateTimeField(
                blank=True,
                db_index=True,
                help_text="Leer: Entwurf. In der Zukunft: erscheint von selbst zu dieser Minute.",
                null=True,
                verbose_name="veröffentlicht am",
            ),
        ),
        migrations.AddField(
            model_name="page",
            name="withdrawn_at",
            field=models.DateTimeField(
                blank=True,
                help_text="Von da an steht unter der Adresse nur noch, dass es zurückgezogen wurde.",
                null=True,
                verbose_name="zurückgezogen am",
            ),
        ),
        migrations.RunPython(publish, unpublish),
        migrations.RemoveField(
            model_name="page",
            name="public",
        ),
        migrations.AlterField(
            model_name="redirect",
            name="new_path",
            field=models.CharField(
                blank=True,
                help_text="/beitraege/sommerfest/ oder leer: Was dort stand, gibt es nicht mehr.",
                max_length=300,
                validators=[
                    django.core.validators.RegexValidator(
                        "^/(?!/)\\S*$", "Eine Adresse dieser Website beginnt mit einem /."
                    )
                ],
                verbose_name="neue Adresse",
            ),
        ),
    ]
