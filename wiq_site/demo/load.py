"""Put the demo content into the database; a second time it is brought up to date, never doubled.

The texts stand beside this file as a writer keeps them: ``posts/*.md``, ``meetings/*.txt``, ``*.toml``;
the pictures are ``pictures/*.webp``. Every object has a uuid made from its key, the same on every run.
"""

import re
import tomllib
import uuid
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.core.files.base import ContentFile
from django.utils import timezone
from django.utils.formats import date_format

from blog.models import Post, Topic
from comments.models import Comment
from meetings.agenda import AgendaItem, Outcome
from meetings.models import Meeting
from meetings.protocol_text import parse
from wiq_site.demo.relative_dates import parse_day, parse_moment
from wiq_site.kit import changes
from wiq_site.pages.initial import create_initial_pages, read_text

FOLDER = Path(__file__).parent
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://wir-im-quartier.example.org/demo")
STEP = timedelta(hours=3)  # between two steps in the life of a comment


# The texts as plain dictionaries


def read_toml(name):
    """Return what stands in ``name``.toml."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))


def read_meetings():
    """Return ``{key: fields}`` of all meetings; the text of each stands in its ``text``."""
    meetings = read_toml("meetings")
    for fields in meetings.values():
        fields["text"] = (FOLDER / "meetings" / f"{fields['text']}.txt").read_text("utf-8")
    return meetings


def read_posts(meetings, today):
    """Return ``{slug: fields}`` of all posts, with the dates of ``meetings`` put into their texts."""
    formats = {"datum": "j. F Y", "wochentag": "l"}

    def fill(match):
        return date_format(parse_day(meetings[match[2]]["date"], today), formats[match[1]])

    posts = {}
    for path in sorted((FOLDER / "posts").glob("*.md")):
        fields = read_text(path)
        for name in ("title", "teaser", "body"):
            fields[name] = re.sub(r"\{(datum|wochentag) ([^}]+)\}", fill, fields[name])
        posts[path.stem] = fields
    return posts


# What belongs to the demo content


def demo_id(model, key):
    """Return the uuid of the object of ``model`` that the demo content calls ``key``."""
    return uuid.uuid5(NAMESPACE, f"{model._meta.label}:{key}")


def find(model, key):
    """Return the stored object that the demo content calls ``key``, or None."""
    return model.objects.filter(uuid=demo_id(model, key)).first()


def save(model, key, **values):
    """Save the object that the demo content calls ``key`` with ``values``, old or new; return it.

    Not ``update_or_create``: that saves the given fields alone and so leaves the HTML as it was.
    """
    instance = find(model, key) or model(uuid=demo_id(model, key))
    for name, value in values.items():
        setattr(instance, name, value)
    instance.save()
    return instance


def free_slug(model, key):
    """Return ``key`` as slug; empty, so that one is made, where something else has it (``--force``)."""
    others = model.objects.exclude(uuid=demo_id(model, key))
    return "" if others.filter(slug=key).exists() else key


def has_real_content():
    """Return whether there is a post or a meeting that did not come with the demo content."""
    posts = [demo_id(Post, path.stem) for path in (FOLDER / "posts").glob("*.md")]
    meetings = [demo_id(Meeting, key) for key in read_toml("meetings")]
    return (
        Post.objects.exclude(uuid__in=posts).exists()
        or Meeting.objects.exclude(uuid__in=meetings).exists()
    )


# Loading


@changes.unit()
def load_demo(today=None):
    """Load everything as seen from the date ``today``; return two German sentences about it."""
    today = today or timezone.localdate()
    topics, meetings, comments = read_toml("topics"), read_meetings(), read_toml("comments")
    posts = read_posts(meetings, today)
    for slug, fields in topics.items():
        load_topic(slug, fields)
    for slug, fields in posts.items():
        load_post(slug, fields, today)
    for slug, fields in topics.items():
        load_topic_picture(slug, fields)
    for key, fields in meetings.items():
        load_meeting(key, fields, today)
    create_initial_pages(publish=True)
    editor, about_account = create_editor()
    for fields in comments["comment"]:
        load_comment(fields, editor)
    about_content = (
        f"Beispielinhalte geladen: {len(posts)} Beiträge, {len(topics)} Themen, "
        f"{len(meetings)} Treffen, {len(comments['comment'])} Kommentare."
    )
    return about_content, about_account


def load_topic(slug, fields):
    """Create a topic. One that exists stays as it is: topics have no id that tells whose it is."""
    if not Topic.objects.filter(slug=slug).exists():
        values = {name: value for name, value in fields.items() if name != "picture_of"}
        Topic.objects.create(slug=slug, **values)


def load_topic_picture(slug, fields):
    """Let a topic without a picture show that of one of its posts; the stored file is the same."""
    topic = Topic.objects.get(slug=slug)
    if "picture_of" in fields and not topic.image:
        post = find(Post, fields["picture_of"])
        topic.image = post.image.name
        topic.image_alt, topic.image_credit = post.image_alt, post.image_credit
        topic.save()


def load_post(slug, fields, today):
    """Create or renew a post with its topics and its picture."""
    post = find(Post, slug) or Post(uuid=demo_id(Post, slug), slug=free_slug(Post, slug))
    for name in ("title", "teaser", "body", "author"):
        setattr(post, name, fields[name])
    post.easy_summary = fields.get("easy_summary", "")
    post.published_at = parse_moment(fields.get("published"), today)
    post.withdrawn_at = parse_moment(fields.get("withdrawn"), today)
    post.corrected_at = parse_moment(fields.get("corrected"), today)
    post.correction_note = fields.get("correction_note", "")
    if "picture" in fields:
        attach_picture(post, fields["picture"])
    post.save()
    post.topics.set(fields["topics"])


def attach_picture(instance, name):
    """Let ``instance`` (an ImageModel, not yet saved) show the picture ``name``.

    A picture that is stored already stays, so a second run leaves no new files.
    """
    instance.image_alt = read_toml("pictures")[name]
    instance.image_credit = "Zeichnung: Wir im Quartier, CC BY 4.0"
    if not (instance.image and instance.image.storage.exists(instance.image.name)):
        data = (FOLDER / "pictures" / f"{name}.webp").read_bytes()
        instance.image = ContentFile(data, name=f"{name}.webp")


def load_meeting(key, fields, today):
    """Create or renew a meeting with its agenda and outcomes, and name its invitation and report.

    Its text goes the way that an editor's pasted text goes.
    """
    as_they_are = ("title", "start", "end", "place", "chair", "minute_taker", "attendance")
    as_they_are += ("apologies", "online_url", "online_on_request")
    date = parse_day(fields["date"], today)
    draft = parse(fields["text"], today=date)
    old = find(Meeting, key)
    meeting = save(
        Meeting,
        key,
        slug=old.slug if old else free_slug(Meeting, key),
        date=date,
        series=Topic.objects.get(slug=fields["series"]),
        intro=draft.intro,
        closing=draft.closing,
        agenda_published_at=parse_moment(fields.get("agenda"), today),
        protocol_published_at=parse_moment(fields.get("protocol"), today),
        cancelled_at=parse_moment(fields.get("cancelled"), today),
        approved_at=parse_day(fields.get("approved"), today),
        **{name: fields[name] for name in as_they_are if name in fields},
    )
    for position, item in enumerate(draft.items, 1):
        load_item(meeting, key, position, item, fields)
    for number, outcome in enumerate(fields.get("outcomes", []), 1):
        load_outcome(key, number, outcome, today)
    meeting.settle()
    for role in ("invitation", "report"):
        if role in fields:
            setattr(meeting, role, find(Post, fields[role]))
    meeting.save()  # the minutes follow the report


def load_item(meeting, key, position, draft, fields):
    """Create or renew one agenda item as it was read from the text."""
    item = save(
        AgendaItem,
        f"{key}/{draft.number}",
        meeting=meeting,
        position=position,
        number=draft.number,
        name=draft.name,
        planned_minutes=draft.planned_minutes,
        planned_end=draft.end,
        actual_end=fields.get("actual_ends", {}).get(draft.number),
        protocol=draft.protocol,
        public=draft.number not in fields.get("private", []),
    )
    item.set_who(draft.speakers, draft.speakers_note)
    item.topics.set(fields.get("topics", {}).get(draft.number, []))


def load_outcome(key, number, fields, today):
    """Create or renew a decision or a task."""
    save(
        Outcome,
        f"{key}/{number}",
        item=find(AgendaItem, f"{key}/{fields['item']}"),
        kind=fields["kind"],
        text=fields["text"],
        votes=fields.get("votes", ""),
        who=fields.get("who", ""),
        due=parse_day(fields.get("due"), today),
        done_at=parse_day(fields.get("done"), today),
    )


def load_comment(fields, editor):
    """Create a comment and let it go through its states; of an old one only the moment is renewed.

    A reply names the key of another in ``to``, which stands before it.
    """
    target = find(Post, fields["post"]) if "post" in fields else find(Meeting, fields["meeting"])
    public_since = getattr(target, "published_at", None) or target.agenda_published_at
    written = min(public_since + timedelta(hours=fields["after"]), timezone.now() - STEP)
    if old := find(Comment, fields["key"]):
        Comment.objects.filter(pk=old.pk).update(created_at=written)
        return
    comment = save(
        Comment,
        fields["key"],
        target=target,
        parent=find(Comment, fields["to"]) if "to" in fields else None,
        name=fields["name"],
        email=fields.get("email", ""),
        text=fields["text"].strip(),
        created_at=written,
    )
    for number, step in enumerate(fields.get("history", [{"state": Comment.State.APPROVED}]), 1):
        by = None if step["state"] == Comment.State.WITHDRAWN else editor
        comment.move_to(step["state"], by=by, reason=step.get("reason", ""))
        comment.steps.filter(pk=comment.steps.last().pk).update(at=written + number * STEP / 4)


def create_editor():
    """Create the demo editor's account where it is missing; return ``(user or None, sentence)``.

    Only in development, since its password is known to everybody.
    """
    if not settings.DEVELOPMENT:
        return None, (
            "Es wurde kein Konto angelegt: Das geschieht nur zum Ausprobieren (DEVELOPMENT=true)."
        )
    name = password = "redaktion"  # noqa: S105 - shown to whoever starts the demo
    user, created = User.objects.get_or_create(
        username=name, defaults={"email": "redaktion@example.org", "is_staff": True}
    )
    if not created:
        return user, f"Das Konto „{name}“ gab es schon; es blieb, wie es war."
    user.set_password(password)
    user.save()
    user.groups.add(Group.objects.get_or_create(name="Redaktion")[0])
    return user, f"Anmelden unter /admin/ mit dem Namen „{name}“ und dem Passwort „{password}“."
