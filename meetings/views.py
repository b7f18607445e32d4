from django.views.generic import DetailView, TemplateView

from blog.models import Topic
from meetings.forms import MeetingFilterForm
from meetings.models import Meeting


class MeetingListView(TemplateView):
    """Coming meetings, the next one first; then past ones, the latest first."""

    template_name = "meetings/meeting_list.html"

    def get_context_data(self, **kwargs):
        form = MeetingFilterForm(self.request.GET)
        meetings = form.apply(Meeting.objects.published().for_list())
        return super().get_context_data(
            filter_form=form,
            coming=meetings.coming(),
            past=meetings.past(),
            series=Topic.objects.filter(kind=Topic.Kind.SERIES),
            years=Meeting.objects.published().dates("date", "year", order="DESC"),
            **kwargs,
        )


class MeetingView(DetailView):
    """One meeting: agenda before, minutes after."""

    def get_queryset(self):
        return Meeting.objects.published().for_minutes().prefetch_related("attachments")

    def get_context_data(self, **kwargs):
        return super().get_context_data(**meeting_context(self.object), **kwargs)


def meeting_context(meeting):
    """Give what the template of ``meeting`` shows around it; its preview shows the same."""
    return {"show_protocol": meeting.has_public_protocol()}
