"""The moderators' desk: the queue of comments, words to look out for, one person's data."""

import json
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.contrib.admin.models import CHANGE, DELETION, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from comments import links, moderation, privacy, targets
from comments.forms import AnswerForm, EditForm, ReasonForm
from comments.models import BlockedWord, Comment, CommentReport
from comments.moderation import State
from wiq_site.kit import changes
from wiq_site.kit.dates import day_and_hour
from wiq_site.kit.http import change_page
from wiq_site.kit.logs import audit
from wiq_site.pages.content_admin import ContentAdmin

WHOLE = 600  # characters of a comment that the list shows


@admin.register(BlockedWord)
class BlockedWordAdmin(ContentAdmin):
    list_display = ["word", "action"]
    list_filter = ["action"]
    search_fields = ["word"]


class ReportedFilter(admin.SimpleListFilter):
    title = _("Meldungen")
    parameter_name = "gemeldet"

    def lookups(self, request, model_admin):
        return [("offen", _("offene Meldung")), ("ja", _("je gemeldet"))]

    def queryset(self, request, comments):
        reported = {"offen": Q(decided_at=None), "ja": Q()}
        wanted = reported.get(self.value())
        if wanted is None:
            return comments
        return comments.filter(pk__in=CommentReport.objects.filter(wanted).values("comment"))


class ReasonActionForm(ActionForm, ReasonForm):
    """The bar of actions with the reason they are taken for."""

    words = None
    field_order = ["action"]


def neutral_name(pk):
    """Return what the log calls the comment ``pk``: it outlives comments and must hold no word of them."""
    return gettext("Kommentar %d") % pk


def log(user, comments, message, flag=CHANGE):
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


def decision(state, description):
    """Return the action by which ``state`` is decided on all that is chosen, for the reason beside it."""

    @admin.action(description=description, permissions=["change"])
    def decide_on_all(model_admin, request, comments):
        options = {"by": request.user, "reason": model_admin.listed_reason(request)}
        seen = model_admin.as_seen(request, comments)
        moved = [item for item in seen if moderation.decide(item, state, **options)]
        log(request.user, moved, str(state.label))
        message = ngettext(
            "%(count)d Kommentar: %(state)s.", "%(count)d Kommentare: %(state)s.", len(moved)
        )
        values = {"count": len(moved), "state": state.label}
        model_admin.message_user(request, message % values)

    return decide_on_all


