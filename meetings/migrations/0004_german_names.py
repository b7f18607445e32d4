import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("meetings", "0003_mend_slugs"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="itemspeaker",
            options={
                "ordering": ["position", "pk"],
                "verbose_name": "wer zu einem TOP",
                "verbose_name_plural": "wer zu den TOPs",
            },
        ),
        migrations.AlterModelOptions(
            name="revision",
            options={
                "verbose_name": "Stand für Kalender",
                "verbose_name_plural": "Stände für Kalender",
            },
        ),
        migrations.AlterModelOptions(
            name="taggedagendaitem",
            options={"verbose_name": "Thema eines TOP", "verbose_name_plural": "Themen von TOPs"},
        ),
        migrations.AlterField(
            model_name="agendaitem",
            name="protocol",
            field=models.TextField(
                blank=True,
                help_text="Eine leere Zeile beginnt einen Absatz. „- “ am Anfang der Zeile: Aufzählung, „## “: Überschrift; **fett**, *kursiv*, [Text](Adresse): Link.",
                verbose_name="Protokoll",
            ),
        ),
        migrations.AlterField(
            model_name="meeting",
            name="closing",
            field=models.TextField(
                blank=True,
                help_text="Eine leere Zeile beginnt einen Absatz. „- “ am Anfang der Zeile: Aufzählung, „## “: Überschrift; **fett**, *kursiv*, [Text](Adresse): Link.",
                verbose_name="Schluss",
            ),
        ),
        migrations.AlterField(
            model_name="meeting",
            name="intro",
            field=models.TextField(
                blank=True,
                help_text="Eine leere Zeile beginnt einen Absatz. „- “ am Anfang der Zeile: Aufzählung, „## “: Überschrift; **fett**, *kursiv*, [Text](Adresse): Link.",
                verbose_name="Einleitung",
            ),
        ),
        migrations.AlterField(
            model_name="outcome",
            name="item",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="outcomes",
                to="meetings.agendaitem",
                verbose_name="Tagesordnungspunkt",
            ),
        ),
    ]
