from django.urls import path

from comments.views import own, writing

app_name = "comments"
urlpatterns = [
    path("danke/<str:token>/", own.thanks, name="thanks"),
    path("aendern/<str:token>/", own.change, name="change"),
    path("zuruecknehmen/<str:token>/", own.withdraw, name="withdraw"),
    path("<slug:word>/<int:pk>/", writing.write, name="write"),
]
