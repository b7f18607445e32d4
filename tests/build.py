"""Builders for what tests need, each in one line and one unit of work."""

from datetime import datetime, timedelta
from pathlib import Path
from unittest import mock

from django.contrib.auth.models import Group, User
from django.utils import timezone

from blog.models import Post, Topic
from comments.models import Comment
from meetings.agenda import AgendaItem
from meetings.models import Meeting
from wiq_site.kit import changes
from wiq_site.pages.models import Page

# The page the site must be able to carry, as a reader copies it out of the browser: a report with nine TOPs inside
# the frame of its page. What is odd about it (a missing "h", hard spaces, prose among bullets) is meant.
REFERENCE_PAGE = Path(__file__).with_name("reference_page.txt").read_text(encoding="utf-8")


def _stopped():
    return 1_800_000_000


# Limits count by the clock: a minute that ends between two requests would let one more through.
stopped_clock = mock.patch("wiq_site.kit.visitors.time.time", _stopped)


def days_ago(days):
    """Return the moment ``days`` days ago; negative ones lie ahead."""
    return timezone.now() - timedelta(days=days)


def berlin(text):
    """Return the aware datetime of "2020-12-10 17:00" in Berlin."""
    return timezone.make_aware(datetime.strptime(text, "%Y-%m-%d %H:%M"))


def make_page(title="Impressum", published_at=..., **fields):
    """Make a page of the editors, published yesterday unless told otherwise."""
    moment = days_ago(1) if published_at is ... else published_at
    return Page.objects.create(title=title, published_at=moment, **fields)


def make_topic(name="Klima", **fields):
    return Topic.objects.create(name=name, **fields)


@changes.unit()
def make_post(title="Ein Beitrag", topics=(), published_at=..., **fields):
    """Make a post, by default published yesterday, with ``topics`` by name."""
    moment = days_ago(1) if published_at is ... else published_at
    post = Post.objects.create(title=title, published_at=moment, **fields)
    post.topics.set(list(topics))
    return post


@changes.unit()
def make_meeting(when="2020-12-10 17:00", items=(), **fields):
    """Make a meeting with ``items`` as (name, minutes, who, protocol); agenda and minutes public."""
    start = berlin(when)
    fields.setdefault("agenda_published_at", days_ago(2))
    fields.setdefault("protocol_published_at", days_ago(2))
    fields.setdefault("title", "Gesamttreffen")
    meeting = Meeting.objects.create(
        date=timezone.localdate(start), start=timezone.localtime(start).time(), **fields
    )
    for number, (name, minutes, who, *rest) in enumerate(items, 1):
        item = AgendaItem.objects.create(
            meeting=meeting,
            position=number,
            number=str(number),
            name=name,
            planned_minutes=minutes,
            protocol=rest[0] if rest else "",
        )
        item.set_who([who] if who else [])
    meeting.settle()
    return meeting


@changes.unit()
def make_report(
    title="Ergebnisse", items=(("Begrüßung", 8, "Thorsten", "Hallo zusammen."),), **fields
):
    """Make a post, by default published yesterday, that reports a meeting of ``items``."""
    post = make_post(title, **fields)
    make_meeting(items=items, report=post, title=title)
    return post


def make_comment(target, text="Schöne Idee.", state=Comment.State.APPROVED, **fields):
    fields.setdefault("name", "Ada")
    return Comment.objects.create(target=target, text=text, state=state, **fields)


def make_editor(name="redaktion"):
    """Make an account with the role "Redaktion" and nothing else."""
    return make_colleague("Redaktion", name)


def make_colleague(role, name="kollegin"):
    """Make an account with the ``role``, one of ``wiq_site.colleagues.ROLES``, and nothing else."""
    colleague = User.objects.create_user(name, password="geheim", is_staff=True)
    colleague.groups.add(Group.objects.get(name=role))
    return colleague
