"""Decisions and tasks at one press: those typed into the minutes are taken, a task is done."""

import datetime as dt
import re
from urllib.parse import urlsplit

from django import forms
from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from meetings.agenda import Outcome
from meetings.desk.pages import redirect_to_change, render_page
from meetings.desk.pointing import passage, stamp
from meetings.imports import KINDS, take_outcome, untaken
from meetings.protocol_text import (
    DECISION,
    TASK,
    ItemDraft,
    OutcomeDraft,
    ProtocolDraft,
    ProtocolTextError,
    render,
)
from meetings.protocol_text.outcomes import find_outcomes, read_task, unwrapped

_VOTES = r"\d{1,4}\s?/\s?\d{1,4}(?:\s?/\s?\d{1,4})?"
_COUNTED = re.compile(rf"(?P<text>\S.{{8,400}}?)[\s,;:–-]*[(\[](?P<votes>{_VOTES})[)\]]\.?$", re.S)
_RESULT = re.compile(rf"(?:Ergebnis|Abstimmung|Abgestimmt|Votum)\W+(?P<votes>{_VOTES})\W*$", re.I)
_PASSED = re.compile(
    r"(?=.*\b(?P<votes>einstimmig|mehrheitlich|bei \w+ Enthaltung(?:en)?)\b)?.*\b(?:wird|wurde|werden|wurden|ist|sind)\b"
    r".*\b(?:angenommen|beschlossen|bewilligt|genehmigt|verabschiedet)\b.{0,40}$",
    re.S,
)
_DOES = re.compile(r"(?:→|=>|⇒|->|➔|➜)\s*(?P<task>(?P<who>[A-ZÄÖÜ][\w-]+)\s[a-zäöü]+t\b.*)", re.S)
_LIST = re.compile(
    r"\W*(?:To-?\s?do'?s?(?:-?Liste)?|Aufgaben?|Wer macht was|Offene Punkte)\W*$", re.I
)
_NAMED = re.compile(r"\((?P<who>[A-ZÄÖÜ][\w-]+(?:(?:,| und|/|\s&)\s?[A-ZÄÖÜ][\w-]+)*)[,)]")


def outcomes_in(text, day):
    """Return ``[(OutcomeDraft, is it sure)]`` of what a passage of minutes tells; days in it lie near ``day``.

    Sure is what the reader of minutes takes; the others are worth a look.
    """
    try:
        blocks = passage(unwrapped(text)) if text.strip() else []
    except ProtocolTextError:  # longer than what is read
        return []
    sure = find_outcomes(blocks, day)
    told = {outcome.text for outcome in sure}
    likely, before, heads_tasks = [], "", False
    for block in blocks:
        found = None
        if _LIST.match(block.text):
            heads_tasks = True
        elif heads_tasks and block.level >= 0 and _NAMED.search(block.text):
            found = read_task(block.text, day)
        else:
            heads_tasks = heads_tasks and block.level >= 0
            found = _likely(block.text, before, day)
        if found and not any(found.text in text or text in found.text for text in told):
            likely.append(found)
            told.add(found.text)
        before = block.text
    return [*((outcome, True) for outcome in sure), *((outcome, False) for outcome in likely)]


def _likely(text, before, day):
    """Return what ``text`` perhaps decides or asks somebody to do, else None; ``before`` stands above it."""
    if (result := _RESULT.match(text)) and before:
        return OutcomeDraft(DECISION, before, result["votes"])
    if counted := _COUNTED.match(text):
        return OutcomeDraft(DECISION, counted["text"], counted["votes"])
    if does := _DOES.search(text[-400:]):
        task = read_task(does["task"], day)
        return OutcomeDraft(TASK, task.text, who=task.who or does["who"], due=task.due)
    passed = _PASSED.match(text) if len(text) < 400 else None
    return passed and OutcomeDraft(DECISION, text, passed["votes"] or "")


def lines_of(item):
    """Return the outcomes of ``item`` as a person types them, one a line, with those they are of: {line: Outcome}."""
    lines = {}
    for outcome in item.outcomes.all():
        text = render(ProtocolDraft(items=[ItemDraft("1", "-", outcomes=[outcome.to_draft()])]))
        lines[text.rpartition("• ")[2].strip()] = outcome
    return lines


def read_lines_of(text, day):
    """Return {line: OutcomeDraft} of what was typed. Raises forms.ValidationError for a line that tells none."""
    drafts = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        found = [
            outcome for outcome, is_sure in outcomes_in(line, day or dt.date.today()) if is_sure
        ]
        if len(found) != 1:
            sentence = gettext("Bitte beginnen Sie mit „Beschluss:“ oder „Aufgabe:“: „%(line)s“")
            raise forms.ValidationError(sentence % {"line": line[:80]})
        drafts[line] = found[0]
    return drafts


def store_lines(item, drafts):
    """Let the outcomes of ``item`` be ``drafts``, as read_lines_of returns them; what is said as before stays as it is."""
    before = lines_of(item)
    free = [outcome for line, outcome in before.items() if line not in drafts]
    for line, draft in drafts.items():
        if line in before:
            continue
        alike = [each for each in free if each.kind == KINDS[draft.kind]]
        same = [each for each in alike if each.text == draft.text]
        outcome = next(iter(same or alike), None) or Outcome(item=item, kind=KINDS[draft.kind])
        free = [each for each in free if each is not outcome]
        for name in ("text", "votes", "who", "due"):
            setattr(outcome, name, getattr(draft, name))
        outcome.done_at = draft.done
        outcome.save()
    for outcome in free:
        outcome.delete()


def offers(meeting, items=None):
    """Return ``[(key, item, OutcomeDraft)]`` of what the minutes of ``items`` (default: all) tell and nobody took."""
    found = []
    for item in meeting.items.prefetch_related("outcomes") if items is None else items:
        read = [outcome for outcome, _sure in outcomes_in(item.protocol, meeting.date)]
        for outcome in untaken(item, read):
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


def take_pressed(meeting, key):
    """Take the one of what is offered that a button of the form of ``meeting`` names; return its item, or None."""
    for offered, item, outcome in offers(meeting) if key else ():
        if offered == key:
            take_outcome(item, outcome)
            return item
    return None


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
