"""What the filters of all lists share: fields that read addresses, and the error for readers."""

import re
import unicodedata
from urllib.parse import urlencode

from django import forms
from django.http import Http404
from django.utils.translation import gettext

from wiq_site.search.query import parse

EARLIEST_YEAR, LATEST_YEAR = 1900, 2100
LONGEST_WORDS = 200  # characters
MOST_WORDS = 20  # each is a condition of its own; SQLite takes fewer than a hundred at once
LAST_PAGE = 99_999
SLUG = re.compile(r"[a-z0-9-]{1,100}")


class FilterError(Http404):
    """A filter that names what does not exist; the 404 page shows its sentence to readers."""

    for_readers = True


class SlugsField(forms.Field):
    """Slugs as they stand in an address, sorted, each once; whether they exist is asked later."""

    widget = forms.SelectMultiple

    def clean(self, value):
        slugs = sorted({slug.strip() for slug in value or []} - {""})
        if not all(SLUG.fullmatch(slug) for slug in slugs):
            raise forms.ValidationError(gettext("Dieses Thema gibt es hier nicht."))
        return slugs


class WordsField(forms.CharField):
    """Words as typed, with single blanks and without control characters."""

    def to_python(self, value):
        text = unicodedata.normalize("NFC", super().to_python(value))
        readable = "".join(" " if unicodedata.category(c).startswith("C") else c for c in text)
        return " ".join(readable.split())


def few_words(text):
    """Refuse words that are too many to be looked for at once; a phrase in quotes counts once."""
    query = parse(text)
    if len(query.terms) + len(query.without) > MOST_WORDS:
        raise forms.ValidationError(
            gettext("Bitte suchen Sie nach höchstens %d Wörtern auf einmal.") % MOST_WORDS
        )


def no_such_page():
    """Give the error for a page that a list does not have."""
    return FilterError(gettext("Diese Seite der Liste gibt es nicht."))


def page_number(values):
    """Give the number of a page of a list in its address. Raises FilterError for what is none."""
    page = values.get("seite", "1")
    if not (page.isascii() and page.isdigit() and len(page) < 9 and 1 <= int(page) <= LAST_PAGE):
        raise no_such_page()
    return int(page)


def page_pairs(values):
    """Give ``[("seite", n)]`` for a page of a list, ``[]`` for the first. Raises FilterError."""
    number = page_number(values)
    return [("seite", number)] if number > 1 else []


def page_query(values):
    """Give the canonical query string of a list that has pages and no filter. Raises FilterError."""
    return urlencode(page_pairs(values))


def said(form):
    """Give the cleaned data of ``form``. Raises FilterError with its sentences."""
    if not form.is_valid():
        raise FilterError(" ".join(e for errors in form.errors.values() for e in errors))
    return form.cleaned_data


def joined(names):
    """Give ``names`` as one reads them out: "A, B und C"."""
    *first, last = names
    if not first:
        return last
    return gettext("%(first)s und %(last)s") % {"first": ", ".join(first), "last": last}
