"""The editors' desk of topics: rename, merge, see where one is used."""

from collections import Counter
from itertools import product

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from blog.admin.merging import chosen_pair, merge_page
from blog.admin.renaming import TopicForm, said_of_address
from blog.merging import remove
from blog.models import Topic
from blog.suggestions import judged, suggestions
from wiq_site.contents import topic_uses

LONGEST_TYPED = 2000  # characters


@admin.register(Topic)
class TopicAdmin(admin.ModelAdmin):
    form = TopicForm
    list_display = ["name", "kind", "state", "featured", "posts"]
    list_filter = ["kind", "state", "featured"]
    search_fields = ["name", "slug", "summary"]
    actions = ["merge_selected"]
    readonly_fields = ["where_used"]
    fieldsets = [
        (
            None,
            {"fields": ["name", "kind", "state", "summary", "description", "contact", "featured"]},
        ),
        (_("Bild"), {"fields": ["image", "image_alt", "image_credit"], "classes": ["collapse"]}),
        (_("Adresse"), {"fields": ["slug"]}),
    ]
    fieldsets_of_change = [
        *fieldsets[:-1],
        (_("Adresse"), {"fields": ["slug", "follow_name"]}),
        (_("Wo wird das Thema verwendet?"), {"fields": ["where_used"]}),
    ]
    delete_confirmation_template = "admin/blog/topic/delete_confirmation.html"
    delete_selected_confirmation_template = "admin/blog/topic/delete_selected_confirmation.html"

    def get_fieldsets(self, request, obj=None):
        return self.fieldsets_of_change if obj else self.fieldsets

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(posts=Count("tagged_posts"))

    def get_urls(self):
        wrap = self.admin_site.admin_view
        return [
            path("vorschlaege/", wrap(self.suggest), name="blog_topic_suggestions"),
            path("<int:pk>/zusammenfuehren/", wrap(self.merge), name="blog_topic_merge"),
            *super().get_urls(),
        ]

    def view_on_site(self, topic):
        is_there = topic.is_published() and topic.slug  # emptied in a form that comes back
        return topic.get_absolute_url() if is_there else None

    @admin.display(description=_("Beiträge"), ordering="posts")
    def posts(self, topic):
        return topic.posts

    @admin.display(description=_("verwendet in"))
    def where_used(self, topic):
        found = [(uses.label, uses.listed(topic)) for uses in topic_uses]
        return render_to_string("admin/blog/topic/_uses.html", {"found": found})

    def suggest(self, request):
        """What the field for topics offers for what is typed, as JSON."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        text, part = (request.GET.get(key, "")[:LONGEST_TYPED] for key in ("text", "teil"))
        offered = suggestions(part, text) if "teil" in request.GET else []
        return JsonResponse({"offered": offered, "status": judged(text, len(offered), part)})

    def merge(self, request, pk):
        return merge_page(self, request, pk)

    @admin.action(description=_("Themen zusammenführen …"), permissions=["delete"])
    def merge_selected(self, request, topics):
        pair = chosen_pair(topics)
        if pair is None:
            message = _("Bitte wählen Sie die zwei Themen aus, die eines werden sollen.")
            return self.message_user(request, message, messages.ERROR)
        topic, other = pair
        address = reverse("admin:blog_topic_merge", args=[topic.pk])
        return redirect(f"{address}?ziel={other.pk}" if other else address)

    def save_model(self, request, topic, form, change):
        super().save_model(request, topic, form, change)
        message = change and said_of_address(topic, form)
        if message:
            self.message_user(request, message, messages.INFO)

    def get_deleted_objects(self, topics, request):
        """Name what loses a topic, for nothing but the topic itself is deleted."""
        counts, lines = Counter(), []
        for topic, uses in product(topics, topic_uses):
            listed = uses.listed(topic)
            counts[uses.label] += len(listed)
            lines += [f"{topic} – {uses.label}: {use.title} ({use.state})" for use in listed]
        forbidden = set() if self.has_delete_permission(request) else {self.opts.verbose_name}
        return lines, counts, forbidden, []

    def delete_model(self, request, topic):
        remove(topic)

    def delete_queryset(self, request, topics):
        for topic in topics:
            remove(topic)
