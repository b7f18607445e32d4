"""``manage.py import_site FOLDER``: an old site comes in, or a whole one of this kind into an empty place."""

from pathlib import Path

from django.core.files import File
from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand, CommandError

from wiq_site import backup
from wiq_site.transfer import MANIFEST, TransferError, rows
from wiq_site.transfer.incoming import Files, Importer, summary
from wiq_site.transfer.meetings import save_meetings
from wiq_site.transfer.sources import READERS, read, read_json


class Command(BaseCommand):
    help = "Holt Inhalte herein: eine ausgegebene Website, Drupal, WordPress, Tabellen oder einen Ordner mit Markdown. Nichts davon wird gemailt."

    def add_arguments(self, parser):
        parser.add_argument("source", metavar="FOLDER", help="Ordner oder Datei")
        parser.add_argument(
            "--from", dest="kind", choices=READERS, help="woher (sonst wird es erkannt)"
        )
        parser.add_argument(
            "--files", help="Ordner mit den Bildern der alten Website (sonst der Ordner selbst)"
        )
        parser.add_argument("--dry-run", action="store_true", help="nur zeigen, was würde")

    def handle(self, *args, source, kind, files, dry_run, **options):
        path = Path(source)
        if not path.exists():
            raise CommandError(f"Das gibt es nicht: {path}")
        try:
            if (
                (path / MANIFEST).is_file()
                and read_json(path / MANIFEST).get("whole")
                and kind in (None, "site")
            ):
                self.read_whole(path, dry_run)
                return
            incoming = read(path, kind)
        except TransferError as error:
            raise CommandError(str(error)) from error
        folder = files or (path if path.is_dir() else path.parent)
        importer = Importer(incoming, Files(folder), self.stderr.write)
        if dry_run:
            self.show(importer)
            return
        importer.save_texts()
        importer.counts.update(save_meetings(path))
        importer.save_comments()
        self.stdout.write("\n".join(summary(importer.counts, importer.dropped)))

    def show(self, importer):
        incoming = importer.incoming
        self.stdout.write(
            f"{len(incoming.texts)} Texte, {len(incoming.comments)} Kommentare. Nichts ist geschrieben.\n"
        )
        for number, (source, result) in enumerate(importer.preview(), 1):
            self.stdout.write(f"\n{number}. Quelle")
            self.stdout.write(
                "".join(f"   {label}: {value}\n" for label, value in source.items()) + "   wird"
            )
            self.stdout.write("".join(f"   {label}: {value}\n" for label, value in result.items()))
        self.stdout.write("\n".join(summary({}, importer.dropped)[1:] or ["Nichts fällt weg."]))

    def read_whole(self, path, dry_run):
        if not backup.is_empty():
            raise CommandError(
                "Eine ganze Website kommt nur an einen leeren Ort; hier sind schon Inhalte."
            )
        if dry_run:
            self.stdout.write(
                f"{read_json(path / MANIFEST)['counts']['rows']} Zeilen. Nichts ist geschrieben."
            )
            return
        count = rows.read_rows(path / "rows")
        media = path / "media"
        for file in sorted(one for one in media.rglob("*") if one.is_file()):
            name = file.relative_to(media).as_posix()
            default_storage.delete(name)
            with file.open("rb") as stored:
                default_storage.save(name, File(stored))
        self.stdout.write(
            f"{count} Zeilen und alle Dateien sind da. Bitte starten Sie die Website neu."
        )
