"""How many comments a reader finds below each object of a list. Counted when asked, never stored."""

from django.contrib.contenttypes.models import ContentType
from django.db.models import BigIntegerField, Case, Count, F, OuterRef, Q, Subquery, When

from comments.models import Comment
from wiq_site import contents


def count_on(targets):
    """Set ``comment_count`` on each of ``targets`` (of one model), by one grouped query for all."""
    targets = list(targets)
    found = _numbers(type(targets[0]), [target.pk for target in targets]) if targets else {}
    for target in targets:
        target.comment_count = found.get(target.pk, 0)


def _numbers(model, pks):
    """Give {pk: number of shown comments}; those that stand below it count as well (one thread)."""
    own = ContentType.objects.get_for_model(model)
    wanted, cases = Q(content_type=own, object_id__in=pks), []
    for find in contents.gathered_from:
        source = find(model)
        if source is not None:
            others, field = source
            kind = ContentType.objects.get_for_model(others)
            below = others.objects.filter(**{f"{field}__in": pks})
            wanted |= Q(content_type=kind, object_id__in=below.values("pk"))
            owner = others.objects.filter(pk=OuterRef("object_id")).values(field)[:1]
            cases.append(When(content_type=kind, then=Subquery(owner)))
    owner = Case(*cases, default=F("object_id"), output_field=BigIntegerField())
    shown = Comment.objects.shown().filter(wanted).order_by()
    return dict(shown.annotate(owner=owner).values_list("owner").annotate(Count("pk")))
