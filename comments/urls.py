from django.urls import path

from comments import views

app_name = "comments"
urlpatterns = [
    path("danke/<str:token>/", views.thanks, name="thanks"),
    path("<slug:word>/<int:pk>/", views.write, name="write"),
]
