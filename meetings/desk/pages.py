"""What the pages of the meetings' admin share that each do one thing with one object."""

from functools import wraps

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from meetings.timetable import BackwardsError
from wiq_site.kit.markup import MarkupError


def page_of(model_admin, view):
    """Give the admin page ``view(model_admin, request, item)``, for whoever may change the item.

    What the agenda or the markup refuses is said on the item's own page, and nothing is stored.
    """

    @wraps(view)
    def page(request, pk):
        item = get_object_or_404(model_admin.get_queryset(request), pk=pk)
        if not model_admin.has_change_permission(request, item):
            raise PermissionDenied
        try:
            with transaction.atomic():
                return view(model_admin, request, item)
        except BackwardsError as error:
            message = _(
                "Nichts geändert: Auf der Tagesordnung endet „%(item)s“ vor dem TOP davor. Bitte berichtigen Sie zuerst die Zeiten."
            )
            messages.error(request, message % {"item": error.item})
        except MarkupError as error:
            messages.error(request, str(error))
        return back_to(item)

    return model_admin.admin_site.admin_view(page)


def back_to(item):
    """Give the way to the page on which ``item`` is edited."""
    return redirect(f"admin:{item._meta.app_label}_{item._meta.model_name}_change", item.pk)


def show(model_admin, request, item, template, **context):
    """Render ``template`` (a name in templates/admin/meetings) with what an admin page needs."""
    frame = model_admin.admin_site.each_context(request)
    context = frame | {"opts": model_admin.opts, "original": item} | context
    return render(request, f"admin/meetings/{template}.html", context)
