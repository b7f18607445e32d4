"""What the desk of every app is built of: a form that loses nothing of what two type at once, its history, previews.

``ContentAdmin`` is the desk of content; ``PreviewAdmin`` of what is published, with a page that may be seen before.
"""

import json
from contextlib import suppress
from copy import copy
from functools import partial

from django import forms
from django.apps import apps as all_apps
from django.contrib import admin, messages
from django.contrib.admin.models import LogEntry
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.templatetags import admin_list
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.contrib.admin.widgets import AutocompleteSelect
from django.contrib.contenttypes.admin import GenericStackedInline
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.http import QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_POST

from wiq_site.kit import changes
from wiq_site.kit.dates import day_and_hour
from wiq_site.kit.forms import (
    NOT_SEEN,
    TYPED_FIELDS,
    AskBeforeHidingForm,
    AskBeforeOpeningForm,
    errors_at_fields,
    is_key,
)
from wiq_site.kit.http import change_page
from wiq_site.kit.images import show_at_once
from wiq_site.kit.markup import MarkupError
from wiq_site.kit.merging import (
    Merge,
    RefusesStale,
    base_of,
    opened,
    sent_anew,
    sign,
    typed_lines,
)
from wiq_site.kit.models import Correctable, is_public
from wiq_site.kit.registries import text_hints
from wiq_site.kit.uploads import Attempt
from wiq_site.kit.versions import name_of
from wiq_site.pages import drafts, history
from wiq_site.pages.models import Attachment
from wiq_site.pages.views import dead_link_sentences, dead_links


class CheckedAutocompleteSelect(AutocompleteSelect):
    """Django's field asks the database for whatever was sent as a key, and fails at what can be none.

    Its box has no label of its own either; a script names it.
    """

    @property
    def media(self):
        """Django's scripts, and ours behind them."""
        ours = [forms.Script("js/name-search-fields.js", type="module")]
        return super().media + forms.Media(js=ours)

    def optgroups(self, name, value, attrs=None):
        return super().optgroups(name, list(filter(is_key, value)), attrs)


def yes_or_no_words(value):
    """Return a boolean, or one that is not known, as one reads it."""
    return {True: _("ja"), False: _("nein")}.get(value, "–")


# Django's own is a picture that says "True", in lists and forms.
admin_list._boolean_icon = yes_or_no_words


def yes_or_no(field, label):
    """Return a column of a list that tells the boolean ``field`` under another ``label``."""

    @admin.display(description=label, ordering=field, boolean=True)
    def in_words(item):
        return getattr(item, field)

    return in_words


