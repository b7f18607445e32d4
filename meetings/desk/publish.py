"""The pages "Protokoll veröffentlichen" and "Einladung veröffentlichen": the post and its moment."""

from functools import partial

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from blog.admin import TopicsInput
from blog.models import Post
from meetings import publishing
from meetings.desk import admin_for_post, redirect_to_change, render_page
from meetings.doubts import doubts_about_agenda, doubts_about_minutes
from meetings.models import Meeting
from meetings.text import invitation_words
from wiq_site.kit import changes
from wiq_site.kit.dates import day_and_hour
from wiq_site.kit.forms import NOT_SEEN, MomentField
from wiq_site.kit.merging import RefusesStale
from wiq_site.pages import history
from wiq_site.pages.views import dead_link_sentences

NOW, LATER, KEEP = "jetzt", "zeitpunkt", "bleibt"


class PublishForm(RefusesStale, forms.ModelForm):
    """The post and when it becomes public."""

    when = forms.ChoiceField(label=_("Wann?"), widget=forms.RadioSelect, initial=NOW)
    moment = MomentField(
        label=_("Zeitpunkt"),
        required=False,
        help_text=_("Nur für „zu diesem Zeitpunkt“. Beides erscheint dann von selbst."),
    )

    class Meta:
        model = Post
        fields = ["title", "teaser", "topics"]
        widgets = {"topics": TopicsInput, "teaser": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["moment"].show_hidden_initial = False  # nothing of it is stored
        when = self.fields["when"]
        when.choices = [(NOW, _("jetzt gleich")), (LATER, _("zu diesem Zeitpunkt:"))]
        if self.instance.published_at:
            words = {"moment": day_and_hour(self.instance.published_at)}
            label = gettext("bleibt, wie es ist: %(moment)s") % words
            when.choices, when.initial = [(KEEP, label), *when.choices], KEEP

    def clean(self):
        cleaned = super().clean()
        when, moment = cleaned.get("when"), cleaned.get("moment")
        if when == LATER and not moment and "moment" not in self.errors:
            self.add_error("moment", _("Bitte geben Sie den Zeitpunkt an."))
        if when in (NOW, KEEP) and moment:
            sentence = _(
                "Sie haben einen Zeitpunkt eingetragen, aber „%s“ gewählt. Bitte wählen Sie „zu diesem Zeitpunkt“, oder leeren Sie den Zeitpunkt."
            )
            self.add_error("when", sentence % dict(self.fields["when"].choices)[when])
        moments = {NOW: timezone.now(), LATER: moment, KEEP: self.instance.published_at}
        self.chosen = moments.get(when)
        corrected = self.instance.corrected_at
        if corrected and self.chosen and self.chosen > corrected:
            text = _("Der Beitrag wurde schon berichtigt. Bitte wählen Sie „bleibt, wie es ist“.")
            self.add_error("when", text)
        return cleaned

    def save(self, commit=True):
        self.instance.published_at = self.chosen
        return super().save(commit)


class ReportForm(PublishForm):
    """A report of minutes that are public may not come later: they would be gone until then."""

    def __init__(self, *args, is_public, **kwargs):
        super().__init__(*args, **kwargs)
        self.is_public = is_public

    def clean(self):
        cleaned = super().clean()
        if self.is_public and self.chosen and self.chosen > timezone.now():
            text = _(
                "Das Protokoll ist schon öffentlich; bis dahin verschwände es von der Website. Bitte wählen Sie „jetzt gleich“."
            )
            self.add_error("when", text)
        return cleaned


class InvitationForm(PublishForm):
    """An invitation shows its text, which a report takes from the minutes."""

    class Meta(PublishForm.Meta):
        fields = ["title", "teaser", "body", "topics"]


def publish_protocol(model_admin, request, meeting):
    """One page from minutes to their public report, whose moment is theirs unless they were public before."""
    title = gettext("%(meeting)s: Ergebnisse") % {"meeting": meeting.title}
    words = {"title": title[: publishing.TITLE_LENGTH]}
    words["teaser"] = publishing.teaser_of(meeting.intro_html)
    facts = publishing.first_words(meeting, meeting.report, words)
    title, is_public = gettext("Protokoll veröffentlichen"), meeting.has_public_protocol()
    form = ReportForm(
        request.POST or None, instance=meeting.report, initial=facts, is_public=is_public
    )

    def connect(post):
        meeting.report = post

    return publish_page(
        model_admin, request, meeting, title, form, connect, doubts_about_minutes, is_public
    )


def publish_invitation(model_admin, request, meeting):
    """One page from the agenda to the public invitation; the agenda is public no later than that."""
    facts = publishing.first_words(meeting, meeting.invitation, invitation_words(meeting))
    form = InvitationForm(request.POST or None, instance=meeting.invitation, initial=facts)

    def connect(post):
        meeting.invitation = post
        meeting.agenda_published_at = meeting.agenda_published_at or post.published_at
        meeting.follow_invitation()

    title, is_public = gettext("Einladung veröffentlichen"), meeting.is_open
    return publish_page(
        model_admin, request, meeting, title, form, connect, doubts_about_agenda, is_public
    )


def publish_page(model_admin, request, meeting, title, form, connect, doubts_about, is_public):
    """Show the ``form`` of a post, old or new, above the doubts and the TOPs; on POST save and connect it.

    ``connect(post)`` ties the saved post to the meeting, ``doubts_about(meeting)`` says what to look at once more. Unless
    the post and that side of the meeting (``is_public``) are public, what was saved since the page was opened is shown first.
    """
    is_new, stand = form.instance.pk is None, history.stand()
    admin_for_post(model_admin, request, None if is_new else form.instance)
    concerned = meeting if is_new else form.instance
    unseen = history.saved_since(request.POST.get("stand"), concerned)
    is_public = is_public and form.instance.is_published()
    if not form.is_valid() or (unseen and not is_public):
        whole = Meeting.objects.for_minutes().get(pk=meeting.pk)
        context = {
            "stand": stand,
            "unseen": unseen,
            "not_seen": NOT_SEEN,
            "items": whole.items.all(),
            "title": title,
            "form": form,
            "media": form.media,
            "doubts": [
                *doubts_about(whole),
                *dead_link_sentences(meeting, request),
            ],
        }
        return render_page(model_admin, request, meeting, "meeting/publish", **context)
    if is_public and unseen:
        messages.info(request, gettext("Das ist inzwischen schon veröffentlicht worden."))
    saved = form.save()
    connect(saved)
    meeting.save()
    log = model_admin.log_addition if is_new else model_admin.log_change
    log(request, saved, title)
    model_admin.log_change(request, meeting, title)
    changes.afterwards(partial(tell_published, request, saved.pk))
    return redirect_to_change(meeting)


def tell_published(request, pk):
    """Say whether the post ``pk`` that was just saved is public now, and which links of it and of its meeting lead nowhere."""
    saved = Post.objects.get(pk=pk)
    for item in (saved, *Meeting.objects.filter(Q(report=saved) | Q(invitation=saved))):
        for told in dead_link_sentences(item, request):
            messages.warning(request, told)
    if saved.is_published():
        text = gettext('Öffentlich: <a href="{}">{}</a>')
        messages.success(request, format_html(text, saved.get_absolute_url(), saved.title))
    elif saved.withdrawn_at:
        messages.warning(request, gettext("Gespeichert. Der Beitrag ist weiter zurückgezogen."))
    else:
        words = {"post": saved.title, "moment": day_and_hour(saved.published_at)}
        messages.success(request, gettext("„%(post)s“ erscheint am %(moment)s.") % words)
