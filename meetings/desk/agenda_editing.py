"""The agenda at the desk: entering it on the page of its meeting, taking TOPs over, and carrying them on."""

import re
from dataclasses import replace

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from taggit.forms import TagField

from blog.admin import TopicsInput
from blog.models import IDEA_TOPIC, Post
from meetings import planning, protocol_text, timetable
from meetings.agenda import AgendaItem, Outcome
from meetings.desk import admin_for_post, offers, redirect_to_change, render_page
from meetings.doubts import OVERRUN, backwards_sentence
from meetings.imports import KINDS, store_outcome
from meetings.models import Meeting
from meetings.publishing import quoting_post
from wiq_site.kit.dates import EARLIEST_DATE, LATEST_DATE, clock
from wiq_site.kit.forms import (
    TYPED_FIELDS,
    ClockField,
    DayField,
    is_key,
    refuse_dead_links,
)
from wiq_site.kit.merging import CHOICE, UNTOUCHED
from wiq_site.kit.text import fold, is_seen
from wiq_site.kit.versions import name_of, state_of
from wiq_site.kit.when import MONTH_NAMES, find_dates
from wiq_site.pages import history
from wiq_site.pages.views import dead_links

_DAY = re.compile(
    r"\b(?:bis|Frist|Termin|fällig|(?P<done>erledigt))\b:?\s(?:spätestens\s|zum\s|am\s)*"
    rf"(?P<day>\d{{1,2}}\.\s?(?:\d{{1,2}}\.|(?:{'|'.join(MONTH_NAMES)})\b)\s?\d*|\d{{4,}}-\d\d?-\d\d?)",
    re.I,
)


def _refuse_no_day(line, near):
    """Raise ValidationError where ``line`` names a deadline, or when something was done, and that is no day that can be stored."""
    for said in _DAY.finditer(line):
        dates = find_dates(said["day"])
        whole = dates and dates[0].end >= len(said["day"].rstrip(" ."))
        day = dates[0].resolve(near, coming=not said["done"]) if whole else None
        if day is None or not EARLIEST_DATE <= day <= LATEST_DATE:
            sentence = gettext(
                "„%(day)s“ ist kein Tag, bis zu dem etwas getan sein kann: „%(line)s“"
            )
            if said["done"]:
                sentence = gettext(
                    "„%(day)s“ ist kein Tag, an dem etwas erledigt sein kann: „%(line)s“"
                )
            words = {"day": said["day"].strip(), "line": line[:80]}
            raise forms.ValidationError(sentence % words)


