"""Typing topics at the editors' desk: suggestions by keyboard and pointer, and without JavaScript."""

import pytest
from playwright.sync_api import expect

from tests.browser.access import run_axe
from tests.build import make_post

pytestmark = pytest.mark.browser


@pytest.fixture
def desk(open_page, content, signed_in):
    """Return a function that opens the desk at a path; Klima, Klimaschutz, Grüne Räume are topics."""
    make_post("Noch einer", ["Klimaschutz", "Grüne Räume"])

    def open_(path, **options):
        page = open_page(**options)
        page.context.add_cookies(signed_in)
        page.goto(path)
        return page

    return open_


def field_of(page):
    return page.get_by_role("combobox", name="Themen").first


def offered(page):
    return page.get_by_role("listbox", name="Vorhandene Themen").get_by_role("option")


def type_topics(page, text):
    page.get_by_label("Themen").first.focus()
    field_of(page).press_sequentially(text)


def test_a_topic_is_chosen_by_keyboard(desk):
    page = desk("/admin/blog/post/add/")
    type_topics(page, "neu, kli")
    expect(offered(page)).to_have_text(["Klima", "Klimaschutz"])
    expect(field_of(page)).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    chosen = page.get_by_role("option", name="Klimaschutz")
    expect(chosen).to_have_attribute("aria-selected", "true")
    expect(field_of(page)).to_have_attribute("aria-activedescendant", chosen.get_attribute("id"))
    page.keyboard.press("Enter")
    expect(field_of(page)).to_have_value("neu, Klimaschutz, ")
    expect(field_of(page)).to_be_focused()
    expect(field_of(page)).to_have_attribute("aria-expanded", "false")
    expect(page.get_by_role("status")).to_have_text("Gibt es schon: „Klimaschutz“. Neu: „neu“.")
    assert (page.foreign, page.complaints) == ([], [])


def test_a_topic_is_chosen_with_the_pointer_in_the_middle_of_others(desk):
    page = desk("/admin/blog/post/add/")
    type_topics(page, "eins, , zwei")
    for _ in range(len(", zwei")):
        page.keyboard.press("ArrowLeft")
    page.keyboard.type("gr")
    page.get_by_role("option", name="Grüne Räume").click()
    expect(field_of(page)).to_have_value("eins, Grüne Räume, zwei")
    expect(field_of(page)).to_be_focused()


def test_another_spelling_is_said_to_exist(desk):
    page = desk("/admin/blog/post/add/")
    type_topics(page, "gruene räume, Garten")
    said = "Gibt es schon: „gruene räume“ als „Grüne Räume“. Neu: „Garten“."
    expect(page.get_by_role("status")).to_have_text(said)


def test_escape_closes_the_list_and_keeps_the_text(desk):
    page = desk("/admin/blog/post/add/")
    type_topics(page, "kli")
    expect(offered(page)).to_have_count(2)
    page.keyboard.press("Escape")
    expect(offered(page)).to_have_count(0)
    expect(field_of(page)).to_have_value("kli")


def test_leaving_the_field_closes_the_list(desk):
    page = desk("/admin/blog/post/add/")
    type_topics(page, "kli")
    expect(offered(page)).to_have_count(2)
    page.keyboard.press("Tab")
    expect(offered(page)).to_have_count(0)
    expect(page.get_by_role("status")).to_have_text("Neu: „kli“.")


def test_the_down_key_opens_the_list_of_an_empty_field(desk):
    page = desk("/admin/blog/post/add/")
    type_topics(page, "")
    page.keyboard.press("ArrowDown")
    expect(offered(page)).to_have_count(4)


def test_a_row_added_to_an_agenda_suggests_too(desk, content):
    page = desk(f"/admin/meetings/meeting/{content.meeting.pk}/change/")
    page.get_by_role("button", name="Tagesordnungspunkt hinzufügen").click()
    rows = page.locator("input[name$='-topics']:not([name*='__prefix__'])")
    expect(rows).to_have_count(4)
    rows.last.focus()
    page.keyboard.type("kli")
    expect(offered(page)).to_have_text(["Klima", "Klimaschutz"])


def test_axe_finds_nothing_to_complain_of_in_the_open_list(desk):
    page = desk("/admin/blog/post/add/")
    type_topics(page, "kli")
    expect(offered(page)).to_have_count(2)
    page.keyboard.press("ArrowDown")
    assert [found for found in run_axe(page) if "topic" in found] == []


def test_topics_are_typed_without_javascript(desk):
    page = desk("/admin/blog/post/add/", java_script_enabled=False)
    page.locator("#id_title").fill("Ohne Skript")
    page.get_by_label("Themen").fill("klima, Garten")
    page.get_by_role("button", name="Sichern", exact=True).first.click()
    page.get_by_role("link", name="Ohne Skript").first.click()
    expect(page.get_by_label("Themen")).to_have_value("Garten, Klima")
