"""The site grown out of one machine, on this one: PostgreSQL, Redis, two processes of the application and nginx.

``bin/cluster COMMAND …`` runs COMMAND against them, with SITE (the address of nginx), DATABASE_URL, CACHE_URL and the
secret in its environment; ``bin/cluster`` alone lets a browser use the site and then measures writing under load. All
that was started listens on loopback, keeps its data in a folder of its own, and ends with the command.
"""

import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from bench import pages, writing

PORTS = {"postgres": 8650, "redis": 8651, "first": 8652, "second": 8653, "nginx": 8654}
PASSWORD = secrets.token_hex(8)


class PostgreSQL(pages.Server):
    """A server of its own for the account that PostgreSQL wants, which is not root."""

    def __init__(self, folder, port):
        [home] = sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1:] or [Path("/usr/bin")]
        is_root = os.getuid() == 0
        self.as_owner = ["runuser", "-u", "postgres", "--"] if is_root else []
        folder.mkdir()
        if is_root:
            shutil.chown(folder, "postgres")
        quiet = {"check": True, "stdout": subprocess.DEVNULL}
        subprocess.run([*self.as_owner, home / "initdb", "-D", folder / "data", "-U", "wiq", "--auth", "trust", "--no-sync"], **quiet)  # fmt: skip
        options = ["-D", folder / "data", "-k", folder, "-h", "127.0.0.1", "-p", str(port)]
        self.start([*self.as_owner, home / "postgres", *options], port, {})
        for _ in range(100):
            ready = [home / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)]
            if not subprocess.run(ready, check=False).returncode:
                break
            time.sleep(0.1)
        subprocess.run([home / "createdb", "-h", "127.0.0.1", "-p", str(port), "-U", "wiq", "wiq"], check=True)  # fmt: skip

    def __enter__(self):
        return self


class Redis(pages.Server):
    def __init__(self, port):
        options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        self.start(["redis-server", *options, "--loglevel", "warning"], port, {})

    def __enter__(self):
        return self


def walk(address):
    """Let a browser publish a post, find it as a guest, and come back after a login at the other process."""
    from playwright.sync_api import sync_playwright

    title = f"Aus dem Verbund {secrets.token_hex(3)}"
    with sync_playwright() as playwright:
        options = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]  # fmt: skip
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=options)
        desk, guest = browser.new_context().new_page(), browser.new_context().new_page()
        desk.goto(f"{address}/admin/login/?next=/admin/blog/post/add/")
        desk.fill("[name=username]", "redaktion")
        desk.fill("[name=password]", PASSWORD)
        desk.click("#login-form [type=submit]")
        guest.goto(f"{address}/beitraege/")
        desk.fill("[name=title]", title)
        desk.fill("[name=body]", "Zwei Prozesse, eine Website.")
        desk.click(".submit-row [name=_save]")
        desk.goto(f"{address}/admin/blog/post/?q=Verbund")
        desk.check("[name=_selected_action]")
        desk.select_option("[name=action]", "publish_now")
        desk.click("[name=index]")
        time.sleep(1.1)  # so long nginx keeps a page, by PAGE_MAX_AGE
        for _ in range(4):  # whichever of the two answers
            guest.goto(f"{address}/beitraege/")
            guest.get_by_role("link", name=title).first.wait_for(timeout=5000)
        browser.close()
    print(f"published and found through nginx: {title}")


def main():
    with tempfile.TemporaryDirectory(prefix="wiq-cluster-") as name, ExitStack() as stack:
        folder = Path(name)
        folder.chmod(0o755)
        stack.enter_context(PostgreSQL(folder / "postgres", PORTS["postgres"]))
        stack.enter_context(Redis(PORTS["redis"]))
        environment = {
            "DEVELOPMENT": "true",
            "SECRET_KEY": secrets.token_hex(32),
            "DATA_DIR": str(folder),
            "DATABASE_URL": f"postgres://wiq@127.0.0.1:{PORTS['postgres']}/wiq",
            "CACHE_URL": f"redis://127.0.0.1:{PORTS['redis']}/0",
            "TRUSTED_PROXIES": "127.0.0.1",
            "PAGE_MAX_AGE": "1",
            "DJANGO_SUPERUSER_PASSWORD": PASSWORD,
            "SITE": f"http://127.0.0.1:{PORTS['nginx']}",
        }
        os.environ |= environment
        pages.fill(1000, {})
        account = ["createsuperuser", "--noinput", "--username", "redaktion", "--email", "a@example.org"]  # fmt: skip
        subprocess.run([sys.executable, "manage.py", *account], cwd=pages.ROOT, check=True)
        apps = [PORTS["first"], PORTS["second"]]
        for port in apps:
            stack.enter_context(pages.Server(pages.SITE, port, workers=2, threads=8))
        (folder / "files").mkdir()
        stack.enter_context(pages.Nginx(PORTS["nginx"], folder / "nginx", apps, folder / "files", pages.MANY_CLIENTS))  # fmt: skip
        if len(sys.argv) > 1:
            sys.exit(subprocess.run(sys.argv[1:], cwd=pages.ROOT, check=False).returncode)
        walk(environment["SITE"])
        sys.exit(not writing.measure(environment["SITE"]))


if __name__ == "__main__":
    main()
