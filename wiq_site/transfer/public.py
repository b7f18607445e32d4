"""What is public, for anyone: texts as Markdown with front matter, the rest as JSON, the pictures beside it.

The same folder comes in again (``sources.read_site``), so it is a way to another program and a way back.
"""

import json
import re
import shutil
from dataclasses import asdict

from django.core.files.storage import default_storage
from django.db.models import FileField
from django.forms import model_to_dict
from django.utils import timezone

from blog.models import Post, TaggedPost, Topic
from comments.models import Comment
from meetings.agenda import AgendaItem, TaggedAgendaItem
from meetings.models import Meeting
from meetings.text import public_text
from wiq_site.backups import uploads
from wiq_site.kit.http import absolute
from wiq_site.kit.models import role_of
from wiq_site.kit.site import site
from wiq_site.pages.models import Page, Redirect
from wiq_site.transfer import MANIFEST
from wiq_site.transfer.rows import ExactEncoder, write_rows

MEETING_STATE = "moved_from former_place cancelled_at cancel_reason approved_at".split()
CORRECTION = ("corrected_at", "correction_note")
TOPIC_FIELDS = "name slug kind state summary description contact featured".split()


def public_fields(model):
    """Return the names of what visitors read of a text and editors type, but for the text itself, files and since when."""
    left = ("body", "published_at", "withdrawn_at")
    return [
        field.name
        for field in model._meta.concrete_fields
        if role_of(field) == "shown" and field.editable and field.name not in left
        if not isinstance(field, FileField)
    ]


def write_public(folder):
    """Write all that visitors may read now into ``folder``; return ``{kind: how many}``."""
    now, media = timezone.now(), set()
    posts = list(Post.objects.published(now).prefetch_related("topics", "attachments"))
    pages = list(Page.objects.published(now))
    for item in [*posts, *pages]:
        fields = model_to_dict(item, public_fields(type(item))) | {"date": item.published_at}
        media |= set(re.findall(r"/media/([\w./-]+)", item.body))
        if isinstance(item, Post):
            names = [topic.name for topic in item.topics.all()]
            fields |= {"uuid": item.uuid, "topics": names, "image": ""}
            if item.image:
                media.add(item.image.name)
                fields["image"] = f"/media/{item.image.name}"
            media |= {attachment.file.name for attachment in item.attachments.all()}
        kind = f"{item._meta.model_name}s"
        _write(folder / kind / f"{item.slug}.md", front_matter(fields, item.body))
    meetings = list(Meeting.objects.published(now))
    for meeting in meetings:
        data = told_of_meeting(meeting, now)
        text = public_text(meeting, absolute(meeting.get_absolute_url()))
        _write(folder / "meetings" / f"{meeting.slug}.txt", text)
        _write(folder / "meetings" / f"{meeting.slug}.json", data)
    topics = list(Topic.objects.published(now))
    _write(folder / "topics.json", [model_to_dict(topic, TOPIC_FIELDS) for topic in topics])
    _write(folder / "merges.json", told_of_merges(now))
    comments = told_of_comments([*posts, *meetings])
    _write(folder / "comments.json", comments)
    # One that leads to what is not public would tell of it.
    addresses = {item.get_absolute_url() for item in [*posts, *pages, *meetings, *topics]}
    redirects = Redirect.objects.filter(new_path__in=addresses).values("old_path", "new_path")
    _write(folder / "redirects.json", list(redirects))
    write_uploads(folder / "media", sorted(media))
    kinds = {"posts": posts, "pages": pages, "meetings": meetings, "topics": topics}
    return {kind: len(items) for kind, items in kinds.items()} | {"comments": len(comments)}


def front_matter(fields, body):
    """Return a Markdown file: ``fields`` as lines of JSON values between two of ---, which every reader of YAML takes."""
    values = {name: value for name, value in fields.items() if value not in ("", None, [])}
    lines = [f"{name}: {_json(value)}" for name, value in values.items()]
    return "\n".join(["---", *lines, "---", "", body.strip(), ""])


