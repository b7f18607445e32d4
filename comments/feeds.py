"""The feed of the approved comments on one post or meeting, and that of the moderators.

What has such a feed has a slug; where its discussion is led below something else, as a meeting's is
below its report, its feed is that one's.
"""

from django.db.models import TextField, Value
from django.db.models.functions import Cast, Concat
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from comments import links, targets
from comments.models import Comment, CommentStep
from wiq_site.kit.feeds import (
    FORMATS,
    Channel,
    counted,
    feed_item,
    feed_page,
    feed_paths,
    feed_response,
    feed_rows,
    feed_state,
    feed_title,
    feed_urn,
)
from wiq_site.pages.redirects import answer_gone, answer_hidden, entry_of


def target_feeds(folder, word):
    """Return the paths of the comment feeds of what stands in ``folder`` and is called ``word``."""
    return feed_paths(
        f"{folder}<slug:slug>/kommentare", comment_feed, f"{word}-comments", word=word
    )


def comment_feed(request, word, slug, suffix):
    """The approved comments on the published object of ``word`` and ``slug``, the newest first."""
    model = targets.models()[word]
    target = targets.discussed_here(model).filter(slug=slug)
    thread = Comment.objects.on(*targets.thread(target))
    published = thread.published().order_by("-pk")
    comments = feed_page(published, request.filter_form)
    steps = CommentStep.objects.filter(comment__in=thread.order_by().values("pk"))
    text = TextField()
    mark = Cast("by_team", text)
    content = Concat(
        Cast("pk", text), mark, Value(" "), "name", Value(" "), "text_html", output_field=text
    )
    rows = feed_rows(
        items=(comments, content, "created_at", "created_at"),
        total=counted(published, "created_at"),
        hidden=counted(steps, "at"),
        subjects=(target, "title", "first_published_at"),
    )
    state = feed_state(rows)
    if not state.subjects:
        return elsewhere(request, model, slug)
    state.versions.extend(state.subjects)  # the title of the target stands in every item
    texts = [field.name for field in model._meta.concrete_fields if isinstance(field, TextField)]
    without_texts = target.defer(*texts)
    return feed_response(
        request,
        suffix,
        state,
        lambda: channel_of(get_object_or_404(without_texts), comments, request),
    )


def elsewhere(request, model, slug):
    """Answer for what cannot be read here: a redirect to where it stands now, 410 where it was withdrawn.

    A discussion led elsewhere may come back, so that its redirect is not for ever. Raises Http404
    for what never was.
    """
    folder, _, name = request.path.rpartition("/")
    target = model.objects.published().filter(slug=slug).first()
    if target is not None:
        return redirect(f"{targets.discussion(target).get_absolute_url()}{name}")
    new_path = entry_of(f"{folder}/")
    if new_path:
        return redirect(f"{new_path}{name}", permanent=True)
    if new_path == "":
        return answer_gone(request)
    return answer_hidden(request, model.objects.filter(slug=slug).first())


def comment_item(request, comment, target, path, state="", note="", updated=None):
    """Return ``comment`` on ``target`` as an item that leads to ``path``, its ``note`` below the text."""
    title = gettext("%(name)s zu „%(title)s“") % {"name": comment.byline, "title": target}
    return feed_item(
        request,
        urn=comment.urn,
        title=f"{state}: {title}" if state else title,
        path=path,
        html=comment.text_html + (format_html("<p>{}</p>", note) if note else ""),
        published=comment.created_at,
        updated=updated or comment.created_at,
        author=comment.byline,
    )


def channel_of(target, comments, request):
    """Return the feed of ``comments`` on ``target``; readers see that the team edited one."""
    address = target.get_absolute_url()
    return Channel(
        urn=feed_urn("kommentare", target.uuid),
        title=feed_title(gettext("Kommentare zu „%(title)s“"), title=target),
        page_path=f"{address}#kommentare",
        items=[
            comment_item(
                request,
                comment,
                target,
                f"{address}#{comment.anchor}",
                note=comment.edit_note,
                updated=comment.edited_at,
            )
            for comment in comments
        ],
    )


@never_cache
@require_safe
def desk_feed(request, token):
    """The newest comments that wait or are approved, each leading to the desk, for one moderator."""
    if links.moderator_of(token) is None:
        raise Http404
    states = (Comment.State.WAITING, Comment.State.APPROVED)
    comments = Comment.objects.filter(state__in=states).prefetch_related("target")[:50]
    channel = Channel(
        urn=feed_urn("redaktion"),
        title=gettext("Neue Kommentare für die Redaktion"),
        page_path=reverse("admin:comments_comment_changelist"),
        items=[
            comment_item(
                request,
                comment,
                comment.target,
                reverse("admin:comments_comment_change", args=[comment.pk]),
                state=comment.get_state_display(),
            )
            for comment in comments
        ],
    )
    text = channel.write("rss", request)
    return HttpResponse(text, content_type=FORMATS["rss"].content_type)
