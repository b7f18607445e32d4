"""The editors' desk of meetings: a whole agenda on one page, minutes pasted as text, and a person's name that gives way to a role."""

from functools import partial

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import URLField
from django.shortcuts import redirect
from django.urls import path, resolve, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from blog.models import Post
from meetings import roles
from meetings.agenda import AgendaItem, Outcome, Speaker
from meetings.desk import agenda_editing, offers, paste, publish, render_page, taking, urls_of
from meetings.doubts import doubts_about_agenda, overrun
from meetings.models import MOVES, Meeting
from meetings.views import meeting_context
from wiq_site.kit import changes
from wiq_site.kit.forms import TYPED_FIELDS, AskBeforeHidingForm, AskBeforeOpeningForm
from wiq_site.kit.merging import RefusesStale
from wiq_site.kit.registries import mentions
from wiq_site.pages.content_admin import (
    AttachmentInline,
    ContentAdmin,
    PreviewAdmin,
    ask_about_correction,
    message_in_words,
    yes_or_no,
)


class MeetingForm(AskBeforeHidingForm):
    """Cancelling asks for the reason, a report that is public whether the minutes shall stand there."""

    DATES = (*AskBeforeHidingForm.DATES, "report")  # whose moments are those of the minutes

    def clean(self):
        cleaned = super().clean()
        touched = {"cancelled_at", "cancel_reason"} & set(self.changed_data)
        if touched and cleaned.get("cancelled_at") and cleaned.get("cancel_reason") == "":
            text = _(
                "Bitte sagen Sie in wenigen Worten, warum: Es steht überall, wo das Treffen steht."
            )
            self.add_error("cancel_reason", text)
        approved, day = cleaned.get("approved_at"), cleaned.get("date")
        if approved and day and approved < day:
            self.add_error("approved_at", _("Genehmigt wird ein Protokoll erst nach dem Treffen."))
        return cleaned

    def _post_clean(self):
        super()._post_clean()
        report = self.cleaned_data.get("report")
        if self.errors or "report_anyway" in self.data or "report" not in self.changed_data:
            return
        if report and self.instance.has_public_protocol():
            question = _("„{}“ ist öffentlich: Das Protokoll steht dann für alle auf seiner Seite.")
            yes = _("Ja, dort zeigen")
            box = '{} <label><input type="checkbox" name="report_anyway" value="1"> {}</label>'
            self.add_error("report", format_html(box, format_html(question, report), yes))


