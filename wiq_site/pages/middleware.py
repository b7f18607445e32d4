"""An address that nobody answers may be an old one."""

from urllib.parse import quote

from django.http import HttpResponsePermanentRedirect

from wiq_site.pages.redirects import new_path_of


class RedirectMiddleware:
    """Turns a 404 into a permanent redirect where an editor or a changed slug left one."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.status_code != 404 or request.method not in ("GET", "HEAD"):
            return response
        new_path = new_path_of(request.path)
        return (
            HttpResponsePermanentRedirect(quote(new_path, safe="/#?&=%")) if new_path else response
        )
