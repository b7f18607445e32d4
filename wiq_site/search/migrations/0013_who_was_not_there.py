from django.db import migrations


class Migration(migrations.Migration):
    """Changes no table: the index is made anew, minutes tell there who was not there, which need not be excused."""

    dependencies = [("search", "0012_words_without_endings")]

    operations = []
