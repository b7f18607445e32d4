"""Answers for the addresses of share pictures."""

from django.http import Http404, HttpResponse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from wiq_site.share_picture import site_picture

YEAR = 365 * 24 * 3600  # seconds


def picture_answer(picture, digest):
    """Answer with ``picture``, to be kept for ever. Raises Http404 unless ``digest`` is its own."""
    if digest != picture.digest:
        raise Http404
    response = HttpResponse(picture.png(), content_type="image/png")
    patch_cache_control(response, public=True, max_age=YEAR, immutable=True)
    return response


@require_safe
def site_share_picture(request, digest):
    return picture_answer(site_picture(), digest)
