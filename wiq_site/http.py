"""Who may keep a page for how long, and that each page has one address.

Source: DESIGN, "Reading is anonymous and cheap". Pages that visitors read are public and carry an
ETag; anyone may keep them and asks before showing them again, so that an editor's change is visible
on the next request. Everything that says nothing else for itself and is no such page is private.
"""

from functools import wraps
from hashlib import blake2b
from urllib.parse import quote

from django.conf import settings
from django.http import HttpResponsePermanentRedirect
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.http import require_safe


def etag_of(*parts):
    """Give a strong ETag (RFC 9110) over ``parts``, bytes or anything that str() tells apart."""
    digest = blake2b(digest_size=16)
    for part in parts:
        digest.update(part if isinstance(part, bytes) else str(part).encode())
        digest.update(b"\0")
    return f'"{digest.hexdigest()}"'


def absolute(path, request=None):
    """Give the absolute address of ``path``: from SITE_URL alone, in development of the request."""
    if settings.SITE_URL or request is None:
        return f"{settings.SITE_URL}{path}"
    return request.build_absolute_uri(path)


def may_be_kept(response):
    """Say on ``response`` that anyone may keep it and for how long without asking."""
    if settings.PAGE_MAX_AGE:
        patch_cache_control(response, public=True, max_age=settings.PAGE_MAX_AGE)
    else:
        patch_cache_control(response, public=True, no_cache=True)
    return response


def only_for_one(response):
    """Say on ``response`` that it is for this visitor only and must be asked for each time."""
    patch_cache_control(response, private=True, no_cache=True)
    return response


def reading(view, query=lambda values: ""):
    """Make ``view`` a page that visitors read: GET and HEAD only, one address, kept by anyone.

    ``query(values)`` takes the request's QueryDict and gives the query string in its one canonical
    form; whoever asks for another one is redirected permanently. Without it a page has none.
    """

    @require_safe
    @wraps(view)
    def page(request, *args, **kwargs):
        canonical = query(request.GET)
        if request.META.get("QUERY_STRING", "") != canonical:
            path = quote(request.path)
            return HttpResponsePermanentRedirect(f"{path}?{canonical}" if canonical else path)
        response = view(request, *args, **kwargs)
        return may_be_kept(response) if response.status_code in (200, 304) else response

    return page


class KeepingMiddleware:
    """Answers 304 to whoever has a public page already, and keeps everything else private."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.encoding = "utf-8"  # whatever charset a request claims, so that none breaks a page
        response = self.get_response(request)
        if not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True, no_store=True)
        is_page = response.status_code == 200 and not response.streaming
        if not (is_page and "public" in response["Cache-Control"]):
            return response
        if hasattr(response, "render") and not response.is_rendered:
            response.render()
        if not response.has_header("ETag"):
            response["ETag"] = etag_of(response.content)
        return get_conditional_response(request, etag=response["ETag"], response=response)
