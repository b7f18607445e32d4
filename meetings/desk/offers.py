"""Decisions and tasks at one press: those typed into the minutes are taken and follow their line there, a task is done."""

import re
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
        blocks = protocol_text.leaves(blocks)
    except ProtocolTextError:  # longer than what is read
        return []
    sure = protocol_text.find_outcomes(blocks, day)
    likely = protocol_text.find_likely_outcomes(blocks, day, sure)
    return [*((outcome, True) for outcome in sure), *((outcome, False) for outcome in likely)]


def lines_of(item):
    """Return the outcomes of ``item`` as a person types them, one a line, with those they are of: [(line, Outcome)]."""
    day = item.meeting.date
    return [(protocol_text.write_outcome(one.to_draft(), day), one) for one in item.outcomes.all()]


def refusal_of(kind, text):
    """Return what an item remembers of an outcome of ``kind`` (DECISION or TASK) that somebody refused: not its words."""
    return stamp(f"{kind} {text}")


def refusals_of(outcome):
    """Return what stands for the words of the OutcomeDraft ``outcome``, and what for all it says: others may have the same words."""
    return [
        refusal_of(outcome.kind, text)
        for text in (outcome.text, protocol_text.write_outcome(outcome))
    ]


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

    A line that says something else now, or stands at another TOP, brings its outcome there, also one that says more than the outcome;
    one that is gone leaves it ``unsaid``, for a person to decide, and where it is ``struck`` visitors are told of it no more. An outcome
    that was changed as well stays, and its line is told anew.
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
            lost += [(row, row.to_draft(), row.to_draft()) for row in rows if row.unsaid]
            continue
        texts = [protocol_text.with_title(item.name, each) for each in (text, item.protocol)]
        said, read = (
            [outcome for outcome, _sure in outcomes_in(each, meeting.date)] for each in texts
        )
        olds = [(unit.before.get((Outcome, row.pk)) or row).to_draft() for row in rows]
        untold = item.untold_outcomes(rows, in_full=True)
        lines = _lines_of(olds, texts[0], said, meeting.date)
        for row, old, line in zip(rows, olds, lines, strict=True):
            if row not in untold:
                draft = row.to_draft()
                known.append(replace(draft, text=protocol_text.plain(draft.text)))
                keep(row)
            elif row.unsaid or (line and line not in read):
                lost.append((row, old, line or old))
        fresh += [(item, outcome) for outcome in read if outcome not in said]
    fresh = [(item, outcome) for item, outcome in fresh if outcome not in known]
    pairs = _paired(lost, fresh, 0.6, lambda item: item.pk)  # in their own TOP first
    found = [row for row, *_line in pairs]
    left = [each for each in lost if each[0] not in found]
    pairs += _paired(
        left, [each for each in fresh if each not in [pair[3:] for pair in pairs]], 0.8
    )
    sentences = [sentence for pair in pairs for sentence in _brought(*pair)]
    found = [row for row, *_line in pairs]
    for row, old, line in lost:
        if row in found or row.to_draft() != old:
            continue
        # what holds no more is not told again because its line goes as well
        struck = row.struck or not protocol_text.untold(
            protocol_text.unstruck(row.item.protocol), [line], meeting.date, in_full=True
        )
        if (row.unsaid, row.struck) != (True, struck):
            row.unsaid, row.struck = True, struck
            row.save(update_fields=["unsaid", "struck"])
            sentences.append(f"„{row}“ {row.unsaid_words}")
    return sentences


def _lines_of(outcomes, text, said, near):
    """Return what of ``said``, read in the minutes ``text``, tells each of ``outcomes``: itself, else the only one that says
    more than it does; None without one."""
    untold = protocol_text.untold(text, outcomes, near, in_full=True)
    told = [protocol_text.plain(each.text).rstrip(" .") for each in outcomes if each not in untold]
    others = [one for one in said if one.text.rstrip(" .") not in told]
    lines = []
    for outcome in outcomes:
        words = re.escape(protocol_text.plain(outcome.text).rstrip(" ."))
        more = [
            one
            for one in others
            if one.kind == outcome.kind and re.search(rf"(?<!\w){words}(?!\w)", one.text)
        ]
        lines.append(
            outcome if outcome not in untold else more[0] if words and len(more) == 1 else None
        )
    return lines


