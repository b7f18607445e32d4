"""The feed of the approved comments on one post or meeting, below the address of its page.

What has such a feed has a slug; where its discussion is led below something else, as a meeting's is
below its report, its feed is that one's.
"""

from django.db.models import TextField, Value
from django.db.models.functions import Cast, Concat
from django.http import Http404, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.html import format_html
from django.utils.translation import gettext

from comments import targets
from comments.models import Comment, CommentStep
from wiq_site.kit.feeds import (
    NEVER,
    Channel,
    FeedPage,
    ask,
    count_of,
    counted,
    feed_item,
    feed_paths,
    feed_response,
    feed_title,
    feed_urn,
    sliced,
)
from wiq_site.pages.redirects import new_path_of

TOLD = Concat(
    Cast("pk", TextField()), Value(" "), "name", Value(" "), "text_html", output_field=TextField()
)


def target_feeds(folder, word):
    """Give the paths of the comment feeds of what stands in ``folder`` and is called ``word``."""
    return feed_paths(
        f"{folder}<slug:slug>/kommentare", comment_feed, f"{word}-comments", word=word
    )


def comment_feed(request, word, slug, suffix):
    """The approved comments on the published object of ``word`` and ``slug``, the newest first."""
    model = targets.models()[word]
    target = targets.discussed_here(model).filter(slug=slug)
    page = FeedPage.asked_for(request.GET)
    thread = Comment.objects.on(*targets.thread(target))
    shown = thread.shown().order_by("-pk")
    comments = page.part_of(shown)
    steps = CommentStep.objects.filter(comment__in=thread.order_by().values("pk"))
    found = ask(
        target=(target, "title", NEVER, NEVER),
        items=(sliced(comments), TOLD, "created_at", "created_at"),
        all=count_of(shown, "created_at"),
        steps=count_of(steps, "at"),
    )
    if not found["target"]:
        return elsewhere(request, model, slug)
    page = page.among(counted(found["all"])[0])
    marks = [found["target"][0][:1], *found["items"], ("", *counted(found["steps"])[1])]
    return feed_response(
        request,
        suffix,
        page,
        marks,
        lambda: channel_of(get_object_or_404(target.defer(*long_texts(model))), comments, request),
    )


def long_texts(model):
    """Give the names of the fields that a feed of comments does not tell of."""
    return [field.name for field in model._meta.concrete_fields if isinstance(field, TextField)]


def elsewhere(request, model, slug):
    """Answer for what cannot be read here: a redirect to where it stands now, 410 where it was withdrawn.

    A discussion led elsewhere may come back, so that its redirect is not for ever. Raises Http404
    for what never was.
    """
    folder, _, name = request.path.rpartition("/")
    target = model.objects.published().filter(slug=slug).first()
    if target is not None:
        return HttpResponseRedirect(f"{targets.discussion(target).get_absolute_url()}{name}")
    new_path = new_path_of(f"{folder}/")
    if new_path:
        return HttpResponsePermanentRedirect(f"{new_path}{name}")
    if hasattr(model.objects, "withdrawn") and model.objects.withdrawn().filter(slug=slug).exists():
        return render(request, "410.html", status=410)
    raise Http404


def channel_of(target, comments, request):
    """Give the feed of ``comments`` on ``target``."""
    address = target.get_absolute_url()
    return Channel(
        urn=feed_urn("kommentare", target.uuid),
        title=feed_title(gettext("Kommentare zu „%(title)s“"), title=target),
        page_path=f"{address}#kommentare",
        items=[
            feed_item(
                request,
                urn=comment.urn,
                title=gettext("%(name)s zu „%(title)s“") % {"name": comment.name, "title": target},
                path=f"{address}#{comment.anchor}",
                html=_with_note(comment),
                published=comment.created_at,
                updated=comment.edited_at or comment.created_at,
                author=comment.name,
            )
            for comment in comments
        ],
    )


def _with_note(comment):
    """Give the HTML of ``comment`` with the visible mark of an edit by the team."""
    note = comment.edit_note
    return comment.text_html + (format_html("<p>{}</p>", note) if note else "")
