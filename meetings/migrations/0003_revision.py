"""Count what changes in a meeting, for calendars and exports."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("meetings", "0002_postponed_items"),
    ]

    operations = [
        migrations.CreateModel(
            name="Revision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sequence", models.PositiveIntegerField(default=1)),
                ("digest", models.CharField(max_length=40)),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("modified_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "meeting",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="revision",
                        to="meetings.meeting",
                    ),
                ),
            ],
        ),
    ]
