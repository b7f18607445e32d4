"""Answers about single lines that several passes ask for, kept while one text is read."""

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
    """While a text is read, answers are kept; after it no answer and so no text stays in memory."""
    try:
        yield
    finally:
        for kept in _KEPT:
            kept.cache_clear()
