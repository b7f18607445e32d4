"""Is everything in order: what ``manage.py doctor``, the page for it in the desk and /healthz?full ask.

Each check gives pairs ``(level, sentence)``, the sentence German and, where something is wrong, with what to do.
"""

import logging
import os
import re
import shutil
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from errno import EACCES, EDQUOT, ENOSPC
from pathlib import Path
from smtplib import SMTPException
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import urlopen
from xml.etree import ElementTree

from django import forms
from django.apps import apps
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.mail import get_connection, send_mail
from django.db import (
    DatabaseError,
    InterfaceError,
    InternalError,
    OperationalError,
    connection,
    models,
    transaction,
)
from django.db.migrations.exceptions import InconsistentMigrationHistory
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Q
from django.http.request import validate_host
from django.template import TemplateDoesNotExist
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from blog.models import Post
from comments.models import Comment, OutgoingMail
from meetings.models import Meeting
from wiq_site import backups
from wiq_site.kit.caches import is_away, what_was_away
from wiq_site.kit.dates import day_and_hour
from wiq_site.kit.files import missing_files, size_in_words
from wiq_site.kit.site import moderators, site
from wiq_site.pages.models import Page, TimerRun
from wiq_site.search.engines import ENGINES
from wiq_site.search.models import SearchEntry

GOOD, HINT, FAULT = "gut", "hinweis", "fehler"
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
    """Let ``examine`` call the function below under ``title``."""

    def add(function):
        CHECKS.append((title, function))
        return function

    return add


def examine():
    """Return the findings of all checks; one that fails itself is a fault and keeps no other from running."""
    findings = []
    for title, function in CHECKS:
        try:
            findings += [Finding(title, *each) for each in function()]
        except Exception as error:
            logging.getLogger(__name__).info("A check failed: %s: %s", title, error)
            finding = finding_of(title, error)
            findings += [] if finding in findings else [finding]
    return findings


def finding_of(title, error):
    """Return what the check ``title`` found by failing with ``error``; the same where one cause makes many fail."""
    if backups.is_damaged(error):
        text = _("Die Datenbank ist beschädigt (%s). Bitte eine Sicherung zurückholen.")
        return Finding(_("Datenbank"), FAULT, text % error)
    if backups.is_incomplete(error):
        text = _("Der Datenbank fehlt, was das Programm braucht: siehe Migrationen. Sie sagt: %s")
        return Finding(_("Datenbank"), FAULT, text % error)
    if isinstance(error, OperationalError | InterfaceError | InternalError):
        text = _(
            "Die Datenbank antwortet nicht oder nimmt nichts an. Läuft sie, ist Platz auf der Platte, gehört sie dem "
            "Konto der Website, und stimmt DATABASE_URL? Sie sagt: %s"
        )
        return Finding(_("Datenbank"), FAULT, text % error)
    if isinstance(error, InconsistentMigrationHistory):
        text = _(
            "In der Liste der Schritte an der Datenbank fehlt einer: %s Bitte eine Sicherung zurückholen."
        )
        return Finding(title, FAULT, text % error)
    if isinstance(error, PermissionError):
        text = _("%s ist dem Konto der Website verschlossen. Gehört es ihm?")
        return Finding(title, FAULT, text % error.filename)
    if isinstance(error, OSError) and error.errno in (ENOSPC, EDQUOT):
        return Finding(title, FAULT, _("Auf der Platte ist kein Platz mehr. Bitte Platz schaffen."))
    if isinstance(error, FileNotFoundError | TemplateDoesNotExist):
        name = getattr(error, "filename", None) or error
        return Finding(_("Programm"), FAULT, missing_file(name))
    if "staticfiles manifest" in str(error):
        text = _(
            "Stile und Skripte fehlen (%s). Bitte manage.py collectstatic aufrufen und die Website neu starten."
        )
        return Finding(title, FAULT, text % error)
    return Finding(title, FAULT, _("Das ging nicht: %s") % error)


def missing_file(name):
    """Return the sentence for a file that cannot be read."""
    text = _(
        "Die Datei %s fehlt oder ist nicht zu lesen. Gehört sie zum Programm, holt „git restore .“ sie zurück."
    )
    return text % name


