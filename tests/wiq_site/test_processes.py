"""Two processes of the site on one database, as operators run them: what one of them changes both show at once.

On SQLite, or on PostgreSQL and Redis where DATABASE_URL and CACHE_URL name them. granian serves, as in operation.
"""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPCookieProcessor, Request, build_opener

import psycopg
import pytest
from django.conf import settings

pytestmark = pytest.mark.stored

SECRET = "a secret of two processes"
WORKER = """
import json, sys
from datetime import timedelta
import django
django.setup()
from captcha.models import CaptchaStore
from django.contrib.auth.models import User
from django.utils import timezone
from blog.models import Post
from comments.models import Comment
for line in sys.stdin:
    exec(json.loads(line))
    print(json.dumps(answer), flush=True)
"""


class Site:
    """A database of its own and two processes that serve it."""

    def __init__(self, folder):
        shared = {"DATABASE_URL": f"sqlite:///{folder}/db.sqlite3", "CACHE_URL": ""}
        self.database = ""
        if "postgresql" in settings.DATABASES["default"]["ENGINE"]:
            address = urlsplit(os.environ["DATABASE_URL"])
            self.server = address._replace(path="/postgres").geturl()
            self.database = f"wiq_processes_{os.getpid()}"
            self.on_server("CREATE DATABASE {}")
            shared["DATABASE_URL"] = address._replace(path=f"/{self.database}").geturl()
        if "redis" in settings.CACHES["default"]["BACKEND"].lower():
            shared["CACHE_URL"] = os.environ["CACHE_URL"]
        inherited = {k: v for k, v in os.environ.items() if k not in ("CACHE_URL", "SITE_URL")}
        self.environment = inherited | {k: v for k, v in shared.items() if v}
        self.environment |= {
            "DATA_DIR": str(folder),
            "DEVELOPMENT": "true",
            "SECRET_KEY": SECRET,
            "DJANGO_SETTINGS_MODULE": "wiq_site.settings",
            "COMMENT_MIN_SECONDS": "0",
        }
        python = {"cwd": settings.BASE_DIR, "env": self.environment}
        migrate = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
        subprocess.run(migrate, check=True, **python)
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        self.worker = subprocess.Popen([sys.executable, "-c", WORKER], **pipes, **python)
        self.started = [self.start() for _ in range(2)]
        self.ports = [port for _process, port in self.started]

    def on_server(self, statement):
        with psycopg.connect(self.server, autocommit=True) as connection:
            connection.execute(statement.format(self.database))

    def work(self, code):
        """Run ``code`` as a command does, in a third process; return what it leaves as ``answer``."""
        self.worker.stdin.write(json.dumps(code) + "\n")
        self.worker.stdin.flush()
        return json.loads(self.worker.stdout.readline())

    def start(self):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        granian = Path(sys.executable).parent / "granian"
        options = "--interface wsgi --host 127.0.0.1 --blocking-threads 2 --no-ws --log-level error"
        command = [granian, *options.split(), "--port", str(port), "wiq_site.wsgi:application"]
        process = subprocess.Popen(command, cwd=settings.BASE_DIR, env=self.environment, stderr=subprocess.DEVNULL, start_new_session=True)  # fmt: skip
        return process, port

    def wait_for(self, process):
        """Return once the ``process`` answers; raise OSError after half a minute."""
        for _ in range(150):
            with suppress(OSError):
                return Visitor(self.ports).get(process, "/")
            time.sleep(0.2)
        raise OSError(f"Nothing answers on port {self.ports[process]}.")

    def end(self):
        for process, _port in self.started:
            kill(process)
        self.worker.communicate()
        if self.database:
            self.on_server("DROP DATABASE {} WITH (FORCE)")


