"""Put the demo content into the database; a second time it is brought up to date, never doubled."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from blog.models import Post, Topic
from comments.models import Comment
from meetings.models import Meeting
from wiq_site.demo.accounts import create_editor
from wiq_site.demo.dates import moment
from wiq_site.demo.files import read_comments, read_meetings, read_posts, read_topics
from wiq_site.demo.ids import demo_id, find, free_slug, keep
from wiq_site.demo.load_meetings import load_meeting
from wiq_site.demo.pictures import give_picture
from wiq_site.pages.initial import create_initial_pages

STEP = timedelta(hours=3)  # between two steps in the life of a comment


@transaction.atomic
def load_demo(today=None):
    """Load everything as seen from the date ``today``. Gives two German sentences about it."""
    today = today or timezone.localdate()
    topics, posts, meetings, comments = (
        read_topics(),
        read_posts(today),
        read_meetings(),
        read_comments(),
    )
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
    for fields in comments:
        load_comment(fields, editor)
    about_content = (
        f"Beispielinhalte geladen: {len(posts)} Beiträge, {len(topics)} Themen, "
        f"{len(meetings)} Treffen, {len(comments)} Kommentare."
    )
    return about_content, about_account


def load_topic(slug, fields):
    """Create a topic. One that exists stays as it is: topics have no id that tells whose it is."""
    if Topic.objects.filter(slug=slug).exists():
        return
    Topic.objects.create(
        slug=slug, **{name: value for name, value in fields.items() if name != "picture_of"}
    )


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
    post.published_at = moment(fields.get("published"), today)
    post.withdrawn_at = moment(fields.get("withdrawn"), today)
    post.corrected_at = moment(fields.get("corrected"), today)
    post.correction_note = fields.get("correction_note", "")
    if "picture" in fields:
        give_picture(post, fields["picture"])
    post.save()
    post.topics.set(fields["topics"])


def load_comment(fields, editor):
    """Create a comment and let it go through its states; of an old one only the moment is renewed."""
    target = find(Post, fields["post"]) if "post" in fields else find(Meeting, fields["meeting"])
    public_since = getattr(target, "published_at", None) or target.agenda_published_at
    written = min(public_since + timedelta(hours=fields["after"]), timezone.now() - STEP)
    if old := find(Comment, fields["key"]):
        Comment.objects.filter(pk=old.pk).update(created_at=written)
        return
    comment = keep(
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
