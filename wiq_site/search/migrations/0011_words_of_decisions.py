from django.db import migrations


class Migration(migrations.Migration):
    """Changes no table: the index is made anew, decisions are found by "Abstimmung" and "beschlossen" too."""

    dependencies = [("search", "0010_sums_with_cents")]

    operations = []
