"""Whatever the site signs: tokens in links, forms and cookies that nobody can make up."""

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.crypto import salted_hmac


class TokenSigner:
    """Signs what a link, a form or a cookie carries for one purpose, and reads it back.

    ``salt`` stands for the purpose: a token made with one salt is nothing to a signer with another. It
    never changes, since what it signed may lie in a mailbox. ``max_age`` says for how many seconds a
    token is good, None for as long as the secret key lives. ``view`` names the address that takes the
    token as its only argument.
    """

    def __init__(self, salt, *, max_age=None, view=""):
        self.salt, self.max_age, self.view = salt, max_age, view

    def sign(self, payload):
        """Return a token, fit for addresses and forms, that holds ``payload``: anything JSON can hold."""
        return signing.dumps(payload, salt=self.salt)

    def path(self, payload):
        """Return the path of ``view`` with a token that holds ``payload``."""
        return reverse(self.view, args=[self.sign(payload)])

    def read(self, token):
        """Return what ``token`` holds, or None: missing, forged, for another purpose, too old."""
        try:
            return signing.loads(token or "", salt=self.salt, max_age=self.max_age)
        except (signing.BadSignature, ValueError):
            return None

    def set_cookie(self, response, name, text, path):
        """Let ``response`` leave ``text`` in the cookie ``name``, sent to addresses below ``path`` alone."""
        response.set_signed_cookie(
            name,
            text,
            salt=self.salt,
            max_age=self.max_age,
            path=path,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )

    def read_cookie(self, request, name):
        """Return what the cookie ``name`` of ``request`` holds, "" without a good one."""
        return request.get_signed_cookie(name, default="", salt=self.salt, max_age=self.max_age)

    def keyed_hash(self, text):
        """Return a hash of ``text``, 64 hexadecimal digits, that nobody makes without the secret key."""
        return salted_hmac(self.salt, text, algorithm="sha256").hexdigest()
