from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("blog", "0007_meeting_state"),
    ]

    operations = [
        migrations.AddField(
            model_name="taggedpost",
            name="merged_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
    ]
