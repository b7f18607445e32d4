"""The desk of pages, abbreviations, pictures, the site itself and redirects."""

from functools import cache

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from wiq_site.kit.files import is_missing
from wiq_site.kit.forms import TEXT_AND_FILE, uploaded_text
from wiq_site.kit.http import change_page, etag_of
from wiq_site.kit.images import ImageForm
from wiq_site.kit.merging import BASE
from wiq_site.kit.share_picture import plain_colors
from wiq_site.kit.site import FAMILY, OWN, forget_site, looked_at, readable_lines, site
from wiq_site.pages.content_admin import ContentAdmin, PreviewAdmin, link_to
from wiq_site.pages.models import Abbreviation, Page, Picture, Redirect, Site, uses_of
from wiq_site.pages.redirects import (
    CircleError,
    address_key,
    all_moves,
    answer_to,
    final_address,
    host_of,
    is_live,
    lead_on,
    new_address,
    old_address,
    read_redirects,
    save_redirects,
)
from wiq_site.pages.views import dead_links

LIVE_WARNING = _(
    "Unter der alten Adresse steht eine Seite; die Weiterleitung wirkt erst, wenn sie weg ist."
)


@admin.register(Page)
class PageAdmin(PreviewAdmin):
    list_display = ["title", "slug", "menu", "menu_position", "published_at"]
    list_editable = ["menu_position"]
    list_filter = ["published_at", "menu"]
    search_fields = ["title", "body"]
    fields = [
        "title",
        "slug",
        "summary",
        "body",
        ("menu", "menu_position"),
        ("published_at", "withdrawn_at"),
    ]
    preview_template = "pages/page_detail.html"


@admin.register(Abbreviation)
class AbbreviationAdmin(ContentAdmin):
    """What abbreviations mean; texts that name one are made anew by each change."""

    list_display = ["short", "meaning"]
    search_fields = ["short", "meaning"]

    def delete_queryset(self, request, queryset):
        for abbreviation in queryset:
            abbreviation.delete()


@admin.register(Picture)
class PictureAdmin(ContentAdmin):
    form = ImageForm
    list_display = ["image_label", "thumbnail", "image_credit"]
    delete_confirmation_template = "admin/pages/picture/delete_confirmation.html"
    delete_selected_confirmation_template = "admin/pages/picture/delete_selected_confirmation.html"
    search_fields = ["image_alt", "image_credit"]
    readonly_fields = ["to_copy", "where_used"]
    fields = [
        *("image", "image_focus", "image_alt", "image_decorative", "image_credit"),
        *("to_copy", "where_used"),
    ]

    def get_fields(self, request, obj=None):
        """Where it is used, drafts too, reads whoever may change it; of a new one there is nothing to tell."""
        theirs = ("image_decorative", "where_used")
        hidden = () if self.has_change_permission(request, obj) else theirs
        return [
            name for name in self.fields if name not in (hidden if obj else self.readonly_fields)
        ]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        needed = {"required": True} if db_field.name == "image" else {}
        return super().formfield_for_dbfield(db_field, request, **kwargs, **needed)

    @admin.display(description=_("Bild"))
    def thumbnail(self, picture):
        if is_missing(picture.image):
            return _("Datei fehlt")
        if picture.thumbnail is None:
            return "–"
        address, width, height = picture.thumbnail
        return format_html(
            '<img src="{}" alt="" width="120" height="{}">', address, 120 * height // width
        )

    @admin.display(description=_("Zum Kopieren in einen Text"))
    def to_copy(self, picture):
        return picture.markdown

    @admin.display(description=_("steht in"))
    def where_used(self, picture):
        lines = [(link_to(item),) for item in uses_of([picture])[picture]]
        return format_html_join("", "{}<br>", lines) or "–"

    def get_deleted_objects(self, pictures, request):
        """Name the texts that show one of ``pictures``: there it would be missing."""
        _lines, *others = super().get_deleted_objects(pictures, request)
        lines = []
        for picture, places in uses_of(pictures).items():
            lines += [picture, [link_to(item) for item in places]] if places else []
        return lines, *others


USUAL_MENU = {  # as templates/base.html has it where nothing else is written
    "blog:posts": _("Beiträge"),
    "meetings:meetings": _("Treffen"),
    "meetings:outcomes": _("Beschlüsse"),
    "blog:topics": _("Themen"),
    "blog:teams": _("Teams"),
}