def told_of_meeting(meeting, now):
    """Return what visitors may read of ``meeting`` at ``now`` as data for JSON."""
    draft, has_protocol = meeting.to_draft(), meeting.has_public_protocol(now)
    if not has_protocol:
        for item in draft.items:
            item.protocol, item.outcomes = "", []
    told = asdict(draft) | {"lines": [], "warnings": [], "ignored": []}
    items = (slot.item for slot in meeting.slots if slot.item.public)
    for item, row in zip(items, told["items"], strict=True):
        names = [topic.name for topic in item.topics.all()]
        row |= {"uuid": item.uuid, "anchor": item.anchor, "topics": names}
        for outcome, one in zip(
            item.valid_outcomes if has_protocol else (), row["outcomes"], strict=True
        ):
            one["uuid"] = outcome.uuid
    posts = {role: getattr(meeting, role) for role in ("report", "invitation")}
    return {
        "uuid": meeting.uuid,
        "slug": meeting.slug,
        "series": meeting.series.name if meeting.series else "",
        "agenda_published_at": meeting.agenda_published_at,
        "protocol_published_at": meeting.protocol_published_at if has_protocol else None,
        **{role: p.slug if p and p.is_published(now) else "" for role, p in posts.items()},
        **{name: getattr(meeting, name) for name in MEETING_STATE},
        **{name: getattr(meeting, name) for name in CORRECTION if has_protocol},
        "draft": told,
    }


def told_of_merges(now):
    """Return for JSON what topics got by a merge, of what visitors may read at ``now``: the feeds leave it out."""
    carried = ((TaggedPost, Post), (TaggedAgendaItem, AgendaItem))
    found = [
        links.objects.filter(content_object__in=model.objects.published(now)).values_list(
            "tag__slug", "content_object__uuid", "merged_at"
        )
        for links, model in carried
    ]
    meetings = Meeting.objects.published(now).exclude(series=None)
    found.append(meetings.values_list("series__slug", "uuid", "series_merged_at"))
    return [
        {"topic": topic, "uuid": own, "merged_at": moment}
        for rows in found
        for topic, own, moment in rows
        if moment
    ]


def told_of_comments(targets):
    """Return the approved comments on ``targets`` for JSON, those that are answered before their answers.

    Of one that is not to be read any more but was answered stands that it was there, with the moment of its first answer.
    """
    known = {(type(item), item.pk): item.uuid for item in targets}
    comments = list(
        Comment.objects.placed().select_related("parent", "content_type").order_by("pk")
    )
    answered = {c.parent_id: c.created_at for c in reversed(comments)}
    places = ((c, known.get((c.content_type.model_class(), c.object_id))) for c in comments)
    return [
        told_of_gone(comment, target, answered[comment.pk])
        if comment.state != Comment.State.APPROVED
        else {
            "uuid": comment.uuid,
            "target": target,
            "parent": comment.parent.uuid if comment.parent else "",
            "name": comment.name,
            "by_team": comment.by_team,
            "text": comment.text,
            "date": comment.created_at,
        }
        for comment, target in places
        if target
    ]


def told_of_gone(comment, target, moment):
    """Return what holds the place of ``comment``, nothing of which is to be read."""
    states = Comment.State
    gone = states.WITHDRAWN if comment.state == states.WITHDRAWN else states.REMOVED
    told = {"uuid": comment.uuid, "target": target, "date": moment, "gone": gone.value}
    return told | {"parent": "", "name": "", "by_team": False, "text": ""}


def _json(data, **layout):
    return json.dumps(data, ensure_ascii=False, cls=ExactEncoder, **layout)


def _write(path, data):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(data if isinstance(data, str) else _json(data, indent=1), encoding="utf-8")


def write_uploads(folder, names):
    """Copy the uploads ``names`` into ``folder``, as far as they are there."""
    for name in filter(default_storage.exists, names):
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        with default_storage.open(name) as file, target.open("wb") as copy:
            shutil.copyfileobj(file, copy)


def write_site(folder, whole=False, has_secrets=True):
    """Write what is public into ``folder``, with ``whole`` everything; return ``{kind: how many}``.

    Passwords and second factors (``rows.write_rows``) only with ``has_secrets``. What it counted is told last: without
    that it was cut off (``sources.export_at``).
    """
    about = {"format": 1, "whole": whole, "site": site().name, "made_at": timezone.now()}
    _write(folder / MANIFEST, about)
    counts = write_public(folder)
    if whole:
        counts["rows"] = write_rows(folder / "rows", has_secrets)
        write_uploads(folder / "media", uploads())
    _write(folder / MANIFEST, about | {"counts": counts})
    return counts
