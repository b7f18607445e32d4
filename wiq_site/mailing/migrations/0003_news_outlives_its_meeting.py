import django.db.models.deletion
from django.db import migrations, models


def forget_gone(apps, schema_editor):
    """Let no row name a meeting that is not there."""
    alias = schema_editor.connection.alias
    news, meetings = (
        apps.get_model(*name).objects.using(alias)
        for name in (("mailing", "MeetingNews"), ("meetings", "Meeting"))
    )
    news.exclude(meeting__in=meetings.values("pk")).delete()


class Migration(migrations.Migration):
    dependencies = [("mailing", "0002_where_meetings_are")]

    operations = [
        migrations.AlterField(
            model_name="meetingnews",
            name="meeting",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="meetings.meeting",
            ),
        ),
        migrations.RunPython(migrations.RunPython.noop, forget_gone),
    ]
