"""Decisions and tasks at one press: those typed into the minutes are taken, a task is done."""

from difflib import SequenceMatcher

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from meetings import protocol_text
from meetings.desk import redirect_to_change, render_page
from meetings.desk.pointing import passage, stamp
from meetings.imports import KINDS, store_outcome, take_outcome, untaken
from meetings.protocol_text import ProtocolTextError
from wiq_site.kit.http import with_query


def outcomes_in(text, day):
    """Return ``[(OutcomeDraft, is it sure)]`` of what a passage of minutes tells; days in it lie near ``day``.

    Sure is what the reader of minutes takes; the others are worth a look.
    """
    try:
        blocks = passage(protocol_text.unwrapped(text)) if text.strip() else []
    except ProtocolTextError:  # longer than what is read
        return []
    sure = protocol_text.find_outcomes(blocks, day)
    likely = protocol_text.find_likely_outcomes(blocks, day, sure)
    return [*((outcome, True) for outcome in sure), *((outcome, False) for outcome in likely)]


def lines_of(item):
    """Return the outcomes of ``item`` as a person types them, one a line, with those they are of: [(line, Outcome)]."""
    return [(protocol_text.write_outcome(one.to_draft()), one) for one in item.outcomes.all()]


def refusal_of(kind, text):
    """Return what an item remembers of an outcome of ``kind`` (DECISION or TASK) that somebody refused: not its words."""
    return stamp(f"{kind} {text}")


def retell(item, before, after):
    """Let the minutes of ``item`` tell of an outcome what it says now (OutcomeDrafts); else what they tell is offered no more."""
    text = protocol_text.retold(item.protocol, before, after, item.meeting.date)
    if text is not None:
        item.protocol = text
        item.save(update_fields=["protocol"])
    elif (before.kind, before.text) != (after.kind, after.text):
        refuse(item, before)


def most_alike(lines, others):
    """Pair ``lines`` with ``others``, both [(line, kind)], within a kind and the most alike first: {place: (likeness, other place)}."""
    pairs = [
        (SequenceMatcher(None, line, said, autojunk=False).ratio(), place, other)
        for place, (line, kind) in enumerate(lines)
        for other, (said, other_kind) in enumerate(others)
        if kind == other_kind
    ]
    found, free = {}, set(range(len(others)))
    for ratio, place, other in sorted(pairs, key=lambda pair: -pair[0]):
        if place not in found and other in free:
            found[place] = ratio, other
            free.remove(other)
    return found


def follow(request, changed):
    """Let outcomes whose lines were told in ``changed``, [(item, its minutes before)], say what those do now, be it in another of the
    items; one of which no words are left goes. Say so: lists, feeds and calendars tell them, too.
    """
    lost, new = [], []
    for item, before in changed:
        day, stored = item.meeting.date, lines_of(item)
        drafts = [outcome.to_draft() for _line, outcome in stored]
        missing = protocol_text.untold(item.protocol, drafts, day) if drafts else []
        missed = protocol_text.untold(before, drafts, day) if missing else []
        rows = zip(stored, drafts, strict=True)
        lost += [row for row, draft in rows if draft in missing and draft not in missed]
    for item, before in changed if lost else ():
        known = [one for one, _sure in outcomes_in(before, item.meeting.date)]
        read = [one for one, _sure in outcomes_in(item.protocol, item.meeting.date)]
        new += [(item, one) for one in read if one not in known]
    alike = most_alike(
        [(protocol_text.write_outcome(draft), KINDS[draft.kind]) for _item, draft in new],
        [(line, outcome.kind) for line, outcome in lost],
    )
    found = {at: new[place] for place, (ratio, at) in alike.items() if ratio > 0.6}
    for at, (_line, outcome) in enumerate(lost):
        if at in found:
            item, draft = found[at]
            if item != outcome.item:
                item.outcomes.add(outcome, bulk=False)
            store_outcome(outcome, draft)
            messages.info(request, gettext("Ergebnis wie im Protokoll geändert: „%s“") % outcome)
        elif _bare(outcome.text) not in _bare(outcome.item.protocol):
            sentence = gettext("Mit seiner Zeile aus den Ergebnissen genommen: „%s“")
            messages.warning(request, sentence % outcome)
            outcome.delete()


