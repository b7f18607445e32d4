"""Let a TOP say that it was postponed and waits for another meeting."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("meetings", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="agendaitem",
            name="postponed",
            field=models.BooleanField(
                default=False,
                help_text="Wartet auf ein weiteres Treffen und wird dort angeboten.",
                verbose_name="vertagt",
            ),
        ),
    ]
