"""The moderators' desk: the queue of comments, words to look out for, one person's data."""

import json

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.contrib.admin.models import CHANGE, DELETION, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Case, Count, Exists, OuterRef, Q, When
from django.http import HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext, gettext_lazy, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from comments import moderation, privacy, targets, views
from comments.forms import TextField, is_seen
from comments.links import wording
from comments.models import BlockedWord, Comment
from comments.moderation import ReasonForm, State
from wiq_site.kit.markup import plain_text, render_comment


@admin.register(BlockedWord)
class BlockedWordAdmin(admin.ModelAdmin):
    list_display = ["word", "action"]
    list_filter = ["action"]
    search_fields = ["word"]


# A comment as it will stand there, between what stands around it.


def comment_context(comment):
    """Give what the page of ``comment`` shows: its target, what it answers, what is said beside it, and
    what happened to it.
    """
    past = {"reports": comment.reports.all(), "steps": comment.steps.select_related("by")}
    target = comment.target
    if target is None:
        return past | {"shown": comment, "target": None}
    comment.about_label = targets.places(target).get(comment.about, "") if comment.about else ""
    beside = Comment.objects.shown().on(*targets.thread(targets.discussion(target)))
    earlier = beside.filter(parent=comment.parent, pk__lt=comment.pk).order_by("-pk")
    return past | {
        "shown": comment,
        "target": targets.discussion(target),
        "parent": comment.parent,
        "before": earlier.first(),
        "replies": list(beside.filter(parent=comment)[:20]),
    }


# The desk's log of comments names them by number: it outlives them and must hold no word of theirs.


def neutral_name(pk):
    """Give what the log calls the comment ``pk``."""
    return gettext("Kommentar %d") % pk


def note(user, comments, message, flag=CHANGE):
    """Keep that ``user`` did what ``message`` says to each of ``comments``."""
    content_type = ContentType.objects.get_for_model(Comment)
    LogEntry.objects.bulk_create(
        LogEntry(
            user_id=user.pk,
            content_type=content_type,
            object_id=str(comment.pk),
            object_repr=neutral_name(comment.pk),
            action_flag=flag,
            change_message=message,
        )
        for comment in comments
    )


def forget_names(comments):
    """Name ``comments`` by number in whatever an older log says of them."""
    content_type = ContentType.objects.get_for_model(Comment)
    for comment in comments:
        entries = LogEntry.objects.filter(content_type=content_type, object_id=str(comment.pk))
        entries.update(object_repr=neutral_name(comment.pk))


# What the queue shows of each comment, and how it is narrowed.


class ReportedFilter(admin.SimpleListFilter):
    title = _("Meldungen")
    parameter_name = "gemeldet"

    def lookups(self, request, model_admin):
        return [("offen", _("offene Meldung")), ("ja", _("je gemeldet"))]

    def queryset(self, request, comments):
        reported = {"offen": Q(open_reports__gt=0), "ja": Q(reports__isnull=False)}
        wanted = reported.get(self.value())
        return comments.filter(wanted).distinct() if wanted else comments


def with_hints(comments):
    """Give ``comments`` with ``open_reports`` and ``is_known``: approved before under the same mail."""
    same = Comment.objects.published().filter(email__iexact=OuterRef("email")).exclude(email="")
    return comments.annotate(
        open_reports=Count("reports", filter=Q(reports__decided_at=None, reports__isnull=False)),
        is_known=Exists(same.exclude(pk=OuterRef("pk"))),
    )


class ListColumns:
    """The columns of the queue, for a ModelAdmin of comments ``with_hints``."""

    def get_changelist_instance(self, request):
        """Note at each comment of the list which words are found in it; the words are asked for once."""
        changelist = super().get_changelist_instance(request)
        among = list(BlockedWord.objects.all())
        for comment in changelist.result_list:
            comment.found_words = moderation.words_in(comment, among)
        return changelist

    @admin.display(description=_("Text"))
    def beginning(self, comment):
        return comment.text[:120]

    @admin.display(description=_("steht unter"))
    def below(self, comment):
        return comment.target

    @admin.display(description=_("Hinweise"))
    def noticed(self, comment):
        """Links, words to look out for, a known mail and open reports, in a few words."""
        links, reports = comment.text_html.count("<a "), comment.open_reports
        found = [
            ngettext("%d Link", "%d Links", links) % links if links else "",
            ngettext("%d Meldung", "%d Meldungen", reports) % reports if reports else "",
            *(gettext("Wort: %s") % word for word in comment.found_words),
            gettext("bekannte Mail") if comment.is_known else "",
            gettext("bearbeitet") if comment.edited_at else "",
        ]
        return ", ".join(filter(None, found)) or "–"


# Decisions on many comments at once, with one reason.


