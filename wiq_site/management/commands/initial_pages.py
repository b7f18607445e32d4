"""``manage.py initial_pages``: Über uns, Impressum, Datenschutz, Barrierefreiheit to fill in.

The texts stand in ``pages/initial``; what stands in [brackets] there is the town's to say.
"""

import tomllib

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from wiq_site.pages.models import Page


def read_text(path):
    """Return the fields of a text file: TOML between two lines of +++, then the text as ``body``."""
    _, head, body = path.read_text("utf-8").split("+++\n", 2)
    return {**tomllib.loads(head), "body": body.strip() + "\n"}


def create_initial_pages(publish=False):
    """Create the pages that are missing, as drafts unless ``publish``; return the new ones."""
    existing = set(Page.objects.values_list("slug", flat=True))
    published_at = timezone.now() if publish else None
    pages = []
    for path in sorted((settings.BASE_DIR / "wiq_site/pages/initial").glob("*.md")):
        if path.stem not in existing:
            fields = read_text(path)
            position = fields.pop("position")
            page = Page(slug=path.stem, menu_position=position, published_at=published_at, **fields)
            page.save()
            pages.append(page)
    return pages


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
