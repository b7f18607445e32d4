"""The page "Protokoll einfügen": paste or upload, check and correct beside the source, save as drafts.

The text becomes a draft (protocol_text), cut as a person points at it (pointing); the draft fills the fields of the
preview (typed, preview_fields), and these, once they are checked (preview), become a meeting with its report
(meetings.imports). One form carries everything.
The page that follows lets the report be published and the next meeting planned.
"""

import io
import re
import zipfile
from datetime import datetime, time
from pathlib import PurePath
from urllib.parse import urlencode
from xml.etree import ElementTree

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse, reverse_lazy
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from meetings import planning
from meetings.desk.pages import admin_for_post, render_page
from meetings.desk.pointing import as_typed, read, stamp
from meetings.desk.preview import Preview, known_addresses
from meetings.desk.preview_fields import clock_field, day_field
from meetings.desk.typed import Typed, number_in, target_meetings
from meetings.models import Meeting
from meetings.protocol_text import ProtocolTextError, render
from meetings.protocol_text.model import MAX_CHARACTERS
from wiq_site.kit import changes
from wiq_site.kit.dates import day_and_hour
from wiq_site.kit.forms import uploaded_text
from wiq_site.kit.markup import from_html
from wiq_site.kit.versions import state_of

LARGEST = 5 * 1024 * 1024  # bytes of a file


def urls_of(model_admin):
    """Return the addresses of this page, of what its script asks, and of the page that follows."""

    def page(address, view, name):
        def guarded(request, **kwargs):
            if not model_admin.has_add_permission(request):
                raise PermissionDenied
            return view(model_admin, request, **kwargs)

        guarded = model_admin.admin_site.admin_view(guarded)
        return path(address, guarded, name=f"meetings_meeting_{name}")

    return [
        page("protokoll-einfuegen/", paste_protocol, "paste"),
        page("<int:pk>/eingefuegt/", after_paste, "pasted"),
    ]


class PastedField(forms.CharField):
    """Whatever a clipboard holds: what reads it mends it, the fields of the preview refuse the rest."""

    takes_all = True


class SourceForm(forms.Form):
    """The text as it was pasted, or a file in its place. ``draft`` is what ``clean`` read from it."""

    text = PastedField(
        label=_("Text des Protokolls"),
        strip=False,
        required=False,
        widget=forms.Textarea(
            {
                "rows": 24,
                "class": "vLargeTextField",
                "data-paste": reverse_lazy("admin:write_as_text"),
            }
        ),
    )
    file = forms.FileField(
        label=_("oder eine Datei"),
        required=False,
        help_text=_(".txt, .md oder .docx, höchstens 5 MB. Sie tritt an die Stelle des Textes."),
        widget=forms.FileInput(attrs={"accept": ".txt,.md,.docx"}),
        error_messages={
            "empty": _(
                "Die Datei ist leer. Bitte wählen Sie eine andere, oder kopieren Sie den Text."
            )
        },
    )

    def clean(self):
        cleaned = super().clean()
        if self.errors:
            return cleaned
        text, hidden = cleaned["text"], []
        if cleaned["file"]:
            text, hidden = read_upload(cleaned["file"])
        if not text.strip():
            raise forms.ValidationError(_("Bitte fügen Sie den Text eines Protokolls ein."))
        try:
            self.draft = read(text)
        except ProtocolTextError as error:
            raise forms.ValidationError(str(error)) from error
        if hidden:
            shown = " · ".join(f"„{passage}“" for passage in hidden)
            text_ = gettext("In der Datei ist Text verborgen oder gelöscht; er ist ausgelassen: %s")
            self.warnings = [text_ % shown]
        return cleaned | {"text": "\n".join(text.splitlines())}

    warnings = ()


def read_upload(file):
    """Return the text of an uploaded ``file`` and what is hidden in it. Raises forms.ValidationError for what is refused."""
    if file.size > LARGEST:
        message = gettext("Die Datei ist größer als 5 MB. Bitte kopieren Sie den Text in das Feld.")
        raise forms.ValidationError(message)
    kind = PurePath(file.name).suffix.lower()
    if kind == ".docx":
        html, hidden = html_of_word(file)
        return from_html(html), hidden
    if kind in (".txt", ".md", ".markdown", ".text"):
        return uploaded_text(file.read()), []
    message = gettext(
        "Diese Art von Datei lässt sich hier nicht lesen. Möglich sind .txt, .md und .docx; sonst kopieren Sie den Text."
    )
    raise forms.ValidationError(message)


