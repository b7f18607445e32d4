"""Old addresses lead to new ones for ever, in one step and never in a circle.

An old address is stored as it is asked for once it is decoded: with its query where it has one
("/?q=node/42"), without a host, blanks as %20. A slash at its end makes no difference.
"""

import re
from urllib.parse import SplitResult, quote, unquote, urlsplit

from wiq_site.pages.models import Redirect


class CircleError(Exception):
    """A redirect would lead back to where it came from."""


def decoded(path, query=""):
    """Give the one form of an address, from its decoded ``path`` and its query as it was sent."""
    return _without_blanks(f"{path}?{unquote(query)}" if query else path)


def old_address(text):
    """Give ``text`` as an old address; of a full one the host goes, and what follows a #."""
    parts = parts_of(text)
    return decoded(unquote(parts.path) or ("/" if parts.netloc else ""), parts.query)


def new_address(text, own_hosts):
    """Give ``text`` as a new address: a full one of ``own_hosts`` loses its host, others stay."""
    parts = parts_of(text)
    if host_of(text) in own_hosts and parts.netloc:
        text = parts._replace(scheme="", netloc="", path=parts.path or "/").geturl()
    return _without_blanks(text.strip())


def host_of(address):
    """Give the host of a full address without "www.", or ""."""
    return parts_of(address).netloc.lower().removeprefix("www.")


def parts_of(address):
    """Give the parts of ``address``; what is no address at all is all path."""
    try:
        return urlsplit(address.strip())
    except ValueError:
        return SplitResult("", "", address.strip(), "", "")


def _without_blanks(address):
    return re.sub(r"\s", lambda blank: quote(blank[0]), address)


def spellings(address):
    """Give ``address`` with and without the slash at its end; one with a query stays as it is."""
    other = address[:-1] if address.endswith("/") else f"{address}/"
    return [address] if "?" in address or address == "/" else [address, other]


def keep_address(old_path, new_path):
    """Let ``old_path`` and everything that led there lead to ``new_path``, where a page is now."""
    Redirect.objects.filter(old_path__in=spellings(new_path)).delete()
    lead_on(old_path, new_path)
    redirect(old_path, new_path)


def redirect(old_path, new_path):
    """Let ``old_path``, in whatever spelling, lead to ``new_path`` and nowhere else."""
    Redirect.objects.filter(old_path__in=spellings(old_path)).exclude(old_path=old_path).delete()
    Redirect.objects.update_or_create(old_path=old_path, defaults={"new_path": new_path})


def lead_on(old_path, new_path):
    """Let everything that led to ``old_path`` lead to ``new_path`` in one step."""
    before = Redirect.objects.filter(new_path__in=spellings(old_path))
    before.exclude(old_path=new_path).update(new_path=new_path)


def new_path_of(*addresses):
    """Give where the first of ``addresses`` that moved leads, or None; in one query."""
    readable = [address for address in addresses if "\0" not in address]
    found = dict(Redirect.objects.filter(old_path__in=readable).values_list("old_path", "new_path"))
    return next((found[address] for address in readable if address in found), None)


def all_moves(besides=None):
    """Give ``{key: new path}`` of all redirects but the one with the pk ``besides``."""
    rows = Redirect.objects.exclude(pk=besides).values_list("old_path", "new_path")
    return {key_of(old): new for old, new in rows}


def key_of(address):
    """Give what is the same for all spellings of ``address``."""
    return min(spellings(old_address(address)), key=len)


def end_of(address, moves, is_live):
    """Give where ``address`` leads when one follows ``moves``, up to a page that answers.

    ``is_live(address)`` says whether one does. Raises CircleError.
    """
    seen = set()
    while (key := key_of(address)) in moves and not is_live(address):
        if key in seen:
            raise CircleError(address)
        seen.add(key)
        address = moves[key]
    return address
