from django.db import migrations, models


def tell_posts(apps, schema_editor):
    """What invites to a cancelled meeting or reports it tells so before its title."""
    alias = schema_editor.connection.alias
    posts = apps.get_model("blog", "Post").objects.using(alias)
    cancelled = apps.get_model("meetings", "Meeting").objects.using(alias)
    cancelled = cancelled.exclude(cancelled_at=None)
    for role in ("invitation", "report"):
        of_these = posts.filter(pk__in=cancelled.values(role))
        of_these.update(meeting_change="Abgesagt")


class Migration(migrations.Migration):
    dependencies = [
        ("meetings", "0006_series_merged_at"),
        ("blog", "0009_meeting_change"),
    ]

    operations = [
        migrations.AddField(
            model_name="meeting",
            name="moved_from",
            field=models.DateTimeField(
                blank=True,
                help_text="Trägt sich von selbst ein, wenn ein öffentliches Treffen einen anderen Tag oder Beginn bekommt. War es nur ein Tippfehler, leeren Sie das Feld.",
                null=True,
                verbose_name="verlegt vom",
            ),
        ),
        migrations.RunPython(tell_posts, migrations.RunPython.noop),
    ]
