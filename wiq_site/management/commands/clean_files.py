"""``manage.py clean_files``: uploads once more, after the rules of cleaning them have changed; run with each update."""

from io import BytesIO
from pathlib import PurePosixPath

from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from wiq_site.kit import changes
from wiq_site.kit.files import holder_models, unnamed
from wiq_site.kit.traces import without_traces


class Command(BaseCommand):
    help = "Entfernt aus gespeicherten Dateien, was heute schon beim Hochladen entfernt würde."

    def handle(self, *args, **options):
        for model in holder_models():
            count = 0
            for item in model._default_manager.order_by("pk").iterator():
                for name in model.file_fields():
                    if not (path := getattr(item, name).name):
                        continue
                    try:
                        count += clean_again(item, name)
                    except FileNotFoundError:  # the doctor tells
                        continue
                    except (OSError, ValidationError) as error:
                        self.stderr.write(f"  {item} ({path}) bleibt, wie sie ist: {error}")
            self.stdout.write(f"{model._meta.verbose_name_plural}: {count}")


def clean_again(item, name):
    """Store the file in the field ``name`` of ``item`` as if it were sent today, where it tells what it should not; tell whether.

    The old one goes once nothing names it: an earlier version would bring it back.
    """
    old = getattr(item, name)
    storage, path = old.storage, old.name
    with storage.open(path) as stored:
        data = stored.read()
    if without_traces(data) == data:
        return False
    with changes.unit():
        changes.explain(_("Ort und Aufnahmedaten aus der Datei entfernt."))
        setattr(item, name, File(BytesIO(data), PurePosixPath(path).name))
        item.save(update_fields=[name])
    for name in unnamed([path]):
        storage.delete(name)
    return True
