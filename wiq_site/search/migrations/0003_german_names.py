from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0002_parts_and_neighbours"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="searchcontent",
            options={
                "verbose_name": "Text einer Fundstelle",
                "verbose_name_plural": "Texte von Fundstellen",
            },
        ),
        migrations.AlterModelOptions(
            name="searchentry",
            options={"verbose_name": "Fundstelle", "verbose_name_plural": "Fundstellen"},
        ),
        migrations.AlterModelOptions(
            name="searchword",
            options={"verbose_name": "Wort der Suche", "verbose_name_plural": "Wörter der Suche"},
        ),
    ]
