"""Comments accepted beside readers: 30 in a second and 200 pages in a second, for a minute; none is lost, none refused.

Two workers on SQLite, asked themselves and behind nginx as ``deploy/`` has it; with SITE (an address, as ``bin/cluster``
gives it) whatever serves there, on the database that DATABASE_URL names. Every comment comes from an address of its own,
with the mark of a solved captcha. Readers' 99th percentile counts against that of the same readers without writers.
"""

import http.client
import os
import secrets
import statistics
import sys
import tempfile
import time
import uuid
from pathlib import Path
from queue import Queue
from threading import Thread
from urllib.parse import urlencode, urlsplit

from bench.pages import MANY_CLIENTS, SITE, Nginx, Server, fill

WRITES, READS = int(os.environ.get("WRITES", "30")), int(os.environ.get("READS", "200"))  # a second
SECONDS = int(os.environ.get("SECONDS", "60"))
P99_GOAL = 3
THREADS = 12


class Load:
    """Requests at a steady pace to the site at ``address``; ``times`` are seconds, from when each was due."""

    def __init__(self, address):
        self.address, self.times, self.refused = urlsplit(address).netloc, [], []
        self.due = Queue()

    def run(self, a_second, seconds, make):
        """Send what ``make()`` returns, ``(method, path, body, headers)``, so often a second."""
        threads = [Thread(target=self._work, args=[make]) for _ in range(THREADS)]
        for thread in threads:
            thread.start()
        begin = time.monotonic()
        for number in range(a_second * seconds):
            moment = begin + number / a_second
            time.sleep(max(0, moment - time.monotonic()))
            self.due.put(moment)
        for _ in threads:
            self.due.put(None)
        for thread in threads:
            thread.join()

    def _work(self, make):
        connection = http.client.HTTPConnection(self.address, timeout=30)
        while (moment := self.due.get()) is not None:
            method, path, body, headers = make()
            try:
                connection.request(method, path, body, headers)
                answer = connection.getresponse()
                answer.read()
                if answer.status not in (200, 302):
                    self.refused.append(answer.status)
            except (OSError, http.client.HTTPException) as error:
                self.refused.append(type(error).__name__)
                connection.close()
            self.times.append(time.monotonic() - moment)

    @property
    def p99(self):
        return statistics.quantiles(self.times, n=100)[98]


def comment_on(posts):
    """Return a maker of comments on the posts with these keys, each of a writer of its own."""
    from comments.guard import SOLVED, Ticket

    token = secrets.token_hex(16)

    def make():
        place = f"beitrag/{secrets.choice(posts)}"
        ticket = Ticket(place, uuid.uuid4().hex, int(time.time()) - 60)
        fields = {
            "name": "Ada",
            "text": f"Ich komme gern und bringe {secrets.randbelow(10**9)} Gläser mit.",
            "ticket": str(ticket),
            "solved": SOLVED.sign([place, ticket.key]),
            "csrfmiddlewaretoken": token,
        }
        writer = ".".join(str(secrets.randbelow(254) + 1) for _ in range(3))
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": f"csrftoken={token}",
            "X-Forwarded-For": f"10.{writer}",
        }
        return "POST", f"/kommentare/{place}/", urlencode(fields), headers

    return make


def measure(address):
    """Print what came of it; return whether the goals are met."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "wiq_site.settings"
    import django

    django.setup()
    from blog.models import Post
    from comments.models import Comment, OutgoingMail

    newest = list(Post.objects.published()[:40])
    paths = ["/", "/beitraege/", *(post.get_absolute_url() for post in newest)]
    write = comment_on([post.pk for post in newest if post.accepts_comments()])

    def read():
        return "GET", secrets.choice(paths), None, {"Accept-Encoding": "gzip"}

    alone, readers, writers = Load(address), Load(address), Load(address)
    Load(address).run(READS, 5, read)  # all pages are kept from now on
    alone.run(READS, max(10, SECONDS // 3), read)
    before = Comment.objects.count(), OutgoingMail.objects.count()
    beside = Thread(target=readers.run, args=[READS, SECONDS, read])
    beside.start()
    writers.run(WRITES, SECONDS, write)
    beside.join()
    stored = Comment.objects.count() - before[0]
    queued = OutgoingMail.objects.count() - before[1]
    factor = readers.p99 / alone.p99
    sent, refused = len(writers.times), writers.refused + readers.refused + alone.refused
    print(
        f"{sent} comments sent, {stored} stored, {queued} mails in the outbox, {len(refused)} refused {refused[:3]}"
    )
    print(
        f"readers' p99: {alone.p99 * 1000:.1f} ms alone, {readers.p99 * 1000:.1f} ms beside writers, ratio {factor:.1f} (goal {P99_GOAL})"
    )
    print(f"writers' p99: {writers.p99 * 1000:.1f} ms")
    return stored == sent and not refused and factor <= P99_GOAL


def main():
    if address := os.environ.get("SITE"):
        sys.exit(not measure(address))
    with tempfile.TemporaryDirectory(prefix="wiq-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        os.environ |= {
            "DEVELOPMENT": "true",
            "SECRET_KEY": secrets.token_hex(32),
            "DATA_DIR": name,
            "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}",
            "TRUSTED_PROXIES": "127.0.0.1",
            "MODERATION_EMAILS": "team@example.org",
        }
        fill(1000, {})
        with Server(SITE, 8630, workers=2, threads=8):
            met = measure("http://127.0.0.1:8630")
        files = folder / "files"
        files.mkdir()
        with (
            Server(SITE, 8630, workers=2, threads=8, PAGE_MAX_AGE="1"),
            Nginx(8632, folder / "nginx", [8630], files, MANY_CLIENTS),
        ):
            print("behind nginx:")
            met &= measure("http://127.0.0.1:8632")
    sys.exit(not met)


if __name__ == "__main__":
    main()
