"""The words in the addresses by which a moderator decides straight from a mail.

Each is for one decision on one wording of one comment, for a week, and only while it waits.
"""

from hashlib import blake2b

from django.core import signing
from django.urls import reverse

from comments.models import Comment

SALT = "comments.decide"
VALID_SECONDS = 7 * 24 * 3600


def wording(comment):
    """Give a short text that stands for what ``comment`` says now."""
    told = f"{comment.name}\0{comment.text}".encode()
    return blake2b(told, digest_size=8).hexdigest()


def address(comment, state):
    """Give the path of the page on which to confirm that ``comment`` becomes ``state``."""
    token = signing.dumps([comment.pk, state, wording(comment)], salt=SALT)
    return reverse("comments:decide", args=[token])


def read(token):
    """Give the waiting comment and the state that ``token`` was made for, or None."""
    try:
        pk, state, seen = signing.loads(token, salt=SALT, max_age=VALID_SECONDS)
    except (signing.BadSignature, TypeError, ValueError):
        return None
    comment = Comment.objects.waiting().filter(pk=pk).first()
    if comment is None or comment.target is None or wording(comment) != seen:
        return None
    return comment, Comment.State(state)
