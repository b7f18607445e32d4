"""``manage.py bench_content --posts N --comments M``: much content to measure with, in a database of its own."""

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from blog.counts import recount
from blog.models import Post
from wiq_site.demo import bulk, has_real_content
from wiq_site.kit import changes
from wiq_site.pages.models import create_initial_pages
from wiq_site.search.index import rebuild


class Command(BaseCommand):
    help = "Schreibt viele erfundene Beiträge, Treffen und Kommentare, um zu messen; nur in eine leere Datenbank."

    def add_arguments(self, parser):
        parser.add_argument("--posts", type=int, default=1000, help="Beiträge (1000)")
        parser.add_argument("--comments", type=int, default=2000, help="Kommentare (2000)")
        parser.add_argument("--seed", type=int, default=7, help="andere Zahl, anderer Inhalt (7)")
        parser.add_argument("--no-index", action="store_true", help="ohne den Index der Suche")

    def handle(self, *args, posts, comments, seed, no_index, **options):
        if posts < 0 or comments < 0:
            raise CommandError("Bitte Anzahlen ab 0 angeben.")
        if has_real_content() or Post.objects.exists():
            raise CommandError("Hier gibt es schon Inhalte. Zum Messen bitte eine leere Datenbank.")
        create_initial_pages(publish=True)
        writer, topics, reports, others = bulk.Writer(seed), bulk.write_topics(), [], []
        for first in range(0, posts, bulk.BATCH):
            with changes.unit():
                batch = bulk.write_posts(writer, topics, first, min(bulk.BATCH, posts - first))
                bulk.write_meetings(writer, topics[10], batch[::50])
            for number, post in enumerate(batch):
                (others if number % 50 else reports).append((post.pk, post.published_at))
            self._tell(options, f"{first + len(batch)} von {posts} Beiträgen")
        if reports:
            with changes.unit():
                bulk.write_comments(writer, reports + others, comments)
            self._tell(options, f"{comments} Kommentare")
        if not no_index:
            self._tell(options, f"{rebuild()} Fundstellen im Index der Suche")
        with changes.unit() as unit:
            recount()
            unit.visible = True
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")

    def _tell(self, options, sentence):
        if options["verbosity"]:
            self.stdout.write(sentence)
