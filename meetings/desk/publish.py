"""The pages "Protokoll veröffentlichen" and "Einladung veröffentlichen": the post and its moment."""

from django import forms
from django.contrib import messages
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from blog.admin import TopicsInput
from blog.models import Post
from meetings import doubts, publishing
from meetings.desk.pages import admin_for_post, redirect_to_change, render_page
from meetings.models import EARLIEST_DATE, LATEST_DATE, Meeting
from wiq_site.kit.dates import day_and_hour

NOW, LATER, KEEP = "jetzt", "zeitpunkt", "bleibt"


class PublishForm(forms.ModelForm):
    """The post and when it becomes public."""

    when = forms.ChoiceField(label=_("Wann?"), widget=forms.RadioSelect, initial=NOW)
    moment = forms.DateTimeField(
        label=_("Zeitpunkt"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("Nur für „zu diesem Zeitpunkt“. Beides erscheint dann von selbst."),
    )

    class Meta:
        model = Post
        fields = ["title", "teaser", "topics"]
        widgets = {"topics": TopicsInput, "teaser": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        choices = [(NOW, _("jetzt gleich")), (LATER, _("zu diesem Zeitpunkt:"))]
        public_since = self.instance.published_at
        if public_since:
            label = gettext("bleibt, wie es ist: %(moment)s") % {
                "moment": day_and_hour(public_since)
            }
            choices = [(KEEP, label), *choices]
            self.fields["when"].initial = KEEP
        self.fields["when"].choices = choices

    def clean_moment(self):
        moment = self.cleaned_data["moment"]
        if moment and not EARLIEST_DATE <= moment.date() <= LATEST_DATE:
            raise forms.ValidationError(
                _("Dieser Zeitpunkt ist zu weit weg. Bitte prüfen Sie das Jahr.")
            )
        return moment

    def clean(self):
        cleaned = super().clean()
        when, moment = cleaned.get("when"), cleaned.get("moment")
        if when == LATER and not moment and "moment" not in self.errors:
            self.add_error("moment", _("Bitte geben Sie den Zeitpunkt an."))
        self.chosen = {NOW: timezone.now(), LATER: moment, KEEP: self.instance.published_at}.get(
            when
        )
        corrected = self.instance.corrected_at
        if corrected and self.chosen and self.chosen > corrected:
            self.add_error(
                "when",
                _("Der Beitrag wurde schon berichtigt. Bitte wählen Sie „bleibt, wie es ist“."),
            )
        return cleaned

    def save(self, commit=True):
        self.instance.published_at = self.chosen
        return super().save(commit)


class InvitationForm(PublishForm):
    """An invitation shows its text, which a report takes from the minutes."""

    class Meta(PublishForm.Meta):
        fields = ["title", "teaser", "body", "topics"]


def publish_protocol(model_admin, request, meeting):
    """One page from minutes to their public report."""
    return publish_page(
        model_admin,
        request,
        meeting,
        title=gettext("Protokoll veröffentlichen"),
        post=meeting.report,
        form_class=PublishForm,
        initial=publishing.report_facts,
        connect=publishing.publish_report,
        doubts_about=doubts.doubts_about_minutes,
    )


def publish_invitation(model_admin, request, meeting):
    """One page from the agenda to the public invitation."""
    return publish_page(
        model_admin,
        request,
        meeting,
        title=gettext("Einladung veröffentlichen"),
        post=meeting.invitation,
        form_class=InvitationForm,
        initial=publishing.invitation_facts,
        connect=publishing.publish_invitation,
        doubts_about=doubts.doubts_about_agenda,
    )


def publish_page(
    model_admin, request, meeting, *, title, post, form_class, initial, connect, doubts_about
):
    """Show the form of ``post`` (None: a new one) above the doubts; on POST save and connect it.

    ``initial``, ``connect`` and ``doubts_about`` are the functions that give what the form starts
    from, tie the saved post to the meeting, and say what to look at once more.
    """
    admin_for_post(model_admin, request, post)
    data = request.POST if request.method == "POST" else None
    form = form_class(data, instance=post, initial=initial(meeting))
    if not form.is_valid():
        context = {
            "title": title,
            "form": form,
            "media": form.media,
            "doubts": doubts_about(Meeting.objects.for_minutes().get(pk=meeting.pk)),
        }
        return render_page(model_admin, request, meeting, "meeting/publish", **context)
    saved = form.save()
    connect(meeting, saved)
    log = model_admin.log_change if post else model_admin.log_addition
    log(request, saved, title)
    model_admin.log_change(request, meeting, title)
    if saved.is_published():
        text = gettext('Öffentlich: <a href="{}">{}</a>')
        messages.success(request, format_html(text, saved.get_absolute_url(), saved.title))
    elif saved.withdrawn_at:
        messages.warning(request, gettext("Gespeichert. Der Beitrag ist weiter zurückgezogen."))
    else:
        words = {"post": saved.title, "moment": day_and_hour(saved.published_at)}
        messages.success(request, gettext("„%(post)s“ erscheint am %(moment)s.") % words)
    return redirect_to_change(meeting)
