"""The queue of comments: waiting ones first, one page to decide on each, actions for many."""

from django.contrib import admin
from django.contrib.admin.helpers import ActionForm
from django.db.models import Case, When
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from comments import moderation
from comments.admin import deciding, editing, log, personal_data
from comments.admin.bulk import BulkActions
from comments.admin.context import comment_context
from comments.admin.lists import ListColumns, ReportedFilter, with_hints
from comments.decision_links import wording
from comments.models import Comment
from comments.reasons import ReasonForm
from comments.views import desk_feed


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
        log.note(request.user, [comment], message)

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
        own = {"desk_feed": desk_feed.address(request.user)}
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
        return deciding.decide(self, request, pk)

    def edit(self, request, pk):
        return editing.edit(self, request, pk)

    def personal_data(self, request):
        return personal_data.page(self, request)
