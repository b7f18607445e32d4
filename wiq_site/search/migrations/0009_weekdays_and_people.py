from django.db import migrations


class Migration(migrations.Migration):
    """Changes no table: the index is made anew, "Do 10.12." is a date, and who led a meeting is found."""

    dependencies = [("search", "0008_letters_of_neighbours")]

    operations = []
