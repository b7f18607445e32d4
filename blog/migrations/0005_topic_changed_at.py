from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("blog", "0004_picture_sizes"),
    ]

    operations = [
        migrations.AddField(
            model_name="topic",
            name="changed_at",
            field=models.DateTimeField(auto_now=True),
        ),
    ]
