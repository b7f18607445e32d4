"""Making one topic of two: first what that would do, then doing it."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from wiq_site.contents import topic_uses
from wiq_site.pages.models import Redirect
from wiq_site.pages.redirects import keep_address

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