@admin.register(Meeting)
class MeetingAdmin(PreviewAdmin):
    """Meetings with their agenda and files, and the way to the pages with one action each."""

    list_display = ["title", "date", "series", "agenda_published_at", "protocol_published_at"]
    list_filter = ["series", "date"]
    actions = ["approve_minutes"]
    search_fields = ["title", "place", "items__name", "items__protocol"]
    autocomplete_fields = ["invitation", "report"]
    form = MeetingForm
    inlines = [agenda_editing.AgendaItemInline, AttachmentInline]
    formfield_overrides = TYPED_FIELDS | {URLField: {"assume_scheme": "https"}}
    preview_template = "meetings/meeting_detail.html"
    publish_label = _("Tagesordnung jetzt veröffentlichen")
    rarer_fields = [
        ("chair", "minute_taker"),
        ("attendance", "apologies"),
        ("online_url", "online_on_request"),
        "approved_at",
        ("corrected_at", "correction_note"),
        ("cancelled_at", "cancel_reason"),
        ("moved_from", "former_place"),
        "former_online",
        "slug",
    ]
    fieldsets = [
        (None, {"fields": ["title", "series", ("date", "start", "end"), "place"]}),
        (_("Öffentlich"), {"fields": [("agenda_published_at", "protocol_published_at")]}),
        (_("Beiträge dazu"), {"fields": ["invitation", "report"], "classes": ["collapse"]}),
        (_("Texte"), {"fields": ["intro", "closing"], "classes": ["collapse"]}),
        (_("Weitere Angaben"), {"fields": rarer_fields, "classes": ["collapse"]}),
    ]

    @staticmethod
    def steps(meeting, items):
        """Return the pages with one action each as [(address, what it does, whether ``meeting`` waits for it)]."""
        today, way = timezone.localdate(), "admin:meetings_meeting"
        waits_for = {  # the first that is so
            "": meeting.cancelled_at or meeting.withdrawn_at or meeting.protocol_published_at,
            "publish_protocol": any(item.protocol.strip() for item in items),
            "paste": meeting.date < today,
            "take_over": not items,
            "publish_invitation": not meeting.agenda_published_at,
            "take_minutes": meeting.date == today,
        }
        waited = next((name for name, is_so in waits_for.items() if is_so), "")
        steps = {
            "take_over": _("Tagesordnung übernehmen"),
            "publish_invitation": _("Einladung veröffentlichen"),
            "take_minutes": _("Protokoll führen"),
            "paste": _("Protokoll einfügen"),
            "publish_protocol": _("Protokoll veröffentlichen"),
            "take_outcomes": _("Ergebnisse übernehmen"),
            "carry_on": _("TOPs weiterführen"),
            "plan_ahead": _("Reihe planen"),
        }
        if meeting.protocol_published_at:
            del steps["take_minutes"], steps["paste"]
        args = {name: [] if name == "paste" else [meeting.pk] for name in steps}
        addresses = {name: reverse(f"{way}_{name}", args=args[name]) for name in steps}
        return [(addresses[name], label, name == waited) for name, label in steps.items()]

    def get_urls(self):
        pages = {
            "take_over": ("tagesordnung-uebernehmen", agenda_editing.take_over),
            "publish_invitation": ("einladung-veroeffentlichen", publish.publish_invitation),
            "publish_protocol": ("protokoll-veroeffentlichen", publish.publish_protocol),
            "take_minutes": ("protokoll-fuehren", taking.take_minutes),
            "take_outcomes": ("ergebnisse-uebernehmen", offers.take),
            "carry_on": ("tops-weiterfuehren", agenda_editing.carry_on),
            "postpone": ("top-vertagen", agenda_editing.postpone),
            "draft_post": ("beitrag-aus-top", agenda_editing.draft_post),
            "plan_ahead": ("reihe-planen", agenda_editing.plan_ahead),
            "create_next": ("naechstes-treffen-anlegen", agenda_editing.create_next),
            "pasted": ("eingefuegt", paste.after_paste),
        }
        view = self.admin_site.admin_view(partial(paste.paste_protocol, self))
        own = path("protokoll-einfuegen/", view, name="meetings_meeting_paste")
        return [own, *urls_of(self, pages), *super().get_urls()]

    def out_of_reach(self, request, base, pk, desk=None):
        """A text for a post becomes one; a sheet of minutes brings the names that it showed and did not send."""
        page = request.resolver_match.url_name
        if page.endswith(("_publish_invitation", "_publish_protocol")):
            desk = self.admin_site.get_model_admin(Post)
        elif page.endswith("_take_minutes"):
            base = taking.opened_names(request, pk) or base
        return super().out_of_reach(request, base, pk, desk)

    @admin.action(description=_("Protokoll genehmigen"), permissions=["change"])
    def approve_minutes(self, request, meetings):
        """Note today as the day on which the minutes that are public were approved."""
        today = timezone.localdate()
        past = meetings.filter(approved_at=None, date__lte=today)
        waiting = [each for each in past if each.has_public_protocol()]
        for meeting in waiting:
            meeting.approved_at = today
            meeting.save()
            self.log_change(request, meeting, str(_("Protokoll genehmigt")))
        message = ngettext(
            "%(count)d Protokoll ist genehmigt; ohne öffentliches Protokoll wird nichts genehmigt.",
            "%(count)d Protokolle sind genehmigt; ohne öffentliches Protokoll wird nichts genehmigt.",
            len(waiting),
        )
        self.message_user(request, message % {"count": len(waiting)})

    def get_fieldsets(self, request, obj=None):
        """Who plans a meeting comes to its agenda with few steps; publishing has a page of its own."""
        first, (name, options), *others = super().get_fieldsets(request, obj)
        return [first, (name, options | {"classes": [] if obj else ["collapse"]}), *others]

    def render_change_form(self, request, context, add=False, obj=None, **kwargs):
        """A new meeting has no steps yet."""
        rows = (form for inline in context["inline_admin_formsets"] for form in inline.formset)
        items = [f.instance for f in rows if isinstance(f.instance, AgendaItem) and f.instance.pk]
        context["steps"] = self.steps(obj, items) if obj and obj.pk else ()
        return super().render_change_form(request, context, add, obj=obj, **kwargs)

    def get_object(self, request, object_id, from_field=None):
        """Return the meeting; a form that is refused changes its report, not whether it came with one."""
        meeting = super().get_object(request, object_id, from_field)
        if meeting:
            meeting.came_with_report = meeting.report_id is not None
        return meeting

    def get_readonly_fields(self, request, obj=None):
        of_report = ["protocol_published_at", "corrected_at", "correction_note"]
        return of_report if getattr(obj, "came_with_report", False) else []

    def save_model(self, request, obj, form, change):
        """Say what visitors read of a meeting that moved: it may have been a slip of the pen."""
        super().save_model(request, obj, form, change)
        for name, (_short, words) in obj.moves.items():
            if {*MOVES[name]} & {*form.changed_data}:
                text = _(
                    "„%(words)s“ steht jetzt überall. War es ein Tippfehler, leeren Sie „%(field)s“."
                )
                field = obj._meta.get_field(name).verbose_name
                messages.info(request, text % {"words": words, "field": field})

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        form.instance.settle()
        for sentence in filter(None, [overrun(form.instance), *offers.follow(form.instance)]):
            messages.warning(request, sentence)
        form.instance.next_page, form.instance.decided = offers.page_after(
            form.instance, request.POST, formsets
        )

    def construct_change_message(self, request, form, formsets, add=False):
        """Name what a button decided on beside what was typed."""
        message = super().construct_change_message(request, form, formsets, add)
        if not form.instance.decided:
            return message
        typed = [message_in_words(message)] if message else []
        return " ".join([*typed, form.instance.decided])

    def response_post_save_add(self, request, obj):
        return self.response_post_save_change(request, obj)

    def response_post_save_change(self, request, obj):
        """Go to the list, or first to what was just typed as a decision or a task."""
        if obj.next_page:
            return redirect(obj.next_page)
        return super().response_post_save_change(request, obj)

    def hints(self, request, meeting):
        return [*super().hints(request, meeting), *doubts_about_agenda(meeting)]

    def preview_queryset(self):
        return Meeting.objects.for_minutes()

    @method_decorator(require_POST)
    def look(self, request, pk=None):
        """Show the page as form and rows stand in the browser: saved as by their button, shown, and undone.

        What cannot be saved comes back as the form with its errors.
        """
        request.POST = request.POST.copy()
        request.POST["_continue"] = "1"
        name = f"admin:meetings_meeting_{'change' if pk else 'add'}"
        saved_at = reverse(name, args=[pk] if pk else [])
        answer = self.changeform_view(request, str(pk) if pk else None, saved_at)
        if answer.status_code != 302:
            return answer
        messages.get_messages(request)._queued_messages.clear()  # of a saving that does not stay
        pk = pk or int(resolve(answer.url).kwargs["object_id"])
        return changes.shown_and_undone(lambda: self.preview(request, pk))

    def preview_context(self, meeting):
        """Show minutes as soon as some were taken: until then, and before it begins, a visitor sees the agenda."""
        texts = [meeting.closing, meeting.attendance]
        for item in meeting.items.all():
            texts += [item.protocol, *item.valid_outcomes]
        taken = meeting.has_begun() and any(texts)
        return meeting_context(meeting, show_protocol=taken or meeting.has_public_protocol())


