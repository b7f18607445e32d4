"""What an editor who types topics is offered, and which of the typed names exist already."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, Max
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from blog.models import Post, TaggedPost, Topic, known_topics, names_from_text, state_of
from wiq_site.kit.registries import TopicUses, Use, topic_uses
from wiq_site.kit.slugs import fold, german_slug
from wiq_site.pages.models import Redirect
from wiq_site.pages.redirects import keep_address

# How posts use topics, and what all uses together say of them.


def replaced(topics, topic, other):
    """Give ``topics`` as a set in which ``other`` (or nothing) stands in place of ``topic``."""
    return {*topics, other} - {topic, None}


class PostUses(TopicUses):
    """Posts carry topics."""

    label = _("Beiträge")

    def listed(self, topic):
        posts = Post.objects.filter(topics=topic)
        return [
            Use(
                post.pk,
                post.title,
                state_of(post),
                reverse("admin:blog_post_change", args=[post.pk]),
            )
            for post in posts.only("title", "published_at", "withdrawn_at")
        ]

    def published(self, topic, at=None):
        return Post.objects.published(at).filter(topics=topic)

    def move(self, topic, other):
        for post in Post.objects.filter(topics=topic):
            post.topics.set(replaced(post.topics.all(), topic, other))

    def last_signs(self, topics):
        public = TaggedPost.objects.public()
        moments = public.order_by().filter(tag__in=topics).values_list("tag")
        newest = moments.annotate(Max("content_object__published_at"))
        return {pk: timezone.localdate(moment) for pk, moment in newest}


def with_last_signs(topics):
    """Give ``topics`` as a list, each with ``last_sign``: the date of its last sign of life or None.

    A sign is a published post or the meeting of a published protocol; one query for each kind.
    """
    topics = list(topics)
    found = [uses.last_signs(topics) for uses in topic_uses]
    for topic in topics:
        topic.last_sign = max(
            (signs[topic.pk] for signs in found if topic.pk in signs), default=None
        )
    return topics


# Making one topic of two: first what that would do, then doing it.


TEXTS = ("summary", "description", "contact", "image")
IMAGE = ("image", "image_alt", "image_credit")


@dataclass(frozen=True)
class Move:
    """How many objects of one kind change from one topic to the other."""

    label: str
    count: int
    shared: int  # of these, how many carry both already


@dataclass(frozen=True)
class MergePlan:
    """What merging ``topic`` into ``other`` would do; ``obstacles`` are sentences that forbid it."""

    topic: object
    other: object
    moves: list
    addresses: list  # those that will lead to the address of ``other``
    taken: list  # labels of what ``other`` lacks and takes over
    lost: list  # (label, text) of what goes with ``topic``
    obstacles: list


def plan_merge(topic, other):
    """Give the MergePlan of ``topic`` into ``other`` without changing anything."""
    return MergePlan(
        topic,
        other,
        moves=[_move(uses, topic, other) for uses in topic_uses],
        addresses=_addresses(topic),
        taken=[_label(topic, field) for field in _taken(topic, other)],
        lost=_lost(topic, other),
        obstacles=[found for uses in topic_uses if (found := uses.obstacle(topic, other))],
    )


def _move(uses, topic, other):
    here, there = ({use.pk for use in uses.listed(each)} for each in (topic, other))
    return Move(uses.label, len(here), len(here & there))


def _addresses(topic):
    own = topic.get_absolute_url()
    return [own, *Redirect.objects.filter(new_path=own).values_list("old_path", flat=True)]


def _label(topic, field):
    return topic._meta.get_field(field).verbose_name


def _taken(topic, other):
    return [field for field in TEXTS if getattr(topic, field) and not getattr(other, field)]


def _lost(topic, other):
    """Give ``(label, text)`` of all that ``topic`` says and ``other`` says otherwise."""
    lost = [
        (_label(topic, field), str(getattr(topic, field)))
        for field in TEXTS
        if getattr(topic, field) and getattr(other, field) not in ("", getattr(topic, field))
    ]
    if topic.state and topic.state != other.state:
        lost.append((_label(topic, "state"), topic.get_state_display()))
    if topic.featured and not other.featured:
        lost.append((_label(topic, "featured"), _("ja")))
    return lost


@transaction.atomic
def merge(topic, other):
    """Let ``other`` take the place of ``topic`` in all that uses it and at its address for ever."""
    taken = _taken(topic, other)
    for field in taken:
        for name in IMAGE if field == "image" else (field,):
            setattr(other, name, getattr(topic, name))
    if taken:
        other.save()
    for uses in topic_uses:
        uses.move(topic, other)
    keep_address(topic.get_absolute_url(), other.get_absolute_url())
    topic.delete()


@transaction.atomic
def remove(topic):
    """Take ``topic`` away from all that uses it, so that each hears of it, then delete it."""
    for uses in topic_uses:
        uses.move(topic, None)
    topic.delete()


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
