"""What an editor who types topics is offered, and which of the typed names exist already."""

from django.db.models import Count
from django.utils.translation import gettext, ngettext

from blog.models import Topic
from blog.topics import known_topics, names_from_text
from wiq_site.slugs import fold, german_slug

OFFERED = 8


def suggestions(part, text):
    """Give names of topics that fit ``part`` and are not in ``text`` yet, the best first.

    An empty ``part`` is offered the topics that most posts carry.
    """
    chosen = {topic.pk for topic in known_topics(Topic.objects, names_from_text(text)).values()}
    topics = Topic.objects.exclude(pk__in=chosen).annotate(posts=Count("tagged_posts"))
    wanted = fold(part).strip()
    ranked = [
        (rank, -topic.posts, topic.name)
        for topic in topics.only("name")
        if (rank := _rank(fold(topic.name), wanted)) is not None
    ]
    return [name for _, _, name in sorted(ranked)[:OFFERED]]


def _rank(name, wanted):
    """Give how well ``name`` fits, 0 being best: its beginning, that of a word, anything inside."""
    if name.startswith(wanted):
        return 0
    if any(word.startswith(wanted) for word in name.split()):
        return 1
    return 2 if wanted in name else None


def judged(text, offered=0, unfinished=""):
    """Give the sentences below the field: what is offered, what exists already, what would be new.

    ``unfinished`` is the part that is being typed; it is judged once nothing is offered for it.
    """
    still_typing = german_slug(unfinished) if offered else ""
    names = [name for name in names_from_text(text) if german_slug(name) != still_typing]
    known = known_topics(Topic.objects, names)
    new = [f"„{name}“" for name in names if name not in known]
    sentences = []
    if offered:
        count = ngettext("%d Vorschlag", "%d Vorschläge", offered) % offered
        sentences.append(gettext("%s, zu wählen mit den Pfeiltasten.") % count)
    if known:
        existing = ", ".join(_as_known(name, topic) for name, topic in known.items())
        sentences.append(gettext("Gibt es schon: %s.") % existing)
    if new:
        sentences.append(gettext("Neu: %s.") % ", ".join(new))
    return " ".join(sentences)


def _as_known(name, topic):
    if name == topic.name:
        return f"„{name}“"
    return gettext("„%(typed)s“ als „%(name)s“") % {"typed": name, "name": topic.name}
