"""The editors' desk of posts: write, preview, publish, correct, withdraw."""

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from blog.models import Post
from blog.reading import post_context
from blog.states import state_of
from blog.widgets import TOPIC_FIELDS
from wiq_site.admin import AttachmentInline, PreviewAdmin


class StateFilter(admin.SimpleListFilter):
    title = _("Zustand")
    parameter_name = "zustand"

    def lookups(self, request, model_admin):
        return [
            ("entwurf", _("Entwurf")),
            ("geplant", _("geplant")),
            ("oeffentlich", _("öffentlich")),
            ("zurueckgezogen", _("zurückgezogen")),
        ]

    def queryset(self, request, queryset):
        choices = {
            "entwurf": lambda: queryset.filter(published_at=None),
            "geplant": lambda: queryset.filter(published_at__gt=timezone.now()),
            "oeffentlich": queryset.published,
            "zurueckgezogen": lambda: queryset.exclude(withdrawn_at=None),
        }
        return choices[self.value()]() if self.value() in choices else queryset


@admin.register(Post)
class PostAdmin(PreviewAdmin):
    list_display = ["title", "state", "published_at", "author"]
    list_filter = [StateFilter, "topics"]
    search_fields = ["title", "teaser", "body", "easy_summary"]
    actions = ["publish_now"]
    inlines = [AttachmentInline]
    formfield_overrides = TOPIC_FIELDS
    preview_template = "blog/post_detail.html"
    fieldsets = [
        (None, {"fields": ["title", "teaser", "body", "topics", "author"]}),
        (_("Leichte Sprache"), {"fields": ["easy_summary"]}),
        (_("Bild"), {"fields": ["image", "image_alt", "image_credit"]}),
        (_("Veröffentlichen"), {"fields": ["published_at", "comments_open_until", "slug"]}),
        (
            _("Berichtigen oder zurückziehen"),
            {
                "fields": ["corrected_at", "correction_note", "withdrawn_at"],
                "classes": ["collapse"],
            },
        ),
    ]

    def preview_context(self, post):
        return post_context(post)

    @admin.display(description=_("Zustand"))
    def state(self, post):
        return state_of(post)

    @admin.action(description=_("Jetzt veröffentlichen"), permissions=["change"])
    def publish_now(self, request, posts):
        drafts = posts.filter(published_at=None)
        count = 0
        for post in drafts:
            post.published_at = timezone.now()
            post.save()
            self.log_change(request, post, str(_("veröffentlicht")))
            count += 1
        message = ngettext(
            "%(count)d Beitrag ist jetzt öffentlich.",
            "%(count)d Beiträge sind jetzt öffentlich.",
            count,
        )
        self.message_user(request, message % {"count": count})
