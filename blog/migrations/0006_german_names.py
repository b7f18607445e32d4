from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("blog", "0005_topic_changed_at"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="taggedpost",
            options={
                "verbose_name": "Thema eines Beitrags",
                "verbose_name_plural": "Themen von Beiträgen",
            },
        ),
        migrations.AlterField(
            model_name="post",
            name="body",
            field=models.TextField(
                blank=True,
                help_text="Eine leere Zeile beginnt einen Absatz; **fett**, *kursiv*, [Text](Adresse). Bei einem Bericht über ein Treffen darf das Feld leer bleiben: Das Protokoll erscheint von selbst.",
                verbose_name="Text",
            ),
        ),
        migrations.AlterField(
            model_name="topic",
            name="description",
            field=models.TextField(
                blank=True,
                help_text="Eine leere Zeile beginnt einen Absatz. „- “ am Anfang der Zeile: Aufzählung, „## “: Überschrift; **fett**, *kursiv*, [Text](Adresse): Link.",
                verbose_name="Beschreibung",
            ),
        ),
    ]
