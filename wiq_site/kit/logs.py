"""What the site says of itself: one line each, with time, level and the number of the request, and nobody's address.

Errors reach the operator by mail, grouped by where they happen, at most once an hour. What concerns safety (a login,
a change of rights, an export) stands in a log of its own, ``log/security.log`` beside the data.
"""

import logging
import logging.handlers
import re
import secrets
from contextvars import ContextVar
from datetime import datetime
from pathlib import Path
from threading import Thread

from django.conf import settings
from django.core.cache import cache
from django.core.mail import send_mail
from django.utils.translation import gettext as _

from wiq_site.kit.site import site

HOUR = 3600  # seconds
MOST_KINDS = 20  # of errors in one mail
ADDRESSES = re.compile(
    r"[^\s@<>\"'(),;:=]+@[\w.-]+"  # mail
    r"|(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.])"  # IPv4
    r"|(?<![\w:])(?:[0-9a-f]{0,4}:){3,7}[0-9a-f]{0,4}(?![\w:])",  # IPv6, not a time of day
    re.IGNORECASE,
)

number = ContextVar("request", default="-")
security = logging.getLogger("wiq_site.security")
logger = logging.getLogger(__name__)


def numbered(get_response):
    """Middleware: give each request a number that stands in its lines and on its page for errors."""

    def middleware(request):
        number.set(secrets.token_hex(4))  # until the next one: Django logs its answers after this
        return get_response(request)

    return middleware


def audit(event, account=None, **facts):
    """Write an ``event`` that concerns safety into the log of its own; of people their account's number alone."""
    facts = {"account": account.pk if account is not None else "-"} | facts
    security.info("%s %s", event, " ".join(f"{name}={value}" for name, value in facts.items()))


class LineFormatter(logging.Formatter):
    """Time with its zone, level, number of the request, logger, text; no address of a person or a computer."""

    def format(self, record):
        at = datetime.fromtimestamp(record.created).astimezone().isoformat(timespec="milliseconds")
        text = re.sub(r"(?m)^(DETAIL|KONTEXT|CONTEXT):.*$", "", super().format(record))
        text = ADDRESSES.sub("…", text)  # and above nothing stored, which PostgreSQL quotes
        return f"{at} {record.levelname} {number.get()} {record.name} {text}"


class HidePaths(logging.Filter):
    """Leaves out of the address of a request what opens something: the tokens of links that were mailed.

    What was refused (403 from somewhere deep) is no error and needs no traceback.
    """

    def filter(self, record):
        request = getattr(record, "request", None)
        if request and record.levelno < logging.ERROR:
            record.exc_info = None
        if request and isinstance(record.args, tuple):
            path = escaped(request.path)
            record.args = tuple(shown_path(request) if arg == path else arg for arg in record.args)
        return True


class Refused(logging.Filter):
    """Makes one line of what Django refused in a request: no error of the site, and no text of whoever asked."""

    def filter(self, record):
        if record.exc_info and hasattr(record, "request"):
            record.exc_info, record.levelname = None, "WARNING"
            record.msg, record.args = "Refused: %s", (shown_path(record.request),)
        return True


def shown_path(request):
    """Return the path of ``request`` for a log; of an address that leads nowhere the first part alone."""
    match, path = getattr(request, "resolver_match", None), escaped(request.path)
    if match is None:
        return f"/{path.split('/')[1]}/…"
    for name in ("token", "uidb64"):  # parts of an address that open something
        path = path.replace(str(match.kwargs.get(name, "\0")), "…")
    return path


def escaped(path):
    """Return ``path`` as Django writes it into its lines, so that none of them is broken in two."""
    return path.encode("unicode_escape").decode("ascii")


class LogFile(logging.handlers.WatchedFileHandler):
    """A file that is made at its first line; what it does not take stands in the log of the site, which goes on."""

    def __init__(self, filename):
        super().__init__(filename, delay=True, encoding="utf-8")

    def _open(self):
        Path(self.baseFilename).parent.mkdir(parents=True, exist_ok=True)
        return super()._open()

    def emit(self, record):
        try:
            super().emit(record)
        except OSError:
            self.handleError(record)

    def handleError(self, record):  # noqa: N802  its name in logging
        logger.warning("Not taken by %s: %s", self.baseFilename, record.getMessage())


class HourlyMail(logging.Handler):
    """Mails errors, each kind once with its number, at most one mail an hour; what comes in between waits."""

    def emit(self, record):
        error = record.exc_info[1] if record.exc_info else None
        place = error.__traceback__ if error else None
        while place and place.tb_next:
            place = place.tb_next
        where = (
            f"{place.tb_frame.f_code.co_filename}:{place.tb_lineno}" if place else record.pathname
        )
        kind = f"{type(error).__name__ if error else record.name} {where}"
        try:
            waiting = cache.get("errors") or {}
            count, text = waiting.get(kind, (0, self.format(record)))
            if kind in waiting or len(waiting) < MOST_KINDS:
                cache.set("errors", waiting | {kind: (count + 1, text)}, 7 * 24 * HOUR)
            mail_errors()
        except Exception:  # whatever the cache meets: the line is in the log
            self.handleError(record)


def mail_errors():
    """Mail the errors that wait, unless one went in the last hour; beside the answer that somebody waits for."""
    waiting = cache.get("errors")
    if not waiting or not settings.ERROR_EMAILS or not cache.add("errors-mailed", True, HOUR):
        return
    cache.delete("errors")
    texts = [f"{count} × {kind}\n\n{text}" for kind, (count, text) in waiting.items()]
    subject = _("Fehler auf der Website %s") % site().name
    body = "\n\n\n".join([_("Was im Protokoll steht, gezählt nach der Stelle:"), *texts])
    Thread(target=_send, args=[subject, body], daemon=True).start()


def _send(subject, body):
    try:
        send_mail(subject, body, None, settings.ERROR_EMAILS)
    except Exception as error:
        logger.warning("The mail with errors did not go: %s", error)
