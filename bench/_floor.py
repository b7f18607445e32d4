"""What nothing that asks a database can be cheaper than: a bare Django view over the same database, and files sent.

``/<queries>/<number>/`` asks so many times for ten posts and answers with the page of that number in BENCH_FILES, packed
by Django's own middleware behind the usual others; ``static`` sends these files by WhiteNoise.
"""

import os
from functools import cache
from pathlib import Path

from django.conf import settings

settings.configure(
    SECRET_KEY="bench",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
    ],
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.middleware.gzip.GZipMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ],
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": os.environ.get("BENCH_DATABASE", ":memory:"),
            "CONN_MAX_AGE": None,
        }
    },
    USE_TZ=True,
)

import django  # noqa: E402  what follows needs the settings

django.setup()

from django.core.handlers.wsgi import WSGIHandler  # noqa: E402
from django.db import models  # noqa: E402
from django.http import HttpResponse  # noqa: E402
from django.urls import path  # noqa: E402
from whitenoise import WhiteNoise  # noqa: E402


class Post(models.Model):
    title = models.CharField(max_length=200)
    slug = models.CharField(max_length=100)
    published_at = models.DateTimeField()

    class Meta:
        app_label = "contenttypes"
        db_table = "blog_post"
        managed = False


@cache
def page(number):
    return (Path(os.environ["BENCH_FILES"]) / f"{number}.html").read_bytes()


def bare(request, queries, number):
    for step in range(queries):
        list(Post.objects.filter(pk__gt=step * 10).order_by("pk")[:10])
    if "If-None-Match" in request.headers:
        return HttpResponse(status=304)
    return HttpResponse(page(number))


def found(request, words, number):
    """Ten hits of FTS5, the newest first, as bare as can be."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT e.id, e.title, e.path FROM search_fts f JOIN search_searchentry e ON e.id = f.rowid"
            " WHERE search_fts MATCH %s ORDER BY e.moment DESC LIMIT 10",
            [words],
        )
        cursor.fetchall()
    return HttpResponse(page(number))


urlpatterns = [
    path("<int:queries>/<int:number>/", bare),
    path("suche/<str:words>/<int:number>/", found),
]
application = WSGIHandler()


def _nothing(_environ, start_response):
    start_response("404 Not Found", [])
    return [b""]


static = WhiteNoise(_nothing, root=os.environ.get("BENCH_FILES") or None)
