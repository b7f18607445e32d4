from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("blog", "0011_counts"),
    ]

    operations = [
        migrations.AlterField(
            model_name="post",
            name="corrected_at",
            field=models.DateTimeField(
                blank=True,
                help_text="Nur bei einer echten Berichtigung: Sie steht dann oben auf der Seite, und Feedreader, die Änderungen kennen, zeigen sie als geändert.",
                null=True,
                verbose_name="berichtigt am",
            ),
        ),
    ]
