"""The signed marks a comment form carries.

A form gets a ticket when it is given out: for which place, when, and a key of its own. Whoever has
solved its captcha gets a mark for the same key; a stored comment keeps the key, so that one form
stores one comment and one captcha serves for one comment.
"""

import time
import uuid
from dataclasses import dataclass

from django.conf import settings
from django.core import signing

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
