from django.contrib import admin
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from blog.models import Post, Topic
from blog.reading import post_context
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
    search_fields = ["title", "teaser", "body"]
    actions = ["publish_now"]
    inlines = [AttachmentInline]
    preview_template = "blog/post_detail.html"
    fieldsets = [
        (None, {"fields": ["title", "teaser", "body", "topics", "author"]}),
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
        if post.published_at is None:
            return _("Entwurf")
        if post.withdrawn_at and post.withdrawn_at <= timezone.now():
            return _("zurückgezogen")
        return _("öffentlich") if post.published_at <= timezone.now() else _("geplant")

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


@admin.register(Topic)
class TopicAdmin(admin.ModelAdmin):
    list_display = ["name", "kind", "state", "featured", "uses"]
    list_filter = ["kind", "state", "featured"]
    search_fields = ["name", "slug", "summary"]
    fieldsets = [
        (
            None,
            {"fields": ["name", "kind", "state", "summary", "description", "contact", "featured"]},
        ),
        (_("Bild"), {"fields": ["image", "image_alt", "image_credit"], "classes": ["collapse"]}),
        (_("Adresse"), {"fields": ["slug"], "classes": ["collapse"]}),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(uses=Count("tagged_posts"))

    def view_on_site(self, topic):
        return topic.get_absolute_url() if topic.is_published() else None

    @admin.display(description=_("Beiträge"), ordering="uses")
    def uses(self, topic):
        return topic.uses
