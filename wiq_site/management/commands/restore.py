"""``manage.py restore FILE``: a backup in the place of what is there."""

from django.core.management.base import BaseCommand, CommandError
from django.utils.dateparse import parse_datetime

from wiq_site import backups
from wiq_site.kit.dates import day_and_hour


class Command(BaseCommand):
    help = "Holt eine Sicherung zurück. Prüft sie erst; was da war, wird beiseitegelegt."

    def add_arguments(self, parser):
        parser.add_argument("file", help="die Sicherung")
        parser.add_argument(
            "--replace", action="store_true", help="auch wenn hier schon Inhalte sind"
        )
        parser.add_argument("--check", action="store_true", help="nur prüfen, nichts ändern")
        parser.add_argument("--identity", default="", help="Datei mit dem Schlüssel von age")

    def handle(self, *args, file, replace, check, identity, **options):
        try:
            with backups.unpacked(file, identity) as (folder, manifest):
                parts = f"{len(manifest['files'])} Dateien, gesichert am {day_and_hour(parse_datetime(manifest['made_at']))}"
                if check:
                    self.stdout.write(f"Die Sicherung ist ganz: {parts}.")
                    return
                if not replace and not backups.is_empty():
                    raise CommandError(
                        "Hier sind schon Inhalte; nichts wurde geändert. Sollen sie der Sicherung weichen "
                        "(sie werden beiseitegelegt), rufen Sie noch einmal auf, mit --replace."
                    )
                aside = backups.restore(folder, manifest, self.stdout.write)
        except backups.BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"Zurückgeholt: {parts}. Ihre Einstellungen liegen in {aside / backups.SETTINGS}."
        )
        self.stdout.write("Bitte starten Sie die Website jetzt neu.")
