from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("blog", "0004_errors_say_what_to_do"),
        ("meetings", "0003_revision"),
    ]

    operations = [
        migrations.AlterConstraint(
            model_name="meeting",
            name="meeting_end_after_start",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("start__isnull", True),
                    ("end__isnull", True),
                    ("end__gt", models.F("start")),
                    models.Q(("end__lt", "12:00"), ("start__gte", "12:00")),
                    _connector="OR",
                ),
                name="meeting_end_after_start",
                violation_error_message="Das Ende liegt vor dem Beginn. Bitte prüfen Sie beide Zeiten.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="outcome",
            name="outcome_votes_for_decisions_only",
            constraint=models.CheckConstraint(
                condition=models.Q(("votes", ""), ("kind", "beschluss"), _connector="OR"),
                name="outcome_votes_for_decisions_only",
                violation_error_message="Eine Abstimmung gehört zu einem Beschluss. Bitte leeren Sie das Feld, oder wählen Sie „Beschluss“.",
            ),
        ),
    ]