@admin.register(Speaker)
class SpeakerAdmin(ContentAdmin):
    list_display = ["name", "organisation", yes_or_no("agreed", _("einverstanden")), "role"]
    list_filter = ["agreed"]
    search_fields = ["name", "organisation", "role"]

    def get_deleted_objects(self, speakers, request):
        """Name the TOPs that would lose who led them."""
        items = AgendaItem.objects.filter(item_speakers__speaker__in=speakers).distinct()
        lines = [f"{item.meeting}: {item}" for item in items.select_related("meeting")]
        _lines, *others = super().get_deleted_objects(speakers, request)
        return [[*map(str, speakers), *([lines] if lines else [])], *others]

    def get_urls(self):
        pages = {"replace_by_role": ("durch-rolle-ersetzen", replace_by_role)}
        return [*urls_of(self, pages), *super().get_urls()]


class PartAdmin(ContentAdmin):
    """Parts of the minutes on a page of their own; ``progress`` names the fields that no correction is told by."""

    progress = frozenset()

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        meeting = obj.meeting if isinstance(obj, AgendaItem) else obj.item.meeting
        if change and {*form.changed_data} - self.progress and meeting.tells_corrections:
            ask_about_correction(request, meeting)


@admin.register(AgendaItem)
class AgendaItemAdmin(PartAdmin):
    """Only to be found from an outcome; agendas are edited with their meeting."""

    form = AskBeforeOpeningForm
    list_display = ["__str__", "meeting"]
    search_fields = ["name", "number", "meeting__title"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("meeting")

    def has_module_permission(self, request):
        return False

    def save_model(self, request, obj, form, change):
        """Put a TOP that moves to another meeting at the end of its agenda; its clock times are those of the meeting it leaves."""
        if change and "meeting" in form.changed_data:
            places = obj.meeting.items.values_list("position", flat=True)
            obj.position, obj.planned_end = max(places, default=0) + 1, None
        super().save_model(request, obj, form, change)
        for sentence in offers.follow(obj.meeting):
            messages.warning(request, sentence)


@admin.register(Outcome)
class OutcomeAdmin(PartAdmin):
    progress = frozenset({"due", "is_done", "done_at"})
    list_display = ["text", "kind", "item", "who", "due", "done"]
    list_filter = ["kind", "is_done", "due"]
    search_fields = ["text", "who", "item__name"]
    autocomplete_fields = ["item"]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        kwargs["queryset"] = AgendaItem.objects.select_related("meeting")
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        field.label_from_instance = lambda item: item.named_with_meeting
        return field

    def save_model(self, request, obj, form, change):
        before = Outcome.objects.get(pk=obj.pk) if change else None
        if (
            "is_done" in form.changed_data
            and not obj.is_done
            and "done_at" not in form.changed_data
        ):
            obj.done_at = None  # it is open again
        super().save_model(request, obj, form, change)
        if before:
            offers.retell(before.item, before.to_draft(), obj.to_draft())

    def delete_model(self, request, obj):
        """Let what the text goes on telling not be offered again."""
        offers.refuse(obj.item, obj.to_draft())
        super().delete_model(request, obj)

    def delete_queryset(self, request, queryset):
        for item in AgendaItem.objects.filter(outcomes__in=queryset).distinct():
            for outcome in queryset.filter(item=item):
                offers.refuse(item, outcome.to_draft())
        super().delete_queryset(request, queryset)

    def get_urls(self):
        return [*urls_of(self, {"finish": ("erledigt", offers.finish)}), *super().get_urls()]

    @admin.display(description=_("erledigt am"), ordering="done_at")
    def done(self, outcome):
        """When it was done; of an open task the button that says so, in the form around the list."""
        if outcome.kind != Outcome.Kind.TASK or outcome.is_done:
            return outcome.done_at or (_("erledigt") if outcome.is_done else None)
        label = _("„%(task)s“ ist erledigt") % {"task": outcome}
        button = '<button class="button" formaction="{}" aria-label="{}">{}</button>'
        address = reverse("admin:meetings_outcome_finish", args=[outcome.pk])
        return format_html(button, address, label, _("erledigt"))


class RoleForm(RefusesStale, forms.ModelForm):
    """The role; ``namen`` are what is looked for, separated by commas."""

    class Meta:
        model = Speaker
        fields = ["role"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.agreed = False  # as long as it is, the name stands
        self.fields["role"].required = True
        self.fields["role"].help_text = _("Zum Beispiel „eine Anwohnerin“.")


def replace_by_role(model_admin, request, speaker):
    """Show where the name stands; on POST change the speaker and what was ticked."""
    posted = request.POST if request.method == "POST" else None
    typed = (posted or request.GET).get("namen", "")[:500]
    names = [name.strip() for name in typed.split(",") if name.strip()] or roles.names_of(speaker)
    pattern = roles.pattern_of(names)
    form = RoleForm(posted, instance=Speaker.objects.get(pk=speaker.pk))
    if form.is_valid():
        role = form.cleaned_data["role"]
        rows = rows_of_places(request, pattern)
        replacements = [(place, text.strip() or role) for place, ticked, text in rows if ticked]
        try:
            changed = roles.replace_by_role(speaker, role, replacements)
        except ValidationError as error:
            messages.error(request, gettext("Nichts geändert: %s") % " ".join(error.messages))
        else:
            lines = [f"{place.where}: {text}" for place, text in replacements]
            message = "; ".join([gettext("Rolle: %s") % role, *lines])
            model_admin.log_change(request, speaker, message)
            for item in changed:
                message = gettext("Ein Name wurde durch eine Rolle ersetzt.")
                model_admin.log_change(request, item, message)
            count, missed = len(replacements), len(set(request.POST.getlist("stelle")))
            text = ngettext(
                "Die Rolle steht jetzt bei allen TOPs und an %(count)d Stelle im Text.",
                "Die Rolle steht jetzt bei allen TOPs und an %(count)d Stellen im Text.",
                count,
            )
            messages.success(request, text % {"count": count})
            if missed > count:
                text = ngettext(
                    "%d angekreuzte Stelle war inzwischen verändert und blieb, wie sie ist.",
                    "%d angekreuzte Stellen waren inzwischen verändert und blieben, wie sie sind.",
                    missed - count,
                )
                messages.warning(request, text % (missed - count))
            return redirect("admin:meetings_speaker_history", speaker.pk)
    rows, most = rows_of_places(request, pattern), 300  # a browser sends a field for each
    context = {
        "title": gettext("„%(name)s“ durch eine Rolle ersetzen") % {"name": speaker},
        "form": form,
        "names": ", ".join(names),
        "rows": rows[:most],
        "more": max(0, len(rows) - most),
        "comments": [use for listed in mentions for use in listed(pattern)],  # never edited
        "addresses": roles.addresses_with(names),
        "items": speaker.items.count(),
    }
    return render_page(model_admin, request, speaker, "speaker/replace_by_role", **context)


def rows_of_places(request, pattern):
    """Return ``(place, ticked, text)``, as they were sent, for each place in texts that this editor may change."""
    ticked = set(request.POST.getlist("stelle"))
    return [
        (place, place.key in ticked, request.POST.get(f"text-{place.key}", ""))
        for place in roles.places_of(pattern)
        if request.user.has_perm(
            f"{place.item._meta.app_label}.change_{place.item._meta.model_name}"
        )
    ]
