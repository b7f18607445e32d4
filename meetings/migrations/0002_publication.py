from django.db import migrations, models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils import timezone


def follow_reports(apps, schema_editor):
    """Minutes get the moments of their report, a withdrawn one's too; what was public is remembered."""
    alias = schema_editor.connection.alias
    meetings = apps.get_model("meetings", "Meeting").objects.using(alias)
    reports = apps.get_model("blog", "Post").objects.using(alias).filter(pk=OuterRef("report"))
    meetings.filter(report__isnull=False).update(
        protocol_published_at=Subquery(reports.values("published_at")),
        protocol_withdrawn_at=Subquery(reports.values("withdrawn_at")),
    )
    now = timezone.now()
    meetings.filter(protocol_published_at__lte=now).update(
        first_published_at=F("protocol_published_at")
    )
    earlier = Q(first_published_at=None) | Q(first_published_at__gt=F("agenda_published_at"))
    meetings.filter(earlier, agenda_published_at__lte=now).update(
        first_published_at=F("agenda_published_at")
    )


def withdraw_at_once(apps, schema_editor):
    """Back to one moment: minutes of a report that is or will be withdrawn have none."""
    meetings = apps.get_model("meetings", "Meeting").objects.using(schema_editor.connection.alias)
    meetings.exclude(protocol_withdrawn_at=None).update(protocol_published_at=None)


class Migration(migrations.Migration):
    dependencies = [
        ("meetings", "0001_meetings_and_minutes"),
        ("blog", "0002_publication"),
    ]

    operations = [
        migrations.AddField(
            model_name="meeting",
            name="first_published_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="meeting",
            name="protocol_withdrawn_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="meeting",
            name="withdrawn_at",
            field=models.DateTimeField(
                blank=True,
                help_text="Von da an steht unter der Adresse nur noch, dass das Treffen zurückgezogen wurde.",
                null=True,
                verbose_name="zurückgezogen am",
            ),
        ),
        migrations.RunPython(follow_reports, withdraw_at_once),
    ]