class RowForm(RefusesStale, forms.ModelForm):
    """A row to be changed within a list: its fields have no label but the head of their column."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.visible_fields():
            field.field.widget.attrs["aria-label"] = f"{field.label}: {self.instance}"


class OvertakenError(Exception):
    """Somebody saved between the merging of a form and its own saving."""


def link_to(item):
    """Return what ``item`` is and its name, with a link to its form."""
    link = '{}: <a href="{}">{}</a>'
    return format_html(link, item._meta.verbose_name, change_page(item), item)


class ContentAdmin(admin.ModelAdmin):
    """The desk of content: one unit of work for a form, opened by its first write and not before.

    Django's admin opens a transaction before a form is checked; pictures would be encoded and forms
    refused while it holds the database (``wiq_site.kit.changes``).
    """

    formfield_overrides = TYPED_FIELDS
    delete_confirmation_template = "desk/delete_public.html"
    delete_selected_confirmation_template = "desk/delete_selected_public.html"

    def get_urls(self):
        urls = super().get_urls()
        if history.has_history(self.model):
            name = f"{self.opts.app_label}_{self.opts.model_name}_restore"
            view = self.admin_site.admin_view(partial(history.restore_older, self))
            urls = [path("<path:object_id>/history/<int:version_id>/", view, name=name), *urls]
        return urls

    def changelist_view(self, request, extra_context=None):
        keeps = history.has_history(self.model) and history.may_bring_back(self.model, request)
        return super().changelist_view(request, {"keeps_history": keeps} | (extra_context or {}))

    def history_view(self, request, object_id, extra_context=None):
        """Show the versions of what is kept in versions, of others what the log says."""
        if history.has_history(self.model):
            return history.history(self, request, object_id)
        return super().history_view(request, object_id, extra_context)

    def get_changelist_form(self, request, **kwargs):
        return super().get_changelist_form(request, **{"form": RowForm} | kwargs)

    def get_list_select_related(self, request):
        """Return the relations that the list shows; by itself Django follows none that may be empty."""
        shown = [f.name for f in self.opts.fields if f.many_to_one and f.name in self.list_display]
        return super().get_list_select_related(request) or shown

    def get_changelist_instance(self, request):
        """Refuse a filter that no date can hold, such as the year 0, as Django refuses others."""
        try:
            return super().get_changelist_instance(request)
        except (ValueError, OverflowError) as error:
            raise IncorrectLookupParameters from error

    def lookup_allowed(self, lookup, value, *request):
        """Refuse patterns in filters: of a broken one only the database would tell, too late."""
        if lookup.endswith("regex"):
            raise IncorrectLookupParameters
        return super().lookup_allowed(lookup, value, *request)

    def get_changeform_initial_data(self, request):
        """Return what the address fills in, without moments: as words their fields cannot show them."""
        initial = super().get_changeform_initial_data(request)
        moments = {f.name for f in self.opts.fields if isinstance(f, models.DateTimeField)}
        return {name: value for name, value in initial.items() if name not in moments}

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = CheckedAutocompleteSelect(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @method_decorator(csrf_protect)
    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        own = f"{self.opts.label_lower}:{object_id}"
        if object_id and issubclass(self.form, AskBeforeOpeningForm):
            extra_context = {"stand": history.stand()} | (extra_context or {})
        form_url = form_url or request.get_full_path()  # else a place in the page goes with it
        if request.method != "POST":
            response = self._changeform_view(request, object_id, form_url, extra_context)
            context = getattr(response, "context_data", None) or {}
            if object_id and "adminform" in context:
                formsets = [inline.formset for inline in context["inline_admin_formsets"]]
                context["merge_base"] = sign(base_of(context["adminform"].form, formsets), own)
            return response
        data, files = request.POST, request.FILES.copy()
        try:
            return self.answer_sent(request, object_id, form_url, extra_context, own)
        except OvertakenError:
            request.POST, request._files = data, files
            return self.answer_sent(request, object_id, form_url, extra_context, own)

    def answer_sent(self, request, object_id, form_url, extra_context, own):
        """Merge what was sent with what is stored, then let Django check and save it.

        Raises OvertakenError where somebody saved in between; then nothing is written, and nobody else can.
        """
        if not object_id and not self.has_add_permission(request):
            return self.out_of_reach(request, {}, None)
        opened_at, base = opened(request.POST, own) if object_id else (None, None)
        merge = None
        if base is not None:
            item = self.get_object(request, unquote(object_id))
            if item is None or not self.has_change_permission(request, item):
                return self.out_of_reach(request, base, unquote(object_id))
            forms_now = self.forms_of(request, item)
            merge = request.merge = Merge(request.POST, request.FILES, base, *forms_now)
            request.POST = merge.data
        attempt = Attempt(request)
        if attempt.missing:
            text = _(
                "Eine zuvor gewählte Datei ist nicht mehr da. Bitte wählen Sie sie noch einmal aus."
            )
            messages.warning(request, text)
        response = self._changeform_view(request, object_id, form_url, extra_context)
        if "adminform" in (getattr(response, "context_data", None) or {}):
            context = response.context_data
            named = forms_by_name(context)
            attempt.keep_in([form for _name, form in named])
            context["errors_at_fields"] = errors_at_fields(named) + errors_of_rows(context)
            sets = [inline.formset for inline in context["inline_admin_formsets"]]
            asking = [context["adminform"].form, *sets]
            shown = (getattr(each, "unseen", ()) for each in asking)
            context["unseen"] = next(filter(None, shown), ())
            context["going"] = [row for each in sets for row in getattr(each, "going", ())]
            is_asked = context["unseen"] and not context["errors"]
            if is_asked or list(context["errors"]) == [[NOT_SEEN]]:
                context["not_seen"], context["errors"] = NOT_SEEN, []  # a question, and no error
            if "stand" in context and not context["unseen"]:  # what is not told yet
                context["stand"] = request.POST.get("stand", "")
            if merge:
                context["merge_base"] = sign(merge.base, own)
                context["conflicts"] = merge.conflicts
                context["theirs"] = self.text_of(item, opened_at) if merge.conflicts else ""
        elif response.status_code == 302:  # saved
            transaction.on_commit(attempt.done)
        if merge:
            say_what_was_merged(request, merge)
        return response

    def response_add(self, request, obj, *args, **kwargs):
        request.saved = obj
        return super().response_add(request, obj, *args, **kwargs)

    def response_change(self, request, obj):
        request.saved = obj
        return super().response_change(request, obj)

    def message_user(self, request, message, *args, **kwargs):
        """Say of what was just saved how it stands then, in place of Django's sentence on what one may do next."""
        if saved := request.__dict__.pop("saved", None):
            changes.afterwards(partial(self.tell_saved, request, saved))
        else:
            super().message_user(request, message, *args, **kwargs)

    def tell_saved(self, request, saved):
        """Say how ``saved`` stands now that all is made of it, and which of its links lead nowhere; return it as it was read for that."""
        saved = type(saved)._default_manager.filter(pk=saved.pk).first() or saved
        state = saved.state_sentences() if hasattr(saved, "state_sentences") else []
        sentence = _("„{}“ ist gesichert: {}.") if state else _("„{}“ ist gesichert.")
        link = format_html('<a href="{}">{}</a>', change_page(saved), saved)
        for told in dead_link_sentences(saved, request):
            messages.warning(request, told)
        messages.success(request, format_html(sentence, link, " · ".join(map(str, state))))
        return saved

    def log_addition(self, request, obj, message):
        changes.explain(message_in_words(message))
        return super().log_addition(request, obj, message)

    def log_change(self, request, obj, message):
        changes.explain(message_in_words(message))
        return super().log_change(request, obj, message)

    def log_deletions(self, request, queryset):
        with changes.writing():
            for item in queryset:
                changes.explain(_("Gelöscht: %s.") % item)
            return super().log_deletions(request, queryset)

    def save_model(self, request, obj, form, change):
        """Save what was merged, unless what it was merged with is no longer what is stored."""
        with changes.writing():
            if merge := getattr(request, "merge", None):
                changes.lock(obj)
                item = self.get_object(request, str(obj.pk))
                if item is None or base_of(*self.forms_of(request, item)) != merge.seen:
                    raise OvertakenError
            super().save_model(request, obj, form, change)

    def render_change_form(self, request, context, add=False, *args, obj=None, **kwargs):
        """Let who chooses the place that matters in a picture see it, and who begins something type at once."""
        fields = context["adminform"].form.fields
        if add and fields and not context["errors"]:
            next(iter(fields.values())).widget.attrs["autofocus"] = True
        if "image_focus" in fields:
            fields["image_focus"].widget.picture = obj and obj.pk and obj.as_stored()
        return super().render_change_form(request, context, add, *args, obj=obj, **kwargs)

    def forms_of(self, request, item):
        """Return the form of ``item`` and its formsets as they are shown now; None: those of a new one."""
        reading = copy(request)
        reading.method, change = "GET", item is not None
        fields = flatten_fieldsets(self.get_fieldsets(reading, item))
        form = self.get_form(reading, item, change=change, fields=fields)(instance=item)
        formsets, _inlines = self._create_formsets(reading, form.instance, change=change)
        return form, formsets

    def get_form(self, request, obj=None, change=False, **kwargs):
        """Return the form; where two changed the same, one that stores nothing until somebody decides."""
        form = super().get_form(request, obj, change=change, **kwargs)
        if issubclass(form, AskBeforeOpeningForm):
            stand = request.POST.get("stand")
            links = staticmethod(lambda html, item: dead_links(html, request, item))
            since = staticmethod(lambda: history.saved_since(stand, obj) if obj else [])
            asking = {"dead_links": links, "saved_since": since}
            form = type(form.__name__, (form,), asking)
        form.request, merge = request, getattr(request, "merge", None)
        if merge is None or not merge.is_open:
            return form
        return type(form.__name__, (UndecidedForm, form), {"merge": merge})

    def text_of(self, item, since):
        """Return what to call the text that was stored after ``since``: by whom and when, as far as known."""
        kind = ContentType.objects.get_for_model(item)
        entries = LogEntry.objects.filter(content_type=kind, object_id=str(item.pk))
        since = {} if since is None else {"action_time__gte": since}
        entry = entries.filter(**since).select_related("user").first()
        if entry is None:
            return _("Inzwischen gespeicherter Text")
        name = entry.user.get_full_name() or entry.user.username
        words = {"name": name, "moment": day_and_hour(entry.action_time)}
        return _("Text von %(name)s, %(moment)s") % words

    def given_back(self, request, pk):
        """Answer what was sent to a page of ``pk``, which is gone or closed; None of a mere button, but for what was there."""
        answer = self.out_of_reach(request, {}, pk)
        return answer if answer.typed or answer.status_code == 410 else None

    def out_of_reach(self, request, base, pk, desk=None):
        """Answer a form whose object ``pk`` is gone, or not open to who wrote: all that was typed, to copy or to make a new one of at ``desk``."""
        desk = desk or self
        form, formsets = desk.forms_of(request, None)
        typed = typed_lines(request.POST, form, formsets)
        is_gone = is_key(pk) and not self.model._default_manager.filter(pk=pk).exists()
        may_know = is_gone and history.may_bring_back(self.model, request)
        known = name_of(self.model, pk) if may_know else ""
        name = base.get("", [known or capfirst(self.opts.verbose_name)])[0]
        if is_gone and (typed or known):
            title, status = _("Inzwischen gelöscht"), 410
            sentence = _("„%s“ wurde inzwischen gelöscht; gespeichert ist nichts.")
            if typed:
                sentence = _(
                    "„%s“ wurde inzwischen gelöscht; gespeichert ist nichts. Was Sie geschrieben haben, steht hier."
                )
        else:
            title, status = _("Nicht gesichert"), 403
            sentence = _(
                "„%s“ dürfen Sie mit diesem Konto nicht sichern; gespeichert ist nichts. Was Sie geschrieben haben, steht hier."
            )
        context = self.admin_site.each_context(request) | {
            "title": title,
            "opts": desk.opts,
            "sentence": sentence % name,
            "typed": typed,
            "carried": sent_anew(request.POST, formsets),
            "files": [file.name for _name, some in request.FILES.lists() for file in some],
            "may_add": typed and desk.has_add_permission(request),
        }
        answer = render(request, "desk/out_of_reach.html", context, status=status)
        answer.typed = typed
        return answer

    def get_deleted_objects(self, objs, request):
        """Leave out the rows that tie things together and have no page here; below one thing stands all that goes with it."""
        deleted, counts, *rest = super().get_deleted_objects(objs, request)
        models_here = all_apps.get_models(include_auto_created=True)
        unseen = [model for model in models_here if not self.admin_site.is_registered(model)]
        ties = [model._meta for model in unseen if model is not Attachment]
        names = tuple(f"{capfirst(tie.verbose_name)}: " for tie in ties)
        plurals = [tie.verbose_name_plural for tie in ties]
        counts = {name: count for name, count in counts.items() if name not in plurals}
        lines = without_lines(deleted, names)
        if len(objs) == 1:  # comments, which no foreign key ties to it, Django names beside it
            first, *others = lines
            below = others.pop(0) if others and isinstance(others[0], list) else []
            lines = [first, below + others] if below or others else [first]
        return [lines, counts, *rest]

    @method_decorator(csrf_protect)
    def delete_view(self, request, object_id, extra_context=None):
        """Ask before deleting; again where somebody saved while the question stood there."""
        own, item = f"{self.opts.label_lower}:{object_id}", self.get_object(request, object_id)
        if item is None or not self.has_delete_permission(request, item):
            return self._delete_view(request, object_id, extra_context)
        now = base_of(*self.forms_of(request, item))
        opened_at, base = opened(request.POST, own)
        if base is not None and base != now:
            request.POST = QueryDict()
            text = _(
                "Noch nicht gelöscht: Seit Sie gefragt wurden, ist etwas geändert worden (%s). Bitte sehen Sie es noch einmal an."
            )
            messages.warning(request, text % self.text_of(item, opened_at))
        context = {"merge_base": sign(now, own)} | (extra_context or {})
        return self._delete_view(request, object_id, context)


