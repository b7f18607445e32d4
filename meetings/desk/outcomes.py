"""Decisions and tasks at one press: those typed into the minutes are taken, a task is done."""

from urllib.parse import urlsplit

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from meetings.desk.pages import redirect_to_change, render_page
from meetings.desk.pointing import outcomes_in
from meetings.desk.preview_fields import stamp
from meetings.imports import take_outcome, untaken


def offers(meeting, items=None):
    """Return ``[(key, item, OutcomeDraft)]`` of what the minutes of ``items`` (default: all) tell and nobody took."""
    found = []
    for item in meeting.items.prefetch_related("outcomes") if items is None else items:
        for outcome in untaken(item, outcomes_in(item.protocol, meeting.date)):
            found.append((f"{item.pk}-{stamp(f'{outcome.kind} {outcome.text}')}", item, outcome))
    return found


def take(model_admin, request, meeting):
    """Show what is offered; a button takes one, another all."""
    found = offers(meeting)
    wanted = request.POST.get("take", "") if request.method == "POST" else ""
    chosen = [(item, each) for key, item, each in found if wanted in (key, "all")]
    for item, outcome in chosen:
        take_outcome(item, outcome)
    if chosen:
        text = ngettext("%d Ergebnis übernommen.", "%d Ergebnisse übernommen.", len(chosen))
        text %= len(chosen)
        model_admin.log_change(request, meeting, text)
        messages.success(request, text)
        if len(chosen) == len(found):
            return redirect_to_change(meeting)
        return redirect("admin:meetings_meeting_take_outcomes", meeting.pk)
    if wanted:
        text = gettext("Nichts übernommen: Dieses Ergebnis steht so nicht mehr im Protokoll.")
        messages.warning(request, text)
    context = {"title": gettext("Ergebnisse übernehmen"), "found": found}
    return render_page(model_admin, request, meeting, "meeting/take_outcomes", **context)


def address_of_offers(meeting, formsets):
    """Return the page that offers what was just typed into the minutes, None where that tells nothing new."""
    typed = [
        form.instance
        for formset in formsets
        for form in formset.forms
        if "protocol" in form.changed_data and form.instance.pk
    ]
    if offers(meeting, typed):
        return reverse("admin:meetings_meeting_take_outcomes", args=[meeting.pk])
    return None


def finish(model_admin, request, outcome):
    """Note that a task was done today, and go back to the list as it was."""
    task = f"„{outcome}“"
    if request.method == "POST" and outcome.done_at is None:
        outcome.done_at = timezone.localdate()
        outcome.save()
        model_admin.log_change(request, outcome, gettext("erledigt"))
        messages.success(request, gettext("%(task)s ist erledigt.") % {"task": task})
    elif request.method == "POST":
        messages.info(request, gettext("%(task)s war schon erledigt.") % {"task": task})
    query = urlsplit(request.META.get("HTTP_REFERER", "")).query
    return redirect(f"{reverse('admin:meetings_outcome_changelist')}{query and '?'}{query}")