def _paired(lost, fresh, close, place_of=lambda item: None):
    """Return [(row, what it was, what its line said, item, what that says now)] for those of the ``lost`` that are ``fresh`` at the same
    place and more than ``close`` to it."""
    lines = [
        (protocol_text.write_outcome(one), (KINDS[one.kind], place_of(item))) for item, one in fresh
    ]
    others = [
        (protocol_text.write_outcome(line), (KINDS[line.kind], place_of(row.item)))
        for row, _old, line in lost
    ]
    alike = most_alike(lines, others).items()
    return [(*lost[at], *fresh[place]) for place, (ratio, at) in alike if ratio > close]


def _brought(row, old, line, item, outcome):
    """Bring ``row``, that said ``old``, to its ``line`` at ``item`` and what that says now, ``outcome``, with what was changed in the
    row itself; where both were changed to differ it is ``unsaid``. Return sentences on it."""
    now, moved = row.to_draft(), row.item_id != item.pk
    joined = _joined(old, now, line, outcome)
    row.unsaid, row.struck = joined is None, False
    if joined is None:
        row.save(update_fields=["unsaid", "struck"])
        return [f"„{row}“ {row.unsaid_words}"]
    row.item, row.position = item, Outcome.LAST if moved else row.position
    row.kind = KINDS[outcome.kind]
    was_read_as_open = item.meeting.protocol_published_at and not (old.is_done or now.is_done)
    if was_read_as_open and joined.is_done and not joined.done:
        joined = replace(joined, done=timezone.localdate())
    store_outcome(row, joined)
    if now != old or joined.done != outcome.done:
        retell(item, outcome, joined)
    sentences = []
    if moved:
        sentence = gettext("Das Ergebnis „%(outcome)s“ steht jetzt bei „%(item)s“.")
        sentences.append(sentence % {"outcome": row, "item": item})
    if joined not in (old, line, now):
        sentence = gettext("Das Ergebnis ist jetzt wie im Text: %s")
        sentences.append(sentence % protocol_text.write_outcome(joined))
    return sentences


def _joined(old, now, line, outcome):
    """What ``old`` became in its row, ``now``, and what its ``line`` became, ``outcome``, in one; None where they contradict each other."""
    joined = replace(now, kind=outcome.kind)
    for name in ("text", "votes", "who", "due", "done", "is_done"):
        was, typed, said, told = (getattr(each, name) for each in (old, now, line, outcome))
        seen = [protocol_text.plain(each) if name == "text" else each for each in (typed, said)]
        if typed == was and told != seen[0]:  # else it keeps its marks
            setattr(joined, name, told)
        elif told not in seen:
            return None
    return joined


def keep(row):
    """Let the outcome ``row`` stay, also without a line that tells it."""
    if row.unsaid:
        row.unsaid = row.struck = False
        row.save(update_fields=["unsaid", "struck"])


def offers(meeting, items=None):
    """Return ``[(key, item, OutcomeDraft)]`` of what the minutes of ``items`` (default: all) tell and nobody took or refused."""
    offered = []
    for item in meeting.items.prefetch_related("outcomes") if items is None else items:
        text = protocol_text.with_title(item.name, item.protocol)
        read = [outcome for outcome, _sure in outcomes_in(text, meeting.date)]
        for outcome in untaken(item, read):
            words, whole = refusals_of(outcome)
            if not {words, whole} & {*item.refused.split()}:
                offered.append((f"{item.pk}-{whole}", item, outcome))
    return offered


def is_waiting(meeting, items=None):
    """Whether the text of ``items`` (default: all of ``meeting``) tells, or tells no more, what somebody has to decide on."""
    items = meeting.items.prefetch_related("outcomes") if items is None else items
    return bool(offers(meeting, items)) or any(item.unsaid_outcomes() for item in items)


