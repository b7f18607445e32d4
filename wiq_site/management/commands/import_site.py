"""``manage.py import_site FOLDER``: an old site comes in, or a whole one of this kind into an empty place."""

from pathlib import Path

from django.core.files import File
from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand, CommandError

from wiq_site import backups
from wiq_site.transfer import TransferError, rows
from wiq_site.transfer.incoming import Files, Importer, summary
from wiq_site.transfer.sources import READERS, export_at, read


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
        parser.add_argument(
            "--take-back", action="store_true", help="löschen, was daraus früher hereinkam"
        )

    def handle(self, *args, source, kind, files, dry_run, take_back, **options):
        path = Path(source)
        if not path.exists():
            raise CommandError(f"Das gibt es nicht: {path}")
        try:
            if kind in (None, "site") and (about := export_at(path)).get("whole"):
                self.read_whole(path, about["counts"]["rows"], dry_run)
                return
            folder = files or (path if path.is_dir() else path.parent)
            importer = Importer(read(path, kind), Files(folder), self.stderr.write)
        except TransferError as error:
            raise CommandError(str(error)) from error
        if dry_run:
            self.show(importer)
            return
        if take_back:
            importer.take_back()
        else:
            importer.save(path)
        self.stdout.write("\n".join(summary(importer.counts, importer.dropped)))

    def show(self, importer):
        incoming = importer.incoming
        self.stdout.write(
            f"{len(incoming.texts)} Texte, {len(incoming.comments)} Kommentare. Nichts ist geschrieben.\n"
        )
        for number, row in enumerate(importer.preview(), 1):
            source, result = (
                "".join(f"   {label}: {value}\n" for label, value in side.items()) for side in row
            )
            self.stdout.write(f"\n{number}. Quelle\n{source}   wird\n{result}")
        self.stdout.write("\n".join(summary({}, importer.dropped)[1:] or ["Nichts fällt weg."]))

    def read_whole(self, path, rows_there, dry_run):
        """Copy the files, then the rows, all at once: until those are there, it can be called again."""
        media = path / "media"
        files = {
            one.relative_to(media).as_posix(): one for one in media.rglob("*") if one.is_file()
        }
        if not backups.is_empty(but=files):
            raise CommandError(
                "Eine ganze Website kommt nur an einen leeren Ort; hier sind schon Inhalte oder Konten."
            )
        if dry_run:
            self.stdout.write(f"{rows_there} Zeilen. Nichts ist geschrieben.")
            return
        for name, file in sorted(files.items()):
            default_storage.delete(name)
            with file.open("rb") as stored:
                default_storage.save(name, File(stored))
        count = rows.read_rows(path / "rows")
        self.stdout.write(
            f"{count} Zeilen und alle Dateien sind da. Bitte starten Sie die Website neu."
        )
