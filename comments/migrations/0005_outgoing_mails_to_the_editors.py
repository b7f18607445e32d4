from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0004_reply_requests"),
    ]

    operations = [
        migrations.AlterField(
            model_name="outgoingmail",
            name="kind",
            field=models.CharField(
                choices=[
                    ("neu", "neuer Kommentar, an die Redaktion"),
                    ("gemeldet", "Meldung, an die Redaktion"),
                    ("frei", "freigegeben, an die Person"),
                    ("bestaetigen", "Bitte um Bestätigung, an die Person"),
                    ("antwort", "Antwort, an eine Person, die darum bat"),
                ],
                max_length=15,
                verbose_name="Anlass",
            ),
        ),
    ]
