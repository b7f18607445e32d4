"""``manage.py tidy``: what is no longer needed goes; by one timer, once a day."""

from datetime import timedelta

from captcha.models import CaptchaStore
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand
from django.db.models import Max
from django.utils import timezone
from reversion.models import Revision, Version

from comments import privacy
from meetings.models import GONE, Meeting
from wiq_site.backups import uploads
from wiq_site.kit.files import note, noted, unnamed
from wiq_site.kit.uploads import remove_old
from wiq_site.mailing.models import MeetingNews
from wiq_site.pages.models import DraftLink, TimerRun
from wiq_site.search.index import forget_words

ORPHANS = "tidy/orphans.json"  # of each upload that nothing names: since when
ORPHAN_DAYS = 30  # as long as what is deleted may come back
VERSION_DAYS = 730
STEPS = []


def step(function):
    """Let ``tidy`` call ``function``, which returns what it did as a German sentence, "" for nothing."""
    STEPS.append(function)
    return function


@step
def end_sessions():
    count = Session.objects.filter(expire_date__lt=timezone.now()).delete()[0]
    return f"{count} abgelaufene Anmeldungen gelöscht." if count else ""


@step
def forget_captchas():
    count = CaptchaStore.objects.filter(expiration__lt=timezone.now()).delete()[0]
    return f"{count} alte Sicherheitsfragen gelöscht." if count else ""


@step
def keep_periods():
    """Take away of comments what the table of periods says (comments/privacy.py)."""
    addresses, texts, notes, mails, requests = privacy.delete_expired()
    if not any((addresses, texts, notes, mails, requests)):
        return ""
    return (
        f"Fristen von Kommentaren: {addresses} E-Mail-Adressen, {texts} Texte, {notes} Anmerkungen, {mails} Mails, "
        f"{requests} Wünsche nach Antworten gelöscht."
    )


@step
def forget_unused_words():
    """Delete the words of the search that stood only in what is not found any more."""
    count = forget_words()
    return f"{count} Wörter der Suche gelöscht, die in keinem Text mehr stehen." if count else ""


@step
def forget_old_versions():
    """Delete versions that are over two years old, but of each thing its last one."""
    last = (
        Version.objects.values("content_type", "object_id").annotate(last=Max("pk")).values("last")
    )
    before = timezone.now() - timedelta(days=VERSION_DAYS)
    old = Revision.objects.filter(date_created__lt=before).exclude(version__in=last)
    count = old.delete()[1].get("reversion.Version", 0)
    return f"{count} Fassungen gelöscht, die älter als {VERSION_DAYS} Tage sind." if count else ""


@step
def forget_draft_links():
    count = DraftLink.objects.filter(until__lt=timezone.now() - timedelta(days=90)).delete()[0]
    return f"{count} alte Links zum Zeigen gelöscht." if count else ""


@step
def tell_of_gone_meetings():
    """Let invitations say of their meetings that they are withdrawn, of those that went at a moment which was set before."""
    invited = Meeting.objects.filter(withdrawn_at__lte=timezone.now(), invitation__isnull=False)
    untold = invited.exclude(invitation__meeting_change=str(GONE))
    gone = [meeting for meeting in untold if meeting.gone_words]
    for meeting in gone:
        meeting.save(update_fields=["withdrawn_at"])
    return f"Einladungen zu zurückgezogenen Treffen sagen es jetzt: {len(gone)}." if gone else ""


@step
def forget_news_of_gone_meetings():
    """Delete what subscribers were told long ago of meetings that are gone."""
    before = timezone.now() - timedelta(days=VERSION_DAYS)
    gone = MeetingNews.objects.exclude(meeting__in=Meeting.objects.values("pk"))
    count = gone.filter(at__lt=before).delete()[0]
    return f"{count} alte Neuigkeiten von gelöschten Treffen gelöscht." if count else ""


@step
def remove_orphans():
    """Delete uploads that nothing has named for thirty days, and what forms kept of unsent ones."""
    remove_old()
    today = timezone.localdate()
    known = noted(ORPHANS)
    orphans = {name: known.get(name, today.isoformat()) for name in unnamed(uploads())}
    oldest = (today - timedelta(days=ORPHAN_DAYS)).isoformat()
    due = [name for name, since in orphans.items() if since < oldest]
    for name in due:
        default_storage.delete(name)
    left = {name: since for name, since in orphans.items() if name not in due}
    if left != known:
        note(ORPHANS, left)
    if not orphans:
        return ""
    return f"{len(due)} Dateien gelöscht, zu denen nichts mehr gehört; {len(left)} warten noch auf ihre {ORPHAN_DAYS} Tage."


@step
def empty_cache():
    """Delete what the folder of the cache holds beyond its time; Redis does so by itself."""
    if not settings.CACHES["default"]["BACKEND"].endswith("FileCache"):
        return ""
    for path in cache._list_cache_files():
        with open(path, "rb") as file:  # noqa: PTH123  Django names them as texts
            cache._is_expired(file)  # deletes it
    return ""


class Command(BaseCommand):
    help = "Räumt auf: abgelaufene Anmeldungen, Fristen des Datenschutzes, alte Fassungen, Dateien ohne Zugehörigkeit."

    def handle(self, *args, **options):
        done = [sentence for one in STEPS if (sentence := one())]
        TimerRun.keep("tidy", " ".join(done))
        if options["verbosity"]:
            self.stdout.write("\n".join(done) or "Es gab nichts aufzuräumen.")