def without_lines(lines, starts):
    """Return the nested list ``lines`` without texts that begin with one of ``starts``, and empty lists."""
    kept = [without_lines(line, starts) if isinstance(line, list) else line for line in lines]
    return [
        line for line in kept if line and (isinstance(line, list) or not line.startswith(starts))
    ]


class UndecidedForm:
    """Before a form of the desk: it is refused because its ``merge`` is open (``wiq_site.kit.merging``)."""

    def _post_clean(self):
        super()._post_clean()
        if self.merge.conflicts:
            sentence = _(
                "Gespeichert ist noch nichts: Während Sie schrieben, wurde dasselbe auch anderswo geändert. Beide Texte stehen hier nebeneinander; bitte wählen Sie, welcher gilt."
            )
            self.add_error(None, sentence)
        deleted, moved = in_quotes(self.merge.revived.values())
        if deleted:
            sentence = _(
                "Gespeichert ist noch nichts: Inzwischen gelöscht wurde %(names)s. Was Sie dort geschrieben haben, steht unten in einer neuen Zeile und wird beim nächsten Sichern neu angelegt, eine Datei nur, wenn Sie sie noch einmal wählen. Soll es gelöscht bleiben, leeren Sie die Zeile."
            )
            self.add_error(None, sentence % {"names": deleted})
        if moved:
            sentence = _(
                "Gespeichert ist noch nichts: Inzwischen verschoben wurde %(names)s. Was Sie geschrieben haben, steht unten in einer neuen Zeile und würde beim nächsten Sichern hier noch einmal angelegt. Gehört es dorthin, übertragen Sie es, und leeren Sie die Zeile."
            )
            self.add_error(None, sentence % {"names": moved})


