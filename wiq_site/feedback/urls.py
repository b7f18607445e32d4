from django.urls import path

from wiq_site.feedback import views

app_name = "feedback"
urlpatterns = [
    path("", views.write, name="write"),
    path("danke/", views.thanks, name="thanks"),
]
