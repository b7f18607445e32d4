"""What the query string of a page may say: one form for each, built once per request by ``reading``."""

import re
from functools import cached_property
from urllib.parse import urlencode

from django import forms
from django.http import Http404
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wiq_site.kit.text import OLD_SLUG, plain_name


class FilterError(Http404):
    """A filter that names what does not exist; the 404 page shows its sentence to readers."""

    for_readers = True


class SlugsField(forms.Field):
    """Slugs as they stand in an address, sorted, each once; whether they exist is asked later."""

    widget = forms.SelectMultiple

    def clean(self, value):
        slugs = sorted({slug.strip() for slug in value or []} - {""})
        if not all(OLD_SLUG.fullmatch(slug) for slug in slugs):
            raise forms.ValidationError(gettext("Dieses Thema gibt es hier nicht."))
        return slugs


class TextLineField(forms.CharField):
    """A text as typed, with single blanks, without what is broken or nobody sees."""

    takes_all = True

    def to_python(self, value):
        return plain_name(super().to_python(value))


class YearField(forms.IntegerField):
    """A year of our time."""

    def __init__(self):
        super().__init__(label=_("Jahr"), required=False, min_value=1900, max_value=2100)


class FilterForm(forms.Form):
    """A filter in a query string. This one has no field: it is for pages that take no query.

    ``reading`` builds it of ``request.GET`` and hands it on as ``request.filter_form``. The order of
    the fields is that of the one canonical query string.
    """

    has_pages = False  # whether the query string may also hold the number of a page, as ``seite``

    @cached_property
    def chosen(self):
        """The cleaned data. Raises FilterError with the sentences of all fields."""
        if not self.is_valid():
            raise FilterError(" ".join(e for errors in self.errors.values() for e in errors))
        return self.cleaned_data

    @cached_property
    def page_number(self):
        """The number of the page, counted from one. Raises FilterError for what is no number."""
        text = self.data.get("seite", "1")
        if not re.fullmatch(r"0{0,7}[1-9][0-9]{0,4}", text):
            raise no_such_page()
        return int(text)

    def pairs(self, **instead):
        """Return the filter as ``[(key, value)]``, with other values where ``instead`` names them."""
        chosen = self.chosen | instead
        pairs = []
        for key in self.fields:
            values = chosen[key] if isinstance(chosen[key], list) else [chosen[key]]
            pairs += [(key, value) for value in values if value]
        return pairs

    def query(self, **instead):
        """Return the query string of the filter without the page, on request with other values."""
        return urlencode(self.pairs(**instead))

    def query_of_page(self, number):
        """Return the query string of page ``number``; the first is named by the filter alone."""
        page = f"seite={number}" if number > 1 else ""
        return "&".join(part for part in (self.query(), page) if part)

    def canonical_query(self):
        """Return the one query string under which this may be read. Raises FilterError."""
        query = self.query()  # raises first what is wrong with the filter, then with the page
        return self.query_of_page(self.page_number) if self.has_pages else query

    def moved_query(self, public=None):
        """Return the query string with new names of what was renamed, None where nothing was.

        ``public`` are those names of the filter that a caller knows to exist already. Raises
        FilterError for a name that a visitor may not know of.
        """
        return


class PageForm(FilterForm):
    """For a list that has pages and no filter."""

    has_pages = True


def no_such_page():
    """Return the error for a page that a list does not have."""
    return FilterError(gettext("Diese Seite der Liste gibt es nicht."))
