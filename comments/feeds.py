"""The feed of the approved comments on one post or meeting, below the address of its page.

What has such a feed has a slug; where its discussion is led elsewhere, as a meeting's is below its
report, it says so by ``main_url``.
"""

from django.contrib.contenttypes.models import ContentType
from django.db.models import F, FilteredRelation, OuterRef, Q, Subquery, TextField
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
    rows = list(rows_of(model, slug))
    if not rows:
        return elsewhere(request, model, slug)
    target = rows[0]
    address = target.get_absolute_url()
    main_url = getattr(target, "main_url", address)
    if main_url != address:
        return HttpResponseRedirect(f"{main_url}kommentare.{suffix}")
    shown = [row for row in rows if row.comment_pk]
    marks = marks_of(target, shown)
    return feed_response(request, suffix, marks, lambda: channel_of(target, shown, request))


def marks_of(target, rows):
    """Give what stands for the comments in ``rows`` on ``target``, and when it last changed."""
    last_step = [target.last_step] if target.last_step else []
    return [
        (str(target), *last_step),
        *(
            (f"{row.comment_uuid} {row.comment_name} {row.comment_html}", row.comment_at)
            for row in rows
        ),
    ]


def rows_of(model, slug):
    """Give the object that ``slug`` names once for each comment shown, in one query.

    Without comments it comes once as well, and not at all where no visitor may read it.
    """
    steps = CommentStep.objects.filter(
        comment__content_type=ContentType.objects.get_for_model(model),
        comment__object_id=OuterRef("pk"),
    )
    published = Comment.objects.published()
    shown = published.filter(Q(parent=None) | Q(parent__in=published))
    return (
        model.objects.published()
        .filter(slug=slug)
        .defer(*[f.name for f in model._meta.concrete_fields if isinstance(f, TextField)])
        .annotate(
            shown=FilteredRelation(
                "comments", condition=Q(comments__in=Subquery(shown.values("pk")))
            ),
            comment_pk=F("shown__pk"),
            comment_uuid=F("shown__uuid"),
            comment_name=F("shown__name"),
            comment_html=F("shown__text_html"),
            comment_at=F("shown__created_at"),
            last_step=Subquery(steps.order_by("-at").values("at")[:1]),
        )
        .order_by("-shown__pk")[:COMMENTS_SHOWN]
    )


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


def channel_of(target, rows, request):
    """Give the feed of the comments in ``rows`` on ``target``."""
    words = {"title": target, "site": site(request)["site"]["name"]}
    address = target.get_absolute_url()
    return Channel(
        urn=feed_urn("kommentare", target.uuid),
        title=gettext("%(site)s: Kommentare zu „%(title)s“") % words,
        page_path=f"{address}#kommentare",
        items=[
            feed_item(
                request,
                urn=row.comment_uuid.urn,
                title=gettext("%(name)s zu „%(title)s“")
                % {"name": row.comment_name, "title": target},
                path=f"{address}#{Comment(pk=row.comment_pk).anchor}",
                html=row.comment_html,
                published=row.comment_at,
                updated=row.comment_at,
                author=row.comment_name,
            )
            for row in rows
        ],
    )
