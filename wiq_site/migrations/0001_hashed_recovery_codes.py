from django.conf import settings
from django.db import migrations

from wiq_site.account import hash_of_code

PLAIN = 8  # characters of a code; a hash has 16


def hash_codes(apps, schema_editor):
    tokens = apps.get_model("otp_static", "StaticToken").objects
    for row in tokens.using(schema_editor.connection.alias).all():
        if len(row.token) == PLAIN:
            row.token = hash_of_code(row.token, settings.SECRET_KEY)
            row.save(update_fields=["token"])


class Migration(migrations.Migration):
    """The way back leaves the hashes: codes are then made anew in the account."""

    dependencies = [("otp_static", "0003_add_timestamps")]
    operations = [migrations.RunPython(hash_codes, migrations.RunPython.noop, elidable=True)]
