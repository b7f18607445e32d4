from django.db import migrations


class Migration(migrations.Migration):
    """Changes no table: the index is made anew, and comments hold the title they stand below beside their own words."""

    dependencies = [("search", "0006_letters_and_digits_apart")]

    operations = []
