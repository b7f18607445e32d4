from django.views.generic import ListView

from wiq_site.search.forms import SearchForm
from wiq_site.search.results import Results
from wiq_site.search.spelling import corrected, known_words, nearest


class SearchView(ListView):
    """One list over posts, minutes, meetings, topics and pages."""

    template_name = "search/search.html"
    context_object_name = "hits"
    paginate_by = 10
    page_kwarg = "seite"

    def get_queryset(self):
        self.form = SearchForm(self.request.GET)
        chosen = self.form.chosen
        return Results(self.form.wanted, chosen["art"], chosen["jahr"])

    def get_context_data(self, **kwargs):
        results, form = self.object_list, self.form
        nothing = bool(form.wanted.terms) and not results.all_count
        return super().get_context_data(
            results=results,
            query=form.query(),
            query_for_all=form.query(art="", jahr=None),
            **(ways_on(form) if nothing else {}),
            **kwargs,
        )


def ways_on(form):
    """Give what to offer where nothing was found: another spelling, or each word alone.

    ``suggestion`` and each of ``single_words`` is ``(words, query string)``.
    """
    words = known_words(form.wanted)
    spellings = nearest([word for word, count in words.items() if not count])
    found = [word for word, count in words.items() if count]
    suggestion = corrected(form.chosen["q"], spellings)
    return {
        "suggestion": suggestion and (suggestion, form.query(q=suggestion)),
        "single_words": [(word, form.query(q=word)) for word in found],
    }
