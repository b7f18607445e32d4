"""Answers about single lines that several passes ask for, kept while one text is read."""

import gc
from contextlib import contextmanager
from functools import lru_cache

_KEPT = []
_MOST = 8192  # lines whose answers are kept at a time


def remembered(function):
    """``function`` of strings, which answers the same question once; the answers are shared and must
    not be changed."""
    kept = lru_cache(maxsize=_MOST)(function)
    _KEPT.append(kept)
    return kept


@contextmanager
def one_text():
    """While a text is read, nobody looks for garbage: what it becomes lives to the end, and the
    search takes a third of the time. After it no answer and so no text stays in memory."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        for kept in _KEPT:
            kept.cache_clear()
        if collecting:
            gc.enable()
