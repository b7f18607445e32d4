"""An address that breaks, for the test of the error page."""

from django.urls import path

from wiq_site.urls import handler500, urlpatterns

__all__ = ["handler500", "urlpatterns"]


def broken(request):
    raise RuntimeError("broken on purpose")


urlpatterns = [path("kaputt/", broken), *urlpatterns]
