"""The page "Themen zusammenführen": choose the target, see what would happen, then do it."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _

from blog.merging import merge, plan_merge
from blog.models import Topic


class TargetForm(forms.Form):
    """Which topic stays."""

    ziel = forms.ModelChoiceField(
        Topic.objects.none(),
        label=_("Dieses Thema bleibt"),
        error_messages={
            "invalid_choice": _("Dieses Thema gibt es nicht mehr. Bitte wählen Sie ein anderes.")
        },
    )

    def __init__(self, topic, data):
        super().__init__(data or None)
        self.fields["ziel"].queryset = Topic.objects.exclude(pk=topic.pk)


def chosen_pair(topics):
    """Give of one or two chosen ``topics`` the one to go and the one to stay, or None of others.

    The one that fewer posts carry goes; of one alone it is still open which stays.
    """
    in_order = list(topics.order_by("posts", "-pk")[:3])
    return (*in_order, None)[:2] if 1 <= len(in_order) <= 2 else None


def merge_page(model_admin, request, pk):
    """Show the choice, then what would happen, then merge. Nothing happens that was not shown."""
    if not (
        model_admin.has_change_permission(request) and model_admin.has_delete_permission(request)
    ):
        raise PermissionDenied
    topic = get_object_or_404(Topic, pk=pk)
    form = TargetForm(topic, request.POST if request.method == "POST" else request.GET)
    plan = plan_merge(topic, form.cleaned_data["ziel"]) if form.is_valid() else None
    if request.method == "POST" and plan and not plan.obstacles:
        return _merged(model_admin, request, plan)
    context = model_admin.admin_site.each_context(request) | {
        "title": _("Themen zusammenführen"),
        "opts": model_admin.opts,
        "topic": topic,
        "form": form,
        "plan": plan,
    }
    return render(request, "admin/blog/topic/merge.html", context)


def _merged(model_admin, request, plan):
    topic, other = plan.topic, plan.other
    names = {"topic": topic.name, "other": other.name, "address": topic.get_absolute_url()}
    with transaction.atomic():
        model_admin.log_deletions(request, [topic])
        message = _("„%(topic)s“ (%(address)s) hierher zusammengeführt") % names
        model_admin.log_change(request, other, str(message))
        merge(topic, other)
    messages.success(request, _("„%(topic)s“ ist jetzt in „%(other)s“ aufgegangen.") % names)
    return redirect("admin:blog_topic_change", other.pk)
