from captcha.views import captcha_image
from django.urls import path, re_path

from comments import views

app_name = "comments"
urlpatterns = [
    path("danke/<str:token>/", views.thanks, name="thanks"),
    path("aendern/<str:token>/", views.change, name="change"),
    path("zuruecknehmen/<str:token>/", views.withdraw, name="withdraw"),
    path("antworten/bestaetigen/<str:token>/", views.confirm, name="replies-confirm"),
    path("antworten/abbestellen/<str:token>/", views.end, name="replies-end"),
    path("merken/<str:token>/", views.remember, name="remember"),
    path("entscheiden/<str:token>/", views.decide, name="decide"),
    path("melden/<int:pk>/", views.report, name="report"),
    path("gemeldet/<int:pk>/", views.report_thanks, name="reported"),
    path("redaktion/<str:token>.rss", views.desk_feed, name="desk-feed"),
    path("<slug:word>/<int:pk>/", views.write, name="write"),
]

# What of the captcha has an address, without a namespace since its own views reverse these names.
captcha_urlpatterns = [
    re_path(r"^bild/(?P<key>\w{1,40})/$", captcha_image, {"scale": 1}, name="captcha-image"),
    re_path(r"^ton/(?P<key>\w{1,40})\.wav$", views.sound, name="captcha-sound"),
    path("neu/", views.another, name="captcha-another"),
]
