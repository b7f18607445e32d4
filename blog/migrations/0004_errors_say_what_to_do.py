from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("blog", "0003_easy_summary_of_posts"),
    ]

    operations = [
        migrations.AlterConstraint(
            model_name="post",
            name="post_corrected_after_published",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("corrected_at__isnull", True),
                    ("corrected_at__gte", models.F("published_at")),
                    _connector="OR",
                ),
                name="post_corrected_after_published",
                violation_error_message="Berichtigen lässt sich ein Beitrag erst, nachdem er veröffentlicht ist. Bitte prüfen Sie beide Zeitpunkte.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="topic",
            name="topic_state_known_and_for_teams_only",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state", ""),
                    models.Q(
                        ("kind", "team"),
                        ("state__in", ["sucht", "laeuft", "betrieb", "pausiert", "abgeschlossen"]),
                    ),
                    _connector="OR",
                ),
                name="topic_state_known_and_for_teams_only",
                violation_error_message="Einen Stand hat nur ein Lösungsteam. Bitte leeren Sie den Stand, oder wählen Sie „Lösungsteam“.",
            ),
        ),
    ]
