"""How many comments a reader finds below each object of a list. Counted when asked, never stored."""

from collections import defaultdict

from django.contrib.contenttypes.models import ContentType
from django.db.models import BigIntegerField, Case, Count, F, OuterRef, Q, Subquery, Value, When

from comments import targets
from comments.models import Comment
from wiq_site.kit import registries


def count_on(objects):
    """Set ``comment_count`` on each of ``objects``: what its page shows, by one grouped query for all.

    Whose discussion is led below another object, as a meeting's below its report, has that one's.
    """
    discussed = {item: targets.discussion(item) for item in objects}
    found = _numbers(set(discussed.values())) if discussed else {}
    for item, place in discussed.items():
        item.comment_count = found.get((_kind(place), place.pk), 0)


def _kind(item):
    return ContentType.objects.get_for_model(item).pk


def _numbers(places):
    """Give {(content type, pk): number of shown comments} of the threads below ``places``."""
    pks = defaultdict(list)
    for place in places:
        pks[type(place)].append(place.pk)
    wanted, kinds, owners = Q(pk=None), [], []
    for model, own in pks.items():
        kind = ContentType.objects.get_for_model(model).pk
        wanted |= Q(content_type=kind, object_id__in=own)
        for others, field in _gathered_below(model):
            below = others.objects.filter(**{f"{field}__in": own})
            stands_below = Q(content_type=_kind(others), object_id__in=below.values("pk"))
            owner = others.objects.filter(pk=OuterRef("object_id")).values(field)[:1]
            wanted |= stands_below
            kinds.append(When(stands_below, then=Value(kind)))
            owners.append(When(stands_below, then=Subquery(owner)))
    number = BigIntegerField()
    rows = Comment.objects.shown().filter(wanted).order_by()
    rows = rows.annotate(
        kind=Case(*kinds, default=F("content_type"), output_field=number),
        owner=Case(*owners, default=F("object_id"), output_field=number),
    )
    counted = rows.values_list("kind", "owner").annotate(Count("pk"))
    return {(kind, owner): count for kind, owner, count in counted}


def _gathered_below(model):
    """Give (model, field) of what else stands in the threads of ``model``."""
    found = (find(model) for find in registries.gathered_from)
    return [source for source in found if source is not None]
