"""The addresses that lead whoever wrote a comment back to it, each signed for one purpose.

A name of an address is its purpose: a word made for one is no word for another.
"""

from django.core import signing
from django.urls import reverse

from comments.models import Comment

DAY = 24 * 3600
SECONDS = {  # how long each is good; None for as long as the comment is there
    "thanks": DAY,  # on a shared computer the address stays in the history
    "change": None,
    "withdraw": None,
    "replies-confirm": 7 * DAY,
    "replies-end": None,
    "remember": 7 * DAY,
}


def _salt(purpose):
    return f"comments.{purpose}"


def address(purpose, comment):
    """Give the path by which the writer of ``comment`` comes back to it for ``purpose``."""
    return reverse(f"comments:{purpose}", args=[signing.dumps(comment.pk, salt=_salt(purpose))])


def comment_of(token, purpose):
    """Give the comment that ``token`` was signed for, or None: forged, too old, deleted."""
    try:
        pk = signing.loads(token, salt=_salt(purpose), max_age=SECONDS[purpose])
    except (signing.BadSignature, ValueError):
        return None
    return Comment.objects.filter(pk=pk).first()
