"""What of the captcha has an address: its picture, its sound, and the way to another one."""

from captcha.views import captcha_image
from django.urls import path, re_path

from comments.views import captcha

urlpatterns = [
    re_path(r"^bild/(?P<key>\w{1,40})/$", captcha_image, {"scale": 1}, name="captcha-image"),
    re_path(r"^ton/(?P<key>\w{1,40})\.wav$", captcha.sound, name="captcha-sound"),
    path("neu/", captcha.another, name="captcha-another"),
]
