"""The page "Tagesordnung übernehmen": TOPs of earlier meetings, and what was left open, become TOPs."""

from dataclasses import dataclass, replace

from django.contrib import messages
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetings import planning, proposals
from meetings.admin.pages import back_to, show
from wiq_site.slugs import fold


@dataclass(frozen=True)
class Group:
    """Proposals under one heading."""

    title: str
    proposals: list


def take_over(model_admin, request, meeting):
    """Choose an earlier agenda and what of it, and of what was left open, comes onto this one."""
    meetings = proposals.sources(meeting)
    chosen = request.POST.get("von") or request.GET.get("von") or ""
    groups = _groups(meeting, meetings, chosen)
    if request.method == "POST":
        keys = set(request.POST.getlist("top"))
        picked = [p for group in groups for p in group.proposals if p.key in keys]
        if picked:
            return _add(model_admin, request, meeting, picked)
        messages.warning(request, _("Bitte kreuzen Sie zuerst an, was Sie übernehmen möchten."))
    context = {
        "title": _("Tagesordnung übernehmen"),
        "meetings": meetings,
        "chosen": chosen,
        "recurring": proposals.RECURRING,
        "groups": groups,
    }
    return show(model_admin, request, meeting, "meeting/take_over", **context)


def _groups(meeting, meetings, chosen):
    """Give the Groups; what was postponed stands among those, not a second time in its agenda."""
    postponed, tasks = proposals.left_open(meeting)
    waiting = {proposal.key for proposal in postponed}
    title, agenda = _agenda(meetings, chosen)
    agenda = [proposal for proposal in agenda if proposal.key not in waiting]
    present = {fold(name) for name in meeting.items.values_list("name", flat=True)}
    return [
        Group(title, _ticked(agenda, present)),
        Group(_("Vertagte TOPs"), _ticked(postponed, present)),
        Group(_("Unerledigte Aufgaben"), [replace(task, chosen=False) for task in tasks]),
    ]


def _agenda(meetings, chosen):
    if chosen == proposals.RECURRING:
        return _("Was in der Reihe wiederkehrt"), proposals.recurring(meetings)
    if not meetings:
        return _("Frühere Tagesordnung"), []
    source = next((m for m in meetings if str(m.pk) == chosen), meetings[0])
    words = {"meeting": source, "date": date_format(source.date, "j. F Y")}
    return _("%(meeting)s vom %(date)s") % words, proposals.agenda_of(source)


def _ticked(group, present):
    """Give ``group`` ticked, but for what stands on the agenda already."""
    return [replace(proposal, chosen=fold(proposal.name) not in present) for proposal in group]


def _add(model_admin, request, meeting, picked):
    planning.take_over(meeting, picked)
    message = ngettext("%(count)d TOP übernommen.", "%(count)d TOPs übernommen.", len(picked))
    message %= {"count": len(picked)}
    model_admin.log_change(request, meeting, message)
    messages.success(request, message)
    return back_to(meeting)
