"""The editors' desk of posts and topics."""

import secrets
from collections import Counter
from contextlib import suppress
from functools import partial
from itertools import product

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.contrib.admin.utils import flatten_fieldsets
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, path, reverse, reverse_lazy
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from taggit.forms import TagWidget
from taggit.managers import TaggableManager

from blog.models import IDEA_TOPIC, Post, Topic, known_topics
from blog.topics import describe_names, merge, plan_merge, remove, suggestions
from blog.views import post_context, topic_context
from wiq_site.kit import changes
from wiq_site.kit.dates import day_and_hour
from wiq_site.kit.forms import TYPED_FIELDS, AskBeforeHidingForm
from wiq_site.kit.http import etag_of
from wiq_site.kit.images import ImageForm
from wiq_site.kit.markup import links_without_address
from wiq_site.kit.registries import topic_uses
from wiq_site.pages import history
from wiq_site.pages.content_admin import AttachmentInline, LookAdmin, PreviewAdmin, yes_or_no
from wiq_site.pages.views import dead_links

IMAGE_FIELDS = ["image", "image_focus", "image_alt", "image_decorative", "image_credit"]


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


class StateFilter(admin.SimpleListFilter):
    """Drafts, scheduled, public or withdrawn posts."""

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
            "entwurf": queryset.filter(published_at=None),
            "geplant": queryset.filter(published_at__gt=timezone.now()),
            "oeffentlich": queryset.published(),
            "zurueckgezogen": queryset.exclude(withdrawn_at=None),
        }
        return choices.get(self.value(), queryset)


def tell_unused_contact(request, item, is_used):
    """Say of the contact of ``item`` that nothing goes there, unless ``is_used(item)``."""
    if item.contact and not is_used(item):
        sentence = _(
            "An die Kontaktadresse geht noch nichts: „Ich mache mit“ steht nur bei Lösungsteams und bei Beiträgen mit dem Thema „%s“."
        )
        messages.warning(request, sentence % IDEA_TOPIC)


class PostForm(AskBeforeHidingForm, ImageForm):
    pass


class ListForm(ActionForm):
    """The actions of a list, which know since when it is open."""

    stand = forms.IntegerField(
        label="", widget=forms.HiddenInput, initial=history.stand, required=False
    )


