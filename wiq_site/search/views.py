"""What a visitor looks for, as it stands in the address."""

from functools import cached_property
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import ListView

from wiq_site.kit.filters import (
    EARLIEST_YEAR,
    LATEST_YEAR,
    LONGEST_WORDS,
    WordsField,
    few_words,
    page_pairs,
    said,
)
from wiq_site.search.models import Kind
from wiq_site.search.query import Query, parse
from wiq_site.search.results import Results
from wiq_site.search.spelling import corrected, known_words, nearest

LONGEST_KEPT = 1000  # characters


class SearchWordsField(WordsField):
    """Words of any length; of a very long text only the beginning, so that an address can hold it."""

    def to_python(self, value):
        return super().to_python(value)[:LONGEST_KEPT].strip()


class SearchForm(forms.Form):
    """Words, a kind of hit and a year. Too long a text is answered on the page, not refused."""

    q = SearchWordsField(label=_("Suchwörter"), required=False)
    art = forms.ChoiceField(
        label=_("Art"),
        required=False,
        choices=[("", _("alles")), *Kind.choices],
        error_messages={"invalid_choice": _("Diese Art von Treffern gibt es nicht.")},
    )
    jahr = forms.IntegerField(
        label=_("Jahr"), required=False, min_value=EARLIEST_YEAR, max_value=LATEST_YEAR
    )

    @cached_property
    def chosen(self):
        """The cleaned data. Raises FilterError for an impossible kind or year."""
        return said(self)

    def query(self, **instead):
        """Give the canonical query string, on request with other values. Raises FilterError."""
        chosen = self.chosen | instead
        return urlencode([(k, chosen[k]) for k in ("q", "art", "jahr") if chosen[k]])

    @cached_property
    def wanted(self):
        """The ``Query`` of the words; one that finds nothing where they cannot be looked for."""
        return Query((), ()) if self.problem_with_length else parse(self.chosen["q"])

    @cached_property
    def problem_with_length(self):
        """Why these are too many characters or words, as a sentence, or ""."""
        if len(self.chosen["q"]) > LONGEST_WORDS:
            return gettext("Bitte kürzen Sie Ihre Suche auf höchstens %d Zeichen.") % LONGEST_WORDS
        try:
            few_words(self.chosen["q"])
        except forms.ValidationError as error:
            return error.message
        return ""

    @property
    def problem(self):
        """Why these words cannot be looked for, as a sentence; "" where they can or there are none."""
        if self.problem_with_length:
            return self.problem_with_length
        if not self.chosen["q"] or self.wanted.terms:
            return ""
        if self.wanted.without:
            return gettext("Bitte nennen Sie auch ein Wort, das vorkommen soll.")
        return gettext("Bitte geben Sie mindestens einen Buchstaben oder eine Ziffer ein.")


def search_query(values):
    """Give the canonical query string of the search page. Raises FilterError."""
    form = SearchForm(values)
    pages = page_pairs(values) if form.chosen["q"] else []
    return "&".join(part for part in (form.query(), urlencode(pages)) if part)


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
