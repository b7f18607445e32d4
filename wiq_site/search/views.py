"""The page of the search."""

from django.views.generic import ListView

from wiq_site.search.models import SearchEntry
from wiq_site.search.results import Results
from wiq_site.search.spelling import alternatives


class SearchView(ListView):
    """One list over posts, minutes, meetings, topics and pages."""

    template_name = "search/search.html"
    context_object_name = "hits"
    paginate_by = 10
    page_kwarg = "seite"

    def get_queryset(self):
        form = self.request.filter_form
        return Results(form.words, form.chosen["art"], form.chosen["jahr"])

    def get_context_data(self, **kwargs):
        results, form = self.object_list, self.request.filter_form
        if form.words.terms and not results.all_count:
            kwargs |= alternatives(form, SearchEntry.objects.visible())
        return super().get_context_data(
            results=results,
            query=form.query(),
            query_for_all=form.query(art="", jahr=None),
            **kwargs,
        )