_OFF = ("0", "false", "off")
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# mammoth glues the words around a break that is not one of lines.
_WORD_STYLES = "br[type='page'] => br\nbr[type='column'] => br\nstrike => s"


def _as_shown(file):
    """Return the Word ``file`` with the marks that mammoth does not know told in those it knows, and the passages
    that are hidden in it, which are left out."""
    packed, hidden = io.BytesIO(), []
    with zipfile.ZipFile(file) as archive, zipfile.ZipFile(packed, "w") as shown:
        names = archive.namelist()
        of_styles, of_lists = (
            archive.read(name) if name in names else None
            for name in ("word/styles.xml", "word/numbering.xml")
        )
        styles = WordStyles(of_styles)
        numbers = WordNumbers(of_lists, styles)
        for name in names:
            data = b"" if name.startswith("word/media/") else archive.read(name)
            if name in ("word/document.xml", "word/footnotes.xml", "word/endnotes.xml"):
                root = ElementTree.fromstring(data)  # noqa: S314 (expat bounds what entities unpack to)
                numbers.show(root)
                hidden += _show_marks(root, styles)
                data = ElementTree.tostring(root)
            shown.writestr(name, data)
    packed.seek(0)
    return packed, hidden


# Of these mammoth takes nothing, though they only stand around what is read.
_ONLY_AROUND = {f"{_WORD}{name}" for name in ("fldSimple", "dir", "bdo", "ruby", "rubyBase")}


def _show_marks(root, styles):
    """Change the runs below ``root``: struck ones, however, are struck themselves, hidden ones empty. Return what
    was hidden, and what is marked as deleted."""
    passages, last = [], None
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag == f"{_WORD}cr":
                child.tag = f"{_WORD}br"
            elif child.tag in _ONLY_AROUND:
                at = list(parent).index(child)
                parent[at : at + 1] = list(child)
    for paragraph in root.iter(f"{_WORD}p"):
        for run in paragraph.iter(f"{_WORD}r"):
            deleted = run.findall(f"{_WORD}delText")
            if deleted or styles.is_on("vanish", paragraph, run):
                words = "".join(text.text or "" for text in deleted or run.findall(f"{_WORD}t"))
                if words.strip() and last is paragraph:
                    passages[-1] += words
                elif words.strip():
                    passages.append(words)
                last = paragraph if words.strip() else last
                for kind in ("t", "tab", "br", "cr"):
                    for part in run.findall(f"{_WORD}{kind}"):
                        run.remove(part)
            elif styles.is_on("strike", paragraph, run) or styles.is_on("dstrike", paragraph, run):
                marks = run.find(f"{_WORD}rPr")
                if marks is None:
                    marks = ElementTree.Element(f"{_WORD}rPr")
                    run.insert(0, marks)
                marks.insert(0, ElementTree.Element(f"{_WORD}strike"))
            for tab in run.findall(f"{_WORD}ptab"):
                tab.tag = f"{_WORD}tab"
    return [" ".join(passage.split()) for passage in passages]


class WordStyles:
    """What the styles of a Word file do to a run, besides what stands at it.

    Source: ECMA-376 part 1, 17.7.3: a mark at the run decides; else that of the style of its paragraph and that
    of its own style, of which two together are none.
    """

    def __init__(self, xml):
        root = ElementTree.fromstring(xml) if xml else []  # noqa: S314 (as above)
        self._styles = {style.get(f"{_WORD}styleId"): style for style in root}
        usual = (
            name
            for name, style in self._styles.items()
            if style.get(f"{_WORD}default") == "1" and style.get(f"{_WORD}type") == "paragraph"
        )
        self._usual = next(usual, None)

    def is_on(self, mark, paragraph, run):
        """Whether ``run`` of ``paragraph`` is "vanish", "strike" or "dstrike"."""
        own = _said(run, "rPr", mark)
        if own is not None:
            return own not in _OFF
        of_paragraph = _said(paragraph, "pPr", "pStyle") or self._usual
        of_run = _said(run, "rPr", "rStyle")
        return self._of_style(of_paragraph, mark) != self._of_style(of_run, mark)

    def _of_style(self, name, mark):
        """Whether the style ``name`` sets ``mark``."""
        said = self.said(name, "rPr", mark)
        return said is not None and said not in _OFF

    def said(self, name, *path):
        """Return what the style ``name``, or else the first that says so of those it is based on, says at ``path``."""
        seen, said = set(), None
        while said is None and name in self._styles and name not in seen:
            seen.add(name)
            said = _said(self._styles[name], *path)
            name = _said(self._styles[name], "basedOn")
        return said


