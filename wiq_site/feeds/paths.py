"""The addresses of a feed: one for each format."""

from django.urls import path

from wiq_site.filters import page_query
from wiq_site.http import reading

from .formats import FORMATS


def feed_paths(stem, view, name, query=page_query, **kwargs):
    """Give the paths ``stem`` + ".rss", ".atom", ".json".

    ``view`` takes the ending as ``suffix``; ``query`` is that of ``reading`` and knows the pages of
    the feed; without it the feed has no filter. They are called ``name``, ``name``-atom and ``name``-json.
    """
    return [
        path(
            f"{stem}.{suffix}",
            reading(view, query),
            {"suffix": suffix, **kwargs},
            name=name if suffix == "rss" else f"{name}-{suffix}",
        )
        for suffix in FORMATS
    ]
