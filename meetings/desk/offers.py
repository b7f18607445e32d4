"""Decisions and tasks at one press: those typed into the minutes are taken, a task is done."""

import re

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from meetings.desk import redirect_to_change, render_page
from meetings.desk.pointing import passage, stamp
from meetings.imports import take_outcome, untaken
from meetings.protocol_text import (
    DECISION,
    TASK,
    ItemDraft,
    OutcomeDraft,
    ProtocolDraft,
    ProtocolTextError,
    render,
)
from meetings.protocol_text.outcomes import find_outcomes, plain, read_task, unwrapped, with_labels
from meetings.protocol_text.who import has_first_name

_COUNT = (
    r"\d{1,4}\s?(?:x\s)?(?:(?:Ja|Nein|Gegen)(?:-?\s?Stimmen?)?|dafür|dagegen|Enthaltung\w*)\b"
    r"|\b(?:Ja|Nein|dafür|dagegen|Enthaltung\w*)(?:-?Stimmen)?\s?:?\s?\d{1,4}\b(?!\s?(?:€|Euro|EUR))"
    r"|bei \w+ Enthaltung(?:en)?"
)
_VOTES = re.compile(
    rf"[(\[]?(?P<votes>(?:\b(?:mit\s)?(?:{_COUNT}))(?:[\s,;/]*(?:und|gegen|bei)?\s*(?:{_COUNT}))*"
    r"|(?<=[(\[])\d{1,4}\s?/\s?\d{1,4}(?:\s?/\s?\d{1,4})?(?=[)\]])|\b(?:einstimmig|mehrheitlich)\b)[)\]]?",
    re.I,
)
_VOTE = re.compile(
    r"\W*(?:Ergebnis|Abstimmung|Abgestimmt|Votum)\W+(?P<votes>\d{1,4}\s?/\s?\d{1,4}(?:\s?/\s?\d{1,4})?)\W*$",
    re.I,
)
_PASSED = re.compile(
    r"\b(?:wird|wurde|werden|wurden|ist|sind|hat|haben)\b(?!.*\bnicht\b).*"
    r"\b(?:angenommen|beschlossen|bewilligt|genehmigt|verabschiedet|zugestimmt)\b.{0,40}$"
    r"|(?<!nicht )\b(?:angenommen|beschlossen|genehmigt|bewilligt)\W*$|\bbeschlie(?:ßt|ßen)\b|\bstimm(?:t|en|ten?) [^.]{0,80}\bzu\b",
    re.I,
)
_MERE_VOTE = re.compile(
    r"\b(?:Ergebnis|Abstimm\w*|Abgestimmt|Zustimmung|Votum|Stimmen?|angenommen|beschlossen|wird|wurde|ist|damit|der|die|das|es"
    r"|Antrag|Vorschlag|Beschluss)\b|\bAbst\.",
    re.I,
)
_PERSON = r"(?P<who>(?:(?:Frau|Herr) )?[A-ZÄÖÜ][\w-]+)"
_ACTS = r"(?!(?:berichtet|erklärt|erzählt|hat|ist)\b)[a-zäöü]+t\b"
_DOES = re.compile(rf"(?:→|=>|⇒|->|➔|➜)\s*(?P<task>{_PERSON}\s{_ACTS}.*)", re.S)
_UNTIL = re.compile(
    rf"{_PERSON}\s(?:{_ACTS}.*\bbis (?:zum |zur |Ende |Anfang |Mitte |nächst)?[\dA-ZÄÖÜ]"
    r"|kümmert sich|übernimmt|besorgt|organisiert|bestellt)",
    re.S,
)
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
    told = [outcome.text for outcome in sure]
    likely, before, heads_tasks = [], "", False
    for words, level in with_labels(blocks):
        words = words if len(words) < 2000 else ""
        listed = level >= 0 and _NAMED.search(words)
        if _LIST.match(words):
            heads_tasks = True
        elif listed and (heads_tasks or _does_so(words, listed)):
            likely.append(read_task(words, day))
        else:
            heads_tasks = heads_tasks and level >= 0
            for sentence in re.split(r"(?<=\w{3}[.!?])\s+(?=[A-ZÄÖÜ\d(])", words):
                before = _take(sentence, before, likely, day)
    fresh = []
    for one in likely:
        one.text = plain(one.text.lstrip("> "))
        if not any(one.text in text or text in one.text for text in told):
            fresh.append(one)
            told.append(one.text)
    return [*((outcome, True) for outcome in sure), *((outcome, False) for outcome in fresh)]


def _does_so(words, named):
    """Whether a name in brackets ends what is to be done: "Zettel aufhängen (Ute)"."""
    return bool(re.search(r"[a-zäöüß]{2}n\s\($", words[: named.start() + 1])) and has_first_name(
        named["who"]
    )


