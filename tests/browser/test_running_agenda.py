"""The TOP that is on while a meeting runs, by a clock that the test sets."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


@pytest.fixture
def page_at(open_page, content):
    """Return a function that opens the page of the meeting so many minutes after its start."""

    def open_at(minutes, **options):
        page = open_page(**options)
        page.clock.install(time=content.meeting.starts_at + timedelta(minutes=minutes))
        page.goto(content.meeting.get_absolute_url())
        return page

    return open_at


def test_the_item_that_is_on_is_marked_with_the_minutes_it_still_has(page_at):
    page = page_at(10)
    expect(page.locator("[aria-current=time]")).to_contain_text("Donaudampfschiff")
    expect(page.get_by_text("Jetzt, um 17:10 Uhr: TOP 2 Donaudampf")).to_contain_text(
        "noch 18 Min."
    )


def test_the_mark_goes_on_with_the_clock_and_ends_with_the_meeting(page_at):
    page = page_at(7)
    expect(page.locator("[aria-current=time]")).to_contain_text("Begrüßung")
    page.clock.run_for("01:30")
    expect(page.get_by_text("Jetzt, um 17:08 Uhr: TOP 2")).not_to_contain_text("Link kopieren")
    expect(page.locator("[aria-current=time]")).to_contain_text("Donaudampfschiff")
    page.clock.run_for("20:00")
    expect(page.locator("[aria-current=time]")).to_have_count(0)
    expect(page.locator("[data-running]")).to_be_hidden()


def test_before_the_meeting_and_without_the_script_nothing_is_marked(page_at):
    for page in (page_at(-1), page_at(10, java_script_enabled=False)):
        expect(page.get_by_role("row").filter(has_text="Begrüßung")).to_have_count(1)
        expect(page.locator("[aria-current=time]")).to_have_count(0)
        expect(page.locator("[data-running]")).to_be_hidden()