class BulkActions:
    """The actions of the queue."""

    @admin.action(description=_("Freigeben"), permissions=["change"])
    def approve(self, request, comments):
        self._decide(request, comments, State.APPROVED)

    @admin.action(description=_("Ablehnen"), permissions=["change"])
    def reject(self, request, comments):
        self._decide(request, comments, State.REJECTED)

    @admin.action(description=_("Als Spam markieren"), permissions=["change"])
    def mark_as_spam(self, request, comments):
        self._decide(request, comments, State.SPAM)

    @admin.action(description=_("Entfernen"), permissions=["change"])
    def remove(self, request, comments):
        self._decide(request, comments, State.REMOVED)

    @admin.action(description=_("Meldungen beantworten: bleibt stehen"), permissions=["change"])
    def keep(self, request, comments):
        kept = [comment for comment in comments if moderation.keep(comment, _reason(request))]
        for comment in kept:
            self.log_change(request, comment, str(_("Meldungen beantwortet: bleibt stehen")))
        message = ngettext(
            "%d Kommentar bleibt stehen.", "%d Kommentare bleiben stehen.", len(kept)
        )
        self.message_user(request, message % len(kept))

    def _decide(self, request, comments, state):
        options = {"by": request.user, "reason": _reason(request)}
        moved = [item for item in comments if moderation.decide(item, state, **options)]
        for comment in moved:
            self.log_change(request, comment, str(state.label))
        message = ngettext(
            "%(count)d Kommentar: %(state)s.", "%(count)d Kommentare: %(state)s.", len(moved)
        )
        self.message_user(request, message % {"count": len(moved), "state": state.label})


def _reason(request):
    listed = request.POST.get("listed", "")
    return listed if listed in map(str, moderation.REASONS) else ""


# One decision on one comment; then comes the next that waits, so that the keyboard is enough.


def allowed(model_admin, request, pk):
    """Give the comment ``pk``. Raises Http404 and PermissionDenied."""
    comment = get_object_or_404(Comment, pk=pk)
    if not model_admin.has_change_permission(request, comment):
        raise PermissionDenied
    return comment


def decide(model_admin, request, pk):
    """Take the decision that the pressed button names, for the reason chosen beside it."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    comment = allowed(model_admin, request, pk)
    form = ReasonForm(request.POST)
    form.full_clean()
    if form.errors:
        text = gettext("Der Grund ist zu lang. Bitte kürzen Sie ihn.")
    else:
        text = _decide(model_admin, request, comment, form.reason())
    if text is not None:
        messages.error(request, text)
        return redirect("admin:comments_comment_change", pk)
    return _next()


def _decide(model_admin, request, comment, reason):
    """Decide; give the sentence why nothing was done, or None."""
    wanted = request.POST.get("decision")
    if request.POST.get("seen") != wording(comment):
        return gettext("Der Kommentar wurde inzwischen geändert. Bitte lesen Sie ihn noch einmal.")
    if wanted == "bleibt":
        done = moderation.keep(comment, reason)
        label = gettext("Meldungen beantwortet: bleibt stehen")
    elif wanted in moderation.DECISIONS:
        done = moderation.decide(comment, moderation.State(wanted), request.user, reason)
        label = str(moderation.State(wanted).label)
    else:
        return gettext("Diese Entscheidung gibt es nicht. Bitte drücken Sie einen der Knöpfe.")
    if not done:
        return gettext("Über diesen Kommentar ist schon entschieden, oder er ist zurückgezogen.")
    model_admin.log_change(request, comment, f"{label}: {reason}" if reason else label)
    messages.success(request, f"{comment.name}: {label}")
    return None


def _next():
    waiting = Comment.objects.waiting().order_by("-pk").first()
    if waiting:
        return redirect("admin:comments_comment_change", waiting.pk)
    return redirect("admin:comments_comment_changelist")


# Editing the wording of a comment: readers see when and why.


class EditForm(forms.Form):
    text = TextField()
    reason = forms.CharField(
        label=gettext_lazy("Grund, für alle zu lesen"),
        max_length=200,
        help_text=gettext_lazy("Zum Beispiel: Telefonnummer entfernt"),
    )

    def clean_text(self):
        """Refuse a text of which nothing would be seen, as the writer's own form does."""
        text = self.cleaned_data["text"]
        if not is_seen(plain_text(render_comment(text))):
            raise forms.ValidationError(self.fields["text"].error_messages["required"])
        return text


def edit(model_admin, request, pk):
    """The page with the wording of the comment ``pk`` and the reason for another one."""
    comment = allowed(model_admin, request, pk)
    form = EditForm(request.POST or None, initial={"text": comment.text})
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        moderation.edit(comment, form.cleaned_data["text"], request.user, reason)
        model_admin.log_change(request, comment, gettext("bearbeitet: %s") % reason)
        return redirect("admin:comments_comment_change", pk)
    context = model_admin.admin_site.each_context(request) | {
        "title": gettext("Kommentar bearbeiten"),
        "opts": model_admin.opts,
        "original": comment,
        "form": form,
    }
    return render(request, "admin/comments/comment/edit.html", context)


