"""What is public, for anyone: texts as Markdown with front matter, the rest as JSON, the pictures beside it.

The same folder comes in again (``sources.read_site``), so it is a way to another program and a way back.
"""

import json
import re
import shutil
from dataclasses import asdict

from django.core.files.storage import default_storage
from django.utils import timezone

from blog.models import Post, Topic
from comments.models import Comment
from meetings.models import Meeting
from meetings.protocol_text import render
from wiq_site.backup import uploads
from wiq_site.kit.site import site
from wiq_site.pages.models import Page, Redirect
from wiq_site.transfer import MANIFEST
from wiq_site.transfer.rows import write_rows

MEDIA = re.compile(r"/media/([\w./-]+)")


def front_matter(fields, body):
    """Return a Markdown file: ``fields`` as lines of JSON values between two of ---, which every reader of YAML takes."""
    lines = [
        f"{name}: {json.dumps(value, ensure_ascii=False)}"
        for name, value in fields.items()
        if value not in ("", None, [])
    ]
    return "\n".join(["---", *lines, "---", "", body.strip(), ""])


def write_public(folder):
    """Write all that visitors may read now into ``folder``; return ``{kind: how many}``."""
    now, files = timezone.now(), set()
    posts = list(Post.objects.published(now).prefetch_related("topics", "attachments"))
    for post in posts:
        files |= {file.file.name for file in post.attachments.all()} | _files_of(post, post.body)
        _write(folder / "posts" / f"{post.slug}.md", front_matter(_post_fields(post), post.body))
    pages = list(Page.objects.published(now))
    for page in pages:
        files |= _files_of(None, page.body)
        fields = {
            "title": page.title,
            "slug": page.slug,
            "summary": page.summary,
            "menu": page.menu,
        }
        _write(
            folder / "pages" / f"{page.slug}.md",
            front_matter(fields | {"date": page.published_at.isoformat()}, page.body),
        )
    meetings = list(Meeting.objects.published(now))
    for meeting in meetings:
        draft = meeting.to_draft()
        if not meeting.has_public_protocol(now):
            for item in draft.items:
                item.protocol, item.outcomes = "", []
        _write(folder / "meetings" / f"{meeting.slug}.txt", render(draft))
        own = {
            "uuid": str(meeting.uuid),
            "slug": meeting.slug,
            "series": meeting.series.name if meeting.series else "",
        }
        own["agenda_published_at"] = _moment(meeting.agenda_published_at)
        own["protocol_published_at"] = (
            _moment(meeting.protocol_published_at) if meeting.has_public_protocol(now) else None
        )
        own["report"] = (
            meeting.report.slug if meeting.report and meeting.report.is_published(now) else ""
        )
        own["invitation"] = (
            meeting.invitation.slug
            if meeting.invitation and meeting.invitation.is_published(now)
            else ""
        )
        data = {
            name: value
            for name, value in asdict(draft).items()
            if name not in ("lines", "warnings", "ignored")
        }
        _write_json(folder / "meetings" / f"{meeting.slug}.json", own | {"draft": data})
    topics = list(Topic.objects.published(now))
    names = ("name", "slug", "kind", "state", "summary", "description", "contact", "featured")
    _write_json(
        folder / "topics.json", [{name: getattr(topic, name) for name in names} for topic in topics]
    )
    comments = _comments(
        {(type(item)._meta.label_lower, item.pk): item for item in [*posts, *meetings]}
    )
    _write_json(folder / "comments.json", comments)
    # One that leads to what is not public would tell of it.
    addresses = {item.get_absolute_url() for item in [*posts, *pages, *meetings, *topics]}
    redirects = Redirect.objects.filter(new_path__in=addresses)
    _write_json(folder / "redirects.json", list(redirects.values("old_path", "new_path")))
    for name in sorted(files):
        _copy(name, folder / "media")
    return {
        "posts": len(posts),
        "pages": len(pages),
        "meetings": len(meetings),
        "topics": len(topics),
        "comments": len(comments),
    }


def _post_fields(post):
    return {
        "title": post.title,
        "slug": post.slug,
        "uuid": str(post.uuid),
        "date": post.published_at.isoformat(),
        "author": post.author,
        "topics": [topic.name for topic in post.topics.all()],
        "teaser": post.teaser,
        "easy_summary": post.easy_summary,
        "life": post.life,
        "image": f"/media/{post.image.name}" if post.image else "",
        "image_alt": post.image_alt,
        "image_credit": post.image_credit,
        "corrected_at": _moment(post.corrected_at),
        "correction_note": post.correction_note,
    }


def _comments(targets):
    """Return the approved comments on ``targets`` for JSON, those that are answered before their answers."""
    return [
        {
            "uuid": str(comment.uuid),
            "target": str(targets[key].uuid),
            "parent": str(comment.parent.uuid) if comment.parent else "",
            "name": comment.name,
            "by_team": comment.by_team,
            "text": comment.text,
            "date": comment.created_at.isoformat(),
        }
        for comment in Comment.objects.published()
        .select_related("parent", "content_type")
        .order_by("pk")
        if (
            key := (
                f"{comment.content_type.app_label}.{comment.content_type.model}",
                comment.object_id,
            )
        )
        in targets
    ]


def _files_of(owner, text):
    own = {owner.image.name} if owner is not None and owner.image else set()
    return own | set(MEDIA.findall(text))


def _moment(moment):
    return moment.isoformat() if moment else None


def _write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _write_json(path, data):
    _write(path, json.dumps(data, ensure_ascii=False, indent=1, default=str))


def _copy(name, folder):
    if not default_storage.exists(name):
        return
    target = folder / name
    target.parent.mkdir(parents=True, exist_ok=True)
    with default_storage.open(name) as file, target.open("wb") as copy:
        shutil.copyfileobj(file, copy)


def write_site(folder, whole=False):
    """Write what is public into ``folder``, with ``whole`` everything; return ``{kind: how many}``."""
    counts = write_public(folder)
    if whole:
        counts["rows"] = write_rows(folder / "rows")
        write_uploads(folder / "media", uploads())
    about = {
        "format": 1,
        "whole": whole,
        "site": site().name,
        "made_at": timezone.now(),
        "counts": counts,
    }
    _write_json(folder / MANIFEST, about)
    return counts


def write_uploads(folder, names):
    """Copy the uploads ``names`` into ``folder``."""
    for name in names:
        _copy(name, folder)
