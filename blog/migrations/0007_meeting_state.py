from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("blog", "0006_german_names"),
    ]

    operations = [
        migrations.AddField(
            model_name="post",
            name="meeting_state",
            field=models.CharField(blank=True, editable=False, max_length=400),
        ),
    ]
