from django.urls import path

from comments.views import deciding, desk_feed, own, remembering, replies, reporting, writing

app_name = "comments"
urlpatterns = [
    path("danke/<str:token>/", own.thanks, name="thanks"),
    path("aendern/<str:token>/", own.change, name="change"),
    path("zuruecknehmen/<str:token>/", own.withdraw, name="withdraw"),
    path("antworten/bestaetigen/<str:token>/", replies.confirm, name="replies-confirm"),
    path("antworten/abbestellen/<str:token>/", replies.end, name="replies-end"),
    path("merken/<str:token>/", remembering.remember, name="remember"),
    path("entscheiden/<str:token>/", deciding.decide, name="decide"),
    path("melden/<int:pk>/", reporting.report, name="report"),
    path("gemeldet/<int:pk>/", reporting.thanks, name="reported"),
    path("redaktion/<str:token>.rss", desk_feed.desk_feed, name="desk-feed"),
    path("<slug:word>/<int:pk>/", writing.write, name="write"),
]
