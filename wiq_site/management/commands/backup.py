"""``manage.py backup [FOLDER]``: the whole site in one file, while it runs."""

from django.core.management.base import BaseCommand, CommandError

from wiq_site import backups
from wiq_site.kit.files import size_in_words
from wiq_site.pages.models import TimerRun


class Command(BaseCommand):
    help = "Sichert Datenbank, Bilder, Anhänge und Einstellungen in eine Datei; die Website läuft dabei weiter."

    def add_arguments(self, parser):
        parser.add_argument(
            "folder", nargs="?", help="Ordner für die Sicherungen (DATA_DIR/backups)"
        )
        parser.add_argument(
            "--keep",
            type=int,
            default=14,
            help="so viele bleiben, die ältesten gehen (14; 0: alle)",
        )
        parser.add_argument(
            "--for",
            dest="recipient",
            default="",
            help="verschlüsselt für diesen Schlüssel von age (age1…) oder gpg; dann mit den geheimen Einstellungen",
        )

    def handle(self, *args, folder, keep, recipient, **options):
        if keep < 0:
            raise CommandError("Bitte eine Anzahl ab 0 angeben.")
        tell = self.stderr.write if options["verbosity"] > 1 else lambda sentence: None
        try:
            path, missing = backups.make(folder, recipient, keep, tell)
        except backups.BackupError as error:
            raise CommandError(str(error)) from error
        TimerRun.keep("backup", str(path))
        if options["verbosity"]:
            self.stdout.write(f"Gesichert: {path} ({size_in_words(path.stat().st_size)}).")
            if not recipient:
                self.stdout.write(
                    "Ohne SECRET_KEY und Passwörter: Heben Sie diese Einstellungen getrennt auf, sonst gelten nach einem "
                    "Umzug gemailte Links nicht mehr. Mit --for SCHLÜSSEL sind sie verschlüsselt dabei."
                )
        if missing:
            raise CommandError(missing)
