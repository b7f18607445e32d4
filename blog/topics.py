"""How posts use topics, merging two topics into one, and what is suggested to editors who type some."""

from django.db.models import Count, OuterRef, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from blog.models import Post, TaggedPost, Topic, by_slug, known_topics, names_from_text
from wiq_site.kit import changes
from wiq_site.kit.models import is_public
from wiq_site.kit.registries import TopicUses, Use, topic_uses
from wiq_site.kit.text import fold, german_slug
from wiq_site.pages.models import Redirect
from wiq_site.pages.redirects import keep_address, leading_to

TEXTS = ("summary", "description", "contact", "image")  # what one topic can take over from another


class PostUses(TopicUses):
    """Posts carry topics."""

    label = _("Beiträge")
    deciding = ((Post, {"published_at"}), (TaggedPost, {"tag"}))

    def listed(self, topic):
        uses = []
        for post in Post.objects.filter(topics=topic).only("title", "published_at", "withdrawn_at"):
            address = reverse("admin:blog_post_change", args=[post.pk])
            uses.append(Use(post.pk, post.title, post.publication_state, address))
        return uses

    def published(self, topic, at=None):
        return TaggedPost.objects.published(at).filter(tag=topic)

    def hidden(self, topic, at):
        return TaggedPost.objects.filter(tag=topic, withdrawn_at__lte=at)

    def openings(self, topics):
        rows = TaggedPost.objects.filter(tag__in=topics).exclude(published_at=None)
        for pk, since, until in rows.values_list("tag", "published_at", "withdrawn_at"):
            if is_public(since, since, until):
                yield pk, since

    def move(self, topic, other):
        if other:
            has_both = TaggedPost.objects.filter(tag=other).values("content_object")
            gained = TaggedPost.objects.filter(tag=topic).exclude(content_object__in=has_both)
            gained.update(tag=other, merged_at=timezone.now())
        replace_topic(Post.objects, topic, other)

    def last_signs(self, topics):
        newest = TaggedPost.objects.published().filter(tag=OuterRef("pk"))
        newest = Subquery(newest.order_by("-published_at").values("published_at")[:1])
        rows = Topic.objects.filter(pk__in=[topic.pk for topic in topics])
        moments = rows.values_list("pk", newest)
        return {pk: timezone.localdate(moment) for pk, moment in moments if moment}


def replace_topic(objects, topic, other):
    """Let ``other``, or nothing where it is None, take the place of ``topic`` in all that carries it."""
    for item in objects.filter(topics=topic):
        item.topics.set({*item.topics.all(), other} - {topic, None})


def with_last_signs(topics):
    """Return ``topics`` as a list, each with ``last_sign``: the date of its last sign of life or None.

    A sign is a published post or the meeting of a published protocol; one query for each kind.
    """
    topics = list(topics)
    signs = [uses.last_signs(topics) for uses in topic_uses]
    for topic in topics:
        dates = [dates[topic.pk] for dates in signs if topic.pk in dates]
        topic.last_sign = max(dates, default=None)
    return topics


def plan_merge(topic, other):
    """Return what merging ``topic`` into ``other`` would do, without changing anything.

    ``moves`` are (label, how many objects of the kind change, how many of these carry both already),
    ``addresses`` those that will lead to ``other``, ``taken`` the labels of what it lacks and takes over,
    ``lost`` (label, text) of what goes with ``topic``, ``obstacles`` sentences that forbid it.
    """
    moves = []
    for uses in topic_uses:
        here, there = ({use.pk for use in uses.listed(each)} for each in (topic, other))
        moves.append((uses.label, len(here), len(here & there)))
    labels = {field.name: field.verbose_name for field in Topic._meta.fields}
    lost = [
        (labels[name], str(getattr(topic, name)))
        for name in TEXTS
        if getattr(topic, name) and getattr(other, name) not in ("", getattr(topic, name))
    ]
    if topic.state and topic.state != other.state:
        lost.append((labels["state"], topic.get_state_display()))
    if topic.featured and not other.featured:
        lost.append((labels["featured"], _("ja")))
    return {
        "other": other,
        "moves": moves,
        "addresses": [topic.get_absolute_url(), *leading_to(topic.get_absolute_url())],
        "taken": [labels[name] for name in _missing_texts(topic, other)],
        "lost": lost,
        "obstacles": [text for uses in topic_uses if (text := uses.obstacle(topic, other))],
    }


def _missing_texts(topic, other):
    """Return the names of the fields that ``topic`` fills and ``other`` leaves empty."""
    return [name for name in TEXTS if getattr(topic, name) and not getattr(other, name)]


