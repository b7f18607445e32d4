"""``manage.py export_site FOLDER``: what is public, for anyone; with ``--whole`` everything, for another machine or database."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from wiq_site.kit.files import missing_files
from wiq_site.transfer.public import write_site


class Command(BaseCommand):
    help = "Schreibt die Website in einen Ordner: Texte als Markdown, das Übrige als JSON, Bilder und Anhänge."

    def add_arguments(self, parser):
        parser.add_argument("folder", help="ein Ordner, den es noch nicht gibt oder der leer ist")
        parser.add_argument(
            "--whole",
            action="store_true",
            help="auch Konten, Entwürfe, wartende Kommentare, Fassungen: für den Umzug",
        )

    def handle(self, *args, folder, whole, **options):
        folder = Path(folder)
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise CommandError(
                "Bitte einen Ordner nennen, den es noch nicht gibt oder der leer ist."
            )
        folder.mkdir(parents=True, exist_ok=True, mode=0o700 if whole else 0o755)
        counts = write_site(folder, whole)
        if options["verbosity"]:
            self.stdout.write(
                f"Geschrieben nach {folder}: {counts['posts']} Beiträge, {counts['meetings']} Treffen, {counts['comments']} Kommentare."
            )
            if whole:
                self.stdout.write(
                    "Der Ordner enthält Mailadressen, Entwürfe, Prüfsummen der Passwörter und zweite Faktoren: Geben Sie ihn niemandem."
                )
        if missing := missing_files():
            raise CommandError(missing)