# All that came with one mail address: to be told, made anonymous or erased.
#
# The address is posted, so that it stands in no log of addresses and in no history of a browser.


def page(model_admin, request):
    """Ask for an address, show what came with it, do what was asked for; every step is logged."""
    if not model_admin.has_change_permission(request):
        raise PermissionDenied
    address = request.POST.get("mail", "").strip()[:254]
    found = list(privacy.of_person(address))
    wanted = request.POST.get("wanted")
    if found and wanted == "export":
        return _export(request, found)
    if found and wanted in ("anonymous", "erase"):
        found = _done(request, wanted, found)
    context = model_admin.admin_site.each_context(request) | {
        "title": gettext("Daten einer Person"),
        "opts": model_admin.opts,
        "mail": address,
        "found": found,
    }
    return render(request, "admin/comments/comment/personal_data.html", context)


def _export(request, found):
    note(request.user, found, gettext("Daten ausgegeben"))
    text = json.dumps(privacy.export(found), ensure_ascii=False, indent=2)
    headers = {"Content-Disposition": 'attachment; filename="kommentare.json"'}
    return HttpResponse(text, content_type="application/json; charset=utf-8", headers=headers)


@transaction.atomic
def _done(request, wanted, found):
    """Do what was confirmed and say so; give what is still found."""
    if not request.POST.get("sure"):
        messages.error(request, gettext("Bitte bestätigen Sie mit dem Häkchen."))
        return found
    forget_names(found)
    if wanted == "erase":
        done = privacy.erase(found, by=request.user)
        note(request.user, done, gettext("auf Wunsch gelöscht"), DELETION)
        text = ngettext("%d Kommentar gelöscht.", "%d Kommentare gelöscht.", len(done))
    else:
        done = privacy.make_anonymous(found)
        note(request.user, done, gettext("auf Wunsch anonym gemacht"))
        text = ngettext(
            "%d Kommentar ist jetzt anonym.", "%d Kommentare sind jetzt anonym.", len(done)
        )
    messages.success(request, text % len(done))
    return []


# The queue of comments: waiting ones first, one page to decide on each, actions for many.


class ReasonActionForm(ActionForm, ReasonForm):
    """The bar of actions with the reason they are taken for."""

    words = None


@admin.register(Comment)
class CommentAdmin(ListColumns, BulkActions, admin.ModelAdmin):
    """Decides on comments; the form itself changes nothing, each decision is a button of its own."""

    list_display = ["state", "beginning", "noticed", "name", "below", "created_at"]
    list_display_links = ["beginning"]
    list_filter = ["state", ReportedFilter, "created_at"]
    list_per_page = 50
    search_fields = ["name", "text"]
    search_help_text = _(
        "Sucht in Namen und Texten; nach E-Mail-Adressen über „Daten einer Person“."
    )
    ordering = [Case(When(state=Comment.State.WAITING, then=0), default=1), "-pk"]
    actions = ["approve", "reject", "mark_as_spam", "remove", "keep"]
    action_form = ReasonActionForm
    fields = readonly_fields = ["state", "name", "email", "created_at", "text"]

    def get_queryset(self, request):
        comments = super().get_queryset(request)
        return with_hints(comments).select_related("parent").prefetch_related("target")

    def has_add_permission(self, request):
        return False

    def log_change(self, request, comment, message):
        note(request.user, [comment], message)

    def get_urls(self):
        def at(route, view, name):
            guarded = self.admin_site.admin_view(never_cache(view))
            return path(route, guarded, name=f"comments_comment_{name}")

        return [
            at("daten/", self.personal_data, "data"),
            at("<int:pk>/entscheiden/", self.decide, "decide"),
            at("<int:pk>/bearbeiten/", self.edit, "edit"),
            *super().get_urls(),
        ]

    def changelist_view(self, request, extra_context=None):
        own = {"desk_feed": views.address(request.user)}
        return super().changelist_view(request, own | (extra_context or {}))

    @method_decorator(never_cache)
    def change_view(self, request, object_id, form_url="", extra_context=None):
        comment = self.get_object(request, object_id)
        own = {"show_save": False, "show_save_and_continue": False}
        if comment is not None:
            own |= comment_context(comment)
            own |= {"reason_form": ReasonForm(), "hints": moderation.hints(comment)}
            own |= {"decide_url": reverse("admin:comments_comment_decide", args=[comment.pk])}
            own |= {"seen": wording(comment)}
        return super().change_view(request, object_id, form_url, own | (extra_context or {}))

    def decide(self, request, pk):
        return decide(self, request, pk)

    def edit(self, request, pk):
        return edit(self, request, pk)

    def personal_data(self, request):
        return page(self, request)