def merge(topic, other):
    """Let ``other`` take the place of ``topic`` in all that uses it and at its address for ever."""
    with changes.unit() as unit:
        own, named = (
            reverse("blog:topic", args=[s]) for s in (topic.slug, german_slug(topic.name))
        )
        led_here = unit.led_here[Topic, topic.pk] = sorted({named, *leading_to(own)} - {own})
        missing = _missing_texts(topic, other)
        beside = ("image_alt", "image_credit", "image_focus") if "image" in missing else ()
        for field in (*missing, *beside):
            setattr(other, field, getattr(topic, field))
        if missing:
            other.save()
        for uses in topic_uses:
            uses.move(topic, other)
        keep_address(own, other.get_absolute_url())
        topic.delete()
        keep_name(topic.name, other)
        came = Redirect.objects.filter(old_path__in=[own, *led_here])
        came.filter(new_path=other.get_absolute_url()).update(merged_at=timezone.now())


def note_first_moments(unit):
    """Store since when each topic has a page where ``unit`` may have given it one: it stays, whatever carries it goes."""
    may_open = unit.changed(Topic) or any(  # one read before it had a moment was saved without
        unit.gone(model) or any(names & fields for fields in unit.changed(model).values())
        for uses in topic_uses
        for model, names in uses.deciding
    )
    if unit.visible and may_open:
        renew_first_moments(unit.saved)


def renew_first_moments(saved=()):
    """Store for each topic without a page the first moment, past or coming, at which something public carries it.

    ``saved`` holds, by (model, pk), objects that are told too, since they may be saved again.
    """
    now, moments, changed = timezone.now(), {}, {}
    topics = Topic.objects.exclude(first_published_at__lte=now)
    topics = {topic.pk: topic for topic in topics.only("kind", "first_published_at")}
    for uses in topic_uses if topics else ():
        for pk, moment in uses.openings(topics):
            moments[pk] = min(moment, moments.get(pk, moment))
    for pk, topic in topics.items():
        moment = now if topic.kind == Topic.Kind.TEAM else moments.get(pk)
        if moment != topic.first_published_at:
            changed.setdefault(moment, []).append(pk)
            if (Topic, pk) in saved:
                saved[Topic, pk].first_published_at = moment
                saved[Topic, pk].remember_stored()
    for moment, pks in changed.items():
        changes.store_all(Topic.objects.filter(pk__in=pks), first_published_at=moment)


def keep_old_names(unit):
    """Let the name that a topic had before ``unit`` lead to it, and so mean it, as its addresses do."""
    for (model, pk), topic in list(unit.saved.items()):
        before = unit.before[model, pk]
        if model is Topic and before is not None and before.name != topic.name:
            keep_name(before.name, topic)


def keep_name(name, topic):
    """Let the address that ``name`` would have, unless it means a topic that is there, lead to ``topic``."""
    slug = german_slug(name)
    if slug not in by_slug(Topic.objects):
        keep_address(reverse("blog:topic", args=[slug]), topic.get_absolute_url())


def remove(topic):
    """Take ``topic`` away from all that uses it, so that each is renewed, then delete it."""
    with changes.unit():
        for uses in topic_uses:
            uses.move(topic, None)
        topic.delete()


def suggestions(part, text):
    """Return names of topics that fit ``part`` and are not in ``text`` yet, eight at most.

    Names that begin with ``part`` go before those of which a word does, then those that hold it,
    each the most used first. An empty ``part`` is offered the topics that most posts carry.
    """
    chosen = {topic.pk for topic in known_topics(Topic.objects, names_from_text(text)).values()}
    topics = Topic.objects.exclude(pk__in=chosen).annotate(posts=Count("tagged_posts"))
    wanted = fold(part).strip()
    ranked = []
    for topic in topics.only("name"):
        name = fold(topic.name)
        if wanted in name:
            begins_word = any(word.startswith(wanted) for word in name.split())
            rank = 0 if name.startswith(wanted) else 1 if begins_word else 2
            ranked.append((rank, -topic.posts, topic.name))
    return [name for _rank, _posts, name in sorted(ranked)[:8]]


def describe_names(text, suggested=0, unfinished=""):
    """Return the sentences below the field: what is suggested, what exists already, what would be new.

    ``suggested`` counts the suggestions for ``unfinished``, the part that is being typed; that is
    described once nothing is suggested for it.
    """
    still_typing = german_slug(unfinished) if suggested else ""
    names = [name for name in names_from_text(text) if german_slug(name) != still_typing]
    known = known_topics(Topic.objects, names)
    existing = []
    for name, topic in known.items():
        other_name = gettext("„%(typed)s“ als „%(name)s“") % {"typed": name, "name": topic.name}
        existing.append(f"„{name}“" if name == topic.name else other_name)
    new = [f"„{name}“" for name in names if name not in known]
    sentences = []
    if suggested:
        count = ngettext("%d Vorschlag", "%d Vorschläge", suggested) % suggested
        sentences.append(gettext("%s, zu wählen mit den Pfeiltasten.") % count)
    if existing:
        sentences.append(gettext("Gibt es schon: %s.") % ", ".join(existing))
    if new:
        sentences.append(gettext("Neu: %s.") % ", ".join(new))
    return " ".join(sentences)