@admin.register(Post)
class PostAdmin(PreviewAdmin):
    """Write, preview, publish, correct and withdraw posts."""

    form = PostForm

    list_display = ["title", "state", "published_at", "author"]
    list_filter = [StateFilter, "topics"]
    search_fields = ["title", "teaser", "body", "easy_summary"]
    actions = ["publish_now"]
    action_form = ListForm
    inlines = [AttachmentInline]
    formfield_overrides = TYPED_FIELDS | {TaggableManager: {"widget": TopicsInput}}
    preview_template = "blog/post_detail.html"
    fieldsets = [
        (None, {"fields": ["title", "teaser", "body", "topics", "author", "contact"]}),
        (_("Leichte Sprache"), {"fields": ["easy_summary"]}),
        (_("Bild"), {"fields": IMAGE_FIELDS}),
        (_("Nur für Ideen"), {"fields": ["life"], "classes": ["collapse"]}),
        (
            _("Veröffentlichen"),
            {"fields": ["published_at", "pinned_until", "comments_open_until", "slug"]},
        ),
        (
            _("Berichtigen oder zurückziehen"),
            {
                "fields": ["corrected_at", "correction_note", "withdrawn_at"],
                "classes": ["collapse"],
            },
        ),
    ]

    def get_fieldsets(self, request, obj=None):
        """A field that no group below names stands in the first: a new one cannot be forgotten here."""
        (title, options), *others = groups = super().get_fieldsets(request, obj)
        if self.is_author(request):
            return groups[:3]
        fields = [f.name for f in self.opts.concrete_fields if f.editable and not f.primary_key]
        new = [name for name in fields if name not in flatten_fieldsets(groups)]
        return [(title, options | {"fields": [*options["fields"], *new]}), *others]

    def preview_context(self, post):
        return post_context(post)

    def is_author(self, request):
        """Whether whoever asks writes own drafts and nothing else: no date, no post of anybody else."""
        own = f"{self.opts.app_label}.write_own_post"
        return request.user.has_perm(own) and not super().has_change_permission(request)

    def get_queryset(self, request):
        posts = super().get_queryset(request)
        return posts.filter(owner=request.user) if self.is_author(request) else posts

    def _get_obj_does_not_exist_redirect(self, request, *args):
        """Tell authors no untruth: a post of somebody else was not deleted."""
        if not self.is_author(request):
            return super()._get_obj_does_not_exist_redirect(request, *args)
        messages.warning(request, _("Diesen Beitrag gibt es nicht, oder er ist nicht von Ihnen."))
        return redirect("admin:index")

    def has_view_permission(self, request, obj=None):
        if self.is_author(request):
            return obj is None or obj.owner_id == request.user.pk
        return super().has_view_permission(request, obj)

    def has_add_permission(self, request):
        return self.is_author(request) or super().has_add_permission(request)

    def has_change_permission(self, request, obj=None):
        if self.is_author(request):
            return obj is not None and self.is_own_draft(request, obj)
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        if self.is_author(request):
            return obj is not None and self.is_own_draft(request, obj)
        return super().has_delete_permission(request, obj)

    def is_own_draft(self, request, post):
        """Whether ``post`` is one that an author may still change; asked of what is stored, not of a form."""
        drafts = Post.objects.filter(owner=request.user, published_at=None, withdrawn_at=None)
        return drafts.filter(pk=post.pk, first_published_at=None).exists()

    def get_changeform_initial_data(self, request):
        name = request.user.get_full_name()[: Post._meta.get_field("author").max_length]
        return {"author": name} | super().get_changeform_initial_data(request)

    def get_form(self, request, *args, **kwargs):
        form = super().get_form(request, *args, **kwargs)
        return type(form.__name__, (form,), {"may_publish": not self.is_author(request)})

    def save_model(self, request, post, form, change):
        """Note whose draft it is, and when an author hands it in or somebody hands it back."""
        if not change:
            post.owner = request.user
        if "_submit" in request.POST:
            post.submitted_at = timezone.now()
            messages.success(request, _("Eingereicht. Die Redaktion sieht den Entwurf jetzt."))
        elif "_return" in request.POST or post.published_at:
            post.submitted_at = None
        super().save_model(request, post, form, change)

    def state_of(self, request, post):
        state = super().state_of(request, post)
        buttons = [] if self.is_author(request) else state["buttons"]
        stored = Post.objects.filter(pk=post.pk).first() if post else None
        if stored and stored.submitted_at and not stored.published_at:
            sentence = _("Zur Freigabe eingereicht am %s") % day_and_hour(stored.submitted_at)
            state["sentences"] = [*state["sentences"], sentence]
            buttons = [*buttons, ("_return", _("Einreichung zurücknehmen"))]
        elif self.is_author(request):
            buttons = [("_submit", _("Zur Freigabe einreichen"))]
        return state | {
            "buttons": buttons,
            "when": "" if self.is_author(request) else state["when"],
        }

    def dress(self, post, typed):
        """With the topics that are typed, as far as they exist, and told apart from what is remembered of it stored."""
        known = known_topics(Topic.objects, typed.get("topics") or [])
        post.topic_list = list(dict.fromkeys(known.values()))
        post.digest = secrets.token_hex(16)

    def tell_saved(self, request, saved):
        saved = super().tell_saved(request, saved)
        tell_unused_contact(request, saved, lambda post: post.is_idea)

    def hints(self, request, post):
        missing = {
            _("Der Anriss fehlt; ihn zeigen Listen, Karten und Feeds."): not post.teaser.strip(),
            _("Es ist kein Thema gewählt; wer nach Themen liest, findet den Beitrag nicht."): not (
                post.topics.exists()
            ),
        }
        return [*super().hints(request, post), *(text for text in missing if missing[text])]

    @admin.display(description=_("Zustand"))
    def state(self, post):
        return post.publication_state

    @admin.action(description=_("Jetzt veröffentlichen"), permissions=["change"])
    def publish_now(self, request, posts):
        drafts = list(posts.filter(published_at=None))
        stand = request.POST.get("stand")
        for post in [post for post in drafts if history.saved_since(stand, post)]:
            drafts.remove(post)
            text = _(
                '„{}“ ist noch nicht öffentlich: Seit diese Liste geöffnet wurde, ist daran etwas gesichert worden. <a href="{}">Was es ist</a>; wählen Sie ihn noch einmal aus, gilt es so.'
            )
            way = reverse("admin:blog_post_history", args=[post.pk])
            self.message_user(request, format_html(text, post, way), messages.WARNING)
        for post in drafts[:]:
            html = post.body_html
            if not (dead_links(html, request, post) or links_without_address(html)):
                continue
            drafts.remove(post)
            text = _("„%s“ ist noch nicht öffentlich: Ein Link darin führt ins Leere.") % post
            self.message_user(request, text, messages.WARNING)
        for post in drafts:
            post.published_at = timezone.now()
            post.save()
            self.log_change(request, post, str(_("veröffentlicht")))
        changes.afterwards(partial(self.tell_published, request, [post.pk for post in drafts]))

    def tell_published(self, request, pks):
        """Say how many of the posts ``pks`` are public now, and which are not: with its meeting a report stays withdrawn."""
        posts = Post.objects.filter(pk__in=pks)
        hidden = [post for post in posts if not post.is_published()]
        count = len(pks) - len(hidden)
        message = ngettext(
            "%(count)d Beitrag ist jetzt öffentlich.",
            "%(count)d Beiträge sind jetzt öffentlich.",
            count,
        )
        self.message_user(request, message % {"count": count})
        for post in hidden:
            words = {"post": post, "state": post.publication_state}
            text = _("„%(post)s“ ist nicht öffentlich: %(state)s.") % words
            self.message_user(request, text, messages.WARNING)


