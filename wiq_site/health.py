"""Is everything in order: what ``manage.py doctor``, the page for it in the desk and /healthz?full ask.

Each check yields ``(level, sentence)``, the sentence German and, where something is wrong, with what to do.
"""

import logging
import os
import re
import shutil
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

from django.apps import apps
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.mail import send_mail
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from blog.models import Post
from comments.models import Comment, OutgoingMail
from meetings.models import Meeting
from wiq_site import backup
from wiq_site.kit.dates import day_and_hour
from wiq_site.kit.files import FileModel, size_in_words
from wiq_site.kit.site import site
from wiq_site.pages.models import Page, TimerRun
from wiq_site.search.models import SearchEntry

GOOD, HINT, FAULT = "gut", "hinweis", "fehler"
FEEDS = ("/beitraege/feed.rss", "/beitraege/feed.atom", "/treffen/protokolle.rss")
REQUIRED_PAGES = ("impressum", "datenschutz", "barrierefreiheit")
# How long ago each timer may have run, and how it is called by hand.
TIMERS = {
    "tidy": timedelta(days=2),
    "send_mail_outbox": timedelta(hours=1),
    "backup": timedelta(days=8),
}
CHECKS = []


@dataclass(frozen=True)
class Finding:
    """What one check found: its title, "gut", "hinweis" or "fehler", and the sentence."""

    title: str
    level: str
    sentence: str


def check(title):
    """Let ``examine`` call the generator below under ``title``."""

    def add(function):
        CHECKS.append((title, function))
        return function

    return add


def examine():
    """Return the findings of all checks; one that fails itself is a fault and keeps no other from running."""
    findings = []
    for title, function in CHECKS:
        try:
            findings += [Finding(title, *found) for found in function()]
        except Exception as error:
            logging.getLogger(__name__).warning("A check failed: %s: %s", title, error)
            findings.append(Finding(title, FAULT, _("Das ließ sich nicht prüfen: %s") % error))
    return findings


@check("Einstellungen")
def _settings():
    problems = {
        _(
            "DEBUG ist eingeschaltet: Fehlerseiten zeigen Fremden Innereien. Bitte ausschalten."
        ): settings.DEBUG,
        _(
            "DEVELOPMENT ist eingeschaltet; für eine öffentliche Website bitte ausschalten."
        ): settings.DEVELOPMENT,
        _(
            "SECRET_KEY ist kürzer als 50 Zeichen. Bitte einen längeren setzen und den alten in SECRET_KEY_FALLBACKS nennen."
        ): len(settings.SECRET_KEY) < 50,
        _(
            "SITE_URL beginnt nicht mit https://: Anmeldungen gehen unverschlüsselt durchs Netz."
        ): not settings.HTTPS,
        _("ALLOWED_HOSTS enthält *: Jeder Name wird angenommen. Bitte den eigenen eintragen."): "*"
        in settings.ALLOWED_HOSTS,
        _(
            "CONTACT_EMAIL ist noch kontakt@example.org. Bitte Ihre Adresse eintragen."
        ): site().contact.endswith("@example.org"),
    }
    wrong = [sentence for sentence, is_wrong in problems.items() if is_wrong]
    level = HINT if settings.DEVELOPMENT else FAULT
    yield from ((level, sentence) for sentence in wrong)
    if not wrong:
        yield GOOD, _("Alle Einstellungen sind plausibel.")


@check("Konten")
def _accounts():
    offices = User.objects.filter(is_active=True, is_staff=True)
    offices = offices.filter(Q(is_superuser=True) | Q(groups__name="Verwaltung")).distinct()
    bare = offices.exclude(totpdevice__confirmed=True)
    if bare:
        names = ", ".join(sorted(account.get_username() for account in bare))
        yield HINT, _("Ohne zweiten Faktor, obwohl sie alles verwalten: %s.") % names
    else:
        yield GOOD, _("Wer alles verwaltet, hat einen zweiten Faktor.")


@check("Datenbank")
def _database():
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA quick_check(1)")
            [verdict] = cursor.fetchone()
            if verdict != "ok":
                yield (
                    FAULT,
                    _("Die Datenbank ist beschädigt (%s). Bitte eine Sicherung zurückholen.")
                    % verdict,
                )
                return
    TimerRun.keep("doctor")  # says whether it takes anything, too
    yield GOOD, _("Die Datenbank antwortet und nimmt an.")


