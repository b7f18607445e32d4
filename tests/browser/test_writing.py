"""Writing at the desk: the buttons above a text, and the same text without JavaScript."""

import pytest
from playwright.sync_api import expect

from tests.browser.access import faults_at_widths

pytestmark = pytest.mark.browser

NEW_POST = "/admin/blog/post/add/"


@pytest.fixture
def desk(open_page, signed_in):
    """Return a function that opens the desk at a path, by an editor who may use the clipboard."""

    def open_(path=NEW_POST, **options):
        page = open_page(permissions=["clipboard-read", "clipboard-write"], **options)
        page.context.add_cookies(signed_in)
        page.goto(path)
        return page

    return open_


def text_of(page):
    return page.locator("#id_body")


def buttons(page):
    return page.locator(".field-body").get_by_role("toolbar", name="Formatieren")


def test_buttons_are_pressed_by_keyboard_and_undone(desk):
    page = desk()
    text_of(page).fill("Kaffee")
    text_of(page).select_text()
    buttons(page).focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(buttons(page).get_by_role("button", name="Überschrift")).to_be_focused()
    page.keyboard.press("Enter")
    expect(text_of(page)).to_have_value("## Kaffee")
    text_of(page).press("Control+Z")
    expect(text_of(page)).to_have_value("Kaffee")
    assert (page.foreign, page.complaints) == ([], [])


def test_bold_goes_by_key_and_a_table_stands_between_empty_lines(desk):
    page = desk()
    text_of(page).fill("Kaffee")
    text_of(page).press("Control+A")
    text_of(page).press("Control+B")
    expect(text_of(page)).to_have_value("**Kaffee**")
    text_of(page).press("End")
    buttons(page).get_by_role("button", name="Tabelle").click()
    table = "**Kaffee**\n\n| Was | Wer |\n| --- | --- |\n| Text | Text |"
    expect(text_of(page)).to_have_value(table)


def test_a_row_added_to_an_agenda_has_buttons_of_its_own(desk, content):
    page = desk(f"/admin/meetings/meeting/{content.meeting.pk}/change/")
    page.get_by_role("button", name="Tagesordnungspunkt hinzufügen").click()
    row = page.locator("#items-3")
    row.locator("textarea[name$=protocol]").fill("Kaffee")
    row.locator("textarea[name$=protocol]").select_text()
    row.get_by_role("button", name="Fett").click()
    expect(row.locator("textarea[name$=protocol]")).to_have_value("**Kaffee**")


def test_without_javascript_there_is_the_text_and_its_help(desk):
    page = desk(java_script_enabled=False)
    expect(buttons(page)).to_have_count(0)
    page.locator(".field-body summary").click()
    expect(page.locator(".field-body table")).to_be_visible()
    page.get_by_label("Titel").fill("Ohne Skript")
    text_of(page).fill("## So\n\nund **so**")
    page.get_by_role("button", name="Sichern", exact=True).click()
    page.get_by_role("link", name="Ohne Skript").first.click()
    expect(text_of(page)).to_have_value("## So\n\nund **so**")


def test_everyone_can_use_the_buttons_and_the_help(desk):
    page = desk("/admin/pages/page/add/")
    page.locator(".field-body summary").click()
    assert faults_at_widths(page, [360, 1280]) == []
