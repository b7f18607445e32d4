from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("meetings", "0005_meeting_state"),
    ]

    operations = [
        migrations.AddField(
            model_name="meeting",
            name="series_merged_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
    ]