def usual_lines():
    """Return {field: its lines} of what menu and footer show while nothing is written, to begin with."""
    pages = Page.objects.published().filter(menu=Page.Menu.HEAD)
    menu = [(label, reverse(name)) for name, label in USUAL_MENU.items()]
    menu += [(page.title, page.get_absolute_url()) for page in pages]
    return {"menu": menu, "links": site().links}


class SiteForm(forms.ModelForm):
    """What the team says of the site; an empty field shows what is said without it."""

    class Media:
        js = [forms.Script("js/colour.js", type="module")]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        usual = {name: getattr(settings, setting) for name, setting in OWN.items()}
        usual |= {name: f"#{bytes(plain_colors()[FAMILY[name]]).hex()}" for name in FAMILY}
        for name, text in usual.items():
            if name in self.fields:
                self.fields[name].widget.attrs["placeholder"] = text
        for name, links in usual_lines().items():
            if links and name in self.fields and not getattr(self.instance, name):
                lines = format_html_join("", "<br>{}: {}", links)
                words, field = _("{} Zurzeit steht dort, zum Übernehmen:{}"), self.fields[name]
                field.help_text = format_html(words, field.help_text, lines)
        for name in FAMILY.keys() & self.fields.keys():
            named = _("%s auswählen") % self.fields[name].label
            self.fields[name].widget.attrs["data-colour"] = named

    def clean(self):
        cleaned = super().clean()
        for name in ("menu", "links"):
            links = readable_lines(cleaned.get(name) or "")
            html = format_html_join("", '<a href="{}">', ((address,) for _name, address in links))
            for address in dead_links(html, self.request):
                sentence = _("Zu %s steht auf dieser Website nichts.")
                self.add_error(name, sentence % address)
        return cleaned


