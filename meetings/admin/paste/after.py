"""What to do once the minutes are saved: look, publish, plan the next meeting."""

from datetime import datetime, time
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from blog.models import Post
from meetings import planning
from meetings.admin.paste.draft import clock, day
from meetings.admin.paste.facts import clock_field, day_field
from meetings.models import Meeting
from wiq_site.hours import day_and_hour

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
