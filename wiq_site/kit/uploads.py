"""A file chosen in a form of the desk stays chosen while the form comes back with an error.

No browser sends a file twice by itself. What was uploaded is kept for a day in a folder that nobody reads
but this module, under a signed token that the form carries and that serves the same account alone; it
works without JavaScript.
"""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from django import forms
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from wiq_site.kit.files import is_missing
from wiq_site.kit.links import TokenSigner

FOLDER = "kept"  # no row names a file in it, so it has no address (wiq_site.views.media)
AT_ONCE = {"data-at-once": ""}  # of an input: static/js/upload.js sends what is chosen
KEPT_FOR = timedelta(days=1)
TOKEN = TokenSigner("wiq_site.kit.uploads", max_age=KEPT_FOR)  # serves the same account alone


@dataclass
class KeptUpload:
    """A kept file: the name it came with, where it is stored, the token that stands for it in a form."""

    name: str
    path: str
    token: str


class UploadInput(forms.ClearableFileInput):
    """A file input that shows what is kept from the last attempt, with a box to leave that out."""

    class Media:
        js = [forms.Script("js/upload.js", type="module")]

    template_name = "admin/widgets/upload.html"
    kept = None  # the KeptUpload of a form that comes back

    def value_from_datadict(self, data, files, name):
        """Return the new file also where the box that empties the field is ticked beside it."""
        return files.get(name) or super().value_from_datadict(data, files, name)

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["widget"] |= {
            "kept": self.kept,
            "is_missing": self.is_initial(value) and is_missing(value),
        }
        return context


class FocusInput(forms.RadioSelect):
    """Nine places to choose from, lying on the picture where there is one."""

    template_name = "admin/widgets/focus.html"
    picture = None  # the object whose picture it is

    def get_context(self, name, value, attrs):
        thumbnail = self.picture and self.picture.thumbnail
        return super().get_context(name, value, attrs) | {"thumbnail": thumbnail}


def keep_upload(file, user):
    """Store ``file``, an UploadedFile, for the next attempt of ``user``; return the KeptUpload."""
    remove_old()
    file.seek(0)
    path = f"{FOLDER}/{timezone.now():%Y-%m-%d}/{secrets.token_urlsafe(12)}"
    return kept_at(default_storage.save(path, file), file.name, user)


def kept_at(path, name, user):
    """Return the KeptUpload at ``path``, with a fresh token for ``user``."""
    return KeptUpload(name, path, TOKEN.sign([user.pk, path, name]))


def find_upload(token, user):
    """Return the KeptUpload of ``token`` and its content as an UploadedFile; (None, None) if there is none."""
    owner, path, name = TOKEN.read(token) or (None, "", "")
    try:
        if owner != user.pk:
            return None, None
        file = default_storage.open(path)
        return kept_at(path, name, user), UploadedFile(file, name, size=file.size)
    except OSError:
        return None, None


def remove_old():
    """Delete what nobody sent on: the folders of the days before yesterday."""
    oldest = f"{timezone.now() - KEPT_FOR:%Y-%m-%d}"
    try:
        days, _ = default_storage.listdir(FOLDER)
    except OSError:  # nothing was kept yet
        return
    for day in days:
        if day < oldest:
            folder = f"{FOLDER}/{day}"
            for name in default_storage.listdir(folder)[1]:
                default_storage.delete(f"{folder}/{name}")
            default_storage.delete(folder)


class Attempt:
    """One sending of a form by ``request``, with the files that are kept from the attempt before.

    They join ``request.FILES`` where no other file was chosen; ``missing`` says that one could not.
    """

    def __init__(self, request):
        self.request = request
        self.kept = {}
        self.missing = False
        for key, token in list(request.POST.items()):
            name = key.removesuffix("-kept")
            if name == key:
                continue
            kept, file = find_upload(token, request.user)
            if name in request.FILES or f"{key}-drop" in request.POST:
                self.remove(kept)
            elif kept is None:
                self.missing = True
            else:
                self.kept[name] = kept
                request.FILES[name] = file

    def keep_in(self, forms_shown):
        """Let ``forms_shown``, bound forms that come back, carry the files that were right."""
        for form in forms_shown:
            for name, field in form.fields.items():
                html_name = form.add_prefix(name)
                file = self.request.FILES.get(html_name)
                if file and isinstance(field.widget, UploadInput) and name not in form.errors:
                    kept = self.kept.get(html_name) or keep_upload(file, self.request.user)
                    field.widget.kept = kept

    def done(self):
        """Delete what was kept: it was stored for good."""
        for kept in self.kept.values():
            self.remove(kept)

    @staticmethod
    def remove(kept):
        if kept is not None:
            default_storage.delete(kept.path)
