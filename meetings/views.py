from django.db.models import F
from django.http import HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext
from django.views.decorators.http import require_safe
from django.views.generic import DetailView, ListView, TemplateView

from meetings.forms import MeetingFilterForm
from meetings.models import Meeting, Outcome
from meetings.page import by_team, meeting_context
from wiq_site.share_picture.views import picture_answer

DONE_SHOWN = 20  # tasks


class MeetingListView(TemplateView):
    """Coming meetings, the next one first; then past ones, the latest first."""

    template_name = "meetings/meeting_list.html"

    def get(self, request, *args, **kwargs):
        self.filter_form = MeetingFilterForm(request.GET)
        moved = self.filter_form.moved_query()
        if moved is not None:
            return HttpResponsePermanentRedirect(f"{request.path}?{moved}")
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        meetings = self.filter_form.apply(Meeting.objects.published().for_list().with_headings())
        return super().get_context_data(
            chosen=self.filter_form.chosen,
            query=self.filter_form.query(),
            title=self.filter_form.title(gettext("Treffen")),
            feed_words=self.filter_form.title(gettext("Protokolle")),
            coming=meetings.coming(),
            past=meetings.past(),
            series=self.filter_form.all_series.values(),
            years=Meeting.objects.published().dates("date", "year", order="DESC"),
            **kwargs,
        )


class OutcomeListView(ListView):
    """What is still to be done, by team, and what was decided, over all meetings."""

    template_name = "meetings/outcome_list.html"
    paginate_by = 20
    page_kwarg = "seite"

    def get_queryset(self):
        decisions = Outcome.objects.published().filter(kind=Outcome.Kind.DECISION).with_place()
        return decisions.order_by("-item__meeting__date", "-item__meeting__pk", "pk")

    def get_context_data(self, **kwargs):
        tasks = Outcome.objects.published().filter(kind=Outcome.Kind.TASK).with_place()
        return super().get_context_data(
            teams=by_team(tasks.filter(done_at=None).order_by(F("due").asc(nulls_last=True), "pk")),
            done=tasks.exclude(done_at=None).order_by("-done_at", "-pk")[:DONE_SHOWN],
            **kwargs,
        )


class MeetingView(DetailView):
    """One meeting: agenda before, minutes after."""

    def get_queryset(self):
        return Meeting.objects.published().for_minutes().prefetch_related("attachments")

    def get_context_data(self, **kwargs):
        return super().get_context_data(**meeting_context(self.object), **kwargs)


@require_safe
def share_picture(request, slug, digest):
    """The picture that others show when they link to the published meeting ``slug``."""
    meeting = get_object_or_404(Meeting.objects.published(), slug=slug)
    return picture_answer(meeting.share_picture, digest)
