"""What the search finds of the pages that editors write."""

from wiq_site.kit.markup import plain_text
from wiq_site.pages.models import Page
from wiq_site.search.index import refresh
from wiq_site.search.models import Document, Kind


def page_documents(pks):
    """Give ``(pk, Document)`` for each of the pages ``pks`` that is public."""
    for page in Page.objects.published().filter(pk__in=pks):
        text = plain_text(page.body_html)
        yield page.pk, Document(Kind.PAGE, page.get_absolute_url(), page.title, text)


def index_page(page):
    """Let the search follow a page."""
    refresh(Page, [page.pk])
