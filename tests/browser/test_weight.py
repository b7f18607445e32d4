"""How heavy a page is to load: the reference meeting with its nine TOPs, and twenty comments below."""

import gzip
import io
from datetime import time
from unittest import mock

import pytest
from django.core.files.base import ContentFile
from PIL import Image

from meetings.imports import save_draft
from meetings.protocol_text import parse
from tests.build import REFERENCE_PAGE, berlin, make_comment, make_meeting, make_post, make_topic

pytestmark = pytest.mark.browser

KILO = 1000  # bytes
LIMITS = {  # bytes as they travel, compressed; requests
    "document": 12 * KILO,
    "stylesheet": 12 * KILO,
    "script": 6 * KILO,
    "font": 60 * KILO,
    "requests": 10,
}
SHIFTS = """() => new Promise((resolve) => {
  const shifts = [];
  new PerformanceObserver((list) => shifts.push(...list.getEntries()))
    .observe({type: "layout-shift", buffered: true});
  window.scrollTo(0, document.body.scrollHeight);
  requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(
    () => resolve(shifts.map((shift) => shift.sources.map(({node}) => node?.className ?? "gone"))))));
})"""


def picture():
    """Return a picture as an editor uploads it."""
    file = io.BytesIO()
    Image.effect_noise((300, 200), 60).save(file, "png")
    return ContentFile(file.getvalue(), name="fest.png")


@pytest.fixture
def address(transactional_db, settings, tmp_path):
    """Return the address of the report of December 2020, with twenty comments; posts with pictures beside it."""
    settings.MEDIA_ROOT = tmp_path
    draft = parse(REFERENCE_PAGE)
    draft.start = time(17)
    report = save_draft(draft).report
    report.image, report.image_alt = picture(), "Viele Fenster"
    report.published_at = berlin("2020-12-12 10:00")
    with mock.patch("wiq_site.kit.images.WIDTHS", (40,)):  # quick to encode
        report.save()
    for item in draft.items + draft.items + draft.items[:2]:
        make_comment(report, f"Zu „{item.name}“: {item.protocol[2:300]}")
    with mock.patch("wiq_site.kit.images.WIDTHS", (40,)):  # quick to encode
        for title in ("Straßenfest", "Hofgarten", "Lastenrad"):
            make_post(title, [title], image=picture(), image_alt="Ein Fest", teaser="Kurz.")
    make_topic("Team Garten", kind="team", state="sucht")
    make_meeting("2099-03-11 17:00", [("Stand", 5, "Ada")], protocol_published_at=None)
    return report.get_absolute_url()


def travelling(response):
    """Return how many bytes the content of ``response`` has on its way."""
    if response.request.resource_type in ("font", "image"):
        return len(response.body())
    return len(gzip.compress(response.body(), 6))


def test_a_post_with_minutes_and_comments_is_light(open_page, address):
    page, answers = open_page(), []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(address, wait_until="networkidle")
    assert (page.locator(".agenda-item").count(), page.locator(".comment").count()) == (9, 20)
    assert {"mark.svg", "fest-40.avif"} <= {answer.url.split("/")[-1] for answer in answers}
    weights = dict.fromkeys(LIMITS, 0) | {"requests": len(answers)}
    for answer in answers:
        kind = answer.request.resource_type
        weights[kind] = weights.get(kind, 0) + travelling(answer)
    too_much = {kind: weights[kind] for kind, most in LIMITS.items() if weights[kind] > most}
    assert too_much == {}, "\n".join(answer.url for answer in answers)


def test_nothing_jumps_while_a_page_loads(open_page, address):
    jumps = {}
    for width in (360, 1280):
        page = open_page(viewport={"width": width, "height": 800})
        for path in ("/", "/beitraege/", address, "/treffen/", "/teams/"):
            page.goto(path, wait_until="networkidle")
            jumps[width, path] = page.evaluate(SHIFTS)
            if path == "/beitraege/":
                assert page.locator("main img").count() == 4
    assert {place: shifts for place, shifts in jumps.items() if shifts} == {}