def decide(meeting, sent):
    """Do what a button in ``sent`` says of what is offered, "all" of it or one, or of an outcome that the text tells no more.

    Returns the items whose outcomes were decided on, and a German sentence on it: [], "" where there was nothing to decide.
    """
    pressed = {name.removeprefix("_"): key for name, key in sent.items()}  # "_take" beside fields
    rows = (row for item in meeting.items.all() for row in item.unsaid_outcomes())
    row = next((r for r in rows if str(r.pk) in (pressed.get("drop"), pressed.get("keep"))), None)
    if row and "drop" in pressed:
        row.delete()
        return [row.item], gettext("Aus den Ergebnissen genommen: „%s“") % row
    if row:
        keep(row)
        return [row.item], gettext("Bleibt bei den Ergebnissen: „%s“") % row
    offered = offers(meeting) if {"take", "refuse"} & set(pressed) else []
    taken, refused = (
        [o for o in offered if pressed.get(n) in (o[0], "all")] for n in ("take", "refuse")
    )
    for _key, item, outcome in taken:
        take_outcome(item, outcome)
    for _key, item, outcome in refused:
        words, whole = refusals_of(outcome)
        same = [o for _k, other, o in offered if other == item and refusals_of(o)[0] == words]
        item.refuse(whole if len(same) > 1 else words)
    text = ngettext("%d Vorschlag abgelehnt.", "%d Vorschläge abgelehnt.", len(refused))
    if taken:
        text = ngettext("%d Ergebnis übernommen.", "%d Ergebnisse übernommen.", len(taken))
    items = [item for _key, item, _outcome in taken or refused]
    return items, text % len(items) if items else ""


def take(model_admin, request, meeting):
    """Show what is offered, and what the text tells no more; buttons take or refuse one, or all."""
    sent = request.POST if request.method == "POST" else {}
    _items, text = decide(meeting, sent)
    if text:
        model_admin.log_change(request, meeting, text)
        messages.success(request, text)
        if not is_waiting(meeting):
            return redirect_to_change(meeting)
        return redirect("admin:meetings_meeting_take_outcomes", meeting.pk)
    if {"take", "refuse", "_drop", "_keep"} & set(sent):
        text = gettext("Nichts geändert: Dieses Ergebnis steht so nicht mehr im Protokoll.")
        messages.warning(request, text)
    items = meeting.items.prefetch_related("outcomes")
    found = [
        (key, item, outcome, Outcome(text=outcome.text, votes=outcome.votes).vote_words)
        for key, item, outcome in offers(meeting, items)
    ]
    context = {"title": gettext("Ergebnisse übernehmen"), "found": found}
    context["unsaid"] = [(item, row) for item in items for row in item.unsaid_outcomes()]
    return render_page(model_admin, request, meeting, "meeting/take_outcomes", **context)


def page_after(meeting, post, formsets):
    """Do what a button at an offer says; return the page to go to then, or that of what was just typed and is new, or None; and a
    German sentence on what was decided."""
    if {"_take", "_refuse", "_drop", "_keep"} & set(post):
        items, text = decide(meeting, post)
        rows = [item.pk for item in meeting.items.all()]
        place = f"#items-{rows.index(items[0].pk)}" if items else ""
        return reverse("admin:meetings_meeting_change", args=[meeting.pk]) + place, text
    typed = [
        form.instance.pk
        for formset in formsets
        for form in formset.forms
        if "protocol" in form.changed_data
    ]
    items = meeting.items.filter(pk__in=typed).prefetch_related("outcomes") if any(typed) else ()
    if is_waiting(meeting, items):
        return reverse("admin:meetings_meeting_take_outcomes", args=[meeting.pk]), ""
    return None, ""


def finish(model_admin, request, outcome):
    """Note that a task was done today, and go back to the list as it was."""
    task = f"„{outcome}“"
    if request.method == "POST" and not outcome.is_done:
        before, outcome.done_at = outcome.to_draft(), timezone.localdate()
        outcome.save()
        retell(outcome.item, before, outcome.to_draft())
        model_admin.log_change(request, outcome, gettext("erledigt"))
        messages.success(request, gettext("%(task)s ist erledigt.") % {"task": task})
    elif request.method == "POST":
        messages.info(request, gettext("%(task)s war schon erledigt.") % {"task": task})
    query = request.META.get("HTTP_REFERER", "").partition("?")[2].partition("#")[0]
    return redirect(with_query(reverse("admin:meetings_outcome_changelist"), query))
