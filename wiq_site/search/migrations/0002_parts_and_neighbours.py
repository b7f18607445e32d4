from django.db import migrations


class Migration(migrations.Migration):
    """Changes no table: entries made before hold too little to be found by; ``prepare`` makes them anew."""

    dependencies = [("search", "0001_index")]

    operations = []
