from django.db import migrations, models


def note_where(apps, schema_editor):
    """Meetings were told with the place and the link that they have now: nobody is mailed because of the update."""
    alias = schema_editor.connection.alias
    news = apps.get_model("mailing", "MeetingNews").objects.using(alias)
    for meeting in (
        apps.get_model("meetings", "Meeting")
        .objects.using(alias)
        .filter(pk__in=news.values("meeting"))
    ):
        access = "Link auf Anfrage" if meeting.online_on_request else meeting.online_url
        news.filter(meeting=meeting).update(place=meeting.place, online_access=access)


class Migration(migrations.Migration):
    dependencies = [
        ("mailing", "0001_subscriptions"),
        ("meetings", "0021_moved_elsewhere"),
    ]

    operations = [
        migrations.AddField(
            model_name="meetingnews",
            name="place",
            field=models.CharField(blank=True, default="", max_length=200),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="meetingnews",
            name="online_access",
            field=models.CharField(blank=True, default="", max_length=200),
            preserve_default=False,
        ),
        migrations.RunPython(note_where, migrations.RunPython.noop),
    ]
