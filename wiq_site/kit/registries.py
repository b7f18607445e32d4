"""Registries in which apps meet that do not know each other, filled in ``AppConfig.ready()``."""

import re
from dataclasses import dataclass

from django.utils import timezone
from django.utils.safestring import SafeString

from wiq_site.kit.caches import remembered_now


class Part(SafeString):
    """Safe HTML with ``told``, the beginning of what it says (safe HTML too): for descriptions, which are kept longer than a page."""

    told = ""


class Parts:
    """What other apps add to an object's full content, in the order they were registered."""

    def __init__(self):
        self._functions, self._versions = [], []

    def register(self, function, on_page=None, version=None):
        """Add ``function(objects)``, which returns ``{pk: SafeString}``, or a Part; ``on_page`` for the object's own page.

        ``version()`` is an expression for a query of the objects: a text that changes when by the clock alone
        the part of one appears or goes.
        """
        self._functions.append((function, on_page or function))
        if version:
            self._versions.append(version)

    def versions(self, at):
        """Return what ``register`` was given as ``version``, called with the moment ``at``."""
        return [version(at) for version in self._versions]

    def collect(self, objects, on_page=False):
        """Return ``{pk: [SafeString, …]}`` for all ``objects``, each function called once."""
        parts = {item.pk: [] for item in objects}
        for functions in self._functions:
            for pk, html in functions[on_page](objects).items():
                parts[pk].append(html)
        return parts


# Below the body of a post, in page and feed: the minutes it reports, the agenda it invites to.
post_parts = Parts()
topic_parts = Parts()  # on the page of a topic, above its posts: where meetings deal with it


@dataclass(frozen=True)
class Use:
    """One object that uses a topic, as editors see it in a list."""

    pk: int
    title: str
    state: str
    address: str  # where editors change it


class TopicUses:
    """How one kind of object uses topics. An app subclasses it and adds one to ``topic_uses``."""

    label = ""  # what the objects are called, in the plural
    deciding = ()  # pairs (model, names of the fields) of which a change may let something public carry a topic

    def listed(self, topic):
        """Return a ``Use`` for each object that uses ``topic``, public or not, in one query."""
        raise NotImplementedError

    def published(self, topic, at=None):
        """Return the queryset of those that a visitor may see at ``at``; ``topic`` may be OuterRef."""
        raise NotImplementedError

    def hidden(self, topic, at):
        """Return the queryset of those that were taken off the website by ``at``; ``topic`` may be OuterRef."""
        raise NotImplementedError

    def openings(self, topics):
        """Yield (pk, moment) for those of ``topics`` (pks): since or from when something public carries it."""
        raise NotImplementedError

    def move(self, topic, other):
        """Let ``other`` take the place of ``topic`` everywhere; None leaves the place empty."""
        raise NotImplementedError

    def obstacle(self, topic, other):
        """Return the sentence why ``other`` cannot take the place of ``topic``, or ""."""
        return ""

    def last_signs(self, topics):
        """Return ``{topic's pk: date}``: when something public last came of each of ``topics``."""
        return {}


topic_uses = []
announcing = []  # functions(column that names a post): the condition of those that only announce a part of a series
days_told = []  # functions(column that names a post): the day that it tells of, None where it has none
mentions = []  # functions(pattern) that list, as Use, what others wrote and nobody edits: comments
text_hints = []  # functions(item) that list sentences on what is to be looked at before it is published
public_with = []  # functions(item) that list what else of versions becomes public when an item does
led_on = []  # functions(address, address of the thing itself or None): the other address that the first leads on to, or None
losses = []  # functions(item) that list sentences on what goes or stays when an item that is public is deleted
moments = []  # functions that list (model, field, timedelta): pages change without an edit so long after that moment
clocks = []  # functions(now) that yield the other coming moments of that kind
told_now = []  # functions(now) that yield (path, words): what is so at this moment of what a page is about

glossaries = []  # ``look_up(words)``: {word: what it means}


def words_now():
    """Return ``{path: words}``: what is to be told at this moment alone of what the page at each path is about."""

    def tell():
        return dict(pair for told in told_now for pair in told(timezone.now()))

    return remembered_now(("told now",), tell)


def meanings_in(text):
    """Return ``{word: meaning}`` of the abbreviations in ``text`` that editors explain.

    Asked for are words of two large letters or more alone, so that most texts cost no query.
    """
    words = {word for word in re.findall(r"[^\W_]+", text) if sum(map(str.isupper, word)) > 1}
    meanings = {}
    for look_up in glossaries if words else ():
        meanings |= look_up(words)
    return meanings
