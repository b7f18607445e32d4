"""What a page costs, in milliseconds of CPU over all processes of the server, as a ratio to the floor of the same run.

For 1,000 and 20,000 posts (SIZES= for others) a site with content of its own is served by granian; wrk asks over one
connection. *Changed* is the first request after a change (``changed`` here), *fresh* a process that keeps no pages but
knows the state of the content; their floor is a bare Django view with as many queries that packs the same bytes. *Kept* is what readers get; its floor is WhiteNoise sending the same compressed bytes. *Behind nginx* is the
same with ``deploy/nginx.conf`` and PAGE_MAX_AGE=1; its floor is nginx sending the packed file.
WORDPRESS_URL=http://127.0.0.1:… names a WordPress with the same content, to be asked for its home page in the same run.
Rounds are interleaved; the median of their ratios counts. Loopback only. In the end the memory of two workers.
"""

import gzip
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import count
from pathlib import Path
from urllib.request import Request, urlopen

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent
SIZES = [int(n) for n in os.environ.get("SIZES", "1000,20000").split(",")]
ROUNDS = int(os.environ.get("ROUNDS", "3"))
SECONDS = int(os.environ.get("SECONDS", "2"))
FRESH_GOAL, FEED_GOAL, KEPT_GOAL, FRONT_GOAL, GROWTH_GOAL = 2, 1.5, 1.0, 1.15, 1.15
REQUESTS, MEMORY_GOAL = 4000, 180  # MB
GZIP = {"Accept-Encoding": "gzip"}
# The load comes from one machine and says itself who sends it; the port belongs to the name here.
MANY_CLIENTS = (
    (r"\$remote_addr", "$http_x_forwarded_for"),
    (r"Host \$host;", "Host $http_host;"),
)
ONE_HOST = ((r"proxy_set_header Host \$host;", "proxy_set_header Host 127.0.0.1;"),)
SITE = "wiq_site.wsgi:application"
versions = count()


def next_version():
    return f"bench-{next(versions)}"


def changed(environ, start_response):
    """The site as if something had changed before every request: no page, list or count of the request before is shown again."""
    from wiq_site import wsgi

    wsgi.pages.version = next_version
    return wsgi.application(environ, start_response)


