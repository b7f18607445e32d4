"""Answers with a file: 304 to whoever has it already, else written once for all who ask."""

from django.core.cache import cache
from django.http import HttpResponse
from django.utils.cache import get_conditional_response

from wiq_site.http import etag_of

KEPT_SECONDS = 24 * 3600  # a written file stands in the cache under its ETag


def file_response(request, told, write, content_type, filename, attached=False):
    """Answer ``request`` with the bytes of ``write()``, or with 304 (RFC 9110).

    ``told`` stands for all that the file tells and for the way it is written; ``write`` is called
    only where nobody has the file yet. ``attached`` files are saved, others shown.
    """
    etag = etag_of(request.get_host(), *told)
    response = get_conditional_response(request, etag=etag)
    if response is None:
        data = cache.get(f"export:{etag}")
        if data is None:
            data = write()
            cache.set(f"export:{etag}", data, KEPT_SECONDS)
        response = HttpResponse(data, content_type=content_type)
        how = "attachment" if attached else "inline"
        response["Content-Disposition"] = f'{how}; filename="{filename}"'
    response["ETag"] = etag
    return response