def message_in_words(message):
    """Return the ``message`` of a log entry, a text or what Django lists for a form, as it is read."""
    text = json.dumps(message) if isinstance(message, list) else str(message)
    return LogEntry(change_message=text).get_change_message()


def in_quotes(rows):
    """Return the names of those of ``rows``, pairs of ``Merge``, that are deleted, and of those that belong to another now."""
    deleted, moved = [], []
    for name, owner in rows:
        place = _(" (jetzt bei „%s“)") % owner if owner else ""
        (moved if owner else deleted).append(f"„{name}“{place}")
    return ", ".join(deleted), ", ".join(moved)


def say_what_was_merged(request, merge):
    """Tell what came in from somebody else's saving, and which rows are gone."""
    if merge.taken:
        text = _("Inzwischen anderswo geändert und übernommen: %s")
        messages.info(request, text % ", ".join(merge.taken))
    deleted, moved = in_quotes(merge.dropped)
    if deleted:
        messages.info(request, _("Inzwischen gelöscht: %s") % deleted)
    if moved:
        messages.info(request, _("Inzwischen verschoben: %s") % moved)


def forms_by_name(context):
    """Return the bound forms of an admin page as [(what a row is called, or "", form)]."""
    named = [("", context["adminform"].form)]
    for inline in context["inline_admin_formsets"]:
        name = inline.opts.verbose_name
        named += [(f"{name} {n}", form) for n, form in enumerate(inline.formset.forms, 1)]
    return [(name, form) for name, form in named if form.is_bound]


