"""``manage.py demo_content``: a neighbourhood's site as it looks after two lively years."""

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError

from wiq_site.demo import has_real_content, load_demo


class Command(BaseCommand):
    help = "Lädt Beispielinhalte: Beiträge, Themen, Treffen, Kommentare, Seiten und Bilder."

    def add_arguments(self, parser):
        parser.add_argument(
            "--force",
            action="store_true",
            help="Auch dann laden, wenn es schon eigene Beiträge oder Treffen gibt.",
        )
        parser.add_argument(
            "--once",
            action="store_true",
            help="Nichts tun, sobald es ein Benutzerkonto gibt (für den ersten Start).",
        )

    def handle(self, *args, force, once, **options):
        if once and User.objects.exists():
            return
        if not force and has_real_content():
            raise CommandError(
                "Hier gibt es schon eigene Beiträge oder Treffen. Damit sich nichts vermischt, wurden keine "
                "Beispielinhalte geladen. Wenn Sie es trotzdem möchten: demo_content --force"
            )
        for sentence in load_demo():
            self.stdout.write(sentence)