def kill(process):
    """End ``process`` and its workers at once, as a power cut does."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)


class Visitor:
    """A browser with its cookies, that may ask either process."""

    def __init__(self, ports):
        self.ports, self.opener = ports, build_opener(HTTPCookieProcessor(CookieJar()))

    def get(self, process, path, data=None):
        """Return ``(status, text)`` of a GET, or of a POST of ``data``, redirects followed."""
        origin = f"http://127.0.0.1:{self.ports[process]}"
        body = data and urlencode(data).encode()
        request = Request(origin + path, body, {"Origin": origin})  # noqa: S310  an address of ours
        try:
            with self.opener.open(request, timeout=30) as answer:
                return answer.status, answer.read().decode()
        except HTTPError as error:
            return error.code, error.read().decode()

    def fields(self, process, path):
        """Return what the form at ``path`` sends as it is."""
        text = self.get(process, path)[1]
        inputs = re.findall(r"<input[^>]*>", text)
        pairs = [(re.search(r'name="([^"]+)"', i), re.search(r'value="([^"]*)"', i)) for i in inputs if 'type="submit"' not in i]  # fmt: skip
        return {name[1]: value[1] if value else "" for name, value in pairs if name}

    def log_in(self, process):
        sent = self.fields(process, "/admin/login/") | {"username": "ada", "password": "geheim-1234"}  # fmt: skip
        return self.get(process, "/admin/login/?next=/admin/", sent)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    site = Site(tmp_path_factory.mktemp("site"))
    try:
        for process in (0, 1):
            site.wait_for(process)
        yield site
    finally:
        site.end()


@pytest.fixture
def post(site):
    """The key of a public post of its own, and an account that may edit it."""
    return site.work(
        "if not User.objects.exists(): User.objects.create_superuser('ada', password='geheim-1234')\n"
        "post = Post.objects.create(title='Ein Fest', published_at=timezone.now() - timedelta(hours=1))\n"
        "answer = post.pk, post.get_absolute_url()"
    )


def test_a_login_at_one_process_counts_at_the_other(site, post):
    editor = Visitor(site.ports)
    assert "Abmelden" in editor.log_in(0)[1]
    assert "Abmelden" in editor.get(1, "/admin/")[1]


def test_what_is_saved_at_one_process_both_show_at_once(site, post):
    pk, address = post
    editor, reader = Visitor(site.ports), Visitor(site.ports)
    editor.log_in(0)
    for title in ("Sommerfest", "Herbstfest", "Winterfest"):
        for process in (0, 1):  # kept by both from now on
            reader.get(process, address), reader.get(process, "/beitraege/")
        form = f"/admin/blog/post/{pk}/change/"
        status, _text = editor.get(0, form, editor.fields(0, form) | {"title": title})
        assert status == 200
        for process in (0, 1):
            for path in (address, "/", "/beitraege/", "/beitraege/feed.atom"):
                assert title in reader.get(process, path)[1], (title, process, path)


def test_a_command_is_seen_by_both(site, post):
    pk, address = post
    reader = Visitor(site.ports)
    assert [reader.get(process, address)[0] for process in (0, 1)] == [200, 200]
    site.work(f"answer = Post.objects.filter(pk={pk}).update(withdrawn_at=timezone.now())")
    assert [reader.get(process, address)[0] for process in (0, 1)] == [410, 410]


def test_a_form_of_one_process_with_its_captcha_is_taken_by_the_other(site, post):
    pk, address = post
    writer, form = Visitor(site.ports), f"/kommentare/beitrag/{pk}/"
    fields = writer.fields(0, form)
    key = fields["captcha_0"]
    answer = site.work(f"answer = CaptchaStore.objects.get(hashkey='{key}').response")
    sent = fields | {"name": "Bela", "text": "Ich komme gern.", "captcha_1": answer}
    assert writer.get(1, form, sent)[0] == 200
    comments = f"Comment.objects.filter(object_id={pk})"
    stored = site.work(f"answer = list({comments}.values_list('name', 'state'))")
    assert stored == [["Bela", "wartet"]]
    for process in (0, 1):
        assert "Ich komme gern." not in writer.get(process, address)[1]
    site.work(f"{comments}.get().move_to(Comment.State.APPROVED); answer = 1")
    for process in (0, 1):
        assert "Ich komme gern." in writer.get(process, address)[1]


def test_when_one_is_killed_the_other_goes_on_and_a_new_one_shows_all(site, post):
    pk, address = post
    reader = Visitor(site.ports)
    kill(site.started[1][0])
    site.work(
        f"post = Post.objects.get(pk={pk}); post.title = 'Nach dem Ausfall'; answer = post.save()"
    )
    assert "Nach dem Ausfall" in reader.get(0, address)[1]
    site.started[1] = site.start()
    site.ports[1] = site.started[1][1]
    site.wait_for(1)
    assert "Nach dem Ausfall" in reader.get(1, address)[1]
