from django.urls import path

from comments import feeds, views

app_name = "comments"
urlpatterns = [
    path("danke/<str:token>/", views.thanks, name="thanks"),
    path("aendern/<str:token>/", views.change, name="change"),
    path("zuruecknehmen/<str:token>/", views.withdraw, name="withdraw"),
    path("antworten/bestaetigen/<str:token>/", views.confirm_replies, name="replies-confirm"),
    path("antworten/abbestellen/<str:token>/", views.end_replies, name="replies-end"),
    path("merken/<str:token>/", views.remember, name="remember"),
    path("entscheiden/<str:token>/", views.decide, name="decide"),
    path("melden/<int:pk>/", views.report, name="report"),
    path("gemeldet/<int:pk>/", views.report_thanks, name="reported"),
    path("redaktion/<str:token>.rss", feeds.desk_feed, name="desk-feed"),
    path("<slug:word>/<int:pk>/", views.write, name="write"),
]
