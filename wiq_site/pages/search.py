"""What the search finds of the pages that editors write."""

from wiq_site.pages.models import Page
from wiq_site.search.models import Document, Kind, indexed_text


def page_documents(pks):
    """Yield ``(pk, Document)`` for each of the pages ``pks`` that is no draft."""
    for page in Page.objects.filter(pk__in=pks, published_at__isnull=False):
        yield (
            page.pk,
            Document(
                kind=Kind.PAGE,
                path=page.get_absolute_url(),
                title=page.title,
                text=indexed_text(page),
                visible_from=page.published_at,
                visible_until=page.withdrawn_at,
            ),
        )
