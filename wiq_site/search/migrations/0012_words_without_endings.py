from django.db import migrations


class Migration(migrations.Migration):
    """Changes no table: the index is made anew, "Kanne" no longer finds "kann", and the number of a TOP is no day."""

    dependencies = [("search", "0011_words_of_decisions")]

    operations = []