_ROMAN = ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
# What stands around a number that mammoth would count anew; no text of Word's holds it.
_COUNTED_AS = "\ue0f0"


class WordNumbers:
    """Says what Word counts: it stores no number, and mammoth begins each list at one.

    Source: ECMA-376 part 1, 17.9: lists of one definition count on, unless one says where it starts.
    """

    def __init__(self, xml, styles):
        root = ElementTree.fromstring(xml) if xml else ElementTree.Element("none")  # noqa: S314 (as above)
        self._styles = styles
        self._kinds = {
            kind.get(f"{_WORD}abstractNumId"): {
                level.get(f"{_WORD}ilvl", "0"): level for level in kind.findall(f"{_WORD}lvl")
            }
            for kind in root.findall(f"{_WORD}abstractNum")
        }
        self._lists = {each.get(f"{_WORD}numId"): each for each in root.findall(f"{_WORD}num")}
        self._counts, self._begun = {}, set()

    def show(self, root):
        """Put before each paragraph below ``root`` that Word numbers what it shows there."""
        for paragraph in root.iter(f"{_WORD}p"):
            style = _said(paragraph, "pPr", "pStyle")
            place = _said(paragraph, "pPr", "numPr", "numId")
            depth = _said(paragraph, "pPr", "numPr", "ilvl")
            if place is None:
                place = self._styles.said(style, "pPr", "numPr", "numId")
                depth = depth or self._styles.said(style, "pPr", "numPr", "ilvl")
            label = self._label(place, depth or "0")
            if not label or not any(
                (text.text or "").strip() for text in paragraph.iter(f"{_WORD}t")
            ):
                continue
            marks = paragraph.find(f"{_WORD}pPr")
            counted = re.fullmatch(r"\(?(\d+)[.)]*", label)
            is_heading = "heading" in (self._styles.said(style, "name") or "").lower()
            if counted and not is_heading:
                label = f"{_COUNTED_AS}{counted[1]}{_COUNTED_AS}"
            else:
                for each in marks.findall(f"{_WORD}numPr"):
                    marks.remove(each)
                label += " "
            run = ElementTree.Element(f"{_WORD}r")
            ElementTree.SubElement(run, f"{_WORD}t").text = label
            paragraph.insert(list(paragraph).index(marks) + 1, run)

    def _label(self, place, depth):
        """Count a paragraph of the list ``place`` and return what stands before it, "" for a bullet or nothing."""
        if place not in self._lists:
            return ""
        kind, at = _said(self._lists[place], "abstractNumId"), int(depth)
        levels = self._kinds.get(kind, {})
        if depth not in levels or _said(levels[depth], "numFmt") in (None, "bullet", "none"):
            return ""
        counts = self._counts.setdefault(kind, {})
        if (place, depth) not in self._begun:
            self._begun.add((place, depth))
            for change in self._lists[place].findall(f"{_WORD}lvlOverride"):
                if change.get(f"{_WORD}ilvl") == depth and (
                    start := _said(change, "startOverride")
                ):
                    counts[at] = int(start) - 1
        first = {int(each): int(_said(levels[each], "start") or 1) for each in levels}
        counts[at] = counts.get(at, first[at] - 1) + 1
        for deeper in [each for each in counts if each > at]:
            del counts[deeper]

        def number(match):
            level = int(match[1]) - 1
            form = _said(levels.get(str(level), levels[depth]), "numFmt")
            return _counted(counts.get(level, first.get(level, 1)), form)

        return re.sub(r"%([1-9])", number, _said(levels[depth], "lvlText") or "").strip()


