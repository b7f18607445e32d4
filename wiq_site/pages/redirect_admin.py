"""The editors' desk of redirects: one by one, or a whole list from a table."""

from functools import cache

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from wiq_site.http import etag_of
from wiq_site.pages.live import is_live
from wiq_site.pages.models import Redirect
from wiq_site.pages.redirect_import import read_rows, save_rows, text_of
from wiq_site.pages.redirects import (
    CircleError,
    all_moves,
    end_of,
    host_of,
    key_of,
    lead_on,
    new_address,
    old_address,
)

LONGEST_LIST = 5000  # lines
LIVE = _(
    "Unter der alten Adresse steht eine Seite; die Weiterleitung wirkt erst, wenn sie weg ist."
)


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
            moves = all_moves(besides=self.instance.pk) | {key_of(old): new}
            try:
                cleaned["new_path"] = end_of(new, moves, visits(self.request))
            except CircleError:
                self.add_error(
                    "new_path",
                    _(
                        "Die Weiterleitung führt im Kreis. Bitte geben Sie eine andere neue Adresse an."
                    ),
                )
        return cleaned


class ListForm(forms.Form):
    """The list, as a file or as text."""

    file = forms.FileField(label=_("Datei (CSV)"), required=False)
    text = forms.CharField(
        label=_("oder als Text"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 14, "class": "vLargeTextField"}),
    )

    def clean(self):
        cleaned = super().clean()
        text = text_of(cleaned["file"].read()) if cleaned.get("file") else cleaned.get("text", "")
        text = "\n".join(text.splitlines()).strip()  # as a browser sends back what it was shown
        if not text:
            raise forms.ValidationError(_("Bitte wählen Sie eine Datei oder fügen Sie Text ein."))
        if len(text.splitlines()) > LONGEST_LIST:
            message = _("Bitte höchstens %d Zeilen auf einmal.") % LONGEST_LIST
            raise forms.ValidationError(message)
        return cleaned | {"text": text}


def own_hosts(request):
    """Give the hosts, without "www.", under which this site is reached."""
    return {host_of(settings.SITE_URL), host_of(f"//{request.get_host()}")}


def visits(request):
    """Give the function that says of an address whether a visitor would get a page there."""
    return cache(lambda address: is_live(address, request))


@admin.register(Redirect)
class RedirectAdmin(admin.ModelAdmin):
    form = RedirectForm
    list_display = ["old_path", "new_path"]
    search_fields = ["old_path", "new_path"]

    def get_urls(self):
        view = self.admin_site.admin_view(self.import_list)
        return [path("einlesen/", view, name="pages_redirect_import"), *super().get_urls()]

    def get_form(self, request, obj=None, **kwargs):
        form = super().get_form(request, obj, **kwargs)
        form.request = request
        return form

    def save_model(self, request, item, form, change):
        super().save_model(request, item, form, change)
        if is_live(item.old_path, request):
            self.message_user(request, LIVE, messages.WARNING)
        else:
            lead_on(item.old_path, item.new_path)

    def import_list(self, request):
        """Take a list, show what each line would do, then save what was shown."""
        if not (self.has_add_permission(request) and self.has_change_permission(request)):
            raise PermissionDenied
        form, rows, seen = ListForm(request.POST or None, request.FILES or None), [], None
        if form.is_valid():
            text = form.cleaned_data["text"]
            seen = etag_of(text)
            rows = read_rows(text, own_hosts(request), visits(request))
            if "save" in request.POST and request.POST.get("seen") == seen:
                return self._saved(request, rows)
            form = ListForm(initial={"text": text})
        return self._import_page(request, form, rows, seen)

    def _saved(self, request, rows):
        """Save, and show again the lines that could not be saved."""
        good = [row for row in rows if row.is_good]
        save_rows(good)
        said = ngettext(
            "%d Weiterleitung gespeichert.", "%d Weiterleitungen gespeichert.", len(good)
        )
        messages.success(request, said % len(good))
        bad = [";".join(row.cells) for row in rows if row.errors]
        if not bad:
            return redirect("admin:pages_redirect_changelist")
        messages.warning(request, _("Diese Zeilen fehlen noch:"))
        return self._import_page(request, ListForm(initial={"text": "\n".join(bad)}), [], None)

    def _import_page(self, request, form, rows, seen):
        context = self.admin_site.each_context(request) | {
            "title": _("Weiterleitungen einlesen"),
            "opts": self.opts,
            "form": form,
            "rows": rows,
            "good": sum(row.is_good for row in rows),
            "seen": seen,
            "live_warning": LIVE,
        }
        return render(request, "admin/pages/redirect/import.html", context)
