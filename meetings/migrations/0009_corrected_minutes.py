from django.db import migrations, models


def follow_reports(apps, schema_editor):
    """Minutes with a report are corrected where it is."""
    alias = schema_editor.connection.alias
    meetings = apps.get_model("meetings", "Meeting").objects.using(alias)
    for meeting in meetings.exclude(report__corrected_at=None).select_related("report"):
        of_report = ("corrected_at", "correction_note")
        values = {name: getattr(meeting.report, name) for name in of_report}
        meetings.filter(pk=meeting.pk).update(**values)


class Migration(migrations.Migration):
    dependencies = [
        ("meetings", "0008_agenda_told_once"),
    ]

    operations = [
        migrations.AddField(
            model_name="meeting",
            name="corrected_at",
            field=models.DateTimeField(
                blank=True,
                help_text="Nur bei einer echten Berichtigung: Sie steht dann oben auf der Seite, und Feedreader, die Änderungen kennen, zeigen sie als geändert.",
                null=True,
                verbose_name="berichtigt am",
            ),
        ),
        migrations.AddField(
            model_name="meeting",
            name="correction_note",
            field=models.CharField(
                blank=True, max_length=300, verbose_name="Was wurde berichtigt?"
            ),
        ),
        migrations.RunPython(follow_reports, migrations.RunPython.noop),
    ]