def errors_of_rows(context):
    """Return what is wrong with all rows of one kind together, as ``errors_at_fields`` does."""
    formsets = [(inline.opts, inline.formset) for inline in context["inline_admin_formsets"]]
    return [
        (f"{formset.prefix}-group", opts.verbose_name_plural, list(errors))
        for opts, formset in formsets
        if formset.is_bound and (errors := formset.non_form_errors())
    ]


def ask_about_correction(request, item):
    """Ask whoever changed what is public whether readers are to know, with the way to where that is said."""
    text = _(
        'Das ist öffentlich. War es eine Berichtigung, von der Leser erfahren sollen? <a href="{}#id_corrected_at_0">Berichtigung eintragen</a>'
    )
    messages.info(request, format_html(text, change_page(item.corrected_at_place)))


class LookAdmin(ContentAdmin):
    """Content with a page of its own, to be seen in ``preview_template`` while its form still stands in the browser."""

    preview_template = None

    def get_urls(self):
        look, name = (
            self.admin_site.admin_view(self.look),
            f"{self.opts.app_label}_{self.opts.model_name}_look",
        )
        own = [path(f"{pk}ansehen/", look, name=name) for pk in ("", "<int:pk>/")]
        return [*own, *super().get_urls()]

    def preview_context(self, item):
        """Return what ``preview_template`` needs beside ``object``."""
        return {}

    def preview_page(self, request, item, **context):
        """Return the page of ``item`` in the website's own template, with what else stands above it."""
        context |= {"object": item, self.opts.model_name: item, "preview": True}
        return render(request, self.preview_template, context | self.preview_context(item))

    def preview_queryset(self):
        return self.model.objects.all()

    @method_decorator(require_POST)
    def look(self, request, pk=None):
        """Show the page as its form stands in the browser, by the website's own template; nothing is stored.

        What a field does not take is left as it was; attachments are those that are stored.
        """
        item = get_object_or_404(self.preview_queryset(), pk=pk) if pk else self.model(pk=0)
        may = self.has_change_permission(request, item) if pk else self.has_add_permission(request)
        if not may:
            raise PermissionDenied
        form = self.get_form(request, item if pk else None, change=bool(pk))
        Attempt(request)  # a picture may have been uploaded before its form
        form = form(request.POST, request.FILES, instance=item)
        form.is_valid()
        if "image" in request.FILES and "image" not in form.errors:
            show_at_once(item, request.FILES["image"])
        try:
            for name in item.markdown_fields:
                setattr(item, f"{name}_html", item.render(name))
        except MarkupError as error:
            messages.error(request, error)
        item.slug = item.slug or "neu"  # of its address as it will be, nothing leads there
        self.dress(item, form.cleaned_data)
        return self.preview_page(request, item)

    def dress(self, item, typed):
        """Give ``item``, which is not stored, what else its page shows of the fields ``typed``."""

    def state_of(self, request, item):
        """Return how ``item``, as it is stored, stands, in words and with the buttons that fit; None is a new one."""
        stored = item and item.pk and item.as_stored()
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_look"
        return {
            "look": reverse(name, args=[stored.pk] if stored else []),
            "sentences": (stored or self.model()).state_sentences(),
        }

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        context["state"] = self.state_of(request, obj)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)


