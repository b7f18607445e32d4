"""Which button of "Protokoll einfügen" does what; all keep what was typed, one of them saves."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _

from meetings.admin.paste import after, left_out, rows, target
from meetings.admin.paste.draft import fields_of
from meetings.admin.paste.files import LARGEST
from meetings.admin.paste.links import known_addresses
from meetings.admin.paste.preview import Preview
from meetings.admin.paste.source import SourceForm, stamp
from meetings.protocol_text import from_html

TEMPLATE = "admin/meetings/meeting/protocol_paste.html"


def urls_of(model_admin):
    """Give the addresses of this page, of what its script asks, and of the page that follows."""
    pages = [
        ("protokoll-einfuegen/", paste_protocol, "paste"),
        ("protokoll-einfuegen/als-text/", convert_html, "paste_as_text"),
        ("<int:pk>/eingefuegt/", after.after_paste, "pasted"),
    ]
    return [
        path(address, _page(model_admin, view), name=f"meetings_meeting_{name}")
        for address, view, name in pages
    ]


def _page(model_admin, view):
    def page(request, **kwargs):
        if not model_admin.has_add_permission(request):
            raise PermissionDenied
        return view(model_admin, request, **kwargs)

    return model_admin.admin_site.admin_view(page)


def paste_protocol(model_admin, request):
    """Show the form, then the preview, then save. Nothing is saved that was not shown before."""
    source, preview, notes = _step(request)
    if preview and preview.target:
        _check_right(model_admin, request, preview.target)
    if "save" in request.POST and source is None and not notes:
        meeting = preview.save() if preview.is_valid() else None
        if meeting:
            return after.lead_on(model_admin, request, meeting, preview)
        notes = [_("Bitte sehen Sie bei den markierten Feldern nach. Gespeichert ist noch nichts.")]
    context = model_admin.admin_site.each_context(request) | {
        "title": _("Protokoll einfügen"),
        "opts": model_admin.opts,
        "source": source or SourceForm(initial={"text": preview.fields.get("text", "")}),
        "preview": preview,
        "notes": notes,
        "addresses": known_addresses() if preview else [],
    }
    return render(request, TEMPLATE, context)


def _check_right(model_admin, request, meeting):
    if not model_admin.has_change_permission(request, meeting):
        raise PermissionDenied


def _step(request):
    """Give the form of the source where it was just read, the preview, and why it cannot be saved yet."""
    if request.method != "POST":
        return SourceForm.to_paste_into(), None, []
    if "read" in request.POST or "seen" not in request.POST:
        return *_read(request), []
    return None, *_go_on(request.POST.copy())


def _read(request):
    """Give the form of the source and the preview of what stands in it.

    Where it cannot be read, the preview that was there before stays.
    """
    source = SourceForm(request.POST, request.FILES)
    if source.is_valid():
        fields = fields_of(source.draft, source.cleaned_data["text"])
        target.guess(fields)
        return SourceForm(initial={"text": fields["text"]}), Preview(fields)
    return source, Preview(request.POST.copy()) if "seen" in request.POST else None


def _go_on(fields):
    """Do what the pressed button says; give the preview and why it cannot be saved yet."""
    notes = []
    if "insert" in fields:
        rows.insert_row(fields, fields["insert"])
    if "recover" in fields:
        left_out.bring_back(fields, fields["recover"])
    if fields.get("into", "") != fields.get("compared", ""):
        target.compare(fields)
        notes.append(_("Die Vorschau zeigt jetzt, was sich an diesem Treffen ändert."))
    if fields.get("seen") != stamp(fields.get("text", "")) and "save" in fields:
        fields["seen"] = stamp(fields.get("text", ""))
        notes.append(
            _(
                "Der Text wurde nach dem Erkennen geändert, die Vorschau noch nicht. „Neu erkennen“ liest ihn neu; "
                "noch einmal „Als Entwurf speichern“ speichert die Vorschau, wie sie hier steht."
            )
        )
    return Preview(fields), notes


def convert_html(model_admin, request):
    """Give the HTML of a clipboard as the text that the parser reads."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    html = request.POST.get("html", "")
    if len(html) > LARGEST:
        return HttpResponse(status=413)
    return HttpResponse(from_html(html), content_type="text/plain; charset=utf-8")