def _counted(number, form):
    """Return ``number`` as Word's ``form`` writes it."""
    if "Letter" in form:
        text = chr(97 + (number - 1) % 26) * ((number - 1) // 26 + 1)
    elif "Roman" in form:
        text = ""
        for worth, sign in _ROMAN:
            text, number = text + sign * (number // worth), number % worth
    else:
        text = f"{number:02d}" if form == "decimalZero" else str(number)
    return text.upper() if form.startswith("upper") else text


def _said(element, *path):
    """Return the value of what stands at ``path`` in ``element``, "" where it has none, None where nothing does."""
    found = element.find("/".join(f"{_WORD}{tag}" for tag in path))
    return None if found is None else found.get(f"{_WORD}val", "")


def html_of_word(file):
    """Return a Word file as HTML, without its pictures, and the passages hidden in it.

    Raises forms.ValidationError, also for what unpacks to too much.
    """
    import mammoth

    message = gettext(
        "Die Word-Datei lässt sich nicht lesen. Speichern Sie sie neu als .docx, oder kopieren Sie den Text."
    )
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
        size = sum(part.file_size for part in parts)
        # What packs well is all but photos, and read slowly.
        text = sum(part.file_size for part in parts if part.file_size > 2 * part.compress_size)
        if text <= 3 * 1024 * 1024 and size <= 50 * 1024 * 1024:
            shown, hidden = _as_shown(file)
            result = mammoth.convert_to_html(
                shown, convert_image=lambda image: [], style_map=_WORD_STYLES
            )
            counted = rf"{_COUNTED_AS}(\d+){_COUNTED_AS}"
            html = re.sub(rf"<li>{counted}", r'<li value="\1">', result.value)
            return re.sub(counted, r"\1. ", html), hidden
    except Exception as error:  # whatever is wrong inside, the file is what cannot be read
        raise forms.ValidationError(message) from error
    raise forms.ValidationError(
        gettext("Die Datei ist ausgepackt zu groß. Bitte kopieren Sie den Text in das Feld.")
    )


def paste_protocol(model_admin, request):
    """Show the form, then the preview, then save. Nothing is saved that was not shown before."""
    source, typed, notes, was_seen = None, None, [], False
    sent = request.POST.get("source", "")
    if request.method != "POST" and (taken := number_in(request.GET, "treffen")):
        meeting = get_object_or_404(Meeting, pk=taken, protocol_published_at=None)
        source = SourceForm({"text": render(meeting.to_draft(include_private=True))})
        if source.is_valid():
            typed = Typed.first(source.draft, source.cleaned_data["text"], source.warnings)
            typed.facts["into"] = str(meeting.pk)
            typed.compare()
    elif request.method != "POST":
        source = SourceForm()
        source.fields["text"].widget.attrs["autofocus"] = True  # ready for Ctrl+V
    elif "read" in request.POST or not 0 < len(sent.strip()) <= MAX_CHARACTERS:
        source = SourceForm(request.POST, request.FILES)
        if source.is_valid():
            typed = Typed.first(source.draft, source.cleaned_data["text"], source.warnings)
            source = SourceForm(initial={"text": typed.text})
        elif 0 < len(sent.strip()) <= MAX_CHARACTERS:  # the preview that was there before stays
            typed = Typed.sent(request.POST)
    else:
        typed = Typed.sent(request.POST)
        typed.press(request.POST)
        notes, was_seen = why_not_saved(typed, request.POST), True
        source = SourceForm(initial={"text": typed.text})
    preview = typed and Preview(typed)
    target = preview and preview.target
    if target and not model_admin.has_change_permission(request, target):
        raise PermissionDenied
    if "save" in request.POST and was_seen and not notes:
        meeting = preview.save() if preview.is_valid() else None
        if meeting:
            return finish(model_admin, request, meeting, preview)
        notes = [
            gettext("Bitte sehen Sie bei den markierten Feldern nach. Gespeichert ist noch nichts.")
        ]
    context = {
        "title": gettext("Protokoll einfügen"),
        "source": source,
        "preview": preview,
        "notes": notes,
        "is_back": request.method == "POST",
        "addresses": known_addresses() if preview else [],
    }
    return render_page(model_admin, request, None, "meeting/protocol_paste", **context)


def why_not_saved(typed, post):
    """Follow the choice of another meeting; return sentences on why nothing can be saved yet."""
    notes, target = [], target_meetings(typed.facts)[1]
    if target and "save" in post:
        changes.lock(target)
    compared, into = typed.facts["compared"], str(target.pk) if target else ""
    if typed.facts["into"] != into or state_of(target) != compared:
        typed.compare()
        if into and compared.startswith(f"{into}-"):
            notes.append(gettext("Dieses Treffen wurde inzwischen geändert."))
        notes.append(gettext("Die Vorschau zeigt jetzt, was sich an diesem Treffen ändert."))
    typed.seen = stamp(typed.text)
    if "save" in post and typed.seen not in (stamp(typed.source), post.get("seen")):
        notes.append(
            gettext(
                "Der Text wurde nach dem Erkennen geändert, die Vorschau noch nicht. „Neu erkennen“ liest ihn neu; "
                "noch einmal „Als Entwurf speichern“ speichert die Vorschau, wie sie hier steht."
            )
        )
    return notes


class AfterForm(forms.Form):
    """What the text says beyond its meeting; it travels in the address of the page."""

    quelle = day_field(_("Veröffentlichen mit dem Datum"), required=False)
    naechstes = day_field(_("Nächstes Treffen"), required=False)
    beginn = clock_field(_("von"))
    ende = clock_field(_("bis"))


def finish(model_admin, request, meeting, preview):
    """Log what was saved, publish it if that was ticked, and go to the page that follows."""
    facts = preview.facts.cleaned_data
    day = facts["published"]
    origin = gettext("aus eingefügtem Text")
    if day:
        origin = gettext("aus eingefügtem Text vom %s") % date_format(day, "j. F Y")
    log = model_admin.log_change if preview.target else model_admin.log_addition
    log(request, meeting, origin)
    if facts["at_once"]:
        publish_report(model_admin, request, meeting.report, day)
    values = [day, facts["next_date"], facts["next_start"], facts["next_end"]]
    pairs = zip(AfterForm.base_fields, map(as_typed, values), strict=True)
    query = urlencode([(key, value) for key, value in pairs if value])
    address = reverse("admin:meetings_meeting_pasted", args=[meeting.pk])
    return redirect(f"{address}?{query}" if query else address)


def after_paste(model_admin, request, pk):
    """The page that follows: each button does one thing and comes back."""
    meeting = get_object_or_404(model_admin.get_queryset(request).select_related("report"), pk=pk)
    form = AfterForm(request.POST or request.GET)
    form.is_valid()
    coming = form.cleaned_data.get("naechstes")
    planned = coming and (
        Meeting.objects.filter(series=meeting.series, date=coming).exclude(pk=meeting.pk).first()
    )
    if "publish" in request.POST and meeting.report and meeting.report.published_at:
        messages.warning(request, gettext("Der Bericht hat inzwischen schon einen Zeitpunkt."))
    elif "publish" in request.POST and "quelle" not in form.errors:
        publish_report(model_admin, request, meeting.report, form.cleaned_data["quelle"])
        return redirect(request.get_full_path())
    if "plan" in request.POST and form.is_valid() and coming:
        planned = planned or plan_next(model_admin, request, meeting.series, form.cleaned_data)
        if planned:
            return redirect("admin:meetings_meeting_change", planned.pk)
        return redirect(request.get_full_path())
    context = {
        "title": gettext("Protokoll gespeichert"),
        "meeting": meeting,
        "report": meeting.report,
        "form": form,
        "coming": coming,
        "planned": planned,
    }
    return render_page(model_admin, request, meeting, "meeting/protocol_paste_done", **context)


def publish_report(model_admin, request, report, day):
    """Publish ``report`` with ``day``: now for today or None, else at its noon, as a source names the day alone."""
    posts = admin_for_post(model_admin, request, report)
    report.published_at = timezone.now()
    if day not in (None, timezone.localdate()):
        report.published_at = timezone.make_aware(datetime.combine(day, time(12)))
    try:
        report.full_clean()
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return
    report.save()
    posts.log_change(request, report, gettext("veröffentlicht"))
    if report.published_at > timezone.now():
        when = day_and_hour(report.published_at)
        messages.success(request, gettext("Bericht und Protokoll erscheinen am %s.") % when)
    else:
        messages.success(request, gettext("Bericht und Protokoll sind jetzt öffentlich."))


def plan_next(model_admin, request, series, fields):
    """Return the next meeting of ``series``, new and not public, from ``fields`` of AfterForm; None with the reason said."""
    day, title = fields["naechstes"], planning.title_on(series, fields["naechstes"])
    times = {"start": fields["beginn"], "end": fields["ende"]}
    coming = Meeting(title=title, series=series, date=day, **times)
    try:
        coming.full_clean()
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return None
    coming.save()
    model_admin.log_addition(request, coming, gettext("aus eingefügtem Text"))
    message = gettext("Das nächste Treffen ist angelegt und noch nicht öffentlich.")
    messages.success(request, message)
    return coming
