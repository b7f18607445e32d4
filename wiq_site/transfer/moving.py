"""The page "Umziehen" of the desk: an old site comes in, what is here goes out as one file.

The first press shows what would come and what falls away, the second saves it; in between the file is kept for
whoever sent it (``wiq_site.kit.uploads``).
"""

import shutil
import zipfile
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory, TemporaryFile

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from wiq_site.colleagues import runs_the_site
from wiq_site.kit import changes
from wiq_site.kit.logs import audit
from wiq_site.kit.uploads import Attempt, UploadInput
from wiq_site.transfer import TransferError
from wiq_site.transfer.incoming import Files, Importer, summary
from wiq_site.transfer.public import write_site
from wiq_site.transfer.sources import read

LARGEST, MOST_FILES = 500_000_000, 20_000  # bytes and files that a zip may unpack to


class OldSiteForm(forms.Form):
    """The old site as one file; pictures come along in a zip."""

    kind = forms.ChoiceField(
        label=_("Woher"),
        required=False,
        choices=[
            ("", _("wird erkannt")),
            ("wordpress", "WordPress (.xml)"),
            ("drupal", "Drupal (JSON:API)"),
            ("csv", _("Tabelle (.csv, .json)")),
            ("markdown", "Markdown"),
            ("site", _("eine Website wie diese")),
        ],
    )
    source = forms.FileField(
        label=_("Datei"),
        widget=UploadInput,
        help_text=_(
            "Der Export von WordPress, eine Tabelle, oder eine .zip mit allem: Texte und Bilder."
        ),
    )


class ExportForm(forms.Form):
    """Everything, accounts and drafts too, only to whoever has just proved who they are (``DeskSite.password_again``)."""

    whole = forms.BooleanField(
        label=_("auch Konten, Entwürfe, wartende Kommentare und Fassungen"),
        required=False,
        help_text=_(
            "Passwörter und zweite Faktoren sind nicht dabei: Am neuen Ort führt „Passwort vergessen“ zu einem neuen."
        ),
    )


def unpack(file, folder):
    """Put the uploaded ``file``, or what is in it where it is a zip, into ``folder``. Raises TransferError."""
    name = PurePosixPath(file.name.replace("\\", "/")).name
    if not name.lower().endswith(".zip"):
        with (folder / name).open("wb") as copy:
            shutil.copyfileobj(file, copy)
        return
    try:
        with zipfile.ZipFile(file) as packed:
            members = [member for member in packed.infolist() if not member.is_dir()]
            if len(members) > MOST_FILES or sum(member.file_size for member in members) > LARGEST:
                raise TransferError(
                    _("Ausgepackt ist das zu groß. Bitte nehmen Sie auf dem Rechner import_site.")
                )
            for member in members:
                packed.extract(member, folder)  # leaves ".." and drives out of its name
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError) as error:
        raise TransferError(_("Die .zip-Datei lässt sich nicht auspacken.")) from error


def export(whole):
    """Return the answer that holds the site as a zip, without what logs in: files from a browser lie about."""
    packed = TemporaryFile()  # noqa: SIM115  the answer closes it
    with TemporaryDirectory() as work:
        write_site(Path(work), whole, has_secrets=False)
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(one for one in Path(work).rglob("*") if one.is_file()):
                archive.write(path, path.relative_to(work).as_posix())
    packed.seek(0)
    name = f"website-{'ganz' if whole else 'offen'}-{timezone.localdate()}.zip"
    return FileResponse(packed, as_attachment=True, filename=name)


def preview_or_save(request, file, kind):
    """Return what the template shows of the old site in ``file``; None where it was saved, or taken back, as sent.

    Raises TransferError.
    """
    with TemporaryDirectory() as work:
        unpack(file, Path(work))
        entries = list(Path(work).iterdir())
        path = entries[0] if len(entries) == 1 else Path(work)
        incoming = read(path, kind or None)
        importer = Importer(incoming, Files(work))
        is_back = "take_back" in request.POST
        if not is_back and "save" not in request.POST:
            return {
                "incoming": incoming,
                "rows": importer.preview(),
                "dropped": importer.dropped.most_common(),
                "here": len(importer.here()),
            }
        with changes.apart():
            if is_back:
                importer.take_back()
            else:
                importer.save(path)
    audit("import", request.user, taken_back=is_back)
    lines = ((line,) for line in summary(importer.counts, importer.dropped))
    messages.success(request, format_html_join("", "{}<br>", lines))
    return None


def move(request):
    """Show both forms; answer the one that was sent."""
    if not runs_the_site(request.user):
        raise PermissionDenied
    source, wanted, shown = OldSiteForm(), ExportForm(), {}
    if "export" in request.POST:
        wanted = ExportForm(request.POST)
        if wanted.is_valid():
            audit("export", request.user, whole=wanted.cleaned_data["whole"])
            return export(wanted.cleaned_data["whole"])
    elif request.method == "POST":
        attempt, source = Attempt(request), OldSiteForm(request.POST, request.FILES)
        if source.is_valid():
            file = source.cleaned_data["source"]
            try:
                shown = preview_or_save(request, file, source.cleaned_data["kind"])
            except TransferError as error:
                source.add_error("source", str(error))
            else:
                if shown is None:
                    attempt.done()
                    return redirect("admin:move")
                file.seek(0)
        attempt.keep_in([source])
    context = admin.site.each_context(request) | {"title": _("Umziehen")}
    forms_shown = {"source": source, "wanted": wanted}
    return render(request, "admin/move.html", context | forms_shown | shown)
