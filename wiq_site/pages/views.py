"""Whether an address is answered by a page, so that a redirect from it would never be used."""

from urllib.parse import quote

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.core.handlers.wsgi import WSGIRequest
from django.http import Http404
from django.urls import resolve
from django.views.generic import DetailView

from wiq_site.pages.models import Page


def is_live(address, request):
    """Whether a visitor who asks for ``address`` on the host of ``request`` would get a page."""
    path, _, query = address.partition("?")
    asked = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path.encode().decode("latin-1"),  # as WSGI wants it, PEP 3333
        "QUERY_STRING": quote(query, safe="/=&+"),
    }
    visit = WSGIRequest(request.environ | asked)
    visit.user = AnonymousUser()
    try:
        found = resolve(visit.path_info)
        response = found.func(visit, *found.args, **found.kwargs)
    except (Http404, PermissionDenied, SuspiciousOperation):
        return False
    return response.status_code == 200  # not closed: that would end the request of the editor


class PageView(DetailView):
    """A page that editors wrote."""

    def get_queryset(self):
        return Page.objects.published()
