"""Pieces that the editors' desk of every app shares."""

from django.contrib import admin
from django.contrib.contenttypes.admin import GenericTabularInline
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.views.decorators.cache import never_cache

from wiq_site.pages.models import Attachment


class PreviewAdmin(admin.ModelAdmin):
    """Shows a draft as it will look, to editors only; "Auf der Website anzeigen" leads there."""

    preview_template = None

    def preview_context(self, item):
        """Give what ``preview_template`` needs beside ``object``."""
        return {}

    def get_urls(self):
        preview = self.admin_site.admin_view(never_cache(self.preview))
        name = f"{self.opts.app_label}_{self.opts.model_name}_preview"
        return [path("<int:pk>/vorschau/", preview, name=name), *super().get_urls()]

    def preview(self, request, pk):
        """The page of a draft, in the website's own template."""
        item = get_object_or_404(self.preview_queryset(), pk=pk)
        if not self.has_view_permission(request, item):
            return self.admin_site.login(request)
        context = {"object": item, self.opts.model_name: item, "preview": True}
        return render(request, self.preview_template, context | self.preview_context(item))

    def preview_queryset(self):
        return self.model.objects.all()

    def view_on_site(self, item):
        """Give the public address, or that of the preview as long as there is none.

        A slug that was just emptied is none: the form may come back because of something else.
        """
        if item.is_published() and item.slug:
            return item.get_absolute_url()
        return reverse(
            f"admin:{self.opts.app_label}_{self.opts.model_name}_preview", args=[item.pk]
        )


class AttachmentInline(GenericTabularInline):
    model = Attachment
    extra = 0
