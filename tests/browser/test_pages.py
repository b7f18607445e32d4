"""What only a browser can tell of every page: other hosts, the content policy, access, narrow screens."""

import json

import pytest
from django.contrib.auth.models import Group
from playwright.sync_api import expect

from tests.browser.access import (
    at_double_text,
    cut_fields,
    run_axe,
    run_axe_in_light_and_dark,
    width_of,
)
from tests.browser.places import DESK_WAYS, PUBLIC_WAYS, add_rest, desk_pages, public_pages
from wiq_site.colleagues import ROLES

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
    content.editor.groups.add(
        Group.objects.get(name="Verwaltung")
    )  # sees all that is not Django's own
    for name in visit(page, desk_pages(content), DESK_WAYS, content):
        assert "login" not in page.url, name
        yield name


def faults_at_all_widths(page):
    """Return what axe complains of on a wide screen and on a phone; colours in dark are those of any width.

    Takes a page at the width of a wide screen and leaves it so. What axe itself does against the content policy is
    no complaint about the page.
    """
    complaints = list(page.complaints)
    wide, height = page.viewport_size["width"], page.viewport_size["height"]
    faults = run_axe_in_light_and_dark(page)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 360, "height": height})
    faults += [f"360 px: {line}" for line in run_axe(page)]
    page.set_viewport_size({"width": wide, "height": height})
    page.complaints[:] = complaints
    return faults


def width_on_a_narrow_phone(page):
    """Return the width of the page on a screen of 320 px, as 1,280 px are at 400 % (WCAG 1.4.10)."""
    before = page.viewport_size
    page.set_viewport_size({"width": 320, "height": 256})
    width = width_of(page)
    page.set_viewport_size(before)
    return width


def too_wide_at_double_text(page):
    """Return the widths at which the page scrolls sideways once its text is twice as large."""
    widths = {width: at_double_text(page, width) for width in (1280, 360)}
    return [f"{width} px, large: {found} px" for width, found in widths.items() if found > width]


def assert_no_faults(faults):
    """Fail where ``faults``, lists by the name of a page, holds any."""
    faults = {name: lines for name, lines in faults.items() if lines}
    assert faults == {}, json.dumps(faults, indent=1, ensure_ascii=False)


def assert_own_host_alone(page, statuses):
    """Check that nothing came from elsewhere or against the content policy; ``statuses``: refused requests."""
    refused = "Failed to load resource: the server responded with a status of "
    assert page.foreign == []
    assert [text for text in page.complaints if not text.startswith(refused)] == []
    assert sorted(text.removeprefix(refused)[:3] for text in page.complaints) == statuses


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


def test_no_public_page_has_a_barrier_or_asks_another_host(open_page, all_content):
    page = open_page(viewport={"width": 1280, "height": 800})
    faults = {}
    for name in visit_public(page, all_content):
        faults[name] = faults_at_all_widths(page)
        width = width_on_a_narrow_phone(page)
        if width > 320:
            faults[name].append(f"{width} px wide")
        faults[name] += too_wide_at_double_text(page)
    assert len(faults) > 30
    assert_no_faults(faults)
    assert_own_host_alone(page, statuses=["404", "410", "410", "422"])


@pytest.mark.parametrize("role", ROLES)
def test_no_start_of_the_desk_scrolls_sideways_with_text_twice_as_large(
    open_page, content, signed_in, role
):
    content.editor.groups.set([Group.objects.get(name=role)])
    page = open_page(viewport={"width": 1280, "height": 800})
    page.context.add_cookies(signed_in)
    page.goto("/admin/")
    assert too_wide_at_double_text(page) == []


def test_no_form_of_the_desk_is_cut_with_text_twice_as_large(open_page, content, signed_in):
    page = open_page()
    page.context.add_cookies(signed_in)
    for path in ("blog/post/add/", f"meetings/meeting/{content.meeting.pk}/change/"):
        page.goto(f"/admin/{path}")
        for width in (768, 360):
            assert at_double_text(page, width, cut_fields) == [], (path, width)


def test_no_page_of_the_desk_has_a_barrier_or_asks_another_host(open_page, all_content, signed_in):
    page = open_page(viewport={"width": 1280, "height": 800})
    visits = visit_desk(page, all_content, signed_in)
    faults = {name: faults_at_all_widths(page) for name in visits}
    assert len(faults) > 18
    assert_no_faults(faults)
    assert_own_host_alone(page, statuses=["403"])