def _bare(text):
    return protocol_text.plain(text).rstrip(" .")


def refuse(item, outcome):
    """Let nothing be offered of what the minutes of ``item`` tell in the words of ``outcome``, an OutcomeDraft."""
    item.refuse(refusal_of(outcome.kind, protocol_text.plain(outcome.text)))


def offers(meeting, items=None):
    """Return ``[(key, item, OutcomeDraft)]`` of what the minutes of ``items`` (default: all) tell and nobody took or refused."""
    offered = []
    for item in meeting.items.prefetch_related("outcomes") if items is None else items:
        read = [outcome for outcome, _sure in outcomes_in(item.protocol, meeting.date)]
        for outcome in untaken(item, read):
            refusal = refusal_of(outcome.kind, outcome.text)
            if refusal not in item.refused.split():
                offered.append((f"{item.pk}-{refusal}", item, outcome))
    return offered


def decide(offered, taken, refused):
    """Of what is offered take what the key ``taken`` names, or refuse what ``refused`` does, "all" of it or one.

    Returns the items whose outcomes were decided on.
    """
    items = []
    for key, item, outcome in offered:
        if taken in (key, "all"):
            take_outcome(item, outcome)
        elif refused in (key, "all"):
            refuse(item, outcome)
        else:
            continue
        items.append(item)
    return items


def take(model_admin, request, meeting):
    """Show what is offered; buttons take or refuse one, or all."""
    offered = offers(meeting)
    sent = request.POST if request.method == "POST" else {}
    wanted, refused = sent.get("take"), sent.get("refuse")
    count = len(decide(offered, wanted, refused))
    if count:
        text = ngettext("%d Ergebnis übernommen.", "%d Ergebnisse übernommen.", count)
        if refused:
            text = ngettext("%d Vorschlag abgelehnt.", "%d Vorschläge abgelehnt.", count)
        model_admin.log_change(request, meeting, text % count)
        messages.success(request, text % count)
        if count == len(offered):
            return redirect_to_change(meeting)
        return redirect("admin:meetings_meeting_take_outcomes", meeting.pk)
    if wanted or refused:
        text = gettext("Nichts geändert: Dieses Ergebnis steht so nicht mehr im Protokoll.")
        messages.warning(request, text)
    context = {"title": gettext("Ergebnisse übernehmen"), "found": offered}
    return render_page(model_admin, request, meeting, "meeting/take_outcomes", **context)


def page_after(request, meeting, formsets):
    """Let outcomes follow the minutes that were typed and do what a button at an offer says; return the page to go to then, or that
    of what was just typed and is new, or None."""
    forms = [form for formset in formsets for form in formset.forms if form.instance.pk]
    typed = [form for form in forms if "protocol" in form.changed_data]
    rows = [form for form in typed if "results" not in form.changed_data]
    follow(request, [(row.instance, row.initial.get("protocol", "")) for row in rows])
    taken, refused = request.POST.get("_take"), request.POST.get("_refuse")
    if taken or refused:
        items = decide(offers(meeting), taken, refused)
        rows = [item.pk for item in meeting.items.all()]
        place = f"#items-{rows.index(items[0].pk)}" if items else ""
        return reverse("admin:meetings_meeting_change", args=[meeting.pk]) + place
    if offers(meeting, [form.instance for form in typed]):
        return reverse("admin:meetings_meeting_take_outcomes", args=[meeting.pk])
    return None


def finish(model_admin, request, outcome):
    """Note that a task was done today, and go back to the list as it was."""
    task = f"„{outcome}“"
    if request.method == "POST" and outcome.done_at is None:
        before, outcome.done_at = outcome.to_draft(), timezone.localdate()
        outcome.save()
        retell(outcome.item, before, outcome.to_draft())
        model_admin.log_change(request, outcome, gettext("erledigt"))
        messages.success(request, gettext("%(task)s ist erledigt.") % {"task": task})
    elif request.method == "POST":
        messages.info(request, gettext("%(task)s war schon erledigt.") % {"task": task})
    query = request.META.get("HTTP_REFERER", "").partition("?")[2].partition("#")[0]
    return redirect(with_query(reverse("admin:meetings_outcome_changelist"), query))
