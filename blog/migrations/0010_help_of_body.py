from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("blog", "0009_meeting_change"),
    ]

    operations = [
        migrations.AlterField(
            model_name="post",
            name="body",
            field=models.TextField(
                blank=True,
                help_text="Eine leere Zeile beginnt einen Absatz; **fett**, *kursiv*, [Text](Adresse). Bei Einladung und Bericht darf das Feld leer bleiben: Termin und Tagesordnung oder das Protokoll erscheinen von selbst darunter.",
                verbose_name="Text",
            ),
        ),
    ]
