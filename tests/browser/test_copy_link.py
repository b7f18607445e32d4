"""The link to one TOP, with and without the script."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_the_button_copies_the_address_of_the_item_and_says_so(open_page, content):
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    for shown in (content.post, content.meeting):
        address = shown.get_absolute_url()
        page.goto(f"{address}?fbclid=1")
        page.get_by_role("button", name=re.compile("Link kopieren.*TOP 2")).click()
        expect(page.get_by_role("status").filter(has_text="Kopiert: Link zu „TOP 2")).to_have_count(
            1
        )
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied.endswith(f"{address}#top-2")
    assert page.complaints == []


def test_the_ways_of_an_item_stand_in_one_row(open_page, content):
    page = open_page(viewport={"width": 360, "height": 740})
    page.goto(content.post.get_absolute_url())
    row = page.locator("#top-1 .ways > :visible")
    names = [text.split(":")[0].strip() for text in row.all_inner_texts()]
    assert names == ["Link kopieren", "Dazu schreiben"]
    boxes = [way.bounding_box() for way in row.all()]
    assert abs(boxes[0]["y"] - boxes[1]["y"]) < 3
    assert min(box["height"] for box in boxes) >= 24


def test_the_address_of_a_page_is_copied_with_one_press(open_page, content):
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    address = content.post.get_absolute_url()
    page.goto(f"{address}?fbclid=1#kommentare")
    row = page.get_by_role("region", name="Weitersagen")
    row.get_by_role("button", name="Kopieren").click()
    expect(row.get_by_role("status")).to_have_text("Kopiert")
    assert page.evaluate("navigator.clipboard.readText()").endswith(address)


def test_where_copying_is_forbidden_the_address_line_shows_the_link(open_page, content):
    page = open_page()
    page.add_init_script("delete Navigator.prototype.clipboard")
    page.goto(content.post.get_absolute_url())
    page.get_by_role("button", name=re.compile("Link kopieren.*TOP 1")).press("Enter")
    expect(page.get_by_role("status").filter(has_text="Adresszeile")).to_have_count(1)
    assert page.url.endswith("#top-1")


def test_without_the_script_the_number_is_the_link(open_page, content):
    page = open_page(java_script_enabled=False)
    page.goto(content.post.get_absolute_url())
    assert page.get_by_role("button", name="Link kopieren").count() == 0
    page.get_by_role("heading").get_by_role("link", name="TOP 2").click()
    assert page.url.endswith("#top-2")
