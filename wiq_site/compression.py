"""Public pages and feeds travel compressed; each of the two forms has its own strong ETag.

Source: RFC 9110, sections 8.8.3 (a compressed form is another representation), 12.5.3 and 13.1.2.
Only what anyone may keep is compressed, since compressing a secret beside a visitor's own words
tells its length (BREACH); forms and the editors' desk are never public.
"""

import gzip
import re

from django.utils.cache import patch_vary_headers

SMALLEST = 600  # bytes; below that the packing is longer than what it saves
LEVEL = 6
TYPES = (
    "text/",
    "application/rss+xml",
    "application/atom+xml",
    "application/feed+json",
    "application/xml",
    "application/json",
)
MARK = "-gzip"  # ends the ETag of the compressed form


class CompressionMiddleware:
    """Stands outside of whoever sets and compares ETags, and keeps the two forms apart."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        sent = request.META.get("HTTP_IF_NONE_MATCH", "")
        if MARK in sent:
            request.META["HTTP_IF_NONE_MATCH"] = sent.replace(f'{MARK}"', '"')
        response = self.get_response(request)
        if response.streaming or "public" not in response.get("Cache-Control", ""):
            return response
        takes = takes_gzip(request.META.get("HTTP_ACCEPT_ENCODING", ""))
        if response.status_code == 304:
            patch_vary_headers(response, ["Accept-Encoding"])
            return name_form(response, is_gzip=held_form(response, sent, takes))
        return compressed(response, takes) if may_be_compressed(response) else response


def takes_gzip(accept_encoding):
    """Whether a reader that sends ``accept_encoding`` takes gzip: by name or by ``*``, not with q=0."""
    weights = {}
    for part in accept_encoding.lower().split(","):
        name, *parameters = (piece.strip() for piece in part.split(";"))
        refused = any(re.fullmatch(r"q\s*=\s*0(\.0*)?", piece) for piece in parameters)
        weights[name] = not refused
    return weights.get("gzip", weights.get("*", False))


def may_be_compressed(response):
    """Whether it is a whole text worth packing."""
    return (
        response.status_code == 200
        and not response.has_header("Content-Encoding")
        and response.get("Content-Type", "").startswith(TYPES)
        and len(response.content) >= SMALLEST
    )


def compressed(response, takes):
    """Give ``response`` packed where the reader ``takes`` gzip; the choice is said in Vary."""
    patch_vary_headers(response, ["Accept-Encoding"])
    if takes:
        response.content = gzip.compress(response.content, LEVEL, mtime=0)
        response["Content-Encoding"] = "gzip"
        response["Content-Length"] = str(len(response.content))
    return name_form(response, is_gzip=takes)


def held_form(response, sent, takes):
    """Whether a 304 speaks of the compressed form: what the reader takes, if that is what it has."""
    plain = response.get("ETag", "")
    if takes:
        return f'{plain[:-1]}{MARK}"' in sent
    return plain not in sent and MARK in sent


def name_form(response, is_gzip):
    """Let the ETag of ``response`` name the compressed form where it is that."""
    etag = response.get("ETag", "")
    if is_gzip and etag.endswith('"'):
        response["ETag"] = f'{etag[:-1]}{MARK}"'
    return response
