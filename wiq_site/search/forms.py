"""Words in a query string, parsed once per request: as part of other filters, and of the search."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wiq_site.kit.filters import FilterForm, TextLineField, YearField
from wiq_site.search.models import Kind
from wiq_site.search.query import Query, parse

LONGEST_WORDS = 200  # characters
LONGEST_KEPT = 1000  # characters of a search that is too long, so that an address can hold it
MOST_WORDS = 20  # each is a condition of its own; SQLite takes fewer than a hundred at once


def too_many_words(query):
    """Return why ``query`` has too many words, as a sentence, or ""; a phrase counts as one."""
    if len(query.terms) + len(query.without) <= MOST_WORDS:
        return ""
    return gettext("Bitte suchen Sie nach höchstens %d Wörtern auf einmal.") % MOST_WORDS


class WordsFilterForm(FilterForm):
    """A filter by words in the field ``q``; once it is valid, ``words`` is their ``Query``."""

    q = TextLineField(label=_("Wörter"), required=False, max_length=LONGEST_WORDS)

    def clean_q(self):
        text = self.cleaned_data["q"]
        self.words = parse(text)
        if problem := too_many_words(self.words):
            raise forms.ValidationError(problem)
        return text


class SearchForm(WordsFilterForm):
    """Words, a kind of hit and a year. Words that cannot be looked for are answered on the page.

    ``problem`` says why they cannot, as a sentence, "" where they can or there are none.
    """

    q = TextLineField(label=_("Suchwörter"), required=False)
    art = forms.ChoiceField(
        label=_("Art"),
        required=False,
        choices=[("", _("alles")), *Kind.choices],
        error_messages={"invalid_choice": _("Diese Art von Treffern gibt es nicht.")},
    )
    jahr = YearField()

    @property
    def has_pages(self):
        return bool(self.chosen["q"])

    def clean_q(self):
        text = self.cleaned_data["q"][:LONGEST_KEPT].strip()
        self.words, self.problem = Query((), ()), ""
        if len(text) > LONGEST_WORDS:
            message = gettext("Bitte kürzen Sie Ihre Suche auf höchstens %d Zeichen.")
            self.problem = message % LONGEST_WORDS
            return text
        words = parse(text)
        self.problem = too_many_words(words)
        if self.problem:
            return text
        self.words = words
        if text and not words.terms:
            self.problem = (
                gettext("Bitte nennen Sie auch ein Wort, das vorkommen soll.")
                if words.without
                else gettext("Bitte geben Sie mindestens einen Buchstaben oder eine Ziffer ein.")
            )
        return text
