from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("pages", "0010_focus_of_pictures"),
    ]

    operations = [
        migrations.AddField(
            model_name="redirect",
            name="merged_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
    ]