class AgendaItemForm(forms.ModelForm):
    """One TOP, with the fields that AgendaItemInline names; ``who`` takes "Hannes/Kristina" or "7 Teilnehmende"."""

    LAST = 10_000  # the place of what is put at the end
    position = forms.IntegerField(
        label=_("Platz"),
        required=False,
        min_value=0,
        max_value=LAST,
        widget=forms.NumberInput(attrs={"class": "vPlace", "size": 3}),
        help_text=_("Leer: ans Ende"),
    )
    planned_minutes = forms.IntegerField(
        label=_("Dauer (Minuten)"), required=False, min_value=0, max_value=24 * 60
    )
    who = forms.CharField(
        label=_("wer"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=_("„Hannes/Kristina“ oder „7 Teilnehmende“"),
    )

    # The inline excludes it from what taggit handles, which asks for the topics of each item anew.
    topics = TagField(
        label=_("Themen"), required=False, widget=TopicsInput, help_text=_("Durch Kommas getrennt.")
    )

    results = forms.CharField(
        label=_("Beschlüsse und Aufgaben"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
        help_text=_(
            "Je Zeile eins: „Beschluss: Es gibt Kaffee (12/0/1)“ oder „Aufgabe: Ada: Kaffee kaufen, bis 3.12.2026“"
        ),
    )

    class Meta:
        widgets = {
            "protocol": forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
            "number": forms.TextInput(attrs={"size": 4, "class": "vNumber"}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["who"].initial = self.instance.who if self.instance.pk else ""
        if self.instance.pk:
            self.fields["topics"].initial = list(self.instance.topics.all())
            self.fields["results"].initial = "\n".join(
                line for line, _outcome in offers.lines_of(self.instance)
            )
        else:
            self.fields["position"].initial = None

    def has_changed(self):
        """Whether anything was typed; a new row with nothing but its place is still empty."""
        return bool(set(self.changed_data) - (set() if self.instance.pk else {"position"}))

    def clean_position(self):
        position = self.cleaned_data["position"]
        return self.LAST if position is None else position

    def clean_results(self):
        """Return [(line, OutcomeDraft)] of what was typed."""
        is_typed = "results" in self.changed_data
        return self.drafts_of(self.cleaned_data["results"]) if is_typed else []

    def read_results(self, text):
        """Return what ``text`` says, however its days and blanks are written."""
        return [outcome for _line, outcome in self.drafts_of(text)]

    def drafts_of(self, text):
        drafts, day = [], self.instance.meeting.date or timezone.localdate()
        for line in filter(is_seen, map(str.strip, text.splitlines())):
            outcome = protocol_text.read_outcome(line, day)
            if outcome is None:
                sentence = gettext("Bitte beginnen Sie mit „Beschluss:“ oder „Aufgabe:“: „%s“")
                raise forms.ValidationError(sentence % line[:80])
            _refuse_no_day(line, day)
            if outcome.done and outcome.done > timezone.localdate():
                sentence = gettext("Erledigt an einem Tag, der erst noch kommt: „%s“")
                raise forms.ValidationError(sentence % line[:80])
            drafts.append((line, outcome))
        return drafts

    def clean(self):
        cleaned = super().clean()
        minutes_typed = "planned_minutes" in self.changed_data
        if "planned_end" in self.changed_data and not minutes_typed and cleaned.get("planned_end"):
            cleaned["planned_minutes"] = None  # the end that was typed leads
        untouched = self.data.get(self.add_prefix(UNTOUCHED), "").split()
        for name, other in (("planned_end", "planned_minutes"), ("planned_minutes", "planned_end")):
            if name in untouched and cleaned.get(other) is not None:  # of a row that is gone
                self.data = self.data.copy()
                self.data[self.add_prefix(name)], cleaned[name] = "", None
        return cleaned

    def save(self, commit=True):
        """Store the item, then who leads it and its topics, which have tables of their own."""
        item = super().save(commit)
        if commit and "who" in self.changed_data:
            who = self.cleaned_data["who"]
            for link in item.item_speakers.all():
                if not link.speaker.agreed:  # whom a role stands for is no new person of that name
                    who = who.replace(link.speaker.shown_name, link.speaker.name, 1)
            item.set_who(*protocol_text.read_people(who))
        if commit and "topics" in self.changed_data:
            item.topics.set(self.cleaned_data["topics"])
        if commit and "results" in self.changed_data:
            self.store_results(item)
        return item

    def store_results(self, item):
        """Let the outcomes of ``item`` be what was typed, in its order; what is said as before stays as it is.

        Of the others each line changes the outcome whose line was most like it.
        """
        typed, stored = self.cleaned_data["results"], offers.lines_of(item)
        pairs = offers.most_alike(
            [(line, KINDS[draft.kind]) for line, draft in typed],
            [(line, outcome.kind) for line, outcome in stored],
        )
        new = {place: stored[at] for place, (_ratio, at) in pairs.items()}
        free = {outcome.pk for _line, outcome in stored} - {one.pk for _said, one in new.values()}
        for place, (line, draft) in enumerate(typed):
            said, outcome = new.get(place) or ("", Outcome(item=item, kind=KINDS[draft.kind]))
            is_moved, outcome.position = outcome.position != place, place
            if line != said:
                before = outcome.to_draft() if outcome.pk else None
                store_outcome(outcome, draft)
                if before:
                    offers.retell(item, before, draft)
            elif is_moved:
                outcome.save()
        for _line, outcome in stored:
            if outcome.pk in free and "protocol" not in self.changed_data:
                offers.refuse(item, outcome.to_draft())
            if outcome.pk in free:
                outcome.delete()


class AgendaFormSet(forms.BaseInlineFormSet):
    """The agenda of one meeting; refuses TOPs that run backwards and says which.

    Before a TOP of a public agenda becomes public somebody has to see what ``saved_since()`` returns, which stands in ``unseen``
    then; before one goes that carries something and is not in ``answered`` (keys as texts), what goes with it: in ``going``, with the key of the TOP.
    """

    dead_links = staticmethod(lambda html, item: [])
    saved_since = staticmethod(list)
    unseen = going = answered = ()

    def get_queryset(self):
        """The items, all knowing one and the same meeting, so that it is laid out once."""
        items = super().get_queryset()
        for item in items:
            item.meeting = self.instance
        return items

    def add_fields(self, form, index):
        """Look rows up among the items that are read already; Django would ask for each of them."""
        super().add_fields(form, index)
        form.instance.meeting = self.instance  # also while it is new and has no number yet
        if isinstance(field := form.fields.get("id"), forms.ModelChoiceField):
            known = {str(item.pk): item for item in self.get_queryset()}
            form.fields["id"] = forms.TypedChoiceField(
                choices=[(key, key) for key in known],
                label="TOP",
                error_messages={"invalid_choice": _("Das gibt es nicht mehr.")},
                coerce=known.get,
                empty_value=None,
                required=field.required,
                initial=field.initial and str(field.initial),
                widget=forms.HiddenInput,
            )

    def clean(self):
        super().clean()
        others = {f.name for f in self.instance._meta.fields if f.name not in ("date", "start")}
        try:
            self.instance.clean_fields(exclude=others)
        except forms.ValidationError:
            return  # the meeting's own form says so
        filled = [form for form in self.forms if form.instance.pk or form.has_changed()]
        rows = [f for f in filled if f.is_valid() and not f.cleaned_data.get("DELETE")]
        rows.sort(key=self.place_of)
        opens = self.instance.opens(self.instance.as_stored())
        for form in rows:
            if opens or self.opens(form):
                refuse_dead_links(form, self.dead_links)
        self.ask(filled)
        self.part_places(rows)
        steps = [
            timetable.Step(form, form.instance.planned_minutes, form.instance.planned_end)
            for form in rows
        ]
        backwards = timetable.find_backwards(self.instance.date, self.instance.start, steps)
        if not self.refuse_contradictions(steps) and backwards:
            form, previous_end = backwards
            advice = _("Bitte prüfen Sie „bis“ oder die Reihenfolge.")
            form.add_error("planned_end", backwards_sentence(_("Dieser TOP"), previous_end, advice))

    def is_valid(self):
        """Whether all is right and nothing is to be asked first."""
        return super().is_valid() and not (self.unseen or self.going)

    def opens(self, form):
        """Whether visitors are to read the TOP of ``form`` who did not, with an agenda that is public or will be."""
        is_opened = "public" in form.changed_data or not form.instance.pk
        return is_opened and form.cleaned_data.get("public") and self.instance.openings()

    def ask(self, rows):
        """Find what somebody has to see before these ``rows`` are stored; sent once more, they are."""
        stored = [form for form in rows if form.instance.pk]
        self.going = [
            (form.instance.pk, told)
            for form in stored
            if form.cleaned_data.get("DELETE")
            and str(form.instance.pk) not in self.answered
            and f"{CHOICE}{form.add_prefix('DELETE')}" not in self.data  # both texts were seen
            and (told := form.instance.as_stored().goes_with_it())
        ]
        if any(self.opens(form) for form in stored if not form.cleaned_data.get("DELETE")):
            self.unseen = self.saved_since()

    @staticmethod
    def place_of(form):
        """Return what rows are sorted by: what was moved up or is new stands before what had its place, what was moved down behind."""
        place, before = form.cleaned_data["position"], form.initial.get("position")
        is_moved = form.instance.pk and "position" in form.changed_data
        side = (place > before) - (place < before) if is_moved else 0
        return place, side if form.instance.pk else -1, form.instance.pk or 0

    @staticmethod
    def refuse_contradictions(steps):
        """Refuse a length or an end that was typed and is not that of its settled step; return whether there was one."""
        sentences = {
            "planned_end": _(
                "Das passt nicht zur Dauer: %(planned_minutes)s Minuten reichen bis %(planned_end)s Uhr. Bitte ändern oder leeren Sie eines von beiden."
            ),
            "planned_minutes": _(
                "Das passt nicht zu „bis“: Bis %(planned_end)s Uhr sind es %(planned_minutes)s Minuten. Bitte ändern oder leeren Sie eines von beiden."
            ),
        }
        refused = []
        for step in steps:
            form, words = step.item, {"planned_minutes": step.planned_minutes}
            words["planned_end"] = clock(step.planned_end)
            for name in sentences.keys() & {*form.changed_data}:
                if getattr(form.instance, name) not in (None, getattr(step, name)):
                    refused.append((form, name, sentences[name] % words))
        of_all = _(
            "Dauer und „bis“ passen nicht zueinander. Bitte ändern oder leeren Sie eines von beiden."
        )
        for form, name, sentence in refused:
            form.add_error(name, sentence if len(refused) < 3 else of_all)
        return bool(refused)

    @staticmethod
    def part_places(rows):
        """Number sorted ``rows`` anew where two have one place: a new TOP stands where its place was typed."""
        places = [form.cleaned_data["position"] for form in rows]
        typed = [place for place in places if place < AgendaItemForm.LAST]
        if len(typed) == len(set(typed)):
            return
        for place, form in enumerate(rows, 1):
            form.instance.position = place
            form.changed_data.append("position")


class AgendaItemInline(admin.StackedInline):
    """The agenda on the page of its meeting; static/js/agenda-editing.js makes entering it quick."""

    model = AgendaItem
    form = AgendaItemForm
    formset = AgendaFormSet
    template = "admin/meetings/meeting/agenda.html"
    overrun_text = OVERRUN
    extra = 1
    view_on_site = False
    formfield_overrides = TYPED_FIELDS
    readonly_fields = ["clock", "offers"]
    exclude = ["topics"]  # the form has a field of its own for them
    fields = [
        ("position", "number", "name", "clock"),
        ("who", "planned_minutes", "planned_end", "public", "postponed"),
        ("protocol", "topics", "actual_end"),
        ("results", "offers"),
    ]

    class Media:
        js = [forms.Script("js/agenda-editing.js", type="module")]

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        stand = request.POST.get("stand")
        formset.answered = request.POST.getlist("delete_anyway")
        formset.dead_links = staticmethod(lambda html, item: dead_links(html, request, item))
        formset.saved_since = staticmethod(lambda: history.saved_since(stand, obj) if obj else [])
        return formset

    def get_queryset(self, request):
        items = super().get_queryset(request)
        return items.prefetch_related("item_speakers__speaker", "topics", "outcomes")

    @admin.display(description=_("Im Text gefunden"))
    def offers(self, item):
        """What its text tells and nobody took, or tells no more, each with buttons that decide on it and save the form."""
        offered = offers.offers(item.meeting, [item]) if item.pk else []
        buttons = (
            '<p class="desk-buttons"><button class="button" name="_take" value="{}">{}</button> '
            '<button class="button" name="_refuse" value="{}" aria-label="{}">{}</button></p>'
        )
        said = []
        for key, _item, each in offered:
            _label, _colon, text = protocol_text.write_outcome(each).partition(": ")
            words = {"kind": KINDS[each.kind].label, "text": text[:120]}
            refuse = gettext("%(kind)s nicht übernehmen: %(text)s") % words
            take = gettext("%(kind)s übernehmen: %(text)s") % words
            said.append((key, take, key, refuse, gettext("nicht übernehmen")))
        unsaid = [
            (
                gettext("Steht so nicht mehr im Text: %s") % row,
                gettext("(gestrichen: gilt nicht, bis Sie entscheiden)") if row.struck else "",
                row.pk,
                gettext("aus den Ergebnissen nehmen"),
                row.pk,
                gettext("bleibt bei den Ergebnissen"),
            )
            for row in (item.unsaid_outcomes() if item.pk else ())
        ]
        gone = (
            '<p class="desk-buttons">{} {} <button class="button" name="_drop" value="{}">{}</button> '
            '<button class="button" name="_keep" value="{}">{}</button></p>'
        )
        return format_html_join("", buttons, said) + format_html_join("", gone, unsaid)

    @admin.display(description=_("Uhrzeit"))
    def clock(self, item):
        """When the item starts and ends, as far as it is known."""
        slots = item.meeting.slots if item.pk else []
        slot = next((slot for slot in slots if slot.item.pk == item.pk), None)
        known = [slot.starts_at, slot.ends_at] if slot else []
        return "–".join(f"{at.astimezone(timetable.ZONE):%H:%M}" if at else "?" for at in known)


def refuse_without_items(request):
    """Raise PermissionDenied for whoever may not add TOPs."""
    if not request.user.has_perm("meetings.add_agendaitem"):
        raise PermissionDenied


def take_over(model_admin, request, meeting):
    """The page "Tagesordnung übernehmen": TOPs of earlier meetings, and what was left open, become TOPs."""
    meetings = planning.sources(meeting)
    chosen = request.POST.get("von") or request.GET.get("von") or ""
    groups = proposals_for(meeting, meetings, chosen)
    stand = state_of(meeting)
    if request.POST.get("stand", stand) != stand:
        message = gettext(
            "Übernommen ist noch nichts: Die Tagesordnung wurde inzwischen geändert. Bitte sehen Sie noch einmal hin."
        )
        messages.warning(request, message)
    elif request.method == "POST":
        refuse_without_items(request)
        keys = set(request.POST.getlist("top"))
        ticked = [p for _title, proposals in groups for p in proposals if p.key in keys]
        if missed := names_of_keys(keys - {proposal.key for proposal in ticked}):
            text = gettext("Nicht übernommen, denn es steht dort nicht mehr: %s")
            messages.warning(request, text % ", ".join(f"„{name}“" for name in missed))
        if ticked:
            new = planning.take_over(meeting, ticked)
            message = ngettext("%d TOP übernommen.", "%d TOPs übernommen.", len(ticked))
            message %= len(ticked)
            model_admin.log_change(request, meeting, message)
            messages.success(request, message)
            say_what_is_seen(request, meeting, new)
            return redirect_to_change(meeting)
        if not missed:
            message = gettext("Bitte kreuzen Sie zuerst an, was Sie übernehmen möchten.")
            messages.warning(request, message)
    context = {
        "title": gettext("Tagesordnung übernehmen"),
        "meetings": meetings,
        "chosen": chosen,
        "recurring": planning.RECURRING,
        "groups": groups,
        "stand": stand,
    }
    return render_page(model_admin, request, meeting, "meeting/take_over", **context)


def say_what_is_seen(request, meeting, new):
    """Tell which of the ``new`` TOPs of ``meeting`` visitors read at once."""
    if seen := [str(item) for item in new if item.public and meeting.is_published()]:
        text = gettext("Sofort öffentlich, denn die Tagesordnung ist es schon: %s.")
        messages.warning(request, text % " · ".join(seen))


def names_of_keys(keys):
    """Return what stands behind ``keys`` of Proposals, or stood there."""
    kinds = {"top": AgendaItem, "aufgabe": Outcome}
    parts = [key.partition("-")[::2] for key in sorted(keys)]
    names = (name_of(kinds[kind], pk) for kind, pk in parts if kind in kinds and is_key(pk))
    return list(filter(None, names))


def proposals_for(meeting, meetings, chosen):
    """Return (heading, proposals) of what ``meeting`` may take over: an agenda, postponed TOPs, open tasks.

    ``chosen`` of ``meetings`` is the key of one, planning.RECURRING, or empty for the latest. What was postponed
    stands among the postponed TOPs, not a second time in its agenda. Ticked is what ``meeting`` lacks of what was
    postponed, and of the agenda that somebody has chosen.
    """
    title, agenda = gettext("Frühere Tagesordnung"), []
    if chosen == planning.RECURRING:
        title, agenda = gettext("Was in der Reihe wiederkehrt"), planning.recurring(meetings)
    elif meetings:
        source = next((m for m in meetings if str(m.pk) == chosen), meetings[0])
        words = {"meeting": source, "date": date_format(source.date, "j. F Y")}
        title, agenda = gettext("%(meeting)s vom %(date)s") % words, planning.agenda_of(source)
    postponed, tasks = planning.left_open(meeting)
    waiting = {proposal.key for proposal in postponed}
    present = planning.names_on(meeting)

    def ticked(proposals, is_wanted=True):
        return [replace(p, chosen=is_wanted and fold(p.name) not in present) for p in proposals]

    return [
        (title, ticked((each for each in agenda if each.key not in waiting), bool(chosen))),
        (gettext("Vertagte TOPs"), ticked(postponed)),
        (gettext("Unerledigte Aufgaben"), [replace(task, chosen=False) for task in tasks]),
    ]


class NextMeetingForm(forms.ModelForm):
    """The facts that the next meeting of the series needs before it can take a TOP."""

    class Meta:
        model = Meeting
        fields = ["title", "date", "start"]
        field_classes = {"date": DayField, "start": ClockField}

    def __init__(self, data=None, *, after):
        """Propose what is likely after the meeting ``after``."""
        before = planning.meeting_before(after)
        day = before and after.date + (after.date - before.date)
        title = planning.title_after(after, day) if day else after.title
        super().__init__(data, initial={"title": title, "start": after.start, "date": day})


def carry_on(model_admin, request, meeting, form=None):
    """The page "TOPs weiterführen": postpone a TOP to the next meeting, or make a draft post of it."""
    meeting = Meeting.objects.for_minutes().get(pk=meeting.pk)
    target = planning.next_meeting(meeting)
    note = target and planning.note_of(target)
    present = planning.names_on(target) if target else ()
    context = {
        "title": gettext("TOPs weiterführen"),
        "rows": [
            (item, bool(note) and note in item.protocol, fold(item.name) in present)
            for item in meeting.items.all()
        ],
        "target": target,
        "form": form or NextMeetingForm(after=meeting),
        "may_draft": model_admin.admin_site.get_model_admin(Post).has_add_permission(request),
        "may_add": model_admin.has_add_permission(request),
        "idea": IDEA_TOPIC,
    }
    return render_page(model_admin, request, meeting, "meeting/carry_on", **context)


def create_next(model_admin, request, meeting):
    """Create the next meeting of the series, not public, and go on with the list."""
    if not model_admin.has_add_permission(request):
        raise PermissionDenied
    if request.method == "POST" and planning.next_meeting(meeting) is None:  # it may be sent twice
        form = NextMeetingForm(request.POST, after=meeting)
        if not form.is_valid():
            return carry_on(model_admin, request, meeting, form)
        new = planning.create_next(meeting, **form.cleaned_data)
        origin = gettext("angelegt nach „%(meeting)s“") % {"meeting": meeting}
        model_admin.log_addition(request, new, origin)
        text = gettext("Angelegt, noch nicht öffentlich: %(meeting)s")
        messages.success(request, text % {"meeting": new})
    return redirect("admin:meetings_meeting_carry_on", meeting.pk)


def plan_ahead(model_admin, request, meeting):
    """The page "Reihe planen": from a sentence about the rhythm come the days of a year, from those not public meetings."""
    if not model_admin.has_add_permission(request):
        raise PermissionDenied
    sent, days, context = request.POST or request.GET, [], {}
    before = planning.meeting_before(meeting)
    sentence = sent.get("rhythmus", "")[:200] or planning.likely_rule(meeting, before)
    try:
        rule = planning.read_rule(sentence)
        taken = set(planning.siblings(meeting).values_list("date", flat=True))
        days = planning.occasions(rule, max(meeting.date, timezone.localdate()), taken)
        context = {"rule": rule, "days": days, "taken": taken}
    except ValidationError as error:
        context = {"error": error.messages[0]}
    if request.method == "POST" and days:
        free = [each.day for each in days if each.day not in taken]  # it may be sent twice
        ticked = sent.getlist("tag")
        chosen = [day for day in free if day.isoformat() in ticked]
        times = {"start": rule.start, "end": rule.end} if rule.start else {}
        for day in chosen:
            title = planning.title_after(meeting, day)
            new = planning.create_next(meeting, title=title, date=day, **times)
            origin = gettext("angelegt nach „%(meeting)s“") % {"meeting": meeting}
            model_admin.log_addition(request, new, origin)
        if missed := [day for day in sorted(taken) if day.isoformat() in ticked]:
            text = gettext("Nicht angelegt, denn dort gibt es inzwischen ein Treffen: %s")
            messages.warning(request, text % ", ".join(date_format(d, "j.n.Y") for d in missed))
        if chosen:
            text = ngettext(
                "%d Treffen ist angelegt, noch nicht öffentlich. Es lässt sich einzeln ändern.",
                "%d Treffen sind angelegt, noch nicht öffentlich. Jedes lässt sich einzeln ändern.",
                len(chosen),
            )
            messages.success(request, text % len(chosen))
            return redirect("admin:meetings_meeting_changelist")
        if not missed:
            messages.warning(request, gettext("Bitte kreuzen Sie zuerst Tage an."))
    context |= {"title": gettext("Reihe planen"), "sentence": sentence}
    return render_page(model_admin, request, meeting, "meeting/plan_ahead", **context)


def postpone(model_admin, request, meeting):
    """Carry the TOP that was posted over to the next meeting of the series."""
    refuse_without_items(request)
    item, target = _posted_item(request, meeting), planning.next_meeting(meeting)
    note = target and planning.note_of(target)
    meant = request.POST.get("ziel", target and str(target.pk))  # the meeting that the button named
    if item and is_key(meant) and not (target and meant == str(target.pk)):
        text = gettext("Nichts geändert: „%s“ kann diesen TOP nicht mehr aufnehmen.")
        messages.warning(request, text % (name_of(Meeting, meant) or gettext("Treffen")))
    elif item and target and note in item.protocol:
        messages.warning(request, gettext("Dieser TOP ist schon auf das nächste Treffen vertagt."))
    elif item and target and fold(item.name) in planning.names_on(target):
        text = gettext("Nichts geändert: „%s“ steht dort schon auf der Tagesordnung.")
        messages.warning(request, text % item.name)
    elif item and target:
        (new,) = planning.take_over(target, [planning.of_item(item)], carried=True)
        model_admin.log_change(request, meeting, f"{item}: {note}")
        model_admin.log_change(request, target, gettext("übernommen: %(item)s") % {"item": new})
        address = reverse("admin:meetings_meeting_change", args=[target.pk])
        text = gettext(
            '„{item}“ steht jetzt auf der Tagesordnung von <a href="{address}">{target}</a>.'
        )
        text = format_html(text, item=item.name, address=address, target=target)
        messages.success(request, text)
        say_what_is_seen(request, target, [new])
    return redirect("admin:meetings_meeting_carry_on", meeting.pk)


def draft_post(model_admin, request, meeting):
    """Make a draft post of the TOP that was posted and open it."""
    admin_for_post(model_admin, request)
    item = _posted_item(request, meeting)
    if item and item.public:
        post, is_new = quoting_post(item, with_idea="idee" in request.POST)
        text = gettext("Diesen Entwurf aus dem TOP gibt es schon; noch einer ist nicht angelegt.")
        if is_new:
            origin = gettext("Entwurf aus %(item)s") % {"item": item}
            model_admin.log_addition(request, post, origin)
            text = gettext("Als Entwurf angelegt. Bitte ergänzen und dann veröffentlichen.")
        messages.success(request, text)
        return redirect("admin:blog_post_change", post.pk)
    if item:
        text = gettext("Dieser TOP ist nicht öffentlich; aus ihm wird kein Beitrag.")
        messages.error(request, text)
    return redirect("admin:meetings_meeting_carry_on", meeting.pk)


def _posted_item(request, meeting):
    """Return the item of ``meeting`` that a button named ``item`` posted; None, and say so, where it is there no more."""
    wanted = request.POST.get("item", "") if request.method == "POST" else ""
    item = next((item for item in meeting.items.all() if str(item.pk) == wanted), None)
    if item is None and is_key(wanted):
        text = gettext("Nichts geändert: „%s“ steht nicht mehr auf dieser Tagesordnung.")
        messages.warning(request, text % (name_of(AgendaItem, wanted) or "TOP"))
    return item
