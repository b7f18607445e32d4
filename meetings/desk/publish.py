"""The pages "Protokoll veröffentlichen" and "Einladung veröffentlichen": the post and its moment."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext, gettext_lazy

from blog.admin import TopicsInput
from blog.models import Post
from meetings import doubts, publishing
from meetings.desk.pages import back_to, show
from meetings.models import EARLIEST_DATE, LATEST_DATE, Meeting
from wiq_site.kit.dates import day_and_hour

_ = gettext_lazy
CLOCK = "%Y-%m-%dT%H:%M"
NOW, LATER, KEEP = "jetzt", "zeitpunkt", "bleibt"


class PublishForm(forms.ModelForm):
    """The post and when it becomes public."""

    when = forms.ChoiceField(label=_("Wann?"), widget=forms.RadioSelect, initial=NOW)
    moment = forms.DateTimeField(
        label=_("Zeitpunkt"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=CLOCK),
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
    class Meta(PublishForm.Meta):
        fields = ["title", "teaser", "body", "topics"]


def publish_protocol(model_admin, request, meeting):
    """One page from minutes to their public report."""
    return _publish(
        model_admin,
        request,
        meeting,
        form_class=PublishForm,
        post=meeting.report,
        facts=publishing.report_facts,
        connect=publishing.publish_report,
        doubts=doubts.doubts_about_minutes,
        title=gettext("Protokoll veröffentlichen"),
    )


def publish_invitation(model_admin, request, meeting):
    """One page from the agenda to the public invitation."""
    return _publish(
        model_admin,
        request,
        meeting,
        form_class=InvitationForm,
        post=meeting.invitation,
        facts=publishing.invitation_facts,
        connect=publishing.publish_invitation,
        doubts=doubts.doubts_about_agenda,
        title=gettext("Einladung veröffentlichen"),
    )


def _publish(model_admin, request, meeting, *, form_class, post, facts, connect, doubts, title):
    _check_right(model_admin, request, post)
    data = request.POST if request.method == "POST" else None
    form = form_class(data, instance=post, initial=facts(meeting))
    if form.is_valid():
        saved = form.save()
        connect(meeting, saved)
        return _tell(model_admin, request, meeting, saved, is_new=post is None, title=title)
    context = {"title": title, "form": form, "media": form.media}
    context["doubts"] = doubts(Meeting.objects.for_minutes().get(pk=meeting.pk))
    return show(model_admin, request, meeting, "meeting/publish", **context)


def _check_right(model_admin, request, post):
    posts = model_admin.admin_site.get_model_admin(Post)
    may = posts.has_change_permission(request, post) if post else posts.has_add_permission(request)
    if not may:
        raise PermissionDenied


def _tell(model_admin, request, meeting, post, is_new, title):
    log = model_admin.log_addition if is_new else model_admin.log_change
    log(request, post, title)
    model_admin.log_change(request, meeting, title)
    if post.is_published():
        text = gettext('Öffentlich: <a href="{}">{}</a>')
        messages.success(request, format_html(text, post.get_absolute_url(), post.title))
    elif post.withdrawn_at:
        messages.warning(request, gettext("Gespeichert. Der Beitrag ist weiter zurückgezogen."))
    else:
        words = {"post": post.title, "moment": day_and_hour(post.published_at)}
        messages.success(request, gettext("„%(post)s“ erscheint am %(moment)s.") % words)
    return back_to(meeting)
