"""An address that nobody answers as it stands may be an old one."""

from urllib.parse import quote

from django.http import HttpResponsePermanentRedirect

from wiq_site.pages.redirects import decoded, new_path_of, spellings


class RedirectMiddleware:
    """Leads on where an editor or a changed slug left a redirect.

    Asked for what would be 404, and for what would be sent to another spelling of itself: a page
    drops a query it does not know, and an address without its last slash is given one. So
    "/?q=node/42" can be an old address beside the home page, at no cost for pages that answer.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.status_code not in (301, 404) or request.method not in ("GET", "HEAD"):
            return response
        addresses = asked_for(request, is_missing=response.status_code == 404)
        new_path = new_path_of(*addresses) if addresses else None
        if new_path is None:
            return response
        return HttpResponsePermanentRedirect(quote(new_path, safe="/#?&=%"))


def asked_for(request, is_missing):
    """Give the old addresses that ``request`` may mean, the most exact first."""
    path, query = decoded(request.path), request.META.get("QUERY_STRING", "")
    exact = [decoded(request.path, query)] if query else []
    if is_missing:
        return exact + spellings(path)
    return exact if path.endswith("/") else [*exact, path]
