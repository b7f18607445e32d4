"""The editors' desk of posts and topics."""

from collections import Counter
from itertools import product

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import path, reverse, reverse_lazy
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from taggit.forms import TagWidget
from taggit.managers import TaggableManager

from blog.models import Post, Topic, state_of
from blog.topics import judged, merge, plan_merge, remove, suggestions
from blog.views import post_context
from wiq_site.kit.registries import topic_uses
from wiq_site.pages.admin import AttachmentInline, PreviewAdmin
from wiq_site.pages.redirects import new_path_of

# Typing topics: a plain text field that suggests existing ones where JavaScript runs.


class TopicsInput(TagWidget):
    """Topics separated by commas; static/js/topic-suggest.js makes it a combobox."""

    class Media:
        js = [forms.Script("js/topic-suggest.js", type="module")]

    def __init__(self, attrs=None):
        suggest = {
            "class": "vTextField",
            "data-topic-suggest": reverse_lazy("admin:blog_topic_suggestions"),
            "data-suggest-label": _("Vorhandene Themen"),
        }
        super().__init__(suggest | (attrs or {}))

    def render(self, *args, **kwargs):
        return format_html('<div class="topic-suggest">{}</div>', super().render(*args, **kwargs))


TOPIC_FIELDS = {TaggableManager: {"widget": TopicsInput}}  # for a ModelAdmin's formfield_overrides


# The editors' desk of posts: write, preview, publish, correct, withdraw.


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


# Renaming a topic: its address follows the name only when an editor says so, and never unsaid.


class TopicForm(forms.ModelForm):
    """A topic with the box that lets its address follow its name."""

    follow_name = forms.BooleanField(
        label=_("Adresse dem Namen anpassen"),
        required=False,
        help_text=_("Die alte Adresse leitet dann für immer auf die neue weiter."),
    )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("follow_name") and "slug" not in self.changed_data:
            cleaned["slug"] = ""  # Topic.clean makes it from the name
        return cleaned


def said_of_address(topic, form):
    """Give what editors should know of the address after ``form`` changed ``topic``, or ""."""
    new, slug = topic.get_absolute_url(), form.initial["slug"]
    old = reverse("blog:topic", args=[slug])
    if old == new:
        stays = "name" in form.changed_data and slug != topic.slugify(topic.name)
        message = _STAYS if stays else ""
    else:
        message = _MOVED if new_path_of(old) == new else _NEW
    return message and message % {"old": old, "new": new}


_STAYS = _(
    "Die Adresse bleibt %(old)s. Soll sie dem neuen Namen folgen, "
    "kreuzen Sie „Adresse dem Namen anpassen“ an und sichern Sie noch einmal."
)
_MOVED = _("Die Adresse ist jetzt %(new)s. Die alte, %(old)s, leitet dorthin weiter.")
_NEW = _("Die Adresse ist jetzt %(new)s.")


# The page "Themen zusammenführen": choose the target, see what would happen, then do it.


class TargetForm(forms.Form):
    """Which topic stays."""

    ziel = forms.ModelChoiceField(
        Topic.objects.none(),
        label=_("Dieses Thema bleibt"),
        error_messages={
            "invalid_choice": _("Dieses Thema gibt es nicht mehr. Bitte wählen Sie ein anderes.")
        },
    )

    def __init__(self, topic, data):
        super().__init__(data or None)
        self.fields["ziel"].queryset = Topic.objects.exclude(pk=topic.pk)


def chosen_pair(topics):
    """Give of one or two chosen ``topics`` the one to go and the one to stay, or None of others.

    The one that fewer posts carry goes; of one alone it is still open which stays.
    """
    in_order = list(topics.order_by("posts", "-pk")[:3])
    return (*in_order, None)[:2] if 1 <= len(in_order) <= 2 else None


def merge_page(model_admin, request, pk):
    """Show the choice, then what would happen, then merge. Nothing happens that was not shown."""
    if not (
        model_admin.has_change_permission(request) and model_admin.has_delete_permission(request)
    ):
        raise PermissionDenied
    topic = get_object_or_404(Topic, pk=pk)
    form = TargetForm(topic, request.POST if request.method == "POST" else request.GET)
    plan = plan_merge(topic, form.cleaned_data["ziel"]) if form.is_valid() else None
    if request.method == "POST" and plan and not plan.obstacles:
        return _merged(model_admin, request, plan)
    context = model_admin.admin_site.each_context(request) | {
        "title": _("Themen zusammenführen"),
        "opts": model_admin.opts,
        "topic": topic,
        "form": form,
        "plan": plan,
    }
    return render(request, "admin/blog/topic/merge.html", context)


def _merged(model_admin, request, plan):
    topic, other = plan.topic, plan.other
    names = {"topic": topic.name, "other": other.name, "address": topic.get_absolute_url()}
    with transaction.atomic():
        model_admin.log_deletions(request, [topic])
        message = _("„%(topic)s“ (%(address)s) hierher zusammengeführt") % names
        model_admin.log_change(request, other, str(message))
        merge(topic, other)
    messages.success(request, _("„%(topic)s“ ist jetzt in „%(other)s“ aufgegangen.") % names)
    return redirect("admin:blog_topic_change", other.pk)


# The editors' desk of topics: rename, merge, see where one is used.


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
