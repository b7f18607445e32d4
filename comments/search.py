"""What the search finds of comments: by name and words, as long as they and what they stand below are read."""

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext

from comments import targets
from comments.models import Comment
from wiq_site.kit.markup import plain_text
from wiq_site.search.models import Document, Kind

# Fields that say how and where comments stand.
NAMED_BY = {"title", "slug", "report", "protocol_published_at"}


def comment_documents(pks):
    """Yield ``(pk, Document)`` for each of the comments ``pks`` that is published."""
    for comment in Comment.objects.published().filter(pk__in=pks).prefetch_related("target"):
        if comment.target is None:
            continue
        names = {"name": comment.byline, "title": comment.target.title}
        yield (
            comment.pk,
            Document(
                kind=Kind.COMMENT,
                path=comment.get_absolute_url(),
                title=gettext("%(name)s zu „%(title)s“") % names,
                named=comment.byline,
                text=plain_text(comment.text_html),
                beside=[comment.target.title],
                moment=comment.created_at,
                visible_from=comment.created_at,
            ),
        )


def published(at=None):
    """Return the published comments on what a visitor may read at ``at``."""
    wanted = Q()
    for model in targets.models().values():
        kind = ContentType.objects.get_for_model(model)
        of_public = model.objects.published(at).filter(pk=OuterRef("object_id"))
        wanted |= Q(Exists(of_public), content_type=kind)
    return Comment.objects.published().filter(wanted)


def comments_below(unit, pks, model):
    """Yield the comments on the objects ``pks`` of ``model``, which are found with title and address of it."""
    changed = unit.changed(model)
    old = {pk for pk in pks - unit.created(model) if NAMED_BY & changed.get(pk, set())}
    if old:
        below = Comment.objects.on(model.objects.filter(pk__in=old)).published()
        yield Comment, below.values_list("pk", flat=True)
