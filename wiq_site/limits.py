"""How much comes from one address; counted in the cache that all processes share.

The cache holds no address: the name of a count is a hash of it, keyed and another one each day.
"""

import time
from hashlib import blake2b

from django.core.cache import cache
from django.utils import timezone
from django.utils.crypto import salted_hmac

from wiq_site.clients import client_network


def _who(request):
    key = salted_hmac("limits", str(timezone.localdate()), algorithm="sha256").digest()
    return blake2b(client_network(request).encode(), key=key, digest_size=16).hexdigest()


def _count(name, seconds):
    """Count one more under ``name`` and give how many there are; add and incr are atomic."""
    cache.add(name, 0, seconds)
    try:
        count = cache.incr(name)
    except ValueError:  # thrown out of the cache just now
        cache.set(name, 1, seconds)
        return 1
    cache.touch(name, seconds)  # some caches forget at incr how long it was to be kept
    return count


def seconds_to_wait(request, kind, limits):
    """Count one ``kind`` of thing for whoever sent ``request``; give how long to wait, 0 for not at all.

    ``limits`` are pairs (number, seconds): so many in each stretch of so many seconds.
    """
    who, now, wait = _who(request), int(time.time()), 0
    for number, seconds in limits:
        count = _count(f"limit:{kind}:{who}:{seconds}:{now // seconds}", seconds)
        if count > number:
            wait = max(wait, seconds - now % seconds)
    return wait
