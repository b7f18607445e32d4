from django.core.management.base import BaseCommand

from comments import mails
from wiq_site.mailing import sending
from wiq_site.pages.models import TimerRun


class Command(BaseCommand):
    help = "Sendet Abonnements, die fällig sind, und Mails, die der Mailserver vorhin nicht angenommen hat."

    def handle(self, *args, **options):
        sent, left = mails.send_unsent()
        sent += sending.send_due()
        TimerRun.keep("send_mail_outbox")
        if sent or left:
            self.stdout.write(f"{sent} gesendet, {left} warten noch.")
