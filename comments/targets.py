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

from wiq_site.kit import registries


def models():
    """Give ``{word: model}`` of all that may be commented."""
    return {word: apps.get_model(label) for word, label in settings.COMMENT_TARGETS.items()}


def attach():
    """Give every target model its ``comments``, which go when the target is deleted."""
    for model in models().values():
        GenericRelation("comments.Comment").contribute_to_class(model, "comments")


def find(word, pk):
    """Give the published object that ``word`` and ``pk`` name, or None."""
    model = models().get(word)
    return model.objects.published().filter(pk=pk).first() if model else None


def word_of(target):
    """Give the word in the address for what ``target`` is."""
    return next(word for word, model in models().items() if isinstance(target, model))


def form_address(target):
    """Give the address of the form that writes a comment on ``target``."""
    return reverse("comments:write", args=[word_of(target), target.pk])


def discussion(target):
    """Give the object below which the comments on ``target`` stand: a public report, or itself."""
    return target.discussion() if hasattr(target, "discussion") else target


def discussed_here(model):
    """Give the published objects of ``model`` below which their own discussion stands."""
    published = model.objects.published()
    return published.discussed_here() if hasattr(published, "discussed_here") else published


def thread(target):
    """Give all that shares one thread with ``target``, as ``CommentQuerySet.on`` takes it.

    ``target`` is an object or a queryset of objects.
    """
    is_one = not isinstance(target, QuerySet)
    sources = (find(type(target) if is_one else target.model) for find in registries.gathered_from)
    return [target] + [
        others.objects.filter(**{f"{field}__in": [target] if is_one else target})
        for others, field in filter(None, sources)
    ]


def places(target):
    """Give ``{anchor: label}`` of what a comment on ``target`` may be about: "top-4", "TOP 4 …"."""
    found = {}
    for find_places in registries.places:
        found |= find_places(target)
    return found
