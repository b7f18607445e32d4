"""The page "Protokoll einfügen": paste or upload, check and correct beside the source, save as drafts.

One form carries everything, so that each button, also without JavaScript, keeps what was typed:

source    the text or the file that everything comes from
files     a file as text: encodings, Word
draft     what was read from the text, as the fields of the preview
preview   all forms over those fields (facts, rows), what is doubtful in them (doubts), what they make
asking    words that were a link ("in diesem Blog-Beitrag", found by links) and where they led
left_out  lines of the page frame, brought back one by one
target    the planned meeting that the text belongs to, and what differs from its plan
views     which button does what
after     what to do once it is saved: publish, plan the next meeting
"""

from datetime import datetime, time
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from blog.models import Post
from meetings import planning
from meetings.desk import preview, source
from meetings.desk.preview import (
    Preview,
    clock,
    clock_field,
    day,
    day_field,
    fields_of,
    known_addresses,
)
from meetings.desk.source import LARGEST, SourceForm, stamp
from meetings.models import Meeting
from meetings.protocol_text import from_html
from wiq_site.kit.dates import day_and_hour

# What to do once the minutes are saved: look, publish, plan the next meeting.


NOON = time(12)  # when a source tells the day alone


class AfterForm(forms.Form):
    """What the text told beyond its meeting; it travels in the address of the page."""

    quelle = day_field(gettext_lazy("Veröffentlichen mit dem Datum"), required=False)
    naechstes = day_field(gettext_lazy("Nächstes Treffen"), required=False)
    beginn = clock_field(gettext_lazy("von"))
    ende = clock_field(gettext_lazy("bis"))


def lead_on(model_admin, request, meeting, preview):
    """Tell what was saved, publish it if that was ticked, and go to the page that follows."""
    told = preview.told
    changed = preview.target is not None
    log = model_admin.log_change if changed else model_admin.log_addition
    log(request, meeting, _origin(told["published"]))
    if told["at_once"]:
        _publish(model_admin, request, meeting, told["published"])
    query = {
        "quelle": day(told["published"]),
        "naechstes": day(told["next_date"]),
        "beginn": clock(told["next_start"]),
        "ende": clock(told["next_end"]),
    }
    address = reverse("admin:meetings_meeting_pasted", args=[meeting.pk])
    query = urlencode({key: value for key, value in query.items() if value})
    return redirect(f"{address}?{query}" if query else address)


def _origin(published):
    """Give the sentence that the history of the meeting keeps of its source."""
    if published is None:
        return _("aus eingefügtem Text")
    return _("aus eingefügtem Text vom %s") % date_format(published, "j. F Y")


def after_paste(model_admin, request, pk):
    """The page that follows: each button does one thing and comes back."""
    meeting = get_object_or_404(model_admin.get_queryset(request).select_related("report"), pk=pk)
    form = AfterForm(request.POST or request.GET)
    form.is_valid()
    if "publish" in request.POST and "quelle" not in form.errors:
        _publish(model_admin, request, meeting, form.cleaned_data["quelle"])
        return redirect(request.get_full_path())
    if "plan" in request.POST and form.is_valid() and form.cleaned_data["naechstes"]:
        return _plan_next(model_admin, request, meeting, form.cleaned_data)
    coming = form.cleaned_data.get("naechstes")
    context = model_admin.admin_site.each_context(request) | {
        "title": _("Protokoll gespeichert"),
        "opts": model_admin.opts,
        "meeting": meeting,
        "report": meeting.report,
        "form": form,
        "coming": coming,
        "planned": coming and _planned(meeting, coming),
    }
    return render(request, "admin/meetings/meeting/protocol_paste_done.html", context)


def _planned(meeting, coming):
    """Give the meeting of the same series on the day ``coming`` where there is one."""
    return Meeting.objects.filter(series=meeting.series, date=coming).exclude(pk=meeting.pk).first()


def moment_of(chosen):
    """Give the moment of publication for a chosen day: now for today or none, else its noon."""
    if chosen in (None, timezone.localdate()):
        return timezone.now()
    return timezone.make_aware(datetime.combine(chosen, NOON))


def _publish(model_admin, request, meeting, chosen):
    posts = model_admin.admin_site.get_model_admin(Post)
    report = meeting.report
    if not posts.has_change_permission(request, report):
        raise PermissionDenied
    report.published_at = moment_of(chosen)
    try:
        report.full_clean()
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return
    report.save()
    posts.log_change(request, report, _("veröffentlicht"))
    if report.published_at > timezone.now():
        when = day_and_hour(report.published_at)
        messages.success(request, _("Bericht und Protokoll erscheinen am %s.") % when)
    else:
        messages.success(request, _("Bericht und Protokoll sind jetzt öffentlich."))


def _plan_next(model_admin, request, meeting, told):
    """Create the next meeting, public for nobody, and go to where its agenda is written."""
    coming = _planned(meeting, told["naechstes"])
    if coming is None:
        title = planning.title_on(meeting.series, told["naechstes"])
        times = {"start": told["beginn"], "end": told["ende"]}
        coming = Meeting(title=title, series=meeting.series, date=told["naechstes"], **times)
        try:
            coming.full_clean()
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect(request.get_full_path())
        coming.save()
        model_admin.log_addition(request, coming, _("aus eingefügtem Text"))
        messages.success(request, _("Das nächste Treffen ist angelegt und noch nicht öffentlich."))
    return redirect("admin:meetings_meeting_change", coming.pk)


# Which button of "Protokoll einfügen" does what; all keep what was typed, one of them saves.


TEMPLATE = "admin/meetings/meeting/protocol_paste.html"


def urls_of(model_admin):
    """Give the addresses of this page, of what its script asks, and of the page that follows."""
    pages = [
        ("protokoll-einfuegen/", paste_protocol, "paste"),
        ("protokoll-einfuegen/als-text/", convert_html, "paste_as_text"),
        ("<int:pk>/eingefuegt/", after_paste, "pasted"),
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
            return lead_on(model_admin, request, meeting, preview)
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
        preview.guess(fields)
        return SourceForm(initial={"text": fields["text"]}), Preview(fields)
    return source, Preview(request.POST.copy()) if "seen" in request.POST else None


def _go_on(fields):
    """Do what the pressed button says; give the preview and why it cannot be saved yet."""
    notes = []
    if "insert" in fields:
        preview.insert_row(fields, fields["insert"])
    if "recover" in fields:
        source.bring_back(fields, fields["recover"])
    if fields.get("into", "") != fields.get("compared", ""):
        preview.compare(fields)
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
