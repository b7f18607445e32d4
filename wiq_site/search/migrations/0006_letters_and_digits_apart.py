from django.db import migrations


class Migration(migrations.Migration):
    """Changes no table: after any migration of the search its index is made anew, and words are told apart otherwise."""

    dependencies = [("search", "0005_more_kinds")]

    operations = []
