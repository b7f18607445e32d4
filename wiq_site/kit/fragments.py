"""Pieces of pages, remembered under all that they are made of.

A key names every value that the piece depends on, most of them by a digest or a moment that moves with the row; so
nothing has to be forgotten when something changes. What a key leaves out would be shown for ever: the tests compare
remembered pages with fresh ones after every kind of change.

Source: docs/decisions/2026-11-28-fragments.md.
"""

import sys
from contextvars import ContextVar

from django.conf import settings

from wiq_site.kit.shelf import Shelf

OVERHEAD = 500  # bytes of a key and its entry, about
ROW = 150  # bytes of one thing in a list, about
shelf = Shelf(settings.FRAGMENTS_BYTES)
content_version = ContextVar("content_version", default=None)  # known at the door, for every method
content_state = ContextVar("content_state", default=None)  # set at the door (wiq_site.kit.kept)


def remembered(key, make):
    """Return what ``make()`` returned for ``key``, a tuple that begins with a name; not None."""
    thing = shelf.get(key)
    if thing is None:
        thing = make()
        size = sys.getsizeof(thing)  # two bytes for a letter of a text with „these“
        if not isinstance(thing, str) and hasattr(thing, "__len__"):
            size += len(thing) * ROW
        shelf.put(key, thing, size + OVERHEAD)
    return thing


def remembered_now(key, make):
    """Return what ``make()`` returned for ``key`` in this state of the whole content; outside the door always ask it.

    For what depends on many rows: which topics are public, what stands around a post. The state is the content
    version that was known when the request came, and the next moment at which anything changes by itself.
    """
    state = content_state.get()
    return remembered((*key, state), make) if state else make()
