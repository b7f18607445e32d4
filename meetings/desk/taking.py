"""The page "Protokoll führen": minutes written while the meeting is on, TOP after TOP, by one person or by several.

static/js/take-minutes.js sends the whole form every few seconds and is answered in JSON; without it, buttons send it.
Whatever only one wrote is merged, what two wrote at one TOP is asked about and holds nothing else up. What is saved
stands in the meeting as a draft: no visitor sees it, and all of one sitting is one version.
"""

import json
import re
from collections import defaultdict
from datetime import timedelta

from django import forms
from django.contrib import messages
from django.db.models import DateTimeField
from django.http import JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from reversion.models import Version

from meetings import timetable
from meetings.agenda import AgendaItem, ItemSpeaker, Speaker
from meetings.desk import offers, redirect_to_change, render_page
from meetings.desk.agenda_editing import AgendaFormSet
from meetings.models import Meeting
from wiq_site.kit import changes
from wiq_site.kit.dates import clock
from wiq_site.kit.forms import TYPED_FIELDS, ClockField
from wiq_site.kit.merging import (
    Merge,
    base_of,
    opened,
    row_key,
    shown_texts,
    sign,
    texts_of,
    typed_fields,
    unix_lines,
)
from wiq_site.kit.versions import sitting_of
from wiq_site.pages.content_admin import say_what_was_merged

MARKS = {  # what a button begins, and the key that does the same
    "Beschluss": "F2",
    "Aufgabe": "F4",
    "Zu Gast": "F8",  # "Gast:" heads a list of all who came
}


def own_name(pk):
    """Return what the base of the sheet for the meeting ``pk`` is signed for."""
    return f"taking:{pk}"


class TakingForm(forms.ModelForm):
    """What of the whole meeting is known only once it is on."""

    class Meta:
        model = Meeting
        fields = ["attendance", "apologies", "closing"]
        widgets = {"closing": forms.Textarea(attrs={"rows": 4})}
        help_texts = {"closing": ""}


class TakenItems(AgendaFormSet):
    """The TOPs of the agenda; which there are, and in which order, is decided elsewhere."""

    def clean(self):
        forms.BaseInlineFormSet.clean(self)


TakenFormSet = forms.inlineformset_factory(
    Meeting,
    AgendaItem,
    formset=TakenItems,
    fields=["protocol", "actual_end"],
    widgets={"protocol": forms.Textarea(attrs={"rows": 6})},
    field_classes={"actual_end": ClockField},
    extra=0,
    can_delete=False,
)


class Sheet:
    """The forms of ``meeting``: as they are stored, or with ``data`` that was sent for them."""

    def __init__(self, meeting, data=None):
        self.own = own_name(meeting.pk)
        self.form = TakingForm(data, instance=meeting)
        items = meeting.items.prefetch_related("item_speakers__speaker")
        self.rows = TakenFormSet(data, instance=meeting, queryset=items, prefix="items")
        self.forms = [self.form, *self.rows.initial_forms]

    def base(self):
        return base_of(self.form, [self.rows])

    def by_key(self):
        """Return ``{name in the base: form}``."""
        return {"": self.form} | {row_key(self.rows, row): row for row in self.rows.initial_forms}

    def save(self, asked):
        """Store what is right and what nobody has to decide on (``asked``: names of fields); return whether anything was."""
        stored = False
        for form in self.forms:
            form.is_valid()
            names = []
            for name in form.changed_data:
                if name in form.errors or form.add_prefix(name) in asked:
                    setattr(form.instance, name, form.initial[name])
                else:
                    names.append(name)
                    if isinstance(value := form.cleaned_data[name], str):
                        setattr(form.instance, name, unix_lines(value))
            if names:
                form.instance.save(update_fields=names)
                stored = True
        return stored

    def rescue(self, gone, before):
        """Keep what was typed at TOPs that are gone by now, ``{key: (name, …)}``, at new ones that are not public; return ``{key: AgendaItem}``.

        The same page sent once more goes on with the TOP it made; those in its base, ``before``, are others'.
        """
        meeting, lost = self.rows.instance, self.rows.extra_forms[: len(gone)]
        items = meeting.items.filter(public=False) if gone else ()
        made = [item for item in items if f"{self.rows.prefix}:{item.pk}" not in before]
        rescued = {}
        for (key, (name, _owner)), form in zip(gone.items(), lost, strict=True):
            form.is_valid()
            text = unix_lines(form.cleaned_data.get("protocol") or "")
            called = number_and_name(key) or {"name": name}
            new = AgendaItem(meeting=meeting, public=False, **called)
            again = (i for i in made if str(i) == str(new) and text.startswith(i.protocol))
            item = next(again, new)
            item.position = item.position or meeting.items.count() + 1
            item.protocol, item.actual_end = text, form.cleaned_data.get("actual_end")
            item.save()
            rescued[key] = item
        return rescued


