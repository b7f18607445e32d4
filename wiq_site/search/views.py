"""The page of the search."""

from django.views.generic import ListView

from wiq_site.search.results import Results
from wiq_site.search.spelling import corrected, known_words, nearest


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
            kwargs |= alternatives(form)
        return super().get_context_data(
            results=results,
            query=form.query(),
            query_for_all=form.query(art="", jahr=None),
            **kwargs,
        )


def alternatives(form):
    """Return what to offer where nothing was found: another spelling, or each word alone.

    ``suggestion`` and each of ``single_words`` is ``(words, query string)``.
    """
    counts = known_words(form.words)
    spellings = nearest([word for word, count in counts.items() if not count])
    suggestion = corrected(form.chosen["q"], spellings)
    return {
        "suggestion": suggestion and (suggestion, form.query(q=suggestion)),
        "single_words": [(word, form.query(q=word)) for word, count in counts.items() if count],
    }
