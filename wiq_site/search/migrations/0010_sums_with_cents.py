from django.db import migrations


class Migration(migrations.Migration):
    """Changes no table: the index is made anew, "3.472,18" is found as 3472 too."""

    dependencies = [("search", "0009_weekdays_and_people")]

    operations = []
