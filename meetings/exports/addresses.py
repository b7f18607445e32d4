"""Where the exports of a meeting are, seen from outside."""

from django.http import Http404, HttpResponsePermanentRedirect
from django.urls import reverse

from wiq_site.filters import SLUG
from wiq_site.http import absolute
from wiq_site.pages.redirects import new_path_of


def page_url(meeting, request):
    """Give the absolute address of the meeting's page."""
    return absolute(meeting.get_absolute_url(), request)


def export_url(meeting, name, request):
    """Give the absolute address of the export ``name`` ("json", "pdf", …) of ``meeting``."""
    return absolute(reverse(f"meetings:{name}", args=[meeting.slug]), request)


def moved(slug, view_name):
    """Lead whoever asks for an export by an old ``slug`` to the same export of today.

    Raises Http404 where no meeting ever was at ``slug``.
    """
    new_path = new_path_of(reverse("meetings:meeting", args=[slug])) or ""
    new_slug = new_path.removeprefix(reverse("meetings:meetings")).rstrip("/")
    if not new_path or not SLUG.fullmatch(new_slug):
        raise Http404
    return HttpResponsePermanentRedirect(reverse(view_name, args=[new_slug]))
