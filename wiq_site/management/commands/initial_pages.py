"""``manage.py initial_pages``: Über uns, Impressum, Datenschutz, Barrierefreiheit to fill in.

The texts stand in ``pages/initial``; what stands in [brackets] there is the town's to say.
"""

from django.core.management.base import BaseCommand

from wiq_site.pages.models import create_initial_pages


class Command(BaseCommand):
    help = "Legt die Seiten an, die jede Website braucht, soweit sie fehlen: als Entwürfe zum Ausfüllen."

    def add_arguments(self, parser):
        parser.add_argument(
            "--publish", action="store_true", help="Die neuen Seiten gleich veröffentlichen."
        )

    def handle(self, *args, publish, **options):
        pages = create_initial_pages(publish)
        if not pages:
            self.stdout.write("Alle Seiten sind schon da; nichts wurde geändert.")
            return
        self.stdout.write(f"Angelegt: {', '.join(page.title for page in pages)}.")
        if not publish:
            self.stdout.write(
                "Bitte füllen Sie aus, was in [eckigen Klammern] steht, und veröffentlichen Sie die Seiten dann."
            )
