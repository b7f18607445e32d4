from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("pages", "0004_clean_and_closed_files"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="contentversion",
            options={
                "verbose_name": "Stand der Inhalte",
                "verbose_name_plural": "Stand der Inhalte",
            },
        ),
        migrations.AlterField(
            model_name="page",
            name="body",
            field=models.TextField(
                blank=True,
                help_text="Eine leere Zeile beginnt einen Absatz. „- “ am Anfang der Zeile: Aufzählung, „## “: Überschrift; **fett**, *kursiv*, [Text](Adresse): Link.",
                verbose_name="Text",
            ),
        ),
    ]
