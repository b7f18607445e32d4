from django.contrib import admin
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from wiq_site.admin import PreviewAdmin
from wiq_site.pages.models import Page, Picture
from wiq_site.pages.redirect_admin import RedirectAdmin

__all__ = ["PageAdmin", "PictureAdmin", "RedirectAdmin"]


@admin.register(Page)
class PageAdmin(PreviewAdmin):
    list_display = ["title", "slug", "menu", "menu_position", "public"]
    list_editable = ["menu_position"]
    list_filter = ["public", "menu"]
    search_fields = ["title", "body"]
    fields = ["title", "slug", "summary", "body", ("menu", "menu_position"), "public"]
    preview_template = "pages/page_detail.html"


@admin.register(Picture)
class PictureAdmin(admin.ModelAdmin):
    list_display = ["thumbnail", "image_alt", "image_credit"]
    list_display_links = ["thumbnail", "image_alt"]
    search_fields = ["image_alt", "image_credit"]
    readonly_fields = ["to_copy"]
    fields = ["image", "image_alt", "image_credit", "to_copy"]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        needed = {"required": True} if db_field.name == "image" else {}
        return super().formfield_for_dbfield(db_field, request, **kwargs, **needed)

    @admin.display(description=_("Bild"))
    def thumbnail(self, picture):
        if not picture.image:
            return "–"
        return format_html('<img src="{}" alt="" width="120" height="{}">', *_size(picture))

    @admin.display(description=_("Zum Kopieren in einen Text"))
    def to_copy(self, picture):
        return picture.markdown if picture.image else _("Erscheint nach dem Sichern.")


def _size(picture):
    return picture.image.url, 120 * picture.image_height // picture.image_width
