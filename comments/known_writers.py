"""How a browser shows that its writer has a mail address: by a mark fetched from a mail to it.

An address alone proves nothing, for anybody can type it. The mark is a cookie that only the comment
forms see and that holds a keyed hash, not the address.
"""

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

COOKIE = "kommentare"
SALT = "comments.known"
DAYS = 180
SECONDS = DAYS * 24 * 3600


def _mark_of(address):
    return salted_hmac(SALT, address.strip().lower(), algorithm="sha256").hexdigest()


def remember(response, address):
    """Let ``response`` give the mark of the mail ``address`` to the browser, good for DAYS days."""
    response.set_signed_cookie(
        COOKIE,
        _mark_of(address),
        salt=SALT,
        max_age=SECONDS,
        path=reverse("comments:write", args=["x", 0]).removesuffix("x/0/"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def mark_in(request):
    """Give the mark that the browser sent with ``request``, "" without a good one."""
    return request.get_signed_cookie(COOKIE, default="", salt=SALT, max_age=SECONDS)


def stands_for(mark, address):
    """Whether ``mark`` is the one that was mailed to ``address``."""
    return bool(mark and address) and constant_time_compare(mark, _mark_of(address))