class PreviewAdmin(LookAdmin):
    """Content whose draft editors see as it will look; a link above its form leads there."""

    form = AskBeforeHidingForm
    publish_label = _("Jetzt veröffentlichen")

    def save_related(self, request, form, formsets, change):
        """Ask of a text that was public already whether readers are to know that it was corrected."""
        super().save_related(request, form, formsets, change)
        if "_link" in request.POST:
            drafts.start(form.instance)
            text = _("Wer den Link hat, sieht den Entwurf, wie er gerade gesichert ist.")
            messages.info(request, text)
        if "_end_link" in request.POST:
            drafts.links_of(form.instance).delete()
            messages.info(request, _("Der Link zum Zeigen gilt nicht mehr."))
        item, texts = form.instance, {*form.changed_data}
        is_told = change and isinstance(item, Correctable) and item.tells_corrections
        if not is_told or texts & {*form.DATES, "corrected_at", "correction_note"}:
            return
        if texts & {*item.text_fields()} or any(formset.has_changed() for formset in formsets):
            ask_about_correction(request, item)

    def get_urls(self):
        wrap, name = self.admin_site.admin_view, f"{self.opts.app_label}_{self.opts.model_name}"
        return [
            path("<int:pk>/vorschau/", wrap(self.preview), name=f"{name}_preview"),
            path("<int:pk>/zurueckziehen/", wrap(self.withdraw), name=f"{name}_withdraw"),
            *super().get_urls(),
        ]

    @method_decorator(require_POST)
    def withdraw(self, request, pk):
        """Take something off the website instead of deleting it: its address says so, its text stays."""
        item = get_object_or_404(self.model, pk=pk)
        if not self.has_change_permission(request, item):
            raise PermissionDenied
        if item.is_published():
            item.withdrawn_at = timezone.now()
            item.save()
            self.log_change(request, item, _("Zurückgezogen."))
            messages.success(request, _("„%s“ ist zurückgezogen. Der Text ist noch hier.") % item)
        return redirect(change_page(item))

    def preview(self, request, pk):
        """Show the page of a draft, in the website's own template."""
        item = get_object_or_404(self.preview_queryset(), pk=pk)
        if not self.has_view_permission(request, item):
            raise PermissionDenied
        return self.preview_page(request, item)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """A button that sets a date stays at the form, which tells then how things are."""
        staying = "_publish _withdraw _restore _submit _return _link _end_link".split()
        if {*staying} & request.POST.keys():
            request.POST = request.POST.copy()
            request.POST["_continue"] = "1"
        return super().changeform_view(request, object_id, form_url, extra_context)

    def hints(self, request, item):
        """Return sentences on what to look at before ``item``, as it is stored, is published."""
        dead = (_("Muss: %s") % told for told in dead_link_sentences(item, request))
        return [*dead, *(text for hints in text_hints for text in hints(item))]

    def state_of(self, request, item):
        stored = item and item.pk and item.as_stored()
        (since, until), *_others = (stored or self.model()).spans()
        buttons, opening = [], next(n for n in self.form.DATES if hasattr(self.model, n))
        if since and until and until <= timezone.now():
            buttons.append(("_restore", _("Wieder zeigen")))
        elif not is_public(None, since, until):
            buttons.append(("_publish", self.publish_label))
        if stored and stored.is_published():
            buttons.append(("_withdraw", _("Zurückziehen")))
        is_coming = any(name == "_publish" for name, _label in buttons)
        return super().state_of(request, item) | {
            "buttons": buttons,
            "when": f"id_{opening}_0" if is_coming else "",
            "link": self.link_to_draft(request, stored),
            "hints": self.hints(request, stored) if stored and not stored.is_published() else [],
        }

    def link_to_draft(self, request, item):
        """Return address and end of the link that shows the draft ``item``, both None without one; None for what is public or new."""
        if not item or not drafts.is_draft(item):
            return None
        link = drafts.links_of(item).filter(until__gt=timezone.now()).first()
        return {"address": link and drafts.address_of(link, request), "until": link and link.until}

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if obj and not (obj.is_published() and obj.slug):
            context["view_on_site_label"] = _("Vorschau ansehen")
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def view_on_site(self, item):
        """Return the public address, or that of the preview as long as there is none.

        A slug that was just emptied, or is none, is none: the form comes back with it.
        """
        with suppress(NoReverseMatch):
            if item.is_published():
                return item.get_absolute_url()
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_preview"
        return reverse(name, args=[item.pk])


class AttachmentInline(GenericStackedInline):
    model = Attachment
    extra = 1  # without JavaScript nothing adds a row
