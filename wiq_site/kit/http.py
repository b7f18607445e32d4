"""Who may keep a page for how long, that each page has one address, and how pages travel.

Source: DESIGN, "Reading is anonymous and cheap". Pages that visitors read are public and carry an
ETag; anyone may keep them and asks before showing them again, so that an editor's change is visible
on the next request. Everything that says nothing else for itself and is no such page is private.

Public pages and feeds travel compressed; each of the two forms has its own strong ETag (RFC 9110,
sections 8.8.3, 12.5.3 and 13.1.2). Only what anyone may keep is compressed, since compressing a secret
beside a visitor's own words tells its length (BREACH); forms and the editors' desk are never public.
"""

import gzip
import re
from functools import wraps
from hashlib import blake2b
from urllib.parse import quote

from django.conf import settings
from django.http import HttpResponsePermanentRedirect
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.views.decorators.http import require_safe

from wiq_site.kit.filters import FilterForm

GZIP_SUFFIX = "-gzip"  # ends the ETag of the compressed form


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
        if request.META.get("QUERY_STRING", "") != query:
            return HttpResponsePermanentRedirect(f"{path}?{query}" if query else path)
        moved = form.moved_query() if follows_moved else None
        if moved is not None:
            return HttpResponsePermanentRedirect(f"{path}?{moved}")
        response = view(request, *args, **kwargs)
        if response.status_code in (200, 304):
            seconds = settings.PAGE_MAX_AGE
            age = {"max_age": seconds} if seconds else {"no_cache": True}
            patch_cache_control(response, public=True, **age)
        return response

    return page


class CacheControlMiddleware:
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


class CompressionMiddleware:
    """Compresses public texts; stands outside of whoever sets and compares ETags."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        sent = request.META.get("HTTP_IF_NONE_MATCH", "")
        if GZIP_SUFFIX in sent:
            request.META["HTTP_IF_NONE_MATCH"] = sent.replace(f'{GZIP_SUFFIX}"', '"')
        response = self.get_response(request)
        if response.status_code == 304:
            response.headers.pop(
                "Content-Length", None
            )  # 0 would be that of the page (RFC 9110, 8.6)
        if response.streaming or "public" not in response.get("Cache-Control", ""):
            return response
        compressed = accepts_gzip(request.META.get("HTTP_ACCEPT_ENCODING", ""))
        etag = response.get("ETag", "")
        etag_compressed = f'{etag[:-1]}{GZIP_SUFFIX}"'
        if response.status_code == 304:  # of the form that the reader takes, if that is what it has
            if compressed:
                compressed = etag_compressed in sent
            else:
                compressed = etag not in sent and GZIP_SUFFIX in sent
        elif not (
            response.status_code == 200
            and not response.has_header("Content-Encoding")
            and re.match(
                r"text/|application/([\w.-]+\+)?(xml|json)\b", response.get("Content-Type", "")
            )
            and len(response.content) >= 600  # below that the packing is longer than what it saves
        ):
            return response
        elif compressed:
            response.content = gzip.compress(response.content, 6, mtime=0)
            response["Content-Encoding"] = "gzip"
            response["Content-Length"] = str(len(response.content))
        patch_vary_headers(response, ["Accept-Encoding"])
        if compressed and etag.endswith('"'):
            response["ETag"] = etag_compressed
        return response


def accepts_gzip(accept_encoding):
    """Whether a reader that sends ``accept_encoding`` takes gzip: by name or by ``*``, not with q=0."""
    accepted = {}
    for part in accept_encoding.lower().split(","):
        name, *parameters = (piece.strip() for piece in part.split(";"))
        refused = any(re.fullmatch(r"q\s*=\s*0(\.0*)?", piece) for piece in parameters)
        accepted[name] = not refused
    return accepted.get("gzip", accepted.get("*", False))
