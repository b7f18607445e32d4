"""Copying a text, with and without the script, and data blocks under the strict content policy."""

import json
import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_the_button_copies_the_letter(open_page, content):
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto("/abonnieren/")
    page.get_by_role("button", name=re.compile("Kopieren.*Text der Rundmail")).click()
    expect(page.get_by_role("status").filter(has_text="Kopiert")).to_be_visible()
    text = page.evaluate("navigator.clipboard.readText()")
    assert text.startswith("Neues von Wir im Quartier")
    assert "Nächstes Treffen: Nächstes Treffen" in text


def test_without_the_script_there_is_no_button_and_the_text_is_there(open_page, content):
    page = open_page(java_script_enabled=False)
    page.goto("/abonnieren/")
    expect(page.get_by_role("button", name=re.compile("Kopieren"))).to_have_count(0)
    expect(page.get_by_label("Text der Rundmail")).to_contain_text("Neues von Wir im Quartier")


def test_check_boxes_make_a_file(open_page, content):
    page = open_page()
    page.goto("/abonnieren/")
    page.get_by_label("Klima").check()
    with page.expect_download() as download:
        page.get_by_role("button", name="Liste speichern (OPML)").click()
    assert download.value.url.endswith("/abonnieren/feeds.opml?feed=beitraege&thema=klima#opml")
    assert download.value.suggested_filename == "wir-im-quartier.opml"


def test_data_blocks_break_no_content_policy(open_page, content):
    page = open_page()
    for address in ("/", "/abonnieren/", content.meeting.get_absolute_url()):
        page.goto(address)
        blocks = page.locator('script[type="application/ld+json"]').all_text_contents()
        assert blocks
        assert [json.loads(block)["@context"] for block in blocks] == ["https://schema.org"] * len(
            blocks
        )
    assert page.complaints == []