def take_minutes(model_admin, request, meeting):
    """Show the agenda with a field for each TOP; save what was sent, also while something is asked about."""
    if request.method != "POST":
        if meeting.protocol_published_at:
            text = gettext("Das Protokoll hat schon einen Zeitpunkt: Bitte ändern Sie es hier.")
            messages.info(request, text)
            return redirect_to_change(meeting)
        sheet = Sheet(meeting)
        return show(model_admin, request, sheet, sheet.base())
    stored = Sheet(meeting)
    _opened_at, base = opened(request.POST, stored.own)
    if base is None:  # nothing says what it is to be compared with
        base = stored.base()
    merge = Merge(request.POST, request.FILES, base, stored.form, [stored.rows])
    sheet = Sheet(Meeting.objects.get(pk=meeting.pk), press(request.POST, merge.data, meeting))
    if meeting.protocol_published_at:
        sheet.form.is_valid()
        return show(model_admin, request, sheet, merge.base, merge)
    rescued = sheet.rescue(merge.revived, merge.base)
    if sheet.save({conflict.name for conflict in merge.conflicts}) or rescued:
        reason = gettext("Protokoll geführt")
        if earlier := sitting_of(meeting, request.user, reason):  # one version for all of a sitting
            changes.explain(reason)
            earlier.delete()
        else:
            model_admin.log_change(request, meeting, reason)
    followed = offers.follow(meeting)
    fresh = Sheet(Meeting.objects.get(pk=meeting.pk))
    base = fresh.base()
    # what was opened, where it still is asked about
    for key, (_name, digests) in merge.base.items():
        for name, digest in digests.items():
            if key in base and digest != merge.seen[key][1].get(name):
                base[key][1][name] = digest
    if request.headers.get("Accept") == "application/json":
        return JsonResponse(answer_of(sheet, fresh, merge, base, rescued))
    say_what_was_merged(request, merge)
    for sentence in [*map(told_of, rescued.values()), *followed]:
        messages.warning(request, sentence)
    if merge.conflicts or any(form.errors for form in sheet.forms):
        return show(model_admin, request, sheet, base, merge)
    if "check" in request.POST:
        return redirect(f"{reverse('admin:meetings_meeting_paste')}?treffen={meeting.pk}")
    messages.success(request, gettext("Gesichert um %s Uhr.") % clock(timezone.now()))
    return redirect(f"{request.path}?top={current_after(request.POST, fresh, rescued)}")


def number_and_name(key):
    """Return both of the TOP of that ``key`` in the base, as they were last kept; {} where they are not known."""
    version = Version.objects.get_for_object_reference(AgendaItem, key.rpartition(":")[2]).first()
    return {name: version.field_dict[name] for name in ("number", "name")} if version else {}


def told_of(item):
    """Return the sentence on ``item``, which was made for what was typed at one that is gone."""
    sentence = gettext(
        "„%s“ steht nicht mehr auf der Tagesordnung. Was Sie dort geschrieben haben, ist in einem neuen TOP am Ende gesichert, der nicht öffentlich ist."
    )
    return sentence % item


def opened_names(request, pk):
    """Return the base of a sheet that was sent for ``pk``, and let ``request`` bring what it showed of the meeting and its
    TOPs, as they were last kept, as if it had been typed; moments stay out and what tells of one, so that nothing is public by that."""
    _opened_at, base = opened(request.POST, own_name(pk))
    data = request.POST = request.POST.copy()
    last = base and Version.objects.get_for_object_reference(Meeting, pk).first()
    heads = {data[name]: name[:-2] for name in data if re.fullmatch(r"items-\d+-id", name)}
    who = defaultdict(list)
    for version in last.revision.version_set.order_by("pk") if last else ():
        model, kept = version._model, json.loads(version.serialized_data)[0]["fields"]
        head = heads.get(version.object_id) if model is AgendaItem else ""
        if model is ItemSpeaker:
            who[str(kept["item"])] += Speaker.objects.filter(pk=kept["speaker"])
        elif model in (Meeting, AgendaItem) and head is not None:
            for field in model._meta.concrete_fields:
                name, value = field.name, kept.get(field.name)
                of_moment = isinstance(field, DateTimeField) or getattr(field, "only_with", "")
                if value and not of_moment:
                    widget = TYPED_FIELDS.get(type(field), {}).get("widget", forms.TextInput)
                    texts = texts_of(widget(), field.to_python(value))
                    data.setdefault(f"{head}{name}", "on" if value is True else "".join(texts))
    for pk_of_item, head in heads.items():
        names = "/".join(speaker.name for speaker in who[pk_of_item])
        data[f"{head}who"] = ", ".join(filter(None, [names, data.get(f"{head}speakers_note")]))
    return base


