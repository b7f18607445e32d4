"""Words that were a link before the text was copied as plain text, such as "in diesem Blog-Beitrag".

The preview asks where each of them led; what an editor answers becomes a link in the Markdown.
"""

import re
from dataclasses import dataclass
from urllib.parse import quote

from django.urls import reverse
from django.utils.translation import gettext

from blog.models import Post
from wiq_site.kit.slugs import fold

_THING = (
    r"(?:[\w-]{1,40}-)?(?:Blog-?)?"
    r"(?:Beitrag|Artikel|Bericht|Seite|Dokument|Formular|Link|Video|Umfrage|Präsentation|Website|Webseite|Datei|Karte|Pad)"
)
_FORMER_LINKS = re.compile(
    rf"\b(?P<this>(?:diese[rmns]?|folgende[rmns]?)\s+{_THING})\b"
    r"|\b(?:auf|zur|über)\s+(?:der|unserer|ihrer|seiner|die|unsere)?\s*"
    r"(?P<page>[\w-]{2,40}-Seite|Web-?[Ss]eite|Internet-?[Ss]eite|Website|Homepage|Projektseite)\b"
    r"|\b(?P<here>[Hh]ier)(?=\s*(?:[.:;!)]|$)|\s+(?:klicken|entlang|anmelden|nachlesen|nachzulesen|lesen|zu\s+(?:lesen|finden|sehen)"
    r"|ansehen|anschauen|herunterladen|abrufbar|(?:geht|gehts)\b|finde[nt]\b|gibt\s+es|gibt's))"
    r"|\b(?:findet|finden|gibt)\s+(?:sich|es|Sie|ihr|man|alles|das|die|den)?\s*(?:auch\s+)?(?P<found>hier)\b",
)
_LINKS = re.compile(r"!?\[[^\[\]]*\]\([^()]*\)|`[^`]*`|<[^<>\s]+>|https?://\S+")


@dataclass
class FormerLink:
    """Words at ``start`` of a text that want a link, and where it probably led."""

    start: int
    words: str
    guess: str = ""


@dataclass
class Question:
    """Where do these ``words`` lead? ``name`` is the field of the answer, ``before`` its context."""

    name: str
    words: str
    before: str
    address: str = ""
    failed: bool = False


def known_addresses():
    """Return (address, title) of what a text most likely leads to: teams, the newest posts."""
    posts = Post.objects.published().only("slug", "title")[:30]
    newest = [(post.get_absolute_url(), post.title) for post in posts]
    return [(reverse("blog:teams"), gettext("Lösungsteams")), *newest]


def former_links(text, topics=()):
    """Return the FormerLinks of ``text`` (Markdown) in their order; ``topics`` are the known ones."""
    candidates = []
    for match in _FORMER_LINKS.finditer(text):
        words = match[match.lastgroup]
        is_teams = re.match(r"(?:Lösungs)?[Tt]eams?-Seite", words)
        guess = reverse("blog:teams") if is_teams else ""
        candidates.append(FormerLink(match.start(match.lastgroup), words, guess))
    by_name = {fold(topic.name): topic for topic in topics}
    if by_name:
        names = sorted((topic.name for topic in topics), key=len, reverse=True)
        pattern = rf"Filter\s+[„\"»‚']?(?P<topic>{'|'.join(map(re.escape, names))})"
        for match in re.finditer(pattern, text, re.I):
            topic = by_name.get(fold(match["topic"]))
            if topic:
                guess = f"{reverse('blog:posts')}?thema={quote(topic.slug)}"
                candidates.append(FormerLink(match.start("topic"), match["topic"], guess))
    taken = [match.span() for match in _LINKS.finditer(text)]
    free = (c for c in candidates if not any(start <= c.start < end for start, end in taken))
    return sorted(free, key=lambda candidate: candidate.start)


def checked_address(typed):
    """Return what was ``typed`` as an address for Markdown. Raises ValueError for what is none."""
    typed = typed.strip()
    if typed.startswith("www."):
        typed = f"https://{typed}"
    if not re.match(r"https?://[^\s/]|mailto:\S+@|/(?!/)|#", typed) or re.search(r"\s", typed):
        raise ValueError(typed)
    return typed.replace("(", "%28").replace(")", "%29").replace("<", "%3C").replace(">", "%3E")


def link_questions(fields, name, topics):
    """Put the answers in ``fields`` into the text ``fields[name]``; return the Questions still open.

    The answers are the fields ``ask-<name>-<index>`` with their words beside them. An answer that is
    no address stays a Question, with ``failed``.
    """
    answers, index = {}, 0
    while (key := f"ask-{name}-{index}") in fields:
        answers.setdefault(fields.get(f"{key}-words", ""), []).append(fields[key])
        index += 1
    text, links, questions = fields[name], [], []
    for place in former_links(text, topics):
        before = text[max(0, place.start - 50) : place.start].rpartition("\n")[2]
        was_asked = place.words in answers
        address = answers[place.words].pop(0) if answers.get(place.words) else place.guess
        question = Question(f"ask-{name}-{len(questions)}", place.words, before, address)
        try:
            if was_asked and address.strip():
                links.append((place, checked_address(address)))
                continue
        except ValueError:
            question.failed = True
        questions.append(question)
    for place, address in reversed(links):  # from the end, so that the earlier places stay right
        end = place.start + len(place.words)
        text = f"{text[: place.start]}[{place.words}]({address}){text[end:]}"
    fields[name] = text
    return questions
