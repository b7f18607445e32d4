"""What only a browser can tell: other hosts, the content policy, access, narrow screens, the keyboard."""

import json
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
RUN_AXE = """async () => (await axe.run({resultTypes: ["violations"]})).violations.flatMap(
  (rule) => rule.nodes.map((node) => `${rule.id}: ${node.target} ${node.failureSummary}`))"""


def addresses(content):
    return {
        "home": "/",
        "list": "/beitraege/",
        "filtered list": "/beitraege/?thema=klima",
        "post with minutes and comments": content.post.get_absolute_url(),
        "meetings": "/treffen/",
        "meeting": content.meeting.get_absolute_url(),
        "comment form": f"/kommentare/beitrag/{content.post.pk}/",
        "topics": "/themen/",
        "topic": "/themen/klima/",
        "teams": "/teams/",
        "subscribe": "/abonnieren/",
        "not found": "/gibt-es-nicht/",
    }


def with_errors(page, address):
    """Open the comment form and send it empty."""
    page.goto(address)
    page.get_by_role("button", name="Absenden").click()
    expect(page.locator(".error-summary")).to_be_visible()


def run_axe(page):
    page.evaluate(AXE)
    return page.evaluate(RUN_AXE)


def test_the_tools_see_what_they_look_for(open_page, content):
    page = open_page()
    page.goto("/")
    page.evaluate(
        """() => {
          const picture = document.querySelector("main").appendChild(new Image());
          picture.src = "https://evil.example/x.png";
          picture.setAttribute("style", "width: 999px");
        }"""
    )
    expect(page.locator("main > img")).to_be_attached()
    assert [rule.split(":")[0] for rule in run_axe(page)] == ["image-alt"]
    assert any("Content Security Policy" in text for text in page.complaints)


def test_no_page_asks_another_host_or_breaks_the_content_policy(open_page, content, signed_in):
    page = open_page()
    for address in addresses(content).values():
        page.goto(address)
    page.goto("/admin/login/")
    page.context.add_cookies(signed_in)
    for address in (
        "/admin/",
        f"/admin/blog/post/{content.post.pk}/change/",
        f"/admin/blog/post/{content.post.pk}/vorschau/",
        f"/admin/meetings/meeting/{content.meeting.pk}/change/",
        f"/admin/comments/comment/{content.comment.pk}/change/",
        "/admin/comments/comment/",
        "/admin/meetings/meeting/protokoll-einfuegen/",
    ):
        page.goto(address)
        assert "login" not in page.url
    missing = "Failed to load resource: the server responded with a status of 404 (Not Found)"
    assert (page.foreign, page.complaints) == ([], [missing])


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_to_complain_of(open_page, content, scheme, width):
    page = open_page(color_scheme=scheme, viewport={"width": width, "height": 800})
    found = {}
    for name, address in addresses(content).items():
        page.goto(address)
        found[name] = run_axe(page)
    page.goto(content.post.get_absolute_url())
    page.get_by_role("link", name="Kommentar schreiben").click()
    expect(page.locator("[data-comment-form]")).to_be_visible()
    found["post with the form"] = run_axe(page)
    with_errors(page, addresses(content)["comment form"])
    found["comment form with errors"] = run_axe(page)
    complaints = {name: rules for name, rules in found.items() if rules}
    assert complaints == {}, json.dumps(complaints, indent=1, ensure_ascii=False)


def width_of(page):
    return page.evaluate("document.documentElement.scrollWidth")


def test_nothing_is_wider_than_a_narrow_phone(open_page, content):
    page = open_page(viewport={"width": 320, "height": 640})
    widths = {}
    for name, address in addresses(content).items():
        page.goto(address)
        widths[name] = width_of(page)
    with_errors(page, addresses(content)["comment form"])
    widths["comment form with errors"] = width_of(page)
    del widths["home"]  # below
    assert {name: width for name, width in widths.items() if width > 320} == {}


def test_the_home_page_is_not_wider_than_a_narrow_phone(open_page, content):
    page = open_page(viewport={"width": 320, "height": 640})
    page.goto("/")
    assert width_of(page) == 320


def test_the_first_key_leads_past_the_menu(open_page, content):
    page = open_page()
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Direkt zum Inhalt")).to_be_focused()
    expect(page.get_by_role("link", name="Direkt zum Inhalt")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
