"""Feeds of every app: written in three formats, answered with 304 to whoever has them already."""

from .answer import feed_response
from .asking import NEVER, ask, count_of, counted, sliced
from .channel import Channel, feed_item, feed_title, feed_urn
from .formats import FORMATS
from .pages import FeedPage
from .paths import feed_paths

__all__ = [
    "FORMATS",
    "NEVER",
    "Channel",
    "FeedPage",
    "ask",
    "count_of",
    "counted",
    "feed_item",
    "feed_paths",
    "feed_response",
    "feed_title",
    "feed_urn",
    "sliced",
]