@check("Migrationen")
def _migrations():
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        yield (
            FAULT,
            _("Es fehlen %d Schritte an der Datenbank. Bitte manage.py migrate aufrufen.")
            % len(plan),
        )
    else:
        yield GOOD, _("Die Datenbank hat den Stand des Programms.")


@check("Suche")
def _search():
    owners = SearchEntry.objects.filter(owner_label=Post._meta.label_lower).values("owner_id")
    missing = Post.objects.published().exclude(pk__in=owners).count()
    if missing:
        yield (
            FAULT,
            _("%d Beiträge sind nicht zu finden. Bitte manage.py search_rebuild aufrufen.")
            % missing,
        )
    else:
        yield GOOD, _("Der Suchindex kennt alle Beiträge.")


@check("Mail")
def _mail():
    waiting = (
        OutgoingMail.objects.unsent()
        .filter(created_at__lt=timezone.now() - timedelta(hours=1))
        .count()
    )
    comments = Comment.objects.waiting().count()
    if "smtp" not in settings.EMAIL_BACKEND:
        yield (
            (HINT if settings.DEVELOPMENT else FAULT),
            _(
                "Es gehen keine Mails hinaus: EMAIL_URL nennt keinen Mailserver. Von wartenden Kommentaren (%d) erfährt niemand."
            )
            % comments,
        )
    elif not settings.MODERATION_EMAILS:
        yield HINT, _("MODERATION_EMAILS ist leer: Von wartenden Kommentaren erfährt niemand.")
    elif waiting:
        yield (
            FAULT,
            _("%d Mails warten seit über einer Stunde. Antwortet der Mailserver aus EMAIL_URL?")
            % waiting,
        )
    else:
        yield GOOD, _("Ein Mailserver ist eingetragen, und keine Mail wartet.")


@check("Zwischenspeicher")
def _cache():
    cache.set("doctor", "ok", 60)
    if cache.get("doctor") == "ok":
        yield GOOD, _("Der Zwischenspeicher antwortet.")
    else:
        yield FAULT, _("Der Zwischenspeicher behält nichts. Läuft, was CACHE_URL nennt?")


@check("Bilder und Anhänge")
def _media():
    name = default_storage.save("tidy/doctor.txt", ContentFile(b"ok"))
    default_storage.delete(name)
    missing = [
        field
        for model in apps.get_models()
        if issubclass(model, FileModel)
        for item in model.objects.order_by("-pk")[:20]
        for name in model.file_fields()
        if (field := getattr(item, name).name) and not default_storage.exists(field)
    ]
    if missing:
        yield (
            FAULT,
            _("Es fehlen Dateien, zum Beispiel %s. Bitte aus einer Sicherung zurückholen.")
            % missing[0],
        )
    else:
        yield GOOD, _("Dateien lassen sich ablegen, und die neuesten sind da.")


@check("Ordner")
def _folder():
    data_dir = Path(settings.DATA_DIR)
    usage = shutil.disk_usage(data_dir)
    left = size_in_words(usage.free)
    if usage.free < 300_000_000:
        yield FAULT, _("Auf der Platte sind nur noch %s frei. Bitte Platz schaffen.") % left
    elif usage.free < usage.total / 10:
        yield HINT, _("Auf der Platte sind noch %s frei, weniger als ein Zehntel.") % left
    else:
        yield GOOD, _("Auf der Platte sind %s frei.") % left
    if data_dir.stat().st_mode & 0o007 and not settings.DEVELOPMENT:
        yield (
            HINT,
            _("Den Ordner %s können andere Konten des Rechners lesen. Bitte: chmod 700.")
            % data_dir,
        )
    if not os.access(data_dir, os.W_OK):
        yield (
            FAULT,
            _("In den Ordner %s lässt sich nicht schreiben. Gehört er dem Konto der Website?")
            % data_dir,
        )


