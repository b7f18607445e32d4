from django.contrib import admin
from django.db.models import Case, When
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from comments import words_admin  # noqa: F401  registers itself
from comments.models import Comment, CommentReport, CommentStep
from wiq_site.markup import render_comment


class StepInline(admin.TabularInline):
    model = CommentStep
    extra = 0
    can_delete = False
    readonly_fields = ["state", "at", "by", "reason"]

    def has_add_permission(self, request, obj=None):
        return False


class ReportInline(admin.TabularInline):
    model = CommentReport
    extra = 0
    can_delete = False
    readonly_fields = ["reason", "text", "created_at"]

    def has_add_permission(self, request, obj=None):
        return False


@admin.register(Comment)
class CommentAdmin(admin.ModelAdmin):
    """Decides on comments; what a reader typed is never edited here."""

    list_display = ["state", "beginning", "name", "below", "created_at"]
    list_display_links = ["beginning"]
    list_filter = ["state", "created_at"]
    search_fields = ["name", "text", "email"]
    ordering = [Case(When(state=Comment.State.WAITING, then=0), default=1), "-pk"]
    actions = ["approve", "reject", "mark_as_spam"]
    inlines = [ReportInline, StepInline]
    readonly_fields = ["below", "answers", "name", "email", "created_at", "as_shown", "text"]
    fields = ["below", "answers", ("name", "email"), "created_at", "as_shown", "text", "state"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("parent").prefetch_related("target")

    def has_add_permission(self, request):
        return False

    def save_model(self, request, comment, form, change):
        if "state" in form.changed_data:
            comment.move_to(comment.state, by=request.user)

    @admin.display(description=_("Text"))
    def beginning(self, comment):
        return comment.text[:120]

    @admin.display(description=_("steht unter"))
    def below(self, comment):
        return comment.target

    @admin.display(description=_("Antwort auf"))
    def answers(self, comment):
        return comment.parent or "–"

    @admin.display(description=_("so erscheint er"))
    def as_shown(self, comment):
        return render_comment(comment.text)

    @admin.action(description=_("Freigeben"), permissions=["change"])
    def approve(self, request, comments):
        self._move(request, comments, Comment.State.APPROVED)

    @admin.action(description=_("Ablehnen"), permissions=["change"])
    def reject(self, request, comments):
        self._move(request, comments, Comment.State.REJECTED)

    @admin.action(description=_("Als Spam markieren"), permissions=["change"])
    def mark_as_spam(self, request, comments):
        self._move(request, comments, Comment.State.SPAM)

    def _move(self, request, comments, state):
        moved = [comment for comment in comments if comment.state != state]
        for comment in moved:
            comment.move_to(state, by=request.user)
            self.log_change(request, comment, str(state.label))
        message = ngettext(
            "%(count)d Kommentar: %(state)s.", "%(count)d Kommentare: %(state)s.", len(moved)
        )
        self.message_user(request, message % {"count": len(moved), "state": state.label})
