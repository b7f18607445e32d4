"""How heavy a page is to load: the reference meeting with its nine TOPs, and twenty comments below."""

import gzip
from unittest import mock

import pytest

from blog.models import Post
from comments.models import Comment
from tests.build import make_comment
from wiq_site.demo.load import load_demo

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


@pytest.fixture
def address(transactional_db, settings, tmp_path):
    """Give where the report of December 2020 stands, with twenty comments like those of others."""
    settings.MEDIA_ROOT = tmp_path
    with mock.patch("wiq_site.kit.images.WIDTHS", (40,)):  # quick to encode
        load_demo()
    post = Post.objects.get(reports_on__date="2020-12-10")
    texts = list(
        Comment.objects.filter(state=Comment.State.APPROVED).values_list("text", flat=True)
    )
    Comment.objects.filter(object_id=post.pk).delete()
    for text in texts[:20]:
        make_comment(post, text)
    return post.get_absolute_url()


def travelling(response):
    """Give how many bytes the content of ``response`` has on its way."""
    if response.request.resource_type in ("font", "image"):
        return len(response.body())
    return len(gzip.compress(response.body(), 6))


def test_a_post_with_minutes_and_comments_is_light(open_page, address):
    page, answers = open_page(), []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(address, wait_until="networkidle")
    assert (page.locator(".agenda-item").count(), page.locator(".comment").count()) == (9, 20)
    weights = dict.fromkeys(LIMITS, 0) | {"requests": len(answers)}
    for answer in answers:
        kind = answer.request.resource_type
        weights[kind] = weights.get(kind, 0) + travelling(answer)
    too_much = {kind: weights[kind] for kind, most in LIMITS.items() if weights[kind] > most}
    assert too_much == {}, [answer.url for answer in answers]


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_jumps_while_a_page_loads(open_page, address, width):
    page = open_page(viewport={"width": width, "height": 800})
    jumps = {}
    for path in ("/", "/beitraege/", address, "/treffen/", "/teams/"):
        page.goto(path, wait_until="networkidle")
        jumps[path] = page.evaluate(SHIFTS)
    assert {path: shifts for path, shifts in jumps.items() if shifts} == {}
