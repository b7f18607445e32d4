"""That Firefox draws the pages: a picture of each by its own ``--screenshot``, of the right width and not blank."""

import os
import subprocess

import pytest
from PIL import Image

from tests.conftest import FIREFOX

pytestmark = pytest.mark.firefox

WIDTH = 1280
QUIET = (  # no question at the start, no word to anybody outside
    "app.normandy.enabled",
    "browser.safebrowsing.downloads.remote.enabled",
    "datareporting.policy.dataSubmissionEnabled",
    "network.captive-portal-service.enabled",
    "network.connectivity-service.enabled",
    "toolkit.telemetry.enabled",
)
PAGES = {
    "home": lambda content: "/",
    "list": lambda content: "/beitraege/?thema=klima",
    "report": lambda content: content.post.get_absolute_url(),
    "meeting": lambda content: content.meeting.get_absolute_url(),
    "comment form": lambda content: f"/kommentare/beitrag/{content.post.pk}/",
    "desk login": lambda content: "/admin/login/",
}


@pytest.fixture(scope="module")
def profile(tmp_path_factory):
    folder = tmp_path_factory.mktemp("firefox")
    lines = [f'user_pref("{name}", false);' for name in QUIET]
    (folder / "user.js").write_text("\n".join(lines), encoding="utf-8")
    return folder


@pytest.mark.parametrize("name", PAGES)
def test_firefox_draws(name, content, live_server, profile, tmp_path):
    picture = tmp_path / "page.png"
    subprocess.run(
        [
            *(FIREFOX, "--headless", "--no-remote", "--profile", profile),
            *(f"--window-size={WIDTH}", "--screenshot", picture),
            live_server.url + PAGES[name](content),
        ],
        env=os.environ | {"HOME": str(profile)},
        check=True,
        capture_output=True,
        timeout=60,
    )
    with Image.open(picture) as drawn:
        assert drawn.width == WIDTH
        assert drawn.height > 300
        painted = drawn.convert("L").resize((64, 64))
        low, high = painted.getextrema()
        assert high - low > 60  # light paper and dark letters or surfaces, not one sheet