def _take(sentence, before, likely, day):
    """Add to ``likely`` what ``sentence`` tells, or what its vote makes of the one ``before``; return the one that the next
    vote is on."""
    voted, passed = _VOTE.match(sentence) or _VOTES.search(sentence), _PASSED.search(sentence)
    if not (voted or passed):
        likely += filter(None, [_promised(sentence, day)])
        return sentence
    votes, start, end = (voted["votes"], *voted.span()) if voted else ("", 0, 0)
    told = _MERE_VOTE.sub("", f"{sentence[:start]} {sentence[end:]}")
    if re.search(r"[^\W\d_]{3}", told):
        at_end = votes[:1].isdigit() and not re.search(r"\w", sentence[end:])
        text = sentence[:start].rstrip(" ,;:–-") if at_end else sentence
        likely.append(OutcomeDraft(DECISION, text, votes))
        return sentence
    if likely and likely[-1].text == before:
        likely[-1].votes = ", ".join(filter(None, [likely[-1].votes, votes]))
    elif before:
        likely.append(OutcomeDraft(DECISION, before, votes))
    return before


def _promised(sentence, day):
    """The task that ``sentence`` tells behind an arrow or by somebody and a day; None without."""
    if does := _DOES.search(sentence[-400:]):
        task = read_task(does["task"], day)
    elif (does := _UNTIL.match(sentence)) and has_first_name(does["who"]):
        task = read_task(sentence, day)
    else:
        return None
    return OutcomeDraft(TASK, task.text, who=task.who or does["who"], due=task.due)


def lines_of(item):
    """Return the outcomes of ``item`` as a person types them, one a line, with those they are of: {line: Outcome}."""
    lines = {}
    for outcome in item.outcomes.all():
        text = render(ProtocolDraft(items=[ItemDraft("1", "-", outcomes=[outcome.to_draft()])]))
        lines[text.rpartition("• ")[2].strip()] = outcome
    return lines


def refusal_of(kind, text):
    """Return what an item remembers of an outcome of ``kind`` (DECISION or TASK) that somebody refused: not its words."""
    return stamp(f"{kind} {text}")


def offers(meeting, items=None):
    """Return ``[(key, item, OutcomeDraft)]`` of what the minutes of ``items`` (default: all) tell and nobody took or refused."""
    found = []
    for item in meeting.items.prefetch_related("outcomes") if items is None else items:
        read = [outcome for outcome, _sure in outcomes_in(item.protocol, meeting.date)]
        for outcome in untaken(item, read):
            refusal = refusal_of(outcome.kind, outcome.text)
            if refusal not in item.refused.split():
                found.append((f"{item.pk}-{refusal}", item, outcome))
    return found


def decide(found, taken, refused):
    """Of what is offered take what the key ``taken`` names, or refuse what ``refused`` does, "all" of it or one.

    Returns the items whose outcomes were decided on.
    """
    items = []
    for key, item, outcome in found:
        if taken in (key, "all"):
            take_outcome(item, outcome)
        elif refused in (key, "all"):
            item.refuse(refusal_of(outcome.kind, outcome.text))
        else:
            continue
        items.append(item)
    return items


def take(model_admin, request, meeting):
    """Show what is offered; buttons take or refuse one, or all."""
    found = offers(meeting)
    sent = request.POST if request.method == "POST" else {}
    wanted, refused = sent.get("take"), sent.get("refuse")
    count = len(decide(found, wanted, refused))
    if count:
        text = ngettext("%d Ergebnis übernommen.", "%d Ergebnisse übernommen.", count)
        if refused:
            text = ngettext("%d Vorschlag abgelehnt.", "%d Vorschläge abgelehnt.", count)
        model_admin.log_change(request, meeting, text % count)
        messages.success(request, text % count)
        if count == len(found):
            return redirect_to_change(meeting)
        return redirect("admin:meetings_meeting_take_outcomes", meeting.pk)
    if wanted or refused:
        text = gettext("Nichts geändert: Dieses Ergebnis steht so nicht mehr im Protokoll.")
        messages.warning(request, text)
    context = {"title": gettext("Ergebnisse übernehmen"), "found": found}
    return render_page(model_admin, request, meeting, "meeting/take_outcomes", **context)


def page_after(meeting, post, formsets):
    """Do what a button at an offer says; return the page to go to then, or that of what was just typed and is new, or None."""
    if "_take" in post or "_refuse" in post:
        items = decide(offers(meeting), post.get("_take"), post.get("_refuse"))
        anchor = items[0].anchor if items else ""
        return f"{reverse('admin:meetings_meeting_change', args=[meeting.pk])}#{anchor}"
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
    query = request.META.get("HTTP_REFERER", "").partition("?")[2].partition("#")[0]
    return redirect(f"{reverse('admin:meetings_outcome_changelist')}{query and '?'}{query}")