def verdict(problem, good, level=FAULT):
    """Return what a check for one thing found: the ``problem``, a sentence, or that all is ``good``."""
    return [(level, problem) if problem else (GOOD, good)]


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
        _(
            "ALLOWED_HOSTS nennt den Namen aus SITE_URL nicht: Wer die Website aufruft, wird abgewiesen."
        ): not validate_host(urlsplit(settings.SITE_URL).hostname or "", settings.ALLOWED_HOSTS),
        _("ALLOWED_HOSTS enthält *: Jeder Name wird angenommen. Bitte den eigenen eintragen."): "*"
        in settings.ALLOWED_HOSTS,
        _(
            "CONTACT_EMAIL ist noch kontakt@example.org. Bitte Ihre Adresse eintragen."
        ): site().contact.endswith("@example.org"),
    }
    level = HINT if settings.DEVELOPMENT else FAULT
    wrong = [(level, sentence) for sentence, is_wrong in problems.items() if is_wrong]
    return wrong or [(GOOD, _("Alle Einstellungen sind plausibel."))]


@check("Programm")
def _program():
    root, git = settings.BASE_DIR, shutil.which("git")
    command = [git, "-C", root, "ls-files", "-z"]
    known = git and subprocess.run(command, capture_output=True, text=True, check=False)
    if not known or known.returncode:  # in a container, whose files nothing changes
        return []
    names = known.stdout.split("\0")
    missing = [name for name in names if name and not os.access(root / name, os.R_OK)]
    problem = missing and missing_file(missing[0])
    return verdict(problem, _("Alle Dateien des Programms sind da."))


@check("Konten")
def _accounts():
    offices = User.objects.filter(is_active=True, is_staff=True)
    offices = offices.filter(Q(is_superuser=True) | Q(groups__name="Verwaltung")).distinct()
    bare = offices.exclude(totpdevice__confirmed=True)
    names = ", ".join(sorted(account.get_username() for account in bare))
    problem = names and _("Ohne zweiten Faktor, obwohl sie alles verwalten: %s.") % names
    return verdict(problem, _("Wer alles verwaltet, hat einen zweiten Faktor."), HINT)


@check("Datenbank")
def _database():
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA quick_check(1)")
            [verdict] = cursor.fetchone()
        if verdict != "ok":
            problem = _("Die Datenbank ist beschädigt (%s). Bitte eine Sicherung zurückholen.")
            return [(FAULT, problem % verdict)]
    TimerRun.keep("doctor")  # says whether it takes anything, too
    return [(GOOD, _("Die Datenbank antwortet und nimmt an."))]


@check("Migrationen")
def _migrations():
    executor = MigrationExecutor(connection)
    if not executor.loader.applied_migrations:
        text = _(
            "Die Datenbank ist leer. Bei einer neuen Website bitte manage.py migrate aufrufen, sonst eine Sicherung zurückholen."
        )
        return [(FAULT, text)]
    executor.loader.check_consistent_history(connection)
    count = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    problem = ngettext(
        "Es fehlt ein Schritt an der Datenbank. Bitte manage.py migrate aufrufen.",
        "Es fehlen %(count)d Schritte an der Datenbank. Bitte manage.py migrate aufrufen.",
        count,
    )
    if count:
        return [(FAULT, problem % {"count": count})]
    lost = _("Der Datenbank fehlt, was schon da war: %s. Bitte eine Sicherung zurückholen.")
    names = ", ".join(lost_names())
    return verdict(names and lost % names, _("Die Datenbank hat den Stand des Programms."))


def lost_names():
    """Yield the names of tables and indexes that the migrations made and the database no longer has."""
    look = connection.introspection
    with connection.cursor() as cursor:
        there = {*look.table_names(cursor)}
        for model in apps.get_models(include_auto_created=True):
            table, wanted = model._meta.db_table, [index.name for index in model._meta.indexes]
            if table not in there:
                yield table
            elif wanted:
                known = look.get_constraints(cursor, table)
                yield from (name for name in wanted if name not in known)


@check("Suche")
def _search():
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            ENGINES[connection.vendor].examine(cursor)
    except DatabaseError as error:
        if isinstance(error, OperationalError) and not backups.is_incomplete(error):
            raise  # the whole database takes nothing
        text = _("Der Suchindex ist beschädigt (%s). Bitte manage.py search_rebuild aufrufen.")
        return [(FAULT, text % error)]
    owners = SearchEntry.objects.filter(owner_label=Post._meta.label_lower).values("owner_id")
    count = Post.objects.published().exclude(pk__in=owners).count()
    problem = ngettext(
        "%d Beitrag ist nicht zu finden. Bitte manage.py search_rebuild aufrufen.",
        "%d Beiträge sind nicht zu finden. Bitte manage.py search_rebuild aufrufen.",
        count,
    )
    return verdict(count and problem % count, _("Der Suchindex kennt alle Beiträge."))


