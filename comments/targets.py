"""The only door: which objects may be commented at all.

The setting COMMENT_TARGETS maps a word in the address to a model. A target's queryset offers
``published()``; the target itself ``get_absolute_url()`` and ``accepts_comments()``.
"""

from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.shortcuts import get_object_or_404
from django.urls import reverse


def models():
    """Give ``{word: model}`` of all that may be commented."""
    return {word: apps.get_model(label) for word, label in settings.COMMENT_TARGETS.items()}


def attach():
    """Give every target model its ``comments``, which go when the target is deleted."""
    for model in models().values():
        GenericRelation("comments.Comment").contribute_to_class(model, "comments")


def find(word, pk):
    """Give the published object that ``word`` and ``pk`` name. Raises Http404 for any other."""
    model = models().get(word)
    queryset = (
        model.objects.published() if model else apps.get_model("comments.Comment").objects.none()
    )
    return get_object_or_404(queryset, pk=pk)


def form_address(target):
    """Give the address of the form that writes a comment on ``target``."""
    word = next(word for word, model in models().items() if isinstance(target, model))
    return reverse("comments:write", args=[word, target.pk])