@admin.register(Comment)
class CommentAdmin(ContentAdmin):
    """The queue of comments: waiting ones first; each decision is a button of its own, actions are for many."""

    list_display = ["beginning", "buttons", "noticed", "origin", "state"]
    list_filter = ["state", ReportedFilter, "created_at"]
    list_per_page = 50
    search_fields = ["name", "text"]
    search_help_text = _(
        "Sucht in Namen und Texten; nach E-Mail-Adressen über „Daten einer Person“."
    )
    ordering = moderation.QUEUE
    actions = ["approve", "reject", "mark_as_spam", "remove", "keep"]
    action_form = ReasonActionForm
    fields = readonly_fields = ["state", "name", "email", "created_at", "text"]

    def get_queryset(self, request):
        comments = super().get_queryset(request).select_related("parent")
        return comments.prefetch_related("target", "reports")

    def has_add_permission(self, request):
        return False

    def log_change(self, request, comment, message):
        log(request.user, [comment], message)

    def get_urls(self):
        def at(route, view, name):
            guarded = self.admin_site.admin_view(never_cache(view))
            return path(route, guarded, name=f"comments_comment_{name}")

        return [
            at("daten/", self.personal_data, "data"),
            at("<int:pk>/entscheiden/", self.decide, "decide"),
            at("<int:pk>/bearbeiten/", self.edit, "edit"),
            at("<int:pk>/antworten/", self.answer, "answer"),
            *super().get_urls(),
        ]

    def changelist_view(self, request, extra_context=None):
        own = {"desk_feed": links.desk_feed_address(request.user)}
        return super().changelist_view(request, own | (extra_context or {}))

    def get_changelist_instance(self, request):
        """Note at each comment of the list which words stand in it and whether its writer is known, each asked for once."""
        changelist = super().get_changelist_instance(request)
        among = list(BlockedWord.objects.all())
        earlier = moderation.earlier_of(changelist.result_list)
        for comment in changelist.result_list:
            comment.blocked_words = moderation.blocked_words(comment, among)
            comment.is_known = bool(earlier.get(comment.pk))
        return changelist

    @admin.display(description=_("Text"))
    def beginning(self, comment):
        """The text; what is decided on stands there whole, unless it is long."""
        return comment.text[:WHOLE] if comment.state == State.WAITING else comment.text[:120]

    @admin.display(description=_("Entscheiden"))
    def buttons(self, comment):
        """Two decisions in the form around the list, on what can be read there whole."""
        if comment.state != State.WAITING or len(comment.text) > WHOLE:
            return ""
        address = reverse("admin:comments_comment_decide", args=[comment.pk])
        address += f"?{urlencode({'seen': comment.seen, 'liste': '1'})}"
        button = '<button class="button" formaction="{}" name="decision" value="{}" aria-label="{}">{}</button> '
        words = {State.APPROVED: _("Freigeben"), State.REJECTED: _("Ablehnen")}
        rows = (
            (address, str(state), f"{comment.name}: {word}", word) for state, word in words.items()
        )
        return format_html_join("", button, rows)

    @admin.display(description=_("wer, wann, wo"), ordering="pk")
    def origin(self, comment):
        """Who wrote when and where, and unseen what was decided so far."""
        summary = f"{comment.name}, {day_and_hour(comment.created_at)}, {comment.target or '–'}"
        seen = '{}<input type="hidden" name="seen-{}" value="{}">'
        return format_html(seen, summary, comment.pk, comment.seen)

    @admin.display(description=_("Hinweise"))
    def noticed(self, comment):
        """Links, words to look out for, a known mail and open reports, in a few words."""
        link_count, reports = comment.text_html.count("<a "), comment.open_reports
        notices = [
            gettext("sieht nach Spam aus") if comment.spam_score >= moderation.LIKELY else "",
            ngettext("%d Link", "%d Links", link_count) % link_count if link_count else "",
            ngettext("%d Meldung", "%d Meldungen", reports) % reports if reports else "",
            *(gettext("Wort: %s") % word for word in comment.blocked_words),
            gettext("bekannte Mail") if comment.is_known else "",
            gettext("bearbeitet") if comment.edited_at else "",
            gettext("von der Redaktion") if comment.by_team else "",
        ]
        return ", ".join(filter(None, notices)) or "–"

    approve = decision(State.APPROVED, _("Freigeben"))
    reject = decision(State.REJECTED, _("Ablehnen"))
    mark_as_spam = decision(State.SPAM, _("Als Spam markieren"))
    remove = decision(State.REMOVED, _("Entfernen"))

    @admin.action(description=_("Meldungen beantworten: bleibt stehen"), permissions=["change"])
    def keep(self, request, comments):
        reason = self.listed_reason(request)
        seen = self.as_seen(request, comments)
        kept = [comment for comment in seen if moderation.keep_standing(comment, reason)]
        log(request.user, kept, gettext("Meldungen beantwortet: bleibt stehen"))
        message = ngettext(
            "%d Kommentar bleibt stehen.", "%d Kommentare bleiben stehen.", len(kept)
        )
        self.message_user(request, message % len(kept))

    def as_seen(self, request, comments):
        """Return those of ``comments`` that are as the list showed them; the others are told."""
        known = {item: request.POST.get(f"seen-{item.pk}", item.seen) for item in comments}
        as_seen = [item for item, seen in known.items() if seen == item.seen]
        if count := len(known) - len(as_seen):
            sentence = ngettext(
                "%d Kommentar bleibt, wie er ist: Inzwischen wurde er geändert, oder jemand hat über ihn entschieden.",
                "%d Kommentare bleiben, wie sie sind: Inzwischen wurden sie geändert, oder jemand hat über sie entschieden.",
                count,
            )
            self.message_user(request, sentence % count, messages.WARNING)
        return as_seen

    def listed_reason(self, request):
        """Return the reason that was chosen from the list, or ""."""
        listed = request.POST.get("listed", "")
        return listed if listed in map(str, moderation.REASONS) else ""

    @method_decorator(never_cache)
    def change_view(self, request, object_id, form_url="", extra_context=None):
        """Show the comment as it will stand there, between what stands around it, and the decisions."""
        comment = self.get_object(request, object_id)
        own = {"show_save": False, "show_save_and_continue": False}
        if comment is not None:
            own |= self.surroundings(comment) | {
                "shown": comment,
                "reports": comment.reports.all(),
                "steps": comment.steps.select_related("by"),
                "reason_form": ReasonForm(),
                "answer_form": AnswerForm() if moderation.is_read(comment) else None,
                "hints": moderation.hints(comment),
                "decide_url": reverse("admin:comments_comment_decide", args=[comment.pk]),
                "seen": comment.seen,
            }
        return super().change_view(request, object_id, form_url, own | (extra_context or {}))

    def view_on_site(self, comment):
        return comment.get_absolute_url() if moderation.is_read(comment) else None

    def surroundings(self, comment):
        """Return where ``comment`` stands, to be read or else to be edited, what it answers, what stands before it and its replies."""
        if comment.target is None:
            return {"target": None}
        comment.tell_place(targets.places(comment.target) if comment.about else {})
        target = targets.discussion(comment.target)
        beside = Comment.objects.published().on(*targets.thread(target))
        earlier = beside.filter(parent=comment.parent, pk__lt=comment.pk).order_by("-pk")
        return {
            "target": target,
            "place": f"{target.get_absolute_url()}#kommentare"
            if target.is_published()
            else change_page(target),
            "parent": comment.parent,
            "before": earlier.first(),
            "replies": list(beside.filter(parent=comment)[:20]),
        }

    def comment_or_404(self, request, pk):
        """Return the comment ``pk``. Raises Http404 and PermissionDenied."""
        comment = get_object_or_404(Comment, pk=pk)
        if not self.has_change_permission(request, comment):
            raise PermissionDenied
        return comment

    def decide(self, request, pk):
        """Take the decision that the pressed button names; then comes the list, or the next comment that waits."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        comment = self.comment_or_404(request, pk)
        form = ReasonForm(request.POST)
        wanted, label, done = request.POST.get("decision"), "", False
        if not form.is_valid():
            error = gettext("Der Grund ist zu lang. Bitte kürzen Sie ihn.")
        elif (request.POST.get("seen") or request.GET.get("seen")) != comment.seen:
            error = gettext(
                "Der Kommentar wurde inzwischen geändert, oder jemand hat über ihn entschieden. Bitte sehen Sie ihn noch einmal an."
            )
        elif wanted != "bleibt" and wanted not in moderation.DECISIONS:
            error = gettext("Diese Entscheidung gibt es nicht. Bitte drücken Sie einen der Knöpfe.")
        else:
            error = gettext(
                "Über diesen Kommentar ist schon entschieden, oder er ist zurückgezogen."
            )
            reason = form.reason()
            if wanted == "bleibt":
                label = gettext("Meldungen beantwortet: bleibt stehen")
                done = moderation.keep_standing(comment, reason)
            else:
                label = str(State(wanted).label)
                done = moderation.decide(comment, State(wanted), request.user, reason)
        for name in ["answer-text"] if done else ["words", "answer-text"]:
            if typed := request.POST.get(name, "").strip():
                sentence = gettext("Noch nicht abgesendet ist, was Sie geschrieben haben: „%s“")
                messages.warning(request, sentence % typed)
        if not done:
            messages.error(request, error)
            return redirect("admin:comments_comment_change", pk)
        self.log_change(request, comment, f"{label}: {reason}" if reason else label)
        messages.success(request, f"{comment.name}: {label}")
        waiting = Comment.objects.waiting().order_by(*moderation.QUEUE).first()
        if waiting and "liste" not in request.GET:
            return redirect("admin:comments_comment_change", waiting.pk)
        return redirect("admin:comments_comment_changelist")

    def edit(self, request, pk):
        """The page with the wording of the comment ``pk`` and the reason for another one."""
        if request.method == "POST":
            changes.lock(Comment(pk=pk))
        comment = self.comment_or_404(request, pk)
        form = EditForm(request.POST or None, comment)
        if form.is_valid():
            reason = form.cleaned_data["reason"]
            moderation.edit(comment, form.cleaned_data["text"], request.user, reason)
            self.log_change(request, comment, gettext("bearbeitet: %s") % reason)
            return redirect("admin:comments_comment_change", pk)
        help_text = gettext(
            "Unter dem Kommentar steht danach, dass die Redaktion ihn bearbeitet hat, wann und warum. "
            "Der frühere Text wird nicht aufgehoben."
        )
        words = {"title": gettext("Kommentar bearbeiten"), "help": help_text}
        return self.text_page(request, comment, form, words | {"button": gettext("Sichern")})

    def answer(self, request, pk):
        """Publish what the team answers to the comment ``pk``, or say why not, with the text that was typed."""
        comment = self.comment_or_404(request, pk)
        form = AnswerForm(request.POST or None)
        if form.is_valid():
            answer = moderation.answer(comment, form.cleaned_data["text"], request.user)
            if answer:
                self.log_change(request, comment, gettext("als Redaktion beantwortet"))
                messages.success(request, gettext("Ihre Antwort ist zu lesen."))
                return redirect("admin:comments_comment_change", pk)
            sentence = gettext(
                "Dieser Kommentar ist nicht mehr zu lesen; antworten lässt sich nicht."
            )
            form.add_error(None, sentence)
        words = {"title": gettext("Kommentar beantworten"), "shown": comment}
        return self.text_page(request, comment, form, words | {"button": gettext("Antworten")})

    def text_page(self, request, comment, form, words):
        """The page on which ``form`` asks for a text on ``comment``; ``words`` are title, button, and help or what is ``shown`` above."""
        context = self.admin_site.each_context(request) | words
        context |= {"opts": self.opts, "original": comment, "form": form}
        return render(request, "admin/comments/comment/text.html", context)

    def personal_data(self, request):
        """Ask for an address, show what came with it, export, anonymize or erase it; every step is logged.

        The address is posted, so that it stands in no log of addresses and in no history of a browser.
        """
        if not self.has_change_permission(request):
            raise PermissionDenied
        address = request.POST.get("mail", "").strip()[:254]
        comments, reports = list(privacy.of_person(address)), privacy.reported_by(address)
        wanted, is_known = request.POST.get("wanted"), bool(comments) or reports.exists()
        if is_known and wanted == "export":
            log(request.user, comments, gettext("Daten ausgegeben"))
            audit("export", request.user, comments=len(comments))
            text = json.dumps(privacy.export(comments, reports), ensure_ascii=False, indent=2)
            headers = {
                "Content-Type": "application/json; charset=utf-8",
                "Content-Disposition": 'attachment; filename="kommentare.json"',
            }
            return HttpResponse(text, headers=headers)
        if is_known and wanted in ("anonymous", "erase"):
            if request.POST.get("sure"):
                reports.update(email="", text="")
                audit(wanted, request.user, comments=len(comments))
                messages.success(request, self.take_away(request.user, wanted, comments))
                comments, is_known = [], False
            else:
                messages.error(request, gettext("Bitte bestätigen Sie mit dem Häkchen."))
        context = self.admin_site.each_context(request) | {
            "title": gettext("Daten einer Person"),
            "opts": self.opts,
            "mail": address,
            "comments": comments,
            "reports": reports,
            "found": is_known,
        }
        return render(request, "admin/comments/comment/personal_data.html", context)

    @changes.unit()
    def take_away(self, user, wanted, comments):
        """Erase ``comments`` or make them anonymous, also in older entries of the log; return what to say."""
        content_type = ContentType.objects.get_for_model(Comment)
        for comment in comments:
            entries = LogEntry.objects.filter(content_type=content_type, object_id=str(comment.pk))
            entries.update(object_repr=neutral_name(comment.pk))
        if wanted == "erase":
            done = privacy.erase(comments, by=user)
            log(user, done, gettext("auf Wunsch gelöscht"), DELETION)
            text = ngettext("%d Kommentar gelöscht.", "%d Kommentare gelöscht.", len(done))
        else:
            done = privacy.make_anonymous(comments)
            log(user, done, gettext("auf Wunsch anonym gemacht"))
            text = ngettext(
                "%d Kommentar ist jetzt anonym.", "%d Kommentare sind jetzt anonym.", len(done)
            )
        return text % len(done)