@check("Mail")
def _mail():
    since = timezone.now() - timedelta(hours=1)
    waiting = OutgoingMail.objects.unsent().filter(created_at__lt=since).count()
    if "smtp" not in settings.EMAIL_BACKEND:
        problem = _(
            "Es gehen keine Mails hinaus: EMAIL_URL nennt keinen Mailserver. Von wartenden Kommentaren (%d) erfährt niemand."
        )
        level = HINT if settings.DEVELOPMENT else FAULT
        return [(level, problem % Comment.objects.waiting().count())]
    if not moderators():
        problem = _("MODERATION_EMAILS ist leer: Von wartenden Kommentaren erfährt niemand.")
        return [(HINT, problem)]
    try:
        with get_connection(timeout=5):  # opened, then closed
            pass
    except (OSError, SMTPException) as error:
        problem = _("Der Mailserver aus EMAIL_URL nimmt nichts an: %s")
        return [(FAULT, problem % error)]
    problem = ngettext(
        "%d Mail wartet seit über einer Stunde. Antwortet der Mailserver aus EMAIL_URL?",
        "%d Mails warten seit über einer Stunde. Antwortet der Mailserver aus EMAIL_URL?",
        waiting,
    )
    good = _("Der Mailserver antwortet, und keine Mail wartet.")
    return verdict(waiting and problem % waiting, good)


@check("Mailadressen")
def _addresses():
    read, odd = forms.EmailField().clean, []
    for model in apps.get_models():
        for field in (f for f in model._meta.concrete_fields if isinstance(f, models.EmailField)):
            rows = model._default_manager.exclude(**{field.name: ""}).values_list("pk", field.name)
            for pk, address in rows.iterator():
                with suppress(ValidationError):
                    if read(address) == address:
                        continue
                odd.append(f"{model._meta.verbose_name} {pk}")
    problem = _("An diese Adressen kommt keine Mail an, bitte neu eintippen: %s")
    good = _("Alle Adressen lassen sich anschreiben.")
    return verdict(odd and problem % ", ".join(odd), good, HINT)


@check("Zwischenspeicher")
def _cache():
    cache.set("doctor", "ok", 60)
    if cache.get("doctor") == "ok" and not is_away():
        return [(GOOD, _("Der Zwischenspeicher antwortet."))]
    text = _(
        "Der Zwischenspeicher ist nicht zu erreichen oder nimmt nichts an. Läuft, was CACHE_URL nennt, oder gehört "
        "sein Ordner dem Konto der Website? Er sagt: %s"
    )
    return [(FAULT, text % what_was_away())]


@check("Bilder und Anhänge")
def _media():
    try:
        names = ["", *default_storage.listdir("")[0]]
        folders = [Path(default_storage.path(name)) for name in names]
    except (NotImplementedError, FileNotFoundError):  # a bucket; nothing so far
        folders = []
    for folder in folders:
        if not os.access(folder, os.W_OK):
            raise PermissionError(EACCES, "", str(folder))
    name = "doctor.txt"
    try:
        name = default_storage.save(name, ContentFile(b"ok"))
    finally:  # on a full disk an empty one is left
        default_storage.delete(name)
    problem = missing_files(newest=None if folders else 20)  # a bucket takes long to say it
    return verdict(problem, _("Dateien lassen sich ablegen, und die neuesten sind da."))


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
        text = _("Den Ordner %s können andere Konten des Rechners lesen. Bitte: chmod 700.")
        yield HINT, text % data_dir
    for path in (data_dir, data_dir / "log", data_dir / "log" / "security.log"):
        if path.exists() and not os.access(path, os.W_OK):
            text = _("In %s lässt sich nicht schreiben. Gehört es dem Konto der Website?")
            yield FAULT, text % path


@check("Uhr")
def _clock():
    last = LogEntry.objects.order_by("-pk").values_list("action_time", flat=True).first()
    is_late = last and last > timezone.now() + timedelta(minutes=5)
    problem = _("Die Uhr geht nach: Zuletzt wurde am %s etwas geändert.")
    good = _("Es ist %s.") % day_and_hour(timezone.now())
    return verdict(is_late and problem % day_and_hour(last), good)


@check("Seiten")
def _pages():
    pages = dict(Page.objects.published().order_by("slug").values_list("slug", "body"))
    missing = [slug for slug in REQUIRED_PAGES if slug not in pages]
    for slug in missing:
        yield FAULT, _("Die Seite /%s/ ist nicht veröffentlicht; sie muss sein.") % slug
    for slug, body in pages.items():
        if re.search(r"\[(?!\^)[^\]]+\](?![(:\[])", body):
            yield HINT, _("Auf der Seite /%s/ stehen noch eckige Klammern zum Ausfüllen.") % slug
    if not missing:
        yield GOOD, _("Impressum, Datenschutz und Barrierefreiheit sind da.")