class Server:
    """granian on a free port, ended with the block."""

    def __init__(self, application, port, workers=1, threads=2, **environment):
        command = [BIN / "granian", "--interface", "wsgi", application, "--host", "127.0.0.1", "--port", str(port),
                   "--workers", str(workers), "--blocking-threads", str(threads), "--no-ws", "--log-level", "error"]  # fmt: skip
        self.start(command, port, environment)

    def start(self, command, port, environment):
        self.port = port
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=os.environ | environment, stderr=subprocess.DEVNULL
        )

    def __enter__(self):
        for _ in range(200):
            try:
                self.get("/")
            except OSError as error:
                if getattr(error, "code", None):  # it answers
                    break
                time.sleep(0.1)
            else:
                break
        else:
            self.__exit__()
            raise RuntimeError(f"nobody answers at port {self.port}")
        return self

    def __exit__(self, *_error):
        self.process.terminate()
        self.process.wait(10)

    def ask(self, path):
        return urlopen(Request(f"http://127.0.0.1:{self.port}{path}", headers=GZIP))

    def get(self, path):
        """Return the bytes of an answer as they travel."""
        with self.ask(path) as answer:
            return answer.read()

    def etag(self, path):
        with self.ask(path) as answer:
            return answer.headers["ETag"]

    def states(self, file):
        """Yield the text of ``file`` in /proc of this process and all below it."""
        pids = [str(self.process.pid)]
        for pid in pids:
            command = ["pgrep", "-P", pid]
            children = subprocess.run(command, capture_output=True, text=True, check=False)
            pids += children.stdout.split()
            with suppress(FileNotFoundError):  # gone since it was listed
                yield Path(f"/proc/{pid}/{file}").read_text()

    def ticks(self):
        fields = (text.rsplit(")", 1)[1].split() for text in self.states("stat"))
        return sum(int(each[11]) + int(each[12]) for each in fields)

    def megabytes(self):
        """Return the memory (PSS) of all its processes."""
        texts = self.states("smaps_rollup")
        return sum(int(re.search(r"^Pss: +(\d+)", text, re.M)[1]) for text in texts) / 1024

    def cost(self, path, headers=GZIP, others=(), seconds=SECONDS):
        """Return (ms of CPU for a request, with that of ``others`` behind it, requests in a second, p50 and p99 in ms)."""
        options = [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
        servers = [self, *others]
        before = sum(server.ticks() for server in servers)
        command = ["wrk", "-t1", "-c1", f"-d{seconds}s", "--latency", *options]
        command.append(f"http://127.0.0.1:{self.port}{path}")
        output = subprocess.check_output(command, text=True)
        ticks = sum(server.ticks() for server in servers) - before
        count = int(re.search(r"(\d+) requests in", output)[1])
        if "Non-2xx" in output and "304" not in str(headers):
            raise RuntimeError(f"{path}: {output}")
        matches = (re.search(rf"^ +{p}% +([\d.]+)(\w+)", output, re.M) for p in (50, 99))
        p50, p99 = (float(m[1]) * {"us": 0.001, "ms": 1, "s": 1000}[m[2]] for m in matches)
        return ticks / os.sysconf("SC_CLK_TCK") / count * 1000, count / seconds, p50, p99


class Nginx(Server):
    """nginx as ``deploy/nginx.conf`` has it before the servers at the ports ``behind``, and on the next port sending ``files`` packed.

    ``instead``: see ``nginx_configuration``.
    """

    def __init__(self, port, folder, behind, files, instead=ONE_HOST):
        folder.mkdir()
        text = nginx_configuration(port, folder, behind, files, instead)
        (folder / "nginx.conf").write_text(text)
        self.start(["nginx", "-p", folder, "-c", folder / "nginx.conf"], port, {})


def nginx_configuration(port, folder, behind, files, instead=ONE_HOST):
    """Return ``deploy/nginx.conf`` for one machine, without HTTPS.

    ``instead`` are further pairs of a pattern in that file and what takes its place. Raises ValueError where a
    pattern is no longer in it.
    """
    text = (ROOT / "deploy/nginx.conf").read_text()
    upstream = " ".join(f"server 127.0.0.1:{each};" for each in behind)
    for pattern, replacement in (
        *instead,
        (r"/var/cache/nginx-wiq", str(folder / "cache")),
        (r" +(?:listen \[::\]|ssl_).*\n", ""),
        (r"server 127\.0\.0\.1:8000;", upstream),
        (r"listen 443 ssl.*", f"listen 127.0.0.1:{port};"),
        (r"server_name .*", "server_name _;"),
        (r"error_log .*", f"error_log {folder}/error.log;"),
        (r"(?s)# Wer ohne HTTPS.*", ""),
    ):
        text, places = re.subn(pattern, replacement, text)
        if not places:
            raise ValueError(f"deploy/nginx.conf has nothing like {pattern}")
    text += f"server {{ listen 127.0.0.1:{port + 1}; root {files}; gzip_static always; access_log off; }}"
    user = "user root;" if os.getuid() == 0 else ""
    frame = f"{user} daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log; events {{}} http {{ sendfile on; tcp_nopush on; "
    return f"{frame}\n{text}\n}}"


def fill(posts, environment):
    """Make the database of ``environment``, with so many posts in it."""
    for line in ("migrate --verbosity 0", f"bench_content --posts {posts} --comments {posts * 2}"):
        command, quiet = [sys.executable, "manage.py", *line.split()], subprocess.DEVNULL
        subprocess.run(command, cwd=ROOT, env=os.environ | environment, check=True, stdout=quiet)


def _site(data):
    return {
        "DEVELOPMENT": "true",
        "DATA_DIR": str(data),
        "DATABASE_URL": f"sqlite:///{data}/db.sqlite3",
        "CACHE_URL": "locmemcache://",
    }


def pages_of(data):
    """Return ``{name: (path, queries fresh, queries after a change)}``, counted in a process of its own."""
    script = """
import os
os.environ["KEPT_PAGES_MB"] = "0"
from bench import pages
from wiq_site import wsgi
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from blog.models import Post
from comments.models import Comment
from meetings.models import Meeting
pk = Comment.objects.order_by("object_id").values_list("object_id", flat=True).first()
post = Post.objects.get(pk=pk).get_absolute_url()
meeting = Meeting.objects.order_by("pk")[1].get_absolute_url()
paths = {"home": "/", "list": "/beitraege/", "list, two facets": "/beitraege/?thema=klima&jahr=2026", "deep page": "/beitraege/?seite=90",
         "topic": "/themen/klima/", "post, nine TOPs, 20 comments": post, "meeting": meeting, "search": "/suche/?q=klima", "feed": "/beitraege/feed.atom",
         "feed, unchanged": "/beitraege/feed.atom"}
def ask(path):
    environ = RequestFactory().get(path, HTTP_HOST="127.0.0.1").environ
    with CaptureQueriesContext(connection) as queries:
        b"".join(wsgi.application(environ, lambda *args: None))
    return len(queries)
for name, path in paths.items():
    wsgi.pages.version = pages.next_version
    ask(path)
    changed = ask(path)
    wsgi.pages.version = lambda: "as before"
    ask(path)
    print(name, path, ask(path), changed, sep="|")
"""
    command, environment = [sys.executable, "-c", script], os.environ | _site(data)
    output = subprocess.check_output(command, cwd=ROOT, env=environment, text=True)
    rows = (line.split("|") for line in output.splitlines())
    return {name: (path, int(fresh), int(changed)) for name, path, fresh, changed in rows}


def measure(posts, folder):
    """Print the table for ``posts`` posts; return ``{name: ms of a fresh page}``."""
    data, files = folder / f"site-{posts}", folder / f"files-{posts}"
    data.mkdir(), files.mkdir()
    fill(posts, _site(data))
    pages, rows = pages_of(data), {}
    with (
        Server(SITE, 8611, **_site(data)) as site,
        Server(SITE, 8614, **_site(data), KEPT_PAGES_MB="0") as fresh,
        Server("bench.pages:changed", 8615, **_site(data)) as changed,
        Server(SITE, 8616, **_site(data), PAGE_MAX_AGE="1") as behind,
        Nginx(8620, folder / f"nginx-{posts}", [8616], files) as proxy,
    ):
        for number, (path, *_queries) in enumerate(pages.values()):
            body = fresh.get(path)
            for server in (site, changed, behind):
                server.get(path)
            (files / f"{number}.html").write_bytes(gzip.decompress(body))
            (files / f"{number}.html.gz").write_bytes(site.get(path))
        sent = Server.__new__(Server)  # nginx again, at the port where it sends files
        sent.process, sent.port = proxy.process, proxy.port + 1
        database = {"BENCH_DATABASE": f"{data}/db.sqlite3", "BENCH_FILES": str(files)}
        with (
            Server("bench._floor:application", 8612, **database) as bare,
            Server("bench._floor:static", 8613, **database) as static,
        ):
            for _ in range(ROUNDS):
                for number, (name, (path, queries, after)) in enumerate(pages.items()):
                    floor, headers = f"/{queries}/{number}/", [GZIP] * 4
                    after_floor = f"/{after}/{number}/"
                    if name == "search":
                        floor = after_floor = f"/suche/_klima/{number}/"
                    if name == "feed, unchanged":
                        floor = after_floor = (
                            f"/1/{number}/"  # asks once, whatever is remembered here
                        )
                        file = f"/{number}.html"
                        own = ((fresh, path), (site, path), (static, file), (changed, path))
                        etags = (server.etag(address) for server, address in own)  # of its port
                        headers = [GZIP | {"If-None-Match": etag} for etag in etags]
                    rows.setdefault(name, []).append(
                        (
                            fresh.cost(path, headers[0]),
                            bare.cost(floor, headers[0]),
                            site.cost(path, headers[1]),
                            static.cost(f"/{number}.html", headers[2]),
                            proxy.cost(path, others=[behind]),
                            sent.cost(f"/{number}.html"),
                            changed.cost(path, headers[3]),
                            bare.cost(after_floor, headers[0]),
                        )
                    )
            if url := os.environ.get("WORDPRESS_URL"):
                print(f"\nWordPress at {url}: {wordpress(url)}")
    return table(posts, pages, rows)


def memory(data):
    """Print what two workers, started as the handbook has it, hold after readers asked for very different pages."""
    optimized = {"MALLOC_ARENA_MAX": "1", "PYTHONOPTIMIZE": "2"}
    with Server(SITE, 8617, workers=2, threads=8, **_site(data), **optimized) as site:
        at_first, known = site.megabytes(), ["/sitemap.xml"]
        for path in known:
            if "sitemap" in path:
                text = urlopen(f"http://127.0.0.1:{site.port}{path}").read().decode()
                known += re.findall(r"<loc>https?://[^/]+(/[^<]*)", text)
        known += [f"/beitraege/?seite={number}" for number in range(2, min(400, SIZES[-1] // 25))]
        known += [f"/suche/?q={word}" for word in re.findall(r"\w{4,}", " ".join(known[:400]))]
        with ThreadPoolExecutor(16) as readers:
            list(readers.map(site.get, random.Random(1).choices(known, k=REQUESTS)))
        in_the_end = site.megabytes()
    print(
        f"\nmemory of two workers: {at_first:.0f} MB, after {REQUESTS} requests {in_the_end:.0f} (goal {MEMORY_GOAL})"
    )


def wordpress(url):
    """Return how many ms its home page takes; its processes are not ours to look into."""
    command = ["wrk", "-t1", "-c1", f"-d{SECONDS}s", "--latency", url]
    output = subprocess.check_output(command, text=True)
    return re.search(r"^ +50% +(\S+)", output, re.M)[1]


def table(posts, pages, rows):
    print(f"\n{posts} posts, CPU ms of a request; median of {ROUNDS} rounds")
    print(
        f"{'page':30} {'queries':>7} {'changed':>7} {'ratio':>6} {'queries':>7} {'fresh':>7} {'floor':>6} {'ratio':>6}  {'kept':>6} {'floor':>6} {'ratio':>6} {'kept/s':>7} {'p50':>6} {'p99':>6}  {'nginx':>6} {'floor':>6} {'ratio':>6}"
    )
    fresh = {}
    for name, rounds in rows.items():
        fresh_cost, bare_cost, kept_cost, static_cost, front_cost, sent_cost, changed_cost = (
            statistics.median(one[part][0] for one in rounds) for part in range(7)
        )
        changed_ratio = statistics.median(one[6][0] / one[7][0] for one in rounds)
        front_ratio = statistics.median(one[4][0] / one[5][0] for one in rounds)
        fresh_ratio = statistics.median(one[0][0] / one[1][0] for one in rounds)
        kept_ratio = statistics.median(one[2][0] / one[3][0] for one in rounds)
        per_second, p50, p99 = (
            statistics.median(one[2][part] for one in rounds) for part in (1, 2, 3)
        )
        marks = [
            "!" if ratio > goal else " "
            for ratio, goal in (
                (changed_ratio, FEED_GOAL if name == "feed" else FRESH_GOAL),
                (fresh_ratio, FEED_GOAL if name == "feed" else FRESH_GOAL),
                (kept_ratio, KEPT_GOAL),
                (front_ratio, FRONT_GOAL),
            )
        ]
        print(
            f"{name:30} {pages[name][2]:7} {changed_cost:7.2f} {changed_ratio:5.1f}{marks[0]}"
            f" {pages[name][1]:7} {fresh_cost:7.2f} {bare_cost:6.2f} {fresh_ratio:5.1f}{marks[1]}"
            f"  {kept_cost:6.3f} {static_cost:6.3f} {kept_ratio:5.2f}{marks[2]} {per_second:7.0f} {p50:6.2f} {p99:6.2f}"
            f"  {front_cost:6.4f} {sent_cost:6.4f} {front_ratio:5.2f}{marks[3]}"
        )
        fresh[name] = fresh_cost
    return fresh


def start_of_a_worker():
    """Print the CPU seconds of a process until it can answer, and of one with Django and the same packages alone."""
    ours = "import wiq_site.wsgi; from django.urls import get_resolver; get_resolver().url_patterns"
    empty = """
import django
from django.conf import settings
from wiq_site import settings as ours
apps = [app for app in ours.INSTALLED_APPS if app.partition(".")[0] not in ("wiq_site", "blog", "meetings", "comments")]
settings.configure(INSTALLED_APPS=apps, ROOT_URLCONF="captcha.urls", TEMPLATES=[], MIDDLEWARE=[m for m in ours.MIDDLEWARE if not m.startswith("wiq")], DATABASES=ours.DATABASES)
from django.core.wsgi import get_wsgi_application
get_wsgi_application()
from django.urls import get_resolver
get_resolver().url_patterns
"""
    costs = {}
    with tempfile.TemporaryDirectory() as data:
        environment = os.environ | _site(data) | {"PYTHONDONTWRITEBYTECODE": ""}
        for _ in range(ROUNDS + 1):  # the first may have to compile
            for name, script in (("ours", ours), ("empty", empty)):
                before = os.times()
                command = [sys.executable, "-c", script]
                subprocess.run(command, cwd=ROOT, env=environment, check=True)
                after = os.times()
                cost = after.children_user + after.children_system
                cost -= before.children_user + before.children_system
                costs.setdefault(name, []).append(cost)
    ours, empty = (min(costs[name][1:]) for name in ("ours", "empty"))
    print(
        f"\nstart of a worker: {ours:.2f} s, empty project {empty:.2f} s, ratio {ours / empty:.2f}"
    )


def main():
    if not shutil.which("wrk"):
        sys.exit("wrk fehlt: apt install wrk")
    start_of_a_worker()
    with tempfile.TemporaryDirectory(prefix="wiq-bench-") as folder:
        costs = [measure(posts, Path(folder)) for posts in SIZES]
        memory(Path(folder) / f"site-{SIZES[-1]}")
    if len(costs) > 1:
        print(f"\ngrowth from {SIZES[0]} to {SIZES[-1]} posts, fresh")
        for name, cost in costs[0].items():
            ratio = costs[-1][name] / cost
            print(f"{name:30} {ratio:5.2f}{'!' if ratio > GROWTH_GOAL else ' '}")


if __name__ == "__main__":
    main()
