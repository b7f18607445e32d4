"""A real Chromium before a running site."""

import os
import time
from types import SimpleNamespace

import pytest
from django.core.signals import request_finished, request_started
from django.dispatch import receiver
from playwright.sync_api import sync_playwright

from comments.models import Comment
from tests.build import days_ago, make_comment, make_editor, make_meeting, make_report
from tests.conftest import CHROMIUM
from wiq_site.kit import changes

# Of two lists of features Chromium takes the last: here what Playwright switches off and a test could notice, and
# what starts two more processes for every window, the suggestions below a bar for addresses that nobody sees.
FEATURES_OFF = "AimEnabled,HttpsUpgrades,NetworkTimeServiceQuerying,OptimizationHints,PaintHolding,PreconnectToSearch"
WINDOW_FEATURES_OFF = "SpareRendererForSitePerProcess,WebUIOmniboxAimPopup,WebUIOmniboxPopup"
ARGS = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    f"--disable-features={FEATURES_OFF},{WINDOW_FEATURES_OFF}",
]
PATIENCE = 10_000  # milliseconds


being_answered = []  # one entry for each request whose answer is not written yet


@receiver(request_started, weak=False)
def _note_request(**kwargs):
    being_answered.append(True)


@receiver(request_finished, weak=False)
def _note_answer(**kwargs):
    del being_answered[-1:]


@pytest.fixture(scope="package")
def chromium():
    # Playwright keeps an event loop in this thread; Django then takes every query for a mistake.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def open_page(chromium, live_server):
    """Return a function that opens a new page; it notes requests to other hosts and complaints."""
    contexts = []

    def open_(**options):
        context = chromium.new_context(base_url=live_server.url, **{"locale": "de-DE"} | options)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.foreign, page.complaints = [], []
        page.on("request", lambda request: _note_foreign(page, request.url, live_server.url))
        page.on("console", lambda message: _note_complaint(page, message))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        return page

    being_answered.clear()
    yield open_
    for context in contexts:
        context.close()
    for _ in range(
        100
    ):  # what a closed page asked for last must not meet the database of the next test
        if not being_answered:
            break
        time.sleep(0.1)


def _note_foreign(page, url, own):
    if not url.startswith(f"{own}/"):
        page.foreign.append(url)


def _note_complaint(page, message):
    if message.type in ("error", "warning"):
        page.complaints.append(message.text)


@pytest.fixture
@changes.unit()
def content(transactional_db):
    """A small site: a report with minutes, topics and comments, a coming meeting, an editor."""
    post = make_report(
        "Gesamttreffen: Ergebnisse der Nachbarschaftsversammlung",
        items=[
            (
                "Begrüßung und Organisatorisches",
                8,
                "Thorsten",
                "- Hallo an *alle*.\n- Zur Technik.",
            ),
            ("Lösungsteams", 7, "Hannes", "Prosa mit [Verweis](/teams/) und `code`.\n\n> Zitat"),
        ],
        topics=["Klima", "Idee sucht Team"],
        teaser="Was wir besprochen haben.",
    )
    team = post.topics.get(slug="klima")
    team.kind, team.state, team.summary = "team", "sucht", "Wir suchen Mitmachende."
    team.save()
    first = make_comment(post, "Danke für das Protokoll!\n<h2>Frage</h2><ul><li>Wann?</li></ul>")
    make_comment(
        post, "Im März: https://example.org/" + "sehr-lang/" * 12, parent=first, name="Grace"
    )
    make_comment(post, "wartet noch", state=Comment.State.WAITING)
    meeting = make_meeting(
        f"{days_ago(-30):%Y-%m-%d} 17:00",
        [
            ("Begrüßung", 8, "Thorsten"),
            ("Donaudampfschifffahrtsgesellschaftskapitänstreffen", 20, "7 Teilnehmende"),
        ],
        title="Nächstes Treffen",
        place="Stadtteilbibliothek, Karl-Heine-Straße 2",
        protocol_published_at=None,
    )
    return SimpleNamespace(post=post, comment=first, meeting=meeting, editor=make_editor())


@pytest.fixture
def signed_in(content, client):
    """Return the cookies of an editor who is signed in, as a browser context takes them."""
    client.force_login(content.editor)
    value = client.cookies["sessionid"].value
    return [{"name": "sessionid", "value": value, "domain": "localhost", "path": "/"}]
