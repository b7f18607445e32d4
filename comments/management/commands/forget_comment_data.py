from django.core.management.base import BaseCommand

from comments import privacy


class Command(BaseCommand):
    help = "Löscht E-Mail-Adressen, Texte und Anmerkungen, deren Frist um ist (Tabelle in comments/privacy.py)."

    def handle(self, *args, **options):
        addresses, texts, notes, mails, requests = privacy.delete_expired()
        self.stdout.write(
            f"Gelöscht: {addresses} E-Mail-Adressen, {texts} Texte, {notes} Anmerkungen, {mails} Mails, "
            f"{requests} Wünsche nach Antworten."
        )
