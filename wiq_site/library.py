"""All pictures and files in one place of the desk: found by their words, with where each stands; and what nothing
names any more, for who is asked to erase it at once. Each is changed or replaced in the form of what it belongs to.
"""

from collections import defaultdict
from pathlib import PurePosixPath

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from blog.models import Post, Topic
from wiq_site.backups import uploads
from wiq_site.kit import changes
from wiq_site.kit.files import holder_models, is_missing, unnamed
from wiq_site.kit.http import change_page
from wiq_site.kit.logs import audit
from wiq_site.pages.content_admin import link_to
from wiq_site.pages.models import Attachment, Picture, Redirect, Site, uses_of
from wiq_site.writing import (
    PICTURE_WORDS,
    contains_all,
    for_writers,
    pictures_of,
    readable_files,
    words_of,
)

FIRST, ON_A_PAGE = 6, 24  # of each kind where all are shown, and of one


def kinds(request):
    """Return ``{word: (what they are called, rows that whoever asks may see, where words are looked for)}``."""

    def seen(model):
        desk = admin.site.get_model_admin(model)
        may = desk.has_view_permission(request)
        rows = desk.get_queryset(request) if may else model.objects.none()
        return rows.exclude(image="").defer(*model.long_texts()).order_by("-pk")

    return {
        "bilder": (_("Bilder für Texte"), pictures_of(request), PICTURE_WORDS),
        "beitraege": (_("Bilder von Beiträgen"), seen(Post), (*PICTURE_WORDS, "title")),
        "themen": (_("Bilder von Themen"), seen(Topic), (*PICTURE_WORDS, "name")),
        "anhaenge": (
            _("Anhänge"),
            readable_files(request).prefetch_related("owner").order_by("-pk"),
            ("title", "credit", "file"),
        ),
    }


@for_writers
def library(request):
    """Show what is found for the words ``q``: the first ones of each kind, or the pages of the kind ``art``."""
    words, chosen = words_of(request), request.GET.get("art")
    shown = []
    for word, (label, rows, names) in kinds(request).items():
        if chosen and word != chosen:
            continue
        pages = Paginator(rows.filter(contains_all(words, *names)), ON_A_PAGE if chosen else FIRST)
        page = pages.get_page(request.GET.get("seite") if chosen else 1)
        shown.append((word, label, page))
    if not shown:
        raise Http404
    uses = uses_of([item for _word, _label, page in shown for item in page])
    context = admin.site.each_context(request) | {
        "title": _("Bilder und Dateien"),
        "text": " ".join(words),
        "chosen": chosen,
        "may_erase": request.user.has_perm("pages.delete_picture"),
        "shown": [
            (word, label, page, [card(request, item, uses[item]) for item in page])
            for word, label, page in shown
        ],
    }
    return render(request, "desk/library.html", context)


def may_read(request, item):
    """Whether ``item`` is public, as the site's own mark always is, or the desk shows it to whoever asks."""
    if isinstance(item, Site) or (hasattr(item, "is_published") and item.is_published()):
        return True
    return admin.site.get_model_admin(type(item)).has_view_permission(request, item)


def card(request, item, uses):
    """Return what the library tells of ``item``, which the things ``uses`` show in a text; of drafts of others nothing."""
    is_file = isinstance(item, Attachment)
    file = item.file if is_file else item.image
    owner = item if isinstance(item, Picture) else item.shown_with()
    places = dict.fromkeys([*([] if isinstance(item, Picture) else [owner]), *uses])
    return {
        "item": item,
        "name": item.title if is_file else item.image_label,
        "credit": item.credit if is_file else item.image_credit,
        "type": item.type_and_size if is_file else "",
        "thumbnail": None if is_file else item.thumbnail,
        "address": file.url,
        "is_missing": is_missing(file),
        "form": change_page(owner),
        "places": [link_to(place) for place in places if may_read(request, place)],
        "is_used": bool(places),
    }


@never_cache
def erase(request):
    """List what is kept aside; sent, erase one of it at once and for good: its old addresses say that it is gone."""
    if not request.user.has_perm("pages.delete_picture"):
        raise PermissionDenied
    folders = defaultdict(list)
    for name in unnamed(uploads()):
        folders[str(PurePosixPath(name).parent)].append(name)
    if request.method == "POST":
        names = folders.get(request.POST.get("folder"))
        if names is None:
            raise Http404
        with changes.unit():
            for old in Redirect.objects.filter(old_path__in=map(default_storage.url, names)):
                old.new_path = ""
                old.save()
        for name in names:
            default_storage.delete(name)
        audit("file-erased", request.user)
        messages.success(request, _("Für immer gelöscht: %s.") % shortest(names).name)
        return redirect("admin:erase")
    context = admin.site.each_context(request) | {
        "title": _("Aufgehobene Dateien"),
        "files": [{"folder": folder} | kept_file(names) for folder, names in folders.items()],
    }
    return render(request, "desk/kept_files.html", context)


def shortest(names):
    """Return the path of an upload among the stored ``names`` of it and of what was made of it."""
    return PurePosixPath(min(names, key=len))


def kept_file(names):
    """Return what to say of the stored files ``names`` of one folder."""
    path = shortest(names)
    kinds = {model._meta.model_name: model._meta.verbose_name for model in holder_models()}
    at = default_storage.get_modified_time(str(path))
    return {"name": path.name, "kind": kinds.get(path.parts[0], ""), "at": at}
