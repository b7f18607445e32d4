"""``manage.py doctor``: is everything in order; exit code 1 where something is not."""

import logging
import sys

from django.conf import settings
from django.core.management.base import BaseCommand

from wiq_site import health

MARKS = {health.GOOD: "gut    ", health.HINT: "HINWEIS", health.FAULT: "FEHLER "}


class Command(BaseCommand):
    help = "Prüft die ganze Website und sagt, was zu tun ist."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("--mail", default="", help="schickt eine Testmail an diese Adresse")

    def handle(self, *args, mail, **options):
        logging.disable()  # what a check meets is said below
        try:
            findings = health.examine()
            if settings.SITE_URL:
                findings.append(health.ask_site())
            if mail:
                findings.append(health.send_test_mail(mail))
        finally:
            logging.disable(logging.NOTSET)
        for finding in findings:
            if options["verbosity"] or finding.level != health.GOOD:
                self.stdout.write(f"{MARKS[finding.level]}  {finding.title}: {finding.sentence}")
        if any(finding.level == health.FAULT for finding in findings):
            sys.exit(1)
