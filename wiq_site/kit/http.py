"""Who may keep a page for how long, and that each page has one address.

Source: DESIGN, "Reading is anonymous and cheap". Pages that visitors read are public and carry an
ETag; anyone may keep them and asks before showing them again, so that an editor's change is visible
on the next request. Everything that says nothing else for itself and is no such page is private.
How pages travel and where they are kept ready: ``wiq_site.kit.kept``.
"""

from functools import wraps
from hashlib import blake2b
from urllib.parse import quote

from django.conf import settings
from django.http import HttpResponseNotAllowed, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.http import require_safe

from wiq_site.kit.filters import FilterForm
from wiq_site.kit.markup import keep_together, protect_mail_addresses

METHODS = ("GET", "HEAD", "POST", "OPTIONS")
NO_FEATURES = ", ".join(
    f"{name}=()"
    for name in "accelerometer browsing-topics camera display-capture geolocation gyroscope magnetometer"
    " microphone midi payment usb xr-spatial-tracking".split()
)


def etag_of(*parts):
    """Return a strong ETag (RFC 9110) over ``parts``, bytes or anything that str() tells apart."""
    digest = blake2b(digest_size=16)
    for part in parts:
        digest.update(part if isinstance(part, bytes) else str(part).encode())
        digest.update(b"\0")
    return f'"{digest.hexdigest()}"'


def absolute(path, request=None):
    """Return the absolute address of ``path``; a whole one stays.

    From SITE_URL; in development of the request or, in mails, of where `make run` serves.
    """
    if path.startswith(("http://", "https://")):
        return path
    if settings.SITE_URL or request is None:
        return f"{settings.SITE_URL or settings.LOCAL_URL}{path}"
    return request.build_absolute_uri(path)


def with_query(path, query):
    """Return the address of ``path`` with the query string ``query``, which may be empty."""
    return f"{path}?{query}" if query else path


def change_page(item):
    """Return the address of the form of ``item``."""
    return reverse(f"admin:{item._meta.app_label}_{item._meta.model_name}_change", args=[item.pk])


def make_private(response):
    """Return ``response`` with the note that it is for this visitor only and never shown unasked."""
    patch_cache_control(response, private=True, no_cache=True)
    return response


def reading(view, filter_form=FilterForm, follows_moved=True):
    """Make ``view`` a page that visitors read: GET and HEAD only, one address, kept by anyone.

    The query string is read once, by the class ``filter_form``; the view finds the form as
    ``request.filter_form``. Whoever asks for another query string than the canonical one, or for
    what was renamed, is redirected permanently; a view that looks for the renamed itself says
    ``follows_moved=False``.
    """

    @require_safe
    @wraps(view)
    def page(request, *args, **kwargs):
        form = request.filter_form = filter_form(request.GET)
        path, query = quote(request.path), form.canonical_query()
        is_canonical = request.META.get("QUERY_STRING", "") == query
        # Raises for what does not exist: no redirect leads to a 404.
        moved = form.moved_query() if follows_moved or not is_canonical else None
        if moved is not None or not is_canonical:
            query = query if moved is None else moved
            return HttpResponsePermanentRedirect(with_query(path, query))
        response = view(request, *args, **kwargs)
        if response.status_code in (200, 304):
            seconds = settings.PAGE_MAX_AGE
            age = {"max_age": seconds} if seconds else {"no_cache": True}
            patch_cache_control(response, public=True, **age)
        return response

    return page


def headed(get_response):
    """Middleware: no method but those of the web; no camera and the like; who may show what is answered.

    Source: Fetch, Cross-Origin-Resource-Policy. Readers of feeds on the web show pictures and feeds of this site; its
    pages, forms and captchas belong to no other.
    """

    def middleware(request):
        if request.method not in METHODS:
            response = HttpResponseNotAllowed(METHODS)
        else:
            response = get_response(request)
        response["Permissions-Policy"] = NO_FEATURES
        is_shared = "public" in response.get("Cache-Control", "") and not (
            response.get("Content-Type", "").startswith("text/html")
            or request.path.startswith(settings.STATIC_URL)
        )
        response["Cross-Origin-Resource-Policy"] = "cross-origin" if is_shared else "same-origin"
        return response

    return middleware


def cached(get_response):
    """Middleware: 304 for whoever has a public page already; everything else is private.

    No page that comes without a login or a secret address tells mail addresses to simple harvesters.
    """

    def middleware(request):
        response = get_response(request)
        if not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True, no_store=True)
        if response.status_code == 304:  # 0 would be that of the page (RFC 9110, 8.6)
            response.headers.pop("Content-Length", None)
        cache_control = response["Cache-Control"]
        if response.status_code != 200 or response.streaming or "no-store" in cache_control:
            return response
        if hasattr(response, "render") and not response.is_rendered:
            response.render()
        is_public = "public" in cache_control
        if response["Content-Type"].startswith("text/html"):
            page = keep_together(response.content) if is_public else response.content
            response.content = protect_mail_addresses(page)
        if not is_public:
            return response
        if not response.has_header("ETag"):
            response["ETag"] = etag_of(response.content)
        return get_conditional_response(request, etag=response["ETag"], response=response)

    return middleware
