from django.db import migrations, models


class Migration(migrations.Migration):
    """Entries are made anew after it (``prepare``): what they are found by tells words of their titles apart."""

    dependencies = [("search", "0003_german_names")]

    operations = [
        migrations.AddIndex(
            model_name="searchentry",
            index=models.Index(
                fields=["-moment", "visible_from", "visible_until", "kind", "year"],
                name="search_newest",
            ),
        ),
    ]