@check("Feeds")
def _feeds():
    from django.test import Client  # brings much along that no visitor needs

    client = Client(SERVER_NAME="127.0.0.1", raise_request_exception=False)
    feeds = ["/beitraege/feed.rss", "/beitraege/feed.atom", "/treffen/protokolle.rss"]
    pages = [post.get_absolute_url() for post in Post.objects.published()[:1]]
    pages += [meeting.get_absolute_url() for meeting in Meeting.objects.published()[:1]]
    for path in [*feeds, "/", *pages]:
        answer = client.get(path, secure=settings.HTTPS)
        if answer.status_code != 200:
            error = (answer.exc_info or ("", ""))[1]
            if isinstance(error, OSError | TemplateDoesNotExist) or "staticfiles manifest" in str(
                error
            ):
                raise error
            values = {"path": path, "status": answer.status_code, "error": error}
            yield FAULT, (_("%(path)s antwortet mit %(status)d. %(error)s") % values).rstrip()
        elif path in feeds:
            ElementTree.fromstring(answer.content)  # noqa: S314  made by this site
    yield GOOD, _("Startseite und Feeds antworten, und die Feeds sind wohlgeformt.")


@check("Dienste")
def _timers():
    runs = {run.name: run.at for run in TimerRun.objects.all()}
    level = HINT if settings.DEVELOPMENT else FAULT
    for name, longest in TIMERS.items():
        if name not in runs:
            yield level, _("manage.py %s lief noch nie. Ist der Zeitgeber eingerichtet?") % name
            continue
        is_late = runs[name] < timezone.now() - longest
        values = {"name": name, "moment": day_and_hour(runs[name])}
        late = _("manage.py %(name)s lief zuletzt am %(moment)s. Läuft der Zeitgeber?") % values
        good = _("manage.py %(name)s lief zuletzt am %(moment)s.") % values
        yield from verdict(is_late and late, good, level)


@check("Sicherung")
def _backup():
    run = TimerRun.objects.filter(name="backup").first()
    if run is None:
        return []
    path = Path(run.note)
    if not path.is_file():
        return [(FAULT, _("Die letzte Sicherung ist nicht mehr da: %s") % path)]
    if path.suffix in (".age", ".gpg"):
        sentence = _(
            "Die letzte Sicherung ist da und verschlüsselt; ob sie aufgeht, sagt manage.py restore --check."
        )
        return [(GOOD, sentence)]
    try:
        with backups.unpacked(path) as (_folder, manifest):
            count = len(manifest["files"])
            return [(GOOD, _("Die letzte Sicherung geht auf: %d Dateien.") % count)]
    except backups.BackupError as error:
        return [(FAULT, str(error))]


def ask_site():
    """Ask at the site's own address, as visitors do, for a page that no web server before it keeps; return the finding."""
    title, values = _("Von außen"), {"address": f"{settings.SITE_URL}/"}
    page_address = settings.SITE_URL + reverse("idea:write")
    try:
        with urlopen(page_address, timeout=10) as answer:  # noqa: S310  the settings take http alone
            page = answer.read().decode(errors="replace")
        if escape(site().name) not in page:
            text = _("Unter %(address)s antwortet etwas anderes als diese Website. Läuft sie?")
            return Finding(title, FAULT, text % values)
    except HTTPError as error:
        text = _("%(address)s antwortet mit %(status)d. Läuft die Website, was sagt ihr Protokoll?")
        if error.code < 400:
            text = _("%(address)s leitet auf sich selbst um. Ist BEHIND_PROXY=true eingestellt?")
        return Finding(title, FAULT, text % (values | {"status": error.code}))
    except OSError as error:
        reason = getattr(error, "reason", error)
        level = HINT if isinstance(reason, TimeoutError) else FAULT  # some routers lead nobody back
        text = _("%(address)s ist von diesem Rechner aus nicht zu erreichen: %(reason)s")
        return Finding(title, level, text % (values | {"reason": reason}))
    return Finding(title, GOOD, _("%(address)s antwortet.") % values)


def send_test_mail(address):
    """Send a mail to ``address`` now and return the finding."""
    subject = _("Testmail von %s") % site().name
    text = _("Diese Mail hat manage.py doctor geschickt. Sie ist angekommen.")
    try:
        send_mail(subject, text, None, [address])
    except Exception as error:
        return Finding("Mail", FAULT, _("Die Testmail ging nicht hinaus: %s") % error)
    if "filebased" in settings.EMAIL_BACKEND:
        text = _("Die Testmail liegt als Datei in %s: EMAIL_URL nennt keinen Mailserver.")
        return Finding("Mail", FAULT, text % settings.EMAIL_FILE_PATH)
    return Finding("Mail", GOOD, _("Die Testmail an %s ist dem Mailserver übergeben.") % address)
