from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("blog", "0012_help_of_correction"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="post",
            index=models.Index(fields=["-changed_at"], name="post_last_changed"),
        ),
    ]
