from django.views.generic import DetailView

from wiq_site.pages.models import Page


class PageView(DetailView):
    """A page that editors wrote."""

    queryset = Page.objects.published()
