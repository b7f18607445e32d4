"""The admin pages of meetings: agenda, paste, taking, publish; here what those share that do one thing with one meeting, or one
person who leads TOPs.
"""

from functools import wraps

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _

from blog.models import Post
from meetings.doubts import backwards_sentence
from meetings.timetable import BackwardsError
from wiq_site.kit import changes
from wiq_site.kit.markup import MarkupError


def urls_of(model_admin, pages):
    """Return the addresses of ``pages``, below that of the object they belong to, for whoever may change it.

    ``pages`` maps the name of an address to its last word and ``view(model_admin, request, item)``. What the agenda
    or the markup refuses is said on the item's own page, and nothing is stored.
    """

    def page_of(view):
        @wraps(view)
        def page(request, pk):
            if request.method == "POST":
                changes.lock(model_admin.model(pk=pk))
            item = get_object_or_404(model_admin.get_queryset(request), pk=pk)
            if not model_admin.has_change_permission(request, item):
                raise PermissionDenied
            try:
                with changes.unit():
                    return view(model_admin, request, item)
            except BackwardsError as error:
                advice = _("Bitte berichtigen Sie zuerst die Zeiten.")
                sentence = backwards_sentence(error.item, error.previous_end, advice)
                messages.error(request, _("Nichts geändert: %s") % sentence)
            except MarkupError as error:
                messages.error(request, str(error))
            return redirect_to_change(item)

        return model_admin.admin_site.admin_view(page)

    model = model_admin.opts.label_lower.replace(".", "_")
    return [
        path(f"<int:pk>/{word}/", page_of(view), name=f"{model}_{name}")
        for name, (word, view) in pages.items()
    ]


def redirect_to_change(item):
    """Return the redirect to the page on which ``item`` is edited."""
    return redirect(f"admin:{item._meta.app_label}_{item._meta.model_name}_change", item.pk)


def render_page(model_admin, request, item, template, **context):
    """Render ``template`` (a name in templates/admin/meetings) with what an admin page needs."""
    frame = model_admin.admin_site.each_context(request)
    context = frame | {"opts": model_admin.opts, "original": item} | context
    return render(request, f"admin/meetings/{template}.html", context)


def admin_for_post(model_admin, request, post=None):
    """Return the ModelAdmin of posts. Raises PermissionDenied for who may not change ``post``, or add one without it."""
    posts = model_admin.admin_site.get_model_admin(Post)
    may_add = posts.has_add_permission(request)
    if not (posts.has_change_permission(request, post) if post else may_add):
        raise PermissionDenied
    return posts
