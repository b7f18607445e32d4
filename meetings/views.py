from django.http import HttpResponsePermanentRedirect
from django.utils.translation import gettext
from django.views.generic import DetailView, TemplateView

from meetings.forms import MeetingFilterForm
from meetings.models import Meeting
from meetings.page import meeting_context


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
        meetings = self.filter_form.apply(Meeting.objects.published().for_list())
        return super().get_context_data(
            chosen=self.filter_form.chosen,
            query=self.filter_form.query(),
            title=self.filter_form.title(gettext("Treffen")),
            coming=meetings.coming(),
            past=meetings.past(),
            series=self.filter_form.all_series.values(),
            years=Meeting.objects.published().dates("date", "year", order="DESC"),
            **kwargs,
        )


class MeetingView(DetailView):
    """One meeting: agenda before, minutes after."""

    def get_queryset(self):
        return Meeting.objects.published().for_minutes().prefetch_related("attachments")

    def get_context_data(self, **kwargs):
        return super().get_context_data(**meeting_context(self.object), **kwargs)
