"""What the environment says, read strictly: a value that cannot be meant is refused in German, by its name."""

import os
import re
from ipaddress import ip_network

import environ
from django.core.exceptions import ImproperlyConfigured

YES, NO = environ.Env.BOOLEAN_TRUE_STRINGS, ("false", "off", "n", "no", "0", "")
DATABASES = ("sqlite", "postgres", "postgresql", "psql", "pgsql")
CACHES = ("filecache", "locmemcache", "dummycache", "redis", "rediss", "rediscache")
MAIL_SERVERS = tuple(environ.Env.EMAIL_SCHEMES)


def refuse(name, wanted, text=None):
    """Raise ImproperlyConfigured: ``name`` must be ``wanted``; ``text`` is what is there, unless that is secret."""
    found = "" if text is None else f", ist aber: {text}"
    raise ImproperlyConfigured(
        f"{name} muss {wanted} sein{found}. Was dort stehen soll, sagt docs/betrieb.md."
    )


class Environment(environ.Env):
    """As django-environ, but a slip is told by the name of its variable instead of being passed over."""

    def bool(self, var, default=environ.Env.NOTSET):
        text = os.environ.get(var, "").strip()
        if text.lower() not in (*YES, *NO):
            refuse(var, "true oder false", text)
        return super().bool(var, default) if text else default

    def int(self, var, default=environ.Env.NOTSET):
        text = os.environ.get(var, "").strip()
        if text and not re.fullmatch(r"[0-9]{1,12}", text):
            refuse(var, "eine ganze Zahl ab 0", text)
        return super().int(var, default) if text else default

    def one_of(self, var, words, default):
        """Return one of ``words``."""
        if (text := self.str(var, default)) not in words:
            refuse(var, " oder ".join([", ".join(words[:-1]), words[-1]]), text)
        return text

    def address(self, var, schemes, read, default):
        """Return what ``read`` makes of an address that begins with one of ``schemes``; it may hold a password."""
        scheme = self.str(var, default).partition(":")[0]
        if scheme not in schemes:
            refuse(var, f"eine Adresse mit {', '.join(f'{word}:' for word in schemes)} am Anfang")
        try:
            return read(var, default)
        except ValueError:  # a port of letters
            refuse(var, "eine Adresse mit einer Zahl als Port")

    def hosts(self, var, default):
        """Return names of hosts, without a scheme and a path."""
        for text in (hosts := [host.strip() for host in self.list(var, default=default)]):
            if not re.fullmatch(r"\.?[\w.-]+|\[[0-9a-fA-F:]+\]|\*", text):
                refuse(var, "eine Reihe von Namen ohne https:// und ohne Schrägstrich", text)
        return hosts

    def networks(self, var, default):
        """Return addresses or networks as they are written."""
        for text in (entries := [entry.strip() for entry in self.list(var, default=default)]):
            try:
                ip_network(text, strict=False)
            except ValueError:
                refuse(var, "eine Reihe von IP-Adressen oder Netzen", text)
        return entries

    def mailboxes(self, var, default):
        """Return mail addresses, none where the variable is empty."""
        for text in (boxes := [box.strip() for box in self.list(var, default=default)]):
            if not re.fullmatch(r"[^@\s]+@[^@\s]+", text):
                refuse(var, "eine Reihe von Mailadressen", text)
        return boxes
