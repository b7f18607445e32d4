"""How many comments, and how many attempts to write one, may come from one address."""

from django.conf import settings

from wiq_site.limits import seconds_to_wait


def wait_to_open(request):
    """Count a form that is opened; give the seconds until it may hold a captcha, or 0."""
    return seconds_to_wait(request, "open", settings.COMMENT_ATTEMPTS)


def wait_to_try(request):
    """Count an attempt; give the seconds to wait before the next one, or 0."""
    return seconds_to_wait(request, "try", settings.COMMENT_ATTEMPTS)


def wait_to_send(request):
    """Count a comment; give the seconds to wait before this one may be stored, or 0."""
    return seconds_to_wait(request, "send", settings.COMMENT_LIMITS)
