"""What only a browser can tell of every page: other hosts, the content policy, access, narrow screens."""

import json

import pytest
from playwright.sync_api import expect

from tests.browser.access import WCAG, run_axe, run_axe_in_light_and_dark, width_of
from tests.browser.places import DESK_WAYS, PUBLIC_WAYS, add_rest, desk_pages, public_pages

pytestmark = pytest.mark.browser


@pytest.fixture
def all_content(content):
    add_rest(content)
    return content


def visit(page, places, ways, content):
    """Open one page after the other; yield the name of each."""
    for name, address in places.items():
        page.goto(address)
        yield name
    for name, way in ways.items():
        way(page, content)
        yield name


def visit_public(page, content):
    yield from visit(page, public_pages(content), PUBLIC_WAYS, content)


def visit_desk(page, content, cookies):
    page.goto("/admin/login/")
    yield "login"
    page.context.add_cookies(cookies)
    for name in visit(page, desk_pages(content), DESK_WAYS, content):
        assert "login" not in page.url, name
        yield name


def complain(found):
    """Fail where ``found``, lists by the name of a page, holds anything."""
    complaints = {name: rules for name, rules in found.items() if rules}
    assert complaints == {}, json.dumps(complaints, indent=1, ensure_ascii=False)


def test_the_tools_see_what_they_look_for(open_page, content):
    page = open_page()
    page.goto("/")
    page.evaluate(
        """() => {
          const main = document.querySelector("main");
          const picture = main.appendChild(new Image());
          picture.src = "https://evil.example/x.png";
          picture.setAttribute("style", "width: 999px");
          const text = main.appendChild(document.createElement("p"));
          text.textContent = "blass";
          text.style.color = "light-dark(#000, #333)";
        }"""
    )
    expect(page.locator("main > img")).to_be_attached()
    assert [line.split(" ")[0] for line in run_axe(page)] == ["image-alt:"]
    dark = [line.split(":")[:2] for line in run_axe_in_light_and_dark(page)][1:]
    assert dark == [["dark", " color-contrast"]]
    assert any("Content Security Policy" in text for text in page.complaints)


def test_no_page_asks_another_host_or_breaks_the_content_policy(open_page, all_content, signed_in):
    page = open_page()
    names = [*visit_public(page, all_content), *visit_desk(page, all_content, signed_in)]
    assert len(names) > 45
    refused = "Failed to load resource: the server responded with a status of "
    assert page.foreign == []
    assert [text for text in page.complaints if not text.startswith(refused)] == []
    statuses = sorted(text.removeprefix(refused)[:3] for text in page.complaints)
    assert statuses == ["404", "410", "410", "422"]


@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_to_complain_of_on_any_page(open_page, all_content, width):
    page = open_page(viewport={"width": width, "height": 800})
    complain({name: run_axe_in_light_and_dark(page) for name in visit_public(page, all_content)})


@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_no_barrier_at_the_desk(open_page, all_content, signed_in, width):
    """Held to WCAG alone: good practice beyond it is Django's to follow in its own templates."""
    page = open_page(viewport={"width": width, "height": 800})
    visits = visit_desk(page, all_content, signed_in)
    complain({name: run_axe_in_light_and_dark(page, WCAG) for name in visits})


def test_nothing_is_wider_than_a_narrow_phone(open_page, all_content):
    """As a screen of 1,280 px is at 400 % (WCAG 1.4.10)."""
    page = open_page(viewport={"width": 320, "height": 256})
    widths = {name: width_of(page) for name in visit_public(page, all_content)}
    assert {name: width for name, width in widths.items() if width > 320} == {}
