"""How a browser shows that its writer has a mail address: by a mark fetched from a mail to it.

An address alone proves nothing, for anybody can type it. The mark is a cookie that only the comment
forms see and that holds a keyed hash, not the address.
"""

import time
import uuid
from dataclasses import dataclass
from hashlib import blake2b

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from comments.models import Comment

# The signed marks a comment form carries.
#
# A form gets a ticket when it is given out: for which place, when, and a key of its own. Whoever has
# solved its captcha gets a mark for the same key; a stored comment keeps the key, so that one form
# stores one comment and one captcha serves for one comment.


TICKET_SALT = "comments.ticket"
SOLVED_SALT = "comments.solved"
SOLVED_SECONDS = 3600


@dataclass(frozen=True)
class Ticket:
    """That a form for ``place`` was given out at ``issued`` (seconds since 1970) under ``key``."""

    place: str
    key: str
    issued: int

    @classmethod
    def new(cls, place):
        return cls(place, uuid.uuid4().hex, int(time.time()))

    @classmethod
    def read(cls, token, place):
        """Give the ticket that ``token`` holds, or None when it is none for ``place``."""
        try:
            ticket = cls(*signing.loads(token or "", salt=TICKET_SALT))
        except (signing.BadSignature, TypeError, ValueError):
            return None
        return ticket if ticket.place == place else None

    def __str__(self):
        return signing.dumps([self.place, self.key, self.issued], salt=TICKET_SALT)

    @property
    def is_too_fresh(self):
        return time.time() - self.issued < settings.COMMENT_MIN_SECONDS

    @property
    def is_too_old(self):
        return time.time() - self.issued > settings.COMMENT_MAX_SECONDS

    def solved_mark(self):
        """Give the mark that the captcha of this form was solved, good for an hour."""
        return signing.dumps([self.place, self.key], salt=SOLVED_SALT)

    def is_solved(self, mark):
        """Whether ``mark`` says that the captcha of this very form was solved."""
        try:
            found = signing.loads(mark or "", salt=SOLVED_SALT, max_age=SOLVED_SECONDS)
        except (signing.BadSignature, ValueError):
            return False
        return found == [self.place, self.key]


# The addresses that lead whoever wrote a comment back to it, each signed for one purpose.
#
# A name of an address is its purpose: a word made for one is no word for another.


DAY = 24 * 3600
OWN_SECONDS = {  # how long each is good; None for as long as the comment is there
    "thanks": DAY,  # on a shared computer the address stays in the history
    "change": None,
    "withdraw": None,
    "replies-confirm": 7 * DAY,
    "replies-end": None,
    "remember": 7 * DAY,
}


def _salt(purpose):
    return f"comments.{purpose}"


def own_address(purpose, comment):
    """Give the path by which the writer of ``comment`` comes back to it for ``purpose``."""
    return reverse(f"comments:{purpose}", args=[signing.dumps(comment.pk, salt=_salt(purpose))])


def comment_of(token, purpose):
    """Give the comment that ``token`` was signed for, or None: forged, too old, deleted."""
    try:
        pk = signing.loads(token, salt=_salt(purpose), max_age=OWN_SECONDS[purpose])
    except (signing.BadSignature, ValueError):
        return None
    return Comment.objects.filter(pk=pk).first()


# The words in the addresses by which a moderator decides straight from a mail.
#
# Each is for one decision on one wording of one comment, for a week, and only while it waits.


DECISION_SALT = "comments.decide"
VALID_SECONDS = 7 * 24 * 3600


def wording(comment):
    """Give a short text that stands for what ``comment`` says now."""
    told = f"{comment.name}\0{comment.text}".encode()
    return blake2b(told, digest_size=8).hexdigest()


def decision_address(comment, state):
    """Give the path of the page on which to confirm that ``comment`` becomes ``state``."""
    token = signing.dumps([comment.pk, state, wording(comment)], salt=DECISION_SALT)
    return reverse("comments:decide", args=[token])


def read_decision(token):
    """Give the waiting comment and the state that ``token`` was made for, or None."""
    try:
        pk, state, seen = signing.loads(token, salt=DECISION_SALT, max_age=VALID_SECONDS)
    except (signing.BadSignature, TypeError, ValueError):
        return None
    comment = Comment.objects.waiting().filter(pk=pk).first()
    if comment is None or comment.target is None or wording(comment) != seen:
        return None
    return comment, Comment.State(state)


COOKIE = "kommentare"
WRITER_SALT = "comments.known"
DAYS = 180
WRITER_SECONDS = DAYS * 24 * 3600


def _mark_of(address):
    return salted_hmac(WRITER_SALT, address.strip().lower(), algorithm="sha256").hexdigest()


def remember(response, address):
    """Let ``response`` give the mark of the mail ``address`` to the browser, good for DAYS days."""
    response.set_signed_cookie(
        COOKIE,
        _mark_of(address),
        salt=WRITER_SALT,
        max_age=WRITER_SECONDS,
        path=reverse("comments:write", args=["x", 0]).removesuffix("x/0/"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def mark_in(request):
    """Give the mark that the browser sent with ``request``, "" without a good one."""
    return request.get_signed_cookie(COOKIE, default="", salt=WRITER_SALT, max_age=WRITER_SECONDS)


def stands_for(mark, address):
    """Whether ``mark`` is the one that was mailed to ``address``."""
    return bool(mark and address) and constant_time_compare(mark, _mark_of(address))