@admin.register(Site)
class SiteAdmin(ContentAdmin):
    """One page for what the site is called and how it looks, over what the environment says."""

    form = SiteForm
    fieldsets = [
        (None, {"fields": ["name", "short_name", "town", "claim", "sentence", "contact"]}),
        (_("Wohin es geht"), {"fields": ["menu", "links"]}),
        (_("Aussehen"), {"fields": ["mark", "strong", "accent", "wall"]}),
    ]

    def get_urls(self):
        look = self.admin_site.admin_view(self.look)
        return [path("ansehen/", look, name="pages_site_look"), *super().get_urls()]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """Offer those pictures that are about square: a list short enough to need no script."""
        square = {
            "image_width__lte": F("image_height") * 5 / 4,
            "image_height__lte": F("image_width") * 5 / 4,
        }
        chosen = Q(pk__in=Site.objects.exclude(mark=None).values("mark"))
        kwargs["queryset"] = Picture.objects.filter(Q(**square) | chosen)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def has_add_permission(self, request):
        return super().has_add_permission(request) and not Site.objects.exists()

    def add_view(self, request, form_url="", extra_context=None):
        """Where another saved the first row meanwhile, go on with that one: what differs is asked about."""
        row = Site.objects.first()
        if row is None:
            return super().add_view(request, form_url, extra_context)
        if request.method != "POST":
            return self.changelist_view(request)
        request.POST = request.POST.copy()
        request.POST.setdefault(BASE, "-")  # a base that nobody can read
        return self.change_view(request, str(row.pk), form_url, extra_context)

    def changelist_view(self, request, extra_context=None):
        """Show the one form there is."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        row = Site.objects.first()
        if row is None:
            return self.add_view(request, reverse("admin:pages_site_add"))
        return self.change_view(request, str(row.pk), change_page(row))

    def save_model(self, request, row, form, change):
        super().save_model(request, row, form, change)
        transaction.on_commit(forget_site)

    @method_decorator(require_POST)
    def look(self, request):
        """Show the home page with what stands in the form; nothing is stored."""
        row = Site.objects.first()
        if not (self.has_change_permission(request) if row else self.has_add_permission(request)):
            raise PermissionDenied
        form = self.get_form(request, row, change=bool(row))(request.POST, instance=row)
        form.is_valid()
        with looked_at(form.instance):
            answer = answer_to(reverse("home"), request)
            answer.render()
        return HttpResponse(answer.content)

    def render_change_form(self, request, context, *args, **kwargs):
        context["title"] = _("Name, Menü und Aussehen der Website")
        context["show_save_and_add_another"] = False  # there is one
        context["state"] = {
            "sentences": [_("Was leer bleibt, sagt weiter die Einstellung des Betriebs.")],
            "look": reverse("admin:pages_site_look"),
        }
        return super().render_change_form(request, context, *args, **kwargs)


class RedirectForm(forms.ModelForm):
    """One redirect; several steps become one, circles are refused."""

    def clean_old_path(self):
        return old_address(self.cleaned_data["old_path"])

    def clean_new_path(self):
        return new_address(self.cleaned_data["new_path"], own_hosts(self.request))

    def clean(self):
        cleaned = super().clean()
        old, new = cleaned.get("old_path"), cleaned.get("new_path")
        if old and new:
            moves = all_moves(besides=self.instance.pk) | {address_key(old): new}
            try:
                cleaned["new_path"] = final_address(new, moves, live_check(self.request))
            except CircleError as error:
                self.add_error("new_path", error)
        return cleaned


class RedirectListForm(forms.Form):
    """A list of redirects, as a file or as text."""

    file = forms.FileField(label=_("Datei (CSV)"), required=False)
    text = forms.CharField(
        label=_("oder als Text"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 14, "class": "vLargeTextField"}),
    )

    def clean(self):
        cleaned = super().clean()
        file = cleaned.get("file")
        if file and self.data.get("text", "").strip():
            raise forms.ValidationError(TEXT_AND_FILE)
        text = uploaded_text(file.read()) if file else cleaned.get("text", "")
        text = "\n".join(text.splitlines()).strip()  # as a browser sends back what it was shown
        if not text:
            raise forms.ValidationError(_("Bitte wählen Sie eine Datei oder fügen Sie Text ein."))
        most = 5000
        if len(text.splitlines()) > most:
            raise forms.ValidationError(_("Bitte höchstens %d Zeilen auf einmal.") % most)
        return cleaned | {"text": text}


def own_hosts(request):
    """Return the hosts, without "www.", under which this site is reached."""
    return {host_of(settings.SITE_URL), host_of(f"//{request.get_host()}")}


def live_check(request):
    """Return a function that tells of an address whether a visitor would get a page there."""
    return cache(lambda address: is_live(address, request))


@admin.register(Redirect)
class RedirectAdmin(ContentAdmin):
    form = RedirectForm
    list_display = ["old_path", "new_path"]
    search_fields = ["old_path", "new_path"]

    def get_urls(self):
        view = self.admin_site.admin_view(self.import_list)
        return [path("einlesen/", view, name="pages_redirect_import"), *super().get_urls()]

    def save_model(self, request, item, form, change):
        super().save_model(request, item, form, change)
        if is_live(item.old_path, request):
            self.message_user(request, LIVE_WARNING, messages.WARNING)
        elif item.new_path:
            lead_on(item.old_path, item.new_path)

    def import_list(self, request):
        """Take a list, show what each line would do, then save what was shown; bad lines come again."""
        if not (self.has_add_permission(request) and self.has_change_permission(request)):
            raise PermissionDenied
        form = RedirectListForm(request.POST or None, request.FILES or None)
        rows, digest = [], None
        if form.is_valid():
            text = form.cleaned_data["text"]
            rows = read_redirects(text, own_hosts(request), live_check(request))
            digest = etag_of(text, *rows)  # of what each line would do by now
            if "save" in request.POST and request.POST.get("seen") == digest:
                good = [row for row in rows if row.is_good]
                count = len(good)
                save_redirects(good)
                saved = ngettext(
                    "%d Weiterleitung gespeichert.", "%d Weiterleitungen gespeichert.", count
                )
                messages.success(request, saved % count)
                bad = [";".join(row.cells) for row in rows if row.errors]
                if not bad:
                    return redirect("admin:pages_redirect_changelist")
                messages.warning(request, _("Diese Zeilen fehlen noch:"))
                text, rows, digest = "\n".join(bad), [], None
            form = RedirectListForm(initial={"text": text})
        context = self.admin_site.each_context(request) | {
            "title": _("Weiterleitungen einlesen"),
            "opts": self.opts,
            "form": form,
            "rows": rows,
            "good": sum(row.is_good for row in rows),
            "seen": digest,
            "live_warning": LIVE_WARNING,
        }
        return render(request, "admin/pages/redirect/import.html", context)