class TopicForm(ImageForm):
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


class TargetForm(forms.Form):
    """Which topic stays."""

    ziel = forms.ModelChoiceField(
        Topic.objects.all(),
        label=_("Dieses Thema bleibt"),
        error_messages={
            "invalid_choice": _("Dieses Thema gibt es nicht mehr. Bitte wählen Sie ein anderes.")
        },
    )


@admin.register(Topic)
class TopicAdmin(LookAdmin):
    """Rename topics, merge two into one, see where one is used."""

    form = TopicForm
    preview_template = "blog/topic_detail.html"
    list_display = ["name", "kind", "state", yes_or_no("featured", _("zuerst im Filter")), "posts"]
    list_filter = ["kind", "state", "featured"]
    search_fields = ["name", "slug", "summary"]
    ordering = ["slug"]  # counting below leaves the order of the model
    actions = ["merge_selected"]
    readonly_fields = ["where_used"]
    fieldsets = [
        (
            None,
            {"fields": ["name", "kind", "state", "summary", "description", "contact", "featured"]},
        ),
        (_("Bild"), {"fields": IMAGE_FIELDS, "classes": ["collapse"]}),
        (_("Adresse"), {"fields": ["slug"]}),
    ]
    delete_confirmation_template = "admin/blog/topic/delete_confirmation.html"
    delete_selected_confirmation_template = "admin/blog/topic/delete_selected_confirmation.html"

    def get_fieldsets(self, request, obj=None):
        if obj is None:
            return self.fieldsets
        address = (_("Adresse"), {"fields": ["slug", "follow_name"]})
        where_used = (_("Wo wird das Thema verwendet?"), {"fields": ["where_used"]})
        return [*self.fieldsets[:-1], address, where_used]

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(posts=Count("tagged_posts"))

    def tell_saved(self, request, saved):
        saved = super().tell_saved(request, saved)
        tell_unused_contact(request, saved, lambda topic: topic.kind == Topic.Kind.TEAM)

    def preview_queryset(self):
        return Topic.objects.with_post_count()

    def preview_context(self, topic):
        return topic_context(topic)

    def get_urls(self):
        wrap = self.admin_site.admin_view
        return [
            path("vorschlaege/", wrap(self.suggest), name="blog_topic_suggestions"),
            path("<int:pk>/zusammenfuehren/", wrap(self.merge), name="blog_topic_merge"),
            *super().get_urls(),
        ]

    def view_on_site(self, topic):
        # of an address that was emptied, or is none, in a form that comes back
        with suppress(NoReverseMatch):
            return topic.get_absolute_url() if topic.is_published() else None

    @admin.display(description=_("Beiträge"), ordering="posts")
    def posts(self, topic):
        return topic.posts

    @admin.display(description=_("verwendet in"))
    def where_used(self, topic):
        all_uses = [(uses.label, uses.listed(topic)) for uses in topic_uses]
        return render_to_string("admin/blog/topic/_uses.html", {"all_uses": all_uses})

    def suggest(self, request):
        """Answer as JSON with what the field for topics suggests for what is typed."""
        may_write = request.user.has_perm("blog.write_own_post")
        if not (may_write or self.has_view_permission(request)):
            raise PermissionDenied
        text, part = (request.GET.get(key, "")[:2000] for key in ("text", "teil"))
        names = suggestions(part, text) if "teil" in request.GET else []
        return JsonResponse({"offered": names, "status": describe_names(text, len(names), part)})

    def merge(self, request, pk):
        """Let an editor choose what stays, see what would happen, then merge: nothing unseen."""
        if not (self.has_change_permission(request) and self.has_delete_permission(request)):
            raise PermissionDenied
        topic = get_object_or_404(Topic, pk=pk)
        form = TargetForm((request.POST if request.method == "POST" else request.GET) or None)
        form.fields["ziel"].queryset = Topic.objects.exclude(pk=pk)
        plan = plan_merge(topic, form.cleaned_data["ziel"]) if form.is_valid() else None
        seen = plan and etag_of(*plan.values())
        if request.method == "POST" and plan and request.POST.get("seen", seen) != seen:
            text = _("Zusammengeführt ist noch nichts: Inzwischen wurde etwas daran geändert.")
            messages.warning(request, text)
        elif request.method == "POST" and plan and not plan["obstacles"]:
            other = plan["other"]
            names = {"topic": topic.name, "other": other.name, "address": topic.get_absolute_url()}
            with changes.unit():
                self.log_deletions(request, [topic])
                message = _("„%(topic)s“ (%(address)s) hierher zusammengeführt") % names
                self.log_change(request, other, str(message))
                merge(topic, other)
            message = _("„%(topic)s“ ist jetzt in „%(other)s“ aufgegangen.") % names
            self.message_user(request, message, messages.SUCCESS)
            return redirect("admin:blog_topic_change", other.pk)
        context = self.admin_site.each_context(request) | {
            "title": _("Themen zusammenführen"),
            "opts": self.opts,
            "topic": topic,
            "form": form,
            "plan": plan,
            "seen": seen,
        }
        return render(request, "admin/blog/topic/merge.html", context)

    @admin.action(description=_("Themen zusammenführen …"), permissions=["delete"])
    def merge_selected(self, request, topics):
        """Lead to the page of two topics, the one that fewer posts carry being the one to go."""
        in_order = list(topics.order_by("posts", "-pk")[:3])
        if not 1 <= len(in_order) <= 2:
            message = _("Bitte wählen Sie die zwei Themen aus, die eines werden sollen.")
            return self.message_user(request, message, messages.ERROR)
        topic, *others = in_order  # of one alone it is still open which stays
        address = reverse("admin:blog_topic_merge", args=[topic.pk])
        return redirect(f"{address}?ziel={others[0].pk}" if others else address)

    def save_model(self, request, topic, form, change):
        """Say what became of the address: it follows the name only when an editor says so."""
        was_public = change and topic.is_published()
        super().save_model(request, topic, form, change)
        if not change:
            return
        slug = form.initial["slug"]
        old, new = reverse("blog:topic", args=[slug]), topic.get_absolute_url()
        if old != new and was_public:
            message = _("Die Adresse ist jetzt %(new)s. Die alte, %(old)s, leitet dorthin weiter.")
        elif old != new:
            message = _("Die Adresse ist jetzt %(new)s.")
        elif "name" in form.changed_data and slug != topic.slugify(topic.name):
            message = _(
                "Die Adresse bleibt %(old)s. Soll sie dem neuen Namen folgen, "
                "kreuzen Sie „Adresse dem Namen anpassen“ an und sichern Sie noch einmal."
            )
        else:
            return
        self.message_user(request, message % {"old": old, "new": new}, messages.INFO)

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
