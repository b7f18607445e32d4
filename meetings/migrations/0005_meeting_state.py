from django.conf import settings
from django.db import migrations, models
from django.utils import translation
from django.utils.formats import date_format


def tell_posts(apps, schema_editor):
    """What invites to a cancelled meeting says so; what reports one says how far the minutes are."""
    alias = schema_editor.connection.alias
    posts = apps.get_model("blog", "Post").objects.using(alias)
    with translation.override(settings.LANGUAGE_CODE):
        for meeting in apps.get_model("meetings", "Meeting").objects.using(alias).all():
            minutes = "Vorläufiges Protokoll, noch nicht genehmigt"
            if meeting.approved_at:
                minutes = f"Protokoll genehmigt am {date_format(meeting.approved_at, 'j. F Y')}"
            cancelled = ["Abgesagt"] if meeting.cancelled_at else []
            for pk, words in (
                (meeting.invitation_id, cancelled),
                (meeting.report_id, [*cancelled, minutes]),
            ):
                posts.filter(pk=pk).update(meeting_state=" · ".join(words))


class Migration(migrations.Migration):
    dependencies = [
        ("meetings", "0004_german_names"),
        ("blog", "0007_meeting_state"),
    ]

    operations = [
        migrations.AddField(
            model_name="meeting",
            name="cancel_reason",
            field=models.CharField(
                blank=True,
                help_text="In wenigen Worten: „Sturmwarnung; neuer Termin folgt“.",
                max_length=250,
                verbose_name="warum abgesagt",
            ),
        ),
        migrations.RunPython(tell_posts, migrations.RunPython.noop),
    ]
