"""The feed of the approved comments on one post or meeting, below the address of its page.

What has such a feed has a slug; where its discussion is led below something else, as a meeting's is
below its report, its feed is that one's.
"""

from django.db.models import Subquery, TextField
from django.http import Http404, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext

from comments import targets
from comments.models import Comment, CommentStep
from wiq_site.context_processors import site
from wiq_site.feeds import Channel, feed_item, feed_paths, feed_response, feed_urn
from wiq_site.pages.redirects import new_path_of

COMMENTS_SHOWN = 50


def target_feeds(folder, word):
    """Give the paths of the comment feeds of what stands in ``folder`` and is called ``word``."""
    return feed_paths(
        f"{folder}<slug:slug>/kommentare", comment_feed, f"{word}-comments", word=word
    )


def comment_feed(request, word, slug, suffix):
    """The newest approved comments on the published object that ``word`` and ``slug`` name."""
    model = targets.models()[word]
    target = model.objects.published().filter(slug=slug).defer(*long_texts(model)).first()
    if target is None:
        return elsewhere(request, model, slug)
    discussed = targets.discussion(target)
    if discussed != target:
        return HttpResponseRedirect(f"{discussed.get_absolute_url()}kommentare.{suffix}")
    comments = list(newest_on(target))
    marks = [(f"{c.uuid} {c.name} {c.text_html}", c.created_at) for c in comments]
    last_step = comments[0].last_step if comments else steps_below(target).first()
    marks.append((str(target), *([last_step] if last_step else [])))
    return feed_response(request, suffix, marks, lambda: channel_of(target, comments, request))


def long_texts(model):
    """Give the names of the fields that a feed of comments does not tell of."""
    return [field.name for field in model._meta.concrete_fields if isinstance(field, TextField)]


def steps_below(target):
    """Give the moments at which anything was decided in the thread of ``target``, the last one first."""
    thread = Comment.objects.on(*targets.thread(target)).order_by()
    steps = CommentStep.objects.filter(comment__in=thread.values("pk"))
    return steps.order_by("-at").values_list("at", flat=True)


def newest_on(target):
    """Give the newest comments that the page of ``target`` shows, with the last step in its thread."""
    shown = Comment.objects.shown().on(*targets.thread(target))
    return shown.annotate(last_step=Subquery(steps_below(target)[:1])).order_by("-pk")[
        :COMMENTS_SHOWN
    ]


def elsewhere(request, model, slug):
    """Answer for what cannot be read here: 301 to where it moved, 410 where it was withdrawn.

    Raises Http404 for what never was.
    """
    folder, _, name = request.path.rpartition("/")
    new_path = new_path_of(f"{folder}/")
    if new_path:
        return HttpResponsePermanentRedirect(f"{new_path}{name}")
    if hasattr(model.objects, "withdrawn") and model.objects.withdrawn().filter(slug=slug).exists():
        return render(request, "410.html", status=410)
    raise Http404


def channel_of(target, comments, request):
    """Give the feed of ``comments`` on ``target``."""
    words = {"title": target, "site": site(request)["site"]["name"]}
    address = target.get_absolute_url()
    return Channel(
        urn=feed_urn("kommentare", target.uuid),
        title=gettext("%(site)s: Kommentare zu „%(title)s“") % words,
        page_path=f"{address}#kommentare",
        items=[
            feed_item(
                request,
                urn=comment.urn,
                title=gettext("%(name)s zu „%(title)s“") % {"name": comment.name, "title": target},
                path=f"{address}#{comment.anchor}",
                html=comment.text_html,
                published=comment.created_at,
                updated=comment.created_at,
                author=comment.name,
            )
            for comment in comments
        ],
    )
