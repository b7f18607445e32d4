"""The page "Protokoll einfügen": paste, look at what was recognised, save as drafts."""

from dataclasses import replace

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from blog.models import Topic
from meetings.imports import save_draft
from meetings.models import Meeting
from meetings.protocol_text import ProtocolTextError, parse
from meetings.timetable import BackwardsError
from wiq_site.http import etag_of
from wiq_site.markup import MarkupError
from wiq_site.slugs import german_slug


class PasteForm(forms.Form):
    """The text as it was pasted."""

    text = forms.CharField(
        label=_("Text des Protokolls"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 24, "class": "vLargeTextField"}),
        error_messages={"required": _("Bitte fügen Sie den Text eines Protokolls ein.")},
    )

    def clean_text(self):
        try:
            self.draft = parse(self.cleaned_data["text"])
        except ProtocolTextError as error:
            raise forms.ValidationError(str(error)) from error
        return self.cleaned_data["text"]


class FactsForm(forms.Form):
    """What of the meeting the text may not tell, or not tell rightly."""

    title = forms.CharField(label=_("Titel"), max_length=200)
    date = forms.DateField(
        label=_("Datum des Treffens"),
        validators=Meeting._meta.get_field("date").validators,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    start = forms.TimeField(
        label=_("Beginn"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    series = forms.ModelChoiceField(
        Topic.objects.filter(kind=Topic.Kind.SERIES), label=_("Reihe"), required=False
    )

    @classmethod
    def proposed_by(cls, draft):
        """Give the form filled with what ``draft`` tells; a topic that is a series becomes it.

        A start that the text does not tell is proposed from the last meeting of that series.
        """
        slugs = [german_slug(name) for name in draft.topics]
        series = Topic.objects.filter(kind=Topic.Kind.SERIES, slug__in=slugs).first()
        earlier = Meeting.objects.filter(series=series, start__isnull=False).first()
        start = draft.start or (earlier and earlier.start)
        return cls(
            initial={"title": draft.title, "date": draft.date, "start": start, "series": series}
        )


def paste_protocol(model_admin, request):
    """Show the form, then the preview, then save. Nothing is saved that was not shown before."""
    if not model_admin.has_add_permission(request):
        raise PermissionDenied
    paste = PasteForm(request.POST or None)
    facts = seen = None
    if paste.is_valid():
        seen = etag_of(paste.cleaned_data["text"])
        was_seen = request.POST.get("seen") == seen
        facts = FactsForm(request.POST) if was_seen else FactsForm.proposed_by(paste.draft)
        if was_seen and "save" in request.POST and facts.is_valid():
            meeting = _save(paste, facts)
            if meeting:
                return _to_meeting(model_admin, request, meeting)
    context = model_admin.admin_site.each_context(request) | {
        "title": _("Protokoll einfügen"),
        "opts": model_admin.opts,
        "paste": paste,
        "facts": facts,
        "seen": seen,
        "draft": getattr(paste, "draft", None),
    }
    return render(request, "admin/meetings/meeting/protocol_paste.html", context)


def _save(paste, facts):
    """Give the new meeting, or None with the error said in the form."""
    draft = replace(
        paste.draft, **{name: facts.cleaned_data[name] for name in ("title", "date", "start")}
    )
    try:
        return save_draft(draft, facts.cleaned_data["series"])
    except BackwardsError as error:
        message = _("%(item)s endet vor dem TOP darüber, der bis %(end)s Uhr geht.")
        params = {"item": error.item, "end": f"{error.previous_end:%H:%M}"}
        paste.add_error("text", forms.ValidationError(message, params=params))
    except MarkupError as error:
        paste.add_error("text", str(error))
    return None


def _to_meeting(model_admin, request, meeting):
    model_admin.log_addition(request, meeting, str(_("aus eingefügtem Text")))
    report = reverse("admin:blog_post_change", args=[meeting.report_id])
    message = _(
        'Als Entwurf gespeichert: dieses Treffen und <a href="{}">der Bericht dazu</a>. '
        "Öffentlich wird beides, wenn Sie den Bericht veröffentlichen."
    )
    messages.success(request, format_html(message, report))
    return redirect("admin:meetings_meeting_change", meeting.pk)
