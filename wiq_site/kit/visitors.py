"""Where a request comes from, as far as it may be known, and how much comes from there.

Nothing here is stored or logged: the cache that all processes share counts under a hash of the
address, keyed and another one each day.
"""

import time
from contextlib import suppress
from functools import lru_cache
from hashlib import blake2b
from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone
from django.utils.crypto import salted_hmac

WIDER = 4  # households that may share an IPv6 /48


@lru_cache(maxsize=8)
def networks(entries):
    """Return the networks that ``entries`` of TRUSTED_PROXIES name. Raises ImproperlyConfigured."""
    try:
        return tuple(ip_network(entry, strict=False) for entry in entries)
    except ValueError as error:
        raise ImproperlyConfigured(f"TRUSTED_PROXIES: {error}") from error


def parsed_address(text):
    """Return the address that ``text`` names, with or without a port, or None."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def client_address(request):
    """Return the address of whoever asks: the right-most one that no trusted proxy stands for.

    Returns None where it cannot be known. X-Forwarded-For is written by whoever likes; only what the
    proxies in TRUSTED_PROXIES have added to it counts. Through a Unix socket only a local proxy asks.
    """
    trusted = networks(tuple(settings.TRUSTED_PROXIES))
    nearest = request.META.get("REMOTE_ADDR", "")
    address = parsed_address(nearest)
    hops = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    while hops and trusted and (not nearest or any(address in network for network in trusted)):
        nearest = hops.pop()
        before = parsed_address(nearest)
        if before is None:
            break
        address = before
    return address


def client_networks(request):
    """Return, as text, what one household shares, and of an IPv6 address what one provider's customer may.

    An IPv4 address alone; of an IPv6 address the /64 and the /48, of which a single server often has all.
    """
    address = client_address(request)
    if isinstance(address, IPv6Address):
        return [str(ip_network((address, bits), strict=False)) for bits in (64, 48)]
    return [str(address or "")]


def count_one(name, seconds):
    """Count one more under ``name`` and return how many there are; add and incr are atomic."""
    cache.add(name, 0, seconds)
    try:
        count = cache.incr(name)
    except ValueError:  # thrown out of the cache just now
        cache.set(name, 1, seconds)
        return 1
    cache.touch(name, seconds)  # some caches forget at incr how long it was to be kept
    return count


def seconds_to_wait(request, kind, limits):
    """Count one ``kind`` of thing for whoever sent ``request``; return how long to wait, 0 for not at all.

    ``limits`` are pairs (number, seconds): so many in each stretch of so many seconds, and of a wider network
    ``WIDER`` times as many.
    """
    now, wait = int(time.time()), 0
    for name, number, seconds in counters(request, kind, limits):
        if count_one(name, seconds) > number:
            wait = max(wait, seconds - now % seconds)
    return wait


def give_back(request, kind, limits):
    """Take back what ``seconds_to_wait`` has just counted: it turned out to be nothing to be limited."""
    for name, _number, _seconds in counters(request, kind, limits):
        with suppress(ValueError):  # thrown out of the cache just now
            cache.decr(name)


def forget(request, kind, limits):
    """Forget what ``seconds_to_wait`` has counted: whoever sent ``request`` has proved who they are."""
    cache.delete_many([name for name, _number, _seconds in counters(request, kind, limits)])


def counters(request, kind, limits):
    """Yield (name, most, seconds) of what the cache counts the ``kind`` of thing by for whoever sent ``request``."""
    key = salted_hmac("limits", str(timezone.localdate()), algorithm="sha256").digest()
    now = int(time.time())
    for times, network in zip((1, WIDER), client_networks(request), strict=False):
        who = blake2b(network.encode(), key=key, digest_size=16).hexdigest()
        for number, seconds in limits:
            yield f"limit:{kind}:{who}:{seconds}:{now // seconds}", times * number, seconds
