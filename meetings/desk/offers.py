"""Decisions and tasks at one press: those typed into the minutes are taken and follow their line there, a task is done."""

from dataclasses import replace
from difflib import SequenceMatcher

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from meetings import protocol_text
from meetings.agenda import AgendaItem, Outcome
from meetings.desk import redirect_to_change, render_page
from meetings.desk.pointing import passage, stamp
from meetings.imports import KINDS, store_outcome, take_outcome, untaken
from meetings.protocol_text import ProtocolTextError
from wiq_site.kit import changes
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


def refuse(item, outcome):
    """Let nothing be offered of what the minutes of ``item`` tell in the words of ``outcome``, an OutcomeDraft."""
    item.refuse(refusal_of(outcome.kind, protocol_text.plain(outcome.text)))


def follow(meeting):
    """Let the outcomes of ``meeting`` follow their lines, which the unit at work changed in the minutes; return German sentences on it.

    A line that says something else now, or stands at another TOP, brings its outcome there; one that is gone leaves it
    ``unsaid``, for a person to decide. An outcome that was changed as well stays, and its line is told anew.
    """
    with changes.writing() as unit:
        before = {
            pk: old and old.protocol
            for (kind, pk), old in unit.before.items()
            if kind is AgendaItem
        }
    if all(unit.saved[AgendaItem, pk].protocol == (text or "") for pk, text in before.items()):
        return []
    lost, known, fresh = [], [], []
    for item in meeting.items.prefetch_related("outcomes"):
        text, rows = before.get(item.pk, item.protocol) or "", list(item.outcomes.all())
        if text == item.protocol:
            lost += [(row, row.to_draft()) for row in rows if row.unsaid]
            continue
        olds = [(unit.before.get((Outcome, row.pk)) or row).to_draft() for row in rows]
        untold, was_untold = (
            item.untold_outcomes(),
            protocol_text.untold(text, olds, meeting.date),
        )
        for row, old in zip(rows, olds, strict=True):
            if row not in untold:
                draft = row.to_draft()
                known.append(replace(draft, text=protocol_text.plain(draft.text)))
                keep(row)
            elif row.unsaid or old not in was_untold:
                lost.append((row, old))
        said = [outcome for outcome, _sure in outcomes_in(text, meeting.date)]
        read = [outcome for outcome, _sure in outcomes_in(item.protocol, meeting.date)]
        fresh += [(item, outcome) for outcome in read if outcome not in said]
    fresh = [(item, outcome) for item, outcome in fresh if outcome not in known]
    pairs = _paired(lost, fresh, 0.6, lambda item: item.pk)  # in their own TOP first
    found = [row for row, *_line in pairs]
    left = [each for each in lost if each[0] not in found]
    pairs += _paired(
        left, [each for each in fresh if each not in [pair[2:] for pair in pairs]], 0.8
    )
    sentences = [sentence for pair in pairs for sentence in _brought(*pair)]
    found = [row for row, *_line in pairs]
    for row, old in lost:
        if row not in found and not row.unsaid and row.to_draft() == old:
            row.unsaid = True
            row.save(update_fields=["unsaid"])
            sentence = gettext("„%s“ steht so nicht mehr im Text, aber noch bei den Ergebnissen.")
            sentences.append(sentence % row)
    return sentences


def _paired(lost, fresh, close, place_of=lambda item: None):
    """Return [(row, what it was, item, what its line says now)] for those of the ``lost`` that are ``fresh`` at the same place and
    more than ``close`` to it."""
    lines = [
        (protocol_text.write_outcome(one), (KINDS[one.kind], place_of(item))) for item, one in fresh
    ]
    others = [
        (protocol_text.write_outcome(old), (KINDS[old.kind], place_of(row.item)))
        for row, old in lost
    ]
    alike = most_alike(lines, others).items()
    return [(*lost[at], *fresh[place]) for place, (ratio, at) in alike if ratio > close]


def _brought(row, old, item, outcome):
    """Bring ``row``, that said ``old``, to its line at ``item`` and what that says now, ``outcome``; return sentences on it."""
    now, moved, row.unsaid = row.to_draft(), row.item_id != item.pk, False
    row.item, row.position = item, Outcome.LAST if moved else row.position
    if now != old:
        row.save()
        retell(item, outcome, now)
        return []
    if protocol_text.plain(row.text) == outcome.text:
        outcome.text = row.text  # with its marks
    row.kind = KINDS[outcome.kind]
    store_outcome(row, outcome)
    sentences = []
    if moved:
        sentence = gettext("Das Ergebnis „%(outcome)s“ steht jetzt bei „%(item)s“.")
        sentences.append(sentence % {"outcome": row, "item": item})
    if outcome != old:
        sentence = gettext("Das Ergebnis ist jetzt wie im Text: %s")
        sentences.append(sentence % protocol_text.write_outcome(outcome))
    return sentences


def keep(row):
    """Let the outcome ``row`` stay, also without a line that tells it."""
    if row.unsaid:
        row.unsaid = False
        row.save(update_fields=["unsaid"])


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


def decide_on_unsaid(meeting, sent):
    """Do what a button in ``sent`` says of an outcome that the text tells no more: let it go or stay; return the outcome, or None."""
    pk = sent.get("_drop") or sent.get("_keep") or ""
    row = next(
        (
            row
            for item in meeting.items.all()
            for row in item.unsaid_outcomes()
            if str(row.pk) == pk
        ),
        None,
    )
    if row and "_drop" in sent:
        row.delete()
    elif row:
        keep(row)
    return row


def take(model_admin, request, meeting):
    """Show what is offered, and what the text tells no more; buttons take or refuse one, or all."""
    offered = offers(meeting)
    sent = request.POST if request.method == "POST" else {}
    if row := decide_on_unsaid(meeting, sent):
        text = (
            gettext("Aus den Ergebnissen genommen: „%s“")
            if "_drop" in sent
            else gettext("Bleibt bei den Ergebnissen: „%s“")
        )
        model_admin.log_change(request, meeting, text % row)
        messages.success(request, text % row)
        return redirect("admin:meetings_meeting_take_outcomes", meeting.pk)
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
    if wanted or refused or {"_drop", "_keep"} & set(sent):
        text = gettext("Nichts geändert: Dieses Ergebnis steht so nicht mehr im Protokoll.")
        messages.warning(request, text)
    items = meeting.items.prefetch_related("outcomes")
    context = {"title": gettext("Ergebnisse übernehmen"), "found": offered}
    context["unsaid"] = [(item, row) for item in items for row in item.unsaid_outcomes()]
    return render_page(model_admin, request, meeting, "meeting/take_outcomes", **context)


def page_after(meeting, post, formsets):
    """Do what a button at an offer says; return the page to go to then, or that of what was just typed and is new, or None."""
    if {"_take", "_refuse", "_drop", "_keep"} & set(post):
        items = decide(offers(meeting), post.get("_take"), post.get("_refuse"))
        items += [row.item for row in [decide_on_unsaid(meeting, post)] if row]
        rows = [item.pk for item in meeting.items.all()]
        place = f"#items-{rows.index(items[0].pk)}" if items else ""
        return reverse("admin:meetings_meeting_change", args=[meeting.pk]) + place
    typed = [
        form.instance.pk
        for formset in formsets
        for form in formset.forms
        if "protocol" in form.changed_data
    ]
    items = meeting.items.filter(pk__in=typed).prefetch_related("outcomes") if any(typed) else ()
    if offers(meeting, items) or any(item.unsaid_outcomes() for item in items):
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
