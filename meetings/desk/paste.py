"""The page "Protokoll einfügen": paste or upload, check and correct beside the source, save as drafts.

The text becomes a draft (protocol_text), cut as a person points at it (pointing); the draft fills the fields of the
preview (typed, preview_fields), and these, once they are checked (preview), become a meeting with its report
(meetings.imports). One form carries everything.
The page that follows lets the report be published and the next meeting planned.
"""

from datetime import datetime, time
from functools import partial
from pathlib import PurePath
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from reversion.models import Version

from meetings import planning, protocol_text
from meetings.desk import admin_for_post, offers, render_page
from meetings.desk.pointing import Cut, as_typed, read, stamp
from meetings.desk.preview import Preview, known_addresses
from meetings.desk.preview_fields import refuse_hours_alone
from meetings.desk.publish import tell_published
from meetings.desk.typed import Typed, number_in, target_meetings
from meetings.desk.word import html_of_word
from meetings.doubts import doubts_about_minutes
from meetings.models import Meeting
from meetings.protocol_text import MAX_CHARACTERS, ProtocolTextError
from wiq_site.kit import changes
from wiq_site.kit.forms import NOT_SEEN, TEXT_AND_FILE, ClockField, DayField, uploaded_text
from wiq_site.kit.http import with_query
from wiq_site.kit.markup import from_html
from wiq_site.kit.versions import state_of
from wiq_site.pages import history

LARGEST = 5 * 1024 * 1024  # bytes of a file


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
        help_text=_(".txt, .md oder .docx, höchstens 5 MB. Statt des Textes."),
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
            if text.strip() and stamp(text) != stamp(self.data.get("source", "")):
                raise forms.ValidationError(TEXT_AND_FILE)
            text, hidden = read_upload(cleaned["file"])
        if not text.strip():
            raise forms.ValidationError(_("Bitte fügen Sie den Text eines Protokolls ein."))
        try:
            self.draft = read(text)
        except ProtocolTextError as error:
            raise forms.ValidationError(str(error)) from error
        if hidden:
            shown = " · ".join(f"„{passage}“" for passage in hidden)
            text_ = gettext(
                "Ausgelassen ist, was in der Datei verborgen, gelöscht, am Rand oder ein Bild ist: %s"
            )
            self.warnings = [text_ % shown]
        return cleaned | {"text": "\n".join(text.splitlines())}

    warnings = ()


def read_upload(file):
    """Return the text of an uploaded ``file`` and what is hidden in it. Raises forms.ValidationError for what is refused."""
    if file.size > LARGEST:
        raise forms.ValidationError(
            _("Die Datei ist größer als 5 MB. Bitte kopieren Sie den Text in das Feld.")
        )
    kind = PurePath(file.name).suffix.lower()
    if kind == ".docx":
        html, hidden = html_of_word(file)
        return from_html(html), hidden
    if kind in (".txt", ".md", ".markdown", ".text"):
        return uploaded_text(file.read()), []
    raise forms.ValidationError(
        _(
            "Diese Art von Datei lässt sich hier nicht lesen. Möglich sind .txt, .md und .docx; sonst kopieren Sie den Text."
        )
    )


def paste_protocol(model_admin, request):
    """Show the form, then the preview, then save. Nothing is saved that was not shown before."""
    if not model_admin.has_add_permission(request):
        raise PermissionDenied
    source, typed, notes, was_seen = None, None, [], False
    sent = request.POST.get("source", "")
    if request.method != "POST" and (taken := number_in(request.GET, "treffen")):
        meeting = get_object_or_404(Meeting, pk=taken, protocol_published_at=None)
        draft = meeting.to_draft(include_private=True)
        source = SourceForm({"text": protocol_text.render(draft)})
        if source.is_valid():
            text, cut = source.cleaned_data["text"], Cut(*protocol_text.places(draft))
            typed = Typed.first(source.draft, text, source.warnings, cut=cut)
            typed.facts["into"] = str(meeting.pk)
            typed.compare()
    elif request.method != "POST":
        source = SourceForm()
        source.fields["text"].widget.attrs["autofocus"] = True  # ready for Ctrl+V
    elif "read" in request.POST or not 0 < len(sent.strip()) <= MAX_CHARACTERS:
        source = SourceForm(request.POST, request.FILES)
        if 0 < len(sent.strip()) <= MAX_CHARACTERS:  # the preview that was there before stays
            typed = Typed.sent(request.POST)
        if source.is_valid():
            text = source.cleaned_data["text"]
            typed = Typed.first(source.draft, text, source.warnings, before=typed)
            source = SourceForm(initial={"text": typed.text})
    else:
        typed = Typed.sent(request.POST)
        typed.press(request.POST)
        notes, was_seen = why_not_saved(typed, request.POST), True
        source = SourceForm(initial={"text": typed.text})
    preview = typed and Preview(typed)
    target = preview and preview.target
    if target and not model_admin.has_change_permission(request, target):
        raise PermissionDenied
    same = preview.find_same() if "save" in request.POST and was_seen and not notes else None
    if same and request.POST.get("second") != str(same.pk):
        preview.second = same
        notes = [
            gettext(
                "Dieses Protokoll ist schon öffentlich, gespeichert ist nichts. „Als Entwurf speichern“ legt jetzt ein zweites "
                "Treffen an; ändern lässt sich das vorhandene hier:"
            )
        ]
    if "save" in request.POST and was_seen and not notes:
        shown = preview.seen_at_once
        meeting = preview.save() if preview.is_valid() else None
        if meeting:
            if shown:
                told = gettext("Sofort öffentlich ist jetzt Neues in: %s.") % " · ".join(shown)
                messages.success(request, told)
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
        if target is None and (chosen := number_in(typed.facts, "into")):
            notes += out_of_reach(chosen)
        typed.compare()
        typed.follow_stored(compared)
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


