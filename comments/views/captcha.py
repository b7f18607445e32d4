"""The sound of a captcha, and another captcha for the form in the page."""

from io import BytesIO

from captcha.models import CaptchaStore
from django.http import HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe
from ranged_response import RangedFileResponse

from comments import limits
from comments.captcha import addresses, challenge_of
from comments.sound import spoken


@never_cache
@require_safe
def sound(request, key):
    """The digits of one captcha, spoken; 410 once it is used up. In pieces where asked (Safari)."""
    digits = challenge_of(key)
    if digits is None:
        return HttpResponse(status=410)
    file = BytesIO(spoken(digits, key))
    response = RangedFileResponse(request, file, content_type="audio/wav")
    response["Accept-Ranges"] = "bytes"
    return response


@csrf_exempt  # gives a picture to whoever asks, and does nothing else
@never_cache
@require_POST
def another(request):
    """Another captcha: its key, its picture and its sound."""
    wait = limits.wait_to_try(request)
    if wait:
        return HttpResponse(status=429, headers={"Retry-After": wait})
    CaptchaStore.remove_expired()
    key = CaptchaStore.generate_key()
    return JsonResponse({"key": key} | addresses(key))
