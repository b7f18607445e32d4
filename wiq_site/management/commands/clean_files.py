"""``manage.py clean_files``: uploads once more, after the rules of cleaning them have changed; run with each update."""

import os
from hashlib import sha256
from io import BytesIO
from pathlib import Path, PurePosixPath

from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from wiq_site.kit import changes, traces
from wiq_site.kit.files import holder_models, note, noted, unnamed

# The names of the uploads in which these rules found nothing to take out: what is stored under a name never changes.
CLEAN = "tidy/clean.json"
RULES = sha256(Path(traces.__file__).read_bytes()).hexdigest()


class Command(BaseCommand):
    help = "Entfernt aus gespeicherten Dateien, was heute schon beim Hochladen entfernt würde."

    def handle(self, *args, **options):
        before = noted(CLEAN)
        known = {*before["names"]} if before.get("rules") == RULES else set()
        clean, replaced = set(), []
        for model in holder_models():
            count = len(replaced)
            for field in model.file_fields():
                rows = model._default_manager.order_by("pk").values_list("pk", field)
                for pk, path in ((pk, path) for pk, path in rows if path):
                    try:
                        if path in known or clean_again(model, pk, field, path):
                            clean.add(path)
                        else:
                            replaced.append(path)
                    except FileNotFoundError:  # the doctor tells
                        continue
                    except (OSError, ValidationError) as error:
                        item = model._default_manager.get(pk=pk)
                        self.stderr.write(f"  {item} ({path}) bleibt, wie sie ist: {error}")
            self.stdout.write(f"{model._meta.verbose_name_plural}: {len(replaced) - count}")
        os.sync()  # files and rows in their place are on the disk before the old ones go
        for path in unnamed(replaced):
            default_storage.delete(path)
        facts = {"rules": RULES, "names": sorted(clean)}
        if facts != before:
            note(CLEAN, facts)


def clean_again(model, pk, field, path):
    """Tell whether the file at ``path`` tells nothing; else store it in ``field`` of ``pk`` as if it were sent today."""
    with default_storage.open(path) as stored:
        data = stored.read()
    if traces.without_traces(data) == data:
        return True
    with changes.unit():
        for item in model._default_manager.filter(pk=pk, **{field: path}):  # still the same
            changes.explain(_("Ort und Aufnahmedaten aus der Datei entfernt."))
            setattr(item, field, File(BytesIO(data), PurePosixPath(path).name))
            item.save(update_fields=[field])
    return False