def out_of_reach(pk):
    """Return the sentence on why the meeting ``pk`` cannot be filled any more, in a list; none where it never was."""
    version = Version.objects.get_for_object_reference(Meeting, pk).first()
    if Meeting.objects.filter(pk=pk).exists():
        sentence = gettext("Das Protokoll von „%s“ hat inzwischen schon einen Zeitpunkt.")
    else:
        sentence = gettext("„%s“ wurde inzwischen gelöscht; gespeichert ist nichts.")
    return [sentence % version.object_repr] if version else []


class AfterForm(forms.Form):
    """What the text says beyond its meeting; it travels in the address of the page."""

    quelle = DayField(label=_("Veröffentlichen mit dem Datum"), required=False)
    naechstes = DayField(label=_("Nächstes Treffen"), required=False)
    beginn = ClockField(label=_("von"), required=False)
    ende = ClockField(label=_("bis"), required=False)

    def clean(self):
        refuse_hours_alone(self, "naechstes", "beginn", "ende")
        return super().clean()


def finish(model_admin, request, meeting, preview):
    """Log what was saved, publish it if that was ticked, and go to the page that follows."""
    facts = preview.facts.cleaned_data
    day = facts["published"]
    origin = gettext("aus eingefügtem Text")
    if day:
        origin = gettext("aus eingefügtem Text vom %s") % date_format(day, "j. F Y")
    log = model_admin.log_change if preview.target else model_admin.log_addition
    log(request, meeting, origin)
    for sentence in offers.follow(meeting):
        messages.warning(request, sentence)
    if facts["at_once"]:
        publish_report(model_admin, request, meeting.report, day)
    values = [day, facts["next_date"], facts["next_start"], facts["next_end"]]
    pairs = zip(AfterForm.base_fields, map(as_typed, values), strict=True)
    query = urlencode([(key, value) for key, value in pairs if value])
    address = reverse("admin:meetings_meeting_pasted", args=[meeting.pk])
    return redirect(with_query(address, query))


def after_paste(model_admin, request, meeting):
    """The page that follows: each button does one thing and comes back."""
    if not model_admin.has_add_permission(request):
        raise PermissionDenied
    form = AfterForm(request.POST or request.GET)
    form.is_valid()
    coming = form.cleaned_data.get("naechstes")
    planned = coming and (
        Meeting.objects.filter(series=meeting.series, date=coming).exclude(pk=meeting.pk).first()
    )
    stand, unseen = history.stand(), []
    if "publish" in request.POST and meeting.report:
        unseen = history.saved_since(request.POST.get("stand"), meeting.report)
    if "publish" in request.POST and meeting.report and meeting.report.published_at:
        messages.warning(request, gettext("Der Bericht hat inzwischen schon einen Zeitpunkt."))
    elif unseen:
        messages.warning(request, NOT_SEEN)
    elif "publish" in request.POST and "quelle" not in form.errors:
        publish_report(model_admin, request, meeting.report, form.cleaned_data["quelle"])
        return redirect(request.get_full_path())
    if "plan" in request.POST and form.is_valid() and coming:
        try:
            planned = planned or plan_next(model_admin, request, meeting.series, form.cleaned_data)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect(request.get_full_path())
        return redirect("admin:meetings_meeting_change", planned.pk)
    context = {
        "title": gettext("Protokoll gespeichert"),
        "meeting": meeting,
        "report": meeting.report,
        "doubts": doubts_about_minutes(Meeting.objects.for_minutes().get(pk=meeting.pk)),
        "form": form,
        "stand": stand,
        "unseen": unseen,
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
    changes.afterwards(partial(tell_published, request, report.pk))


def plan_next(model_admin, request, series, fields):
    """Return the next meeting of ``series``, new and not public, from ``fields`` of AfterForm. Raises ValidationError."""
    day, times = fields["naechstes"], {"start": fields["beginn"], "end": fields["ende"]}
    coming = Meeting(title=planning.title_on(series, day), series=series, date=day, **times)
    coming.full_clean()
    coming.save()
    model_admin.log_addition(request, coming, gettext("aus eingefügtem Text"))
    message = gettext("Das nächste Treffen ist angelegt und noch nicht öffentlich.")
    messages.success(request, message)
    return coming