@check("Uhr")
def _clock():
    last = LogEntry.objects.order_by("-pk").values_list("action_time", flat=True).first()
    if last and last > timezone.now() + timedelta(minutes=5):
        yield (
            FAULT,
            _("Die Uhr geht nach: Zuletzt wurde am %s etwas geändert.") % day_and_hour(last),
        )
    else:
        yield GOOD, _("Es ist %s.") % day_and_hour(timezone.now())


@check("Seiten")
def _pages():
    pages = {page.slug: page for page in Page.objects.published().filter(slug__in=REQUIRED_PAGES)}
    for slug in REQUIRED_PAGES:
        if slug not in pages:
            yield FAULT, _("Die Seite /%s/ ist nicht veröffentlicht; sie muss sein.") % slug
        elif re.search(r"\[[^\]]+\](?!\()", pages[slug].body):
            yield HINT, _("Auf der Seite /%s/ stehen noch eckige Klammern zum Ausfüllen.") % slug
    if len(pages) == len(REQUIRED_PAGES):
        yield GOOD, _("Impressum, Datenschutz und Barrierefreiheit sind da.")


@check("Feeds")
def _feeds():
    from django.test import Client  # brings much along that no visitor needs

    host = urlsplit(settings.SITE_URL).hostname or "127.0.0.1"
    client = Client(SERVER_NAME=host, raise_request_exception=False)
    for path in FEEDS:
        answer = client.get(path, secure=settings.HTTPS)
        if answer.status_code != 200:
            yield (
                FAULT,
                _("%(path)s antwortet mit %(status)d.")
                % {"path": path, "status": answer.status_code},
            )
            continue
        ElementTree.fromstring(answer.content)  # noqa: S314  made by this site
    pages = [post.get_absolute_url() for post in Post.objects.published()[:1]]
    pages += [meeting.get_absolute_url() for meeting in Meeting.objects.published()[:1]]
    for path in ["/", *pages]:
        status = client.get(path, secure=settings.HTTPS).status_code
        if status != 200:
            yield FAULT, _("%(path)s antwortet mit %(status)d.") % {"path": path, "status": status}
    yield GOOD, _("Startseite und Feeds antworten, und die Feeds sind wohlgeformt.")


@check("Dienste")
def _timers():
    runs = {run.name: run.at for run in TimerRun.objects.all()}
    level = HINT if settings.DEVELOPMENT else FAULT
    for name, longest in TIMERS.items():
        if name not in runs:
            yield level, _("manage.py %s lief noch nie. Ist der Zeitgeber eingerichtet?") % name
        elif runs[name] < timezone.now() - longest:
            values = {"name": name, "moment": day_and_hour(runs[name])}
            yield (
                level,
                _("manage.py %(name)s lief zuletzt am %(moment)s. Läuft der Zeitgeber?") % values,
            )
        else:
            yield (
                GOOD,
                _("manage.py %(name)s lief zuletzt am %(moment)s.")
                % {"name": name, "moment": day_and_hour(runs[name])},
            )


@check("Sicherung")
def _backup():
    run = TimerRun.objects.filter(name="backup").first()
    path = Path(run.note) if run else None
    if path is None:
        return
    if not path.is_file():
        yield FAULT, _("Die letzte Sicherung ist nicht mehr da: %s") % path
    elif path.suffix in (".age", ".gpg"):
        yield (
            GOOD,
            _(
                "Die letzte Sicherung ist da und verschlüsselt; ob sie aufgeht, sagt manage.py restore --check."
            ),
        )
    else:
        try:
            with backup.unpacked(path) as (_folder, manifest):
                yield GOOD, _("Die letzte Sicherung geht auf: %d Dateien.") % len(manifest["files"])
        except backup.BackupError as error:
            yield FAULT, str(error)


def send_test_mail(address):
    """Send a mail to ``address`` now and return the finding."""
    subject = _("Testmail von %s") % site().name
    try:
        send_mail(
            subject,
            _("Diese Mail hat manage.py doctor geschickt. Sie ist angekommen."),
            None,
            [address],
        )
    except Exception as error:
        return Finding("Mail", FAULT, _("Die Testmail ging nicht hinaus: %s") % error)
    return Finding("Mail", GOOD, _("Die Testmail an %s ist dem Mailserver übergeben.") % address)
