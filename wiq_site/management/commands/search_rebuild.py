"""``manage.py search_rebuild``: the index of the search anew, from what is stored."""

from django.core.management.base import BaseCommand

from wiq_site.search.index import rebuild


class Command(BaseCommand):
    help = "Baut den Suchindex neu auf. Nötig nur nach Änderungen an der Datenbank von Hand."

    def handle(self, *args, **options):
        self.stdout.write(f"Suchindex neu aufgebaut: {rebuild()} Einträge.")
