"""The page of something published, that of a page editors wrote, and whether any answers at an address."""

import re
from html import unescape
from urllib.parse import quote

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.core.handlers.wsgi import WSGIRequest
from django.http import Http404
from django.urls import resolve
from django.views.generic import DetailView

from wiq_site.kit.http import absolute
from wiq_site.kit.prepared import prepared
from wiq_site.pages.models import Page
from wiq_site.pages.redirects import all_moves, answer_hidden, key_of

# Files that another program may serve; forms, which write as they are shown.
NOT_ASKED = (settings.STATIC_URL, "/kommentare/", "/admin/")


def is_live(address, request):
    """Whether a visitor who asks for ``address`` on the host of ``request`` would get a page.

    A redirect from such an address would never be used.
    """
    return status_of(address, request) == 200


def dead_links(html, request):
    """Return the addresses of this site that ``html`` leads to and at which a visitor finds nothing."""
    root = absolute("/", request)[:-1]
    found = re.findall(rf'href="((?:/(?!/)|{re.escape(root)}/)[^"#]*)', html)
    paths = dict.fromkeys(unescape(each).removeprefix(root) for each in found)
    asked = [path for path in paths if not path.startswith(NOT_ASKED)]
    dead = [path for path in asked if status_of(path, request) not in (200, 301, 302)]
    moves = all_moves() if dead else ()
    return [path for path in dead if key_of(path) not in moves]


def status_of(address, request):
    """Return the status of the answer to a visitor who asks for ``address`` on the host of ``request``."""
    try:
        return answer_to(address, request).status_code
    except (Http404, PermissionDenied, SuspiciousOperation):
        return 404


def answer_to(address, request):
    """Return the answer to a visitor who asks for ``address`` on the host of ``request``.

    Raises what the view raises. Nobody closes the answer: that would end the request of the editor.
    """
    path, _, query = address.partition("?")
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path.encode().decode("latin-1"),  # as WSGI wants it, PEP 3333
        "QUERY_STRING": quote(query, safe="/=&+"),
    }
    visit = WSGIRequest(request.environ | environ)
    visit.user = AnonymousUser()
    match = visit.resolver_match = resolve(visit.path_info)
    return match.func(visit, *match.args, **match.kwargs)


class PublishedView(DetailView):
    """The page of something published; what visitors may not read says so as far as it was public."""

    def get_object(self, queryset=None):
        def build(slug):
            return self.get_queryset().filter(slug=slug)

        found = prepared(("page of", type(self)), build, slug=self.kwargs["slug"])
        if not found:
            raise Http404
        return found[0]

    def get(self, request, *args, **kwargs):
        self.object = self.get_object()
        if not self.object.is_published():
            return answer_hidden(request, self.object)
        return self.render_to_response(self.get_context_data(object=self.object))


class PageView(PublishedView):
    """A page that editors wrote."""

    model = Page
