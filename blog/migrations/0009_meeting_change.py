from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("blog", "0008_merged_at"),
    ]

    operations = [
        migrations.AddField(
            model_name="post",
            name="meeting_change",
            field=models.CharField(blank=True, editable=False, max_length=20),
        ),
    ]