def is_on(meeting):
    """Whether the clock of now is that of ``meeting``: on its day, and until half a day after its end."""
    is_after = timezone.now() <= (meeting.ends_at or meeting.opening) + timedelta(hours=12)
    return meeting.date == timezone.localdate() or (is_after and meeting.opening <= timezone.now())


def press(sent, data, meeting):
    """Return ``data``, what is to be read, with what a button did: a new line begun, a TOP brought to its end.

    The clock tells an end only while ``meeting`` is on; who prepares the page days before goes through the TOPs alike.
    """
    pk, _colon, mark = sent.get("add", "").partition(":")
    for name in [name for name in data if re.fullmatch(r"items-\d+-id", name)]:
        row, key = name.removesuffix("id"), data[name]
        if key == pk and mark in MARKS:
            lines = [data.get(f"{row}protocol", "").rstrip(), f"- {mark}: "]
            data[f"{row}protocol"] = "\n".join(filter(None, lines))
        is_end = key == sent.get("next") and is_on(meeting)
        if is_end and not data.get(f"{row}actual_end"):
            data[f"{row}actual_end"] = clock(timezone.now())
    return data


def answer_of(sheet, fresh, merge, base, rescued):
    """Return what the script is told: what another wrote that was taken, what it has to ask, what was refused, where what was ``rescued`` stands."""
    asked = {conflict.name: conflict for conflict in merge.conflicts}
    taken, conflicts, errors = [], [], []
    sent = sheet.by_key()
    for key, now in fresh.by_key().items():
        form, seen, before = sent.get(key), merge.seen.get(key), merge.before.get(key, ["", {}])[1]
        for bound in typed_fields(now) if form else ():
            name, place = form.add_prefix(bound.name), {"item": key[6:], "field": bound.name}
            text = "".join(shown_texts(bound)[""])
            if name in asked:
                conflicts.append(place | {"theirs": text, "digest": asked[name].digest})
            elif bound.name in form.errors:
                errors.append(place | {"sentence": " ".join(form.errors[bound.name])})
            elif seen and seen[1][bound.name] != before.get(bound.name):
                taken.append(place | {"text": text})
    return {
        "base": sign(base, fresh.own),
        "items": [str(form.instance.pk) for form in fresh.forms[1:]],
        "moved": [
            {"item": key[6:], "to": str(item.pk), "sentence": told_of(item)}
            for key, item in rescued.items()
        ],
        "taken": taken,
        "asked": conflicts,
        "errors": errors,
    }


def current_after(sent, sheet, rescued=()):
    """Return the key of the TOP to go on with: the one after that which was ended, else the one worked at, or what was ``rescued`` of it."""
    keys = [str(form.instance.pk) for form in sheet.forms[1:]]
    if sent.get("next") in keys:
        return keys[min(keys.index(sent["next"]) + 1, len(keys) - 1)]
    key = sent.get("add", "").partition(":")[0] or sent.get("save", "")
    return rescued[f"items:{key}"].pk if f"items:{key}" in rescued else key


def show(model_admin, request, sheet, base, merge=None):
    """Return the page; of ``merge`` what has to be decided."""
    meeting = sheet.form.instance
    rows = sheet.rows.initial_forms
    slots = {slot.item.pk: slot for slot in meeting.slots}
    wanted = current_after(request.POST, sheet) or request.GET.get("top", "")
    waiting = (form for form in rows if form.instance.actual_end is None)
    current = next(waiting, rows[-1] if rows else None)
    current = next((form for form in rows if str(form.instance.pk) == wanted), current)
    now = timezone.now()
    for form in rows:
        form.slot, form.is_current = slots.get(form.instance.pk), form is current
        # where one goes on typing
        form.fields["protocol"].widget.attrs["autofocus"] = form.is_current and not merge
    meets_now = is_on(meeting)
    is_over = current and current.instance.actual_end
    late = meets_now and not is_over and current and current.slot and current.slot.ends_at
    context = {
        "title": gettext("Protokoll führen"),
        "sheet": sheet,
        "rows": rows,
        "marks": MARKS,
        "is_closed": meeting.protocol_published_at is not None,
        "conflicts": merge.conflicts if merge else [],
        "theirs": gettext("Inzwischen gespeicherter Text"),
        "merge_base": sign(base, sheet.own),
        "now": now,
        "is_on": meets_now,
        "minutes_left": -(-(late - now) // timetable.MINUTE) if late else None,
        "is_back": request.method == "POST",
        "may_check": model_admin.has_add_permission(request),
    }
    return render_page(model_admin, request, meeting, "meeting/take_minutes", **context)
