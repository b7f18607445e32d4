"""Words that were a link before the text was copied as plain text, such as "in diesem Blog-Beitrag"."""

import re
from dataclasses import dataclass
from urllib.parse import quote

from django.urls import reverse
from django.utils.translation import gettext as _

from blog.models import Post
from wiq_site.slugs import fold

NEWEST = 30

_THING = (
    r"(?:[\w-]{1,40}-)?(?:Blog-?)?"
    r"(?:Beitrag|Artikel|Bericht|Seite|Dokument|Formular|Link|Video|Umfrage|Präsentation|Website|Webseite|Datei|Karte|Pad)"
)
_HINTS = re.compile(
    rf"\b(?P<this>(?:diese[rmns]?|folgende[rmns]?)\s+{_THING})\b"
    r"|\b(?:auf|zur|über)\s+(?:der|unserer|ihrer|seiner|die|unsere)?\s*"
    r"(?P<page>[\w-]{2,40}-Seite|Web-?[Ss]eite|Internet-?[Ss]eite|Website|Homepage|Projektseite)\b"
    r"|\b(?P<here>[Hh]ier)(?=\s*(?:[.:;!)]|$)|\s+(?:klicken|entlang|anmelden|nachlesen|nachzulesen|lesen|zu\s+(?:lesen|finden|sehen)"
    r"|ansehen|anschauen|herunterladen|abrufbar|(?:geht|gehts)\b|finde[nt]\b|gibt\s+es|gibt's))"
    r"|\b(?:findet|finden|gibt)\s+(?:sich|es|Sie|ihr|man|alles|das|die|den)?\s*(?:auch\s+)?(?P<found>hier)\b",
)
_LINKED = re.compile(r"!?\[[^\[\]]*\]\([^()]*\)|`[^`]*`|<[^<>\s]+>|https?://\S+")
_FILTER = r"Filter\s+[„\"»‚']?(?P<topic>{})"


@dataclass
class Place:
    """Words at ``start`` of a text that want a link, and where it probably led."""

    start: int
    words: str
    guess: str = ""


def known_addresses():
    """Give (address, title) of what a text most likely leads to: teams, the newest posts."""
    posts = Post.objects.published().only("slug", "title")[:NEWEST]
    newest = [(post.get_absolute_url(), post.title) for post in posts]
    return [(reverse("blog:teams"), _("Lösungsteams")), *newest]


def places(text, topics=()):
    """Give the places of ``text`` (Markdown) in their order; ``topics`` are the known ones."""
    linked = [match.span() for match in _LINKED.finditer(text)]
    found = [
        Place(match.start(name), match[name], _guess(match[name]))
        for match in _HINTS.finditer(text)
        for name in match.groupdict()
        if match[name]
    ]
    found += _filters(text, topics)
    free = (place for place in found if not any(a <= place.start < b for a, b in linked))
    return sorted(free, key=lambda place: place.start)


def _filters(text, topics):
    """The names of topics behind "Filter"."""
    by_name = {fold(topic.name): topic for topic in topics}
    if not by_name:
        return []
    names = "|".join(re.escape(topic.name) for topic in sorted(topics, key=lambda t: -len(t.name)))
    pattern = re.compile(_FILTER.format(names), re.I)
    return [
        Place(match.start("topic"), match["topic"], _filter_address(by_name[fold(match["topic"])]))
        for match in pattern.finditer(text)
        if fold(match["topic"]) in by_name
    ]


def _filter_address(topic):
    return f"{reverse('blog:posts')}?thema={quote(topic.slug)}"


def _guess(words):
    return reverse("blog:teams") if re.match(r"(?:Lösungs)?[Tt]eams?-Seite", words) else ""


def linked(text, answers):
    """Give ``text`` with a link at each Place of ``answers``, pairs (place, address)."""
    for place, address in sorted(answers, key=lambda answer: -answer[0].start):
        end = place.start + len(place.words)
        text = f"{text[: place.start]}[{place.words}]({address}){text[end:]}"
    return text


def checked_address(typed):
    """Give what was ``typed`` as an address for Markdown. Raises ValueError for what is none."""
    typed = typed.strip()
    if typed.startswith("www."):
        typed = f"https://{typed}"
    if not re.match(r"https?://[^\s/]|mailto:\S+@|/(?!/)|#", typed) or re.search(r"\s", typed):
        raise ValueError(typed)
    return typed.replace("(", "%28").replace(")", "%29").replace("<", "%3C").replace(">", "%3E")
