"""The only door: which objects may be commented at all, and which of them share one thread.

The setting COMMENT_TARGETS maps a word in the address to a model. A target's queryset offers
``published()``; the target itself a ``title``, ``get_absolute_url()`` and ``accepts_comments()``. Where
its discussion may be led below another object, it offers ``discussion()``, its queryset
``discussed_here()``.
"""

from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.db.models import QuerySet
from django.urls import reverse

from blog.models import Post
from meetings.agenda import AgendaItem
from meetings.models import Meeting

# What else stands in the thread of a model's objects: {model: [(other model, its field that names them)]}.
# The comments on a meeting stand below the post that reports it.
SHARED_THREADS = {Post: [(Meeting, "report")]}


def models():
    """Return ``{word: model}`` of all that may be commented."""
    return {word: apps.get_model(label) for word, label in settings.COMMENT_TARGETS.items()}


def attach():
    """Return every target model its ``comments``, which go when the target is deleted."""
    for model in models().values():
        GenericRelation("comments.Comment").contribute_to_class(model, "comments")


def find(word, pk):
    """Return the published object that ``word`` and ``pk`` name, or None."""
    model = models().get(word)
    return model.objects.published().filter(pk=pk).first() if model else None


def form_address(target):
    """Return the path of the form that writes a comment on ``target``."""
    word = next(word for word, model in models().items() if isinstance(target, model))
    return reverse("comments:write", args=[word, target.pk])


def discussion(target):
    """Return the object below which the comments on ``target`` stand: a public report, or itself."""
    return target.discussion() if hasattr(target, "discussion") else target


def discussed_here(model):
    """Return the published objects of ``model`` below which their own discussion stands."""
    published = model.objects.published()
    return published.discussed_here() if hasattr(published, "discussed_here") else published


def thread(target):
    """Return what shares one thread with ``target``, an object or a queryset, as ``on`` takes it."""
    is_many = isinstance(target, QuerySet)
    return [target] + [
        other.objects.filter(**{f"{field}__in": target if is_many else [target]})
        for other, field in SHARED_THREADS.get(target.model if is_many else type(target), [])
    ]


def places(target):
    """Return ``{anchor: label}`` of the public TOPs that a comment on ``target`` may be about."""
    if isinstance(target, Post):
        items = AgendaItem.objects.with_protocol().filter(meeting__report=target)
    elif isinstance(target, Meeting):
        items = AgendaItem.objects.published().filter(meeting=target)
    else:
        return {}
    return {item.anchor: str(item) for item in items.only("anchor", "number", "name")}
