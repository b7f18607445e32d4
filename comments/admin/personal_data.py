"""All that came with one mail address: to be told, made anonymous or erased.

The address is posted, so that it stands in no log of addresses and in no history of a browser.
"""

import json

from django.contrib import messages
from django.contrib.admin.models import DELETION
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, ngettext

from comments import privacy
from comments.admin import log


def page(model_admin, request):
    """Ask for an address, show what came with it, do what was asked for; every step is logged."""
    if not model_admin.has_change_permission(request):
        raise PermissionDenied
    address = request.POST.get("mail", "").strip()[:254]
    found = list(privacy.of_person(address))
    wanted = request.POST.get("wanted")
    if found and wanted == "export":
        return _export(request, found)
    if found and wanted in ("anonymous", "erase"):
        found = _done(request, wanted, found)
    context = model_admin.admin_site.each_context(request) | {
        "title": gettext("Daten einer Person"),
        "opts": model_admin.opts,
        "mail": address,
        "found": found,
    }
    return render(request, "admin/comments/comment/personal_data.html", context)


def _export(request, found):
    log.note(request.user, found, gettext("Daten ausgegeben"))
    text = json.dumps(privacy.export(found), ensure_ascii=False, indent=2)
    headers = {"Content-Disposition": 'attachment; filename="kommentare.json"'}
    return HttpResponse(text, content_type="application/json; charset=utf-8", headers=headers)


@transaction.atomic
def _done(request, wanted, found):
    """Do what was confirmed and say so; give what is still found."""
    if not request.POST.get("sure"):
        messages.error(request, gettext("Bitte bestätigen Sie mit dem Häkchen."))
        return found
    log.forget_names(found)
    if wanted == "erase":
        done = privacy.erase(found, by=request.user)
        log.note(request.user, done, gettext("auf Wunsch gelöscht"), DELETION)
        text = ngettext("%d Kommentar gelöscht.", "%d Kommentare gelöscht.", len(done))
    else:
        done = privacy.make_anonymous(found)
        log.note(request.user, done, gettext("auf Wunsch anonym gemacht"))
        text = ngettext(
            "%d Kommentar ist jetzt anonym.", "%d Kommentare sind jetzt anonym.", len(done)
        )
    messages.success(request, text % len(done))
    return []
