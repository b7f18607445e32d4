"""Entering an agenda at the editors' desk: by keyboard, with moves and times that follow."""

import pytest
from playwright.sync_api import expect

from meetings.agenda import AgendaItem
from meetings.models import Meeting

pytestmark = pytest.mark.browser
NINE = [("Begrüßung", 8), ("Rückblick", 7), ("Teams", 10), ("Fragen", 35), ("Pause", 5), ("Workshop", 25), ("Stadtteile", 15), ("Termine", 10), ("Sonstiges", 35)]  # fmt: skip


@pytest.fixture
def desk(open_page, signed_in, content):
    """Return a page on which the agenda of a meeting at 17:00 with two items is edited."""
    page = open_page(viewport={"width": 1280, "height": 900})
    page.context.add_cookies(signed_in)
    page.goto(f"/admin/meetings/meeting/{content.meeting.pk}/change/")
    return page


def value(page, row, name):
    return page.locator(f"#id_items-{row}-{name}").input_value()


def plan():
    items = AgendaItem.objects.filter(meeting__title="Nächstes Treffen").order_by("position")
    return [
        (item.number, item.name[:9], item.planned_minutes, f"{item.planned_end:%H:%M}")
        for item in items
    ]


def save(page):
    page.get_by_role("button", name="Sichern und weiter bearbeiten").first.click()
    expect(page.locator(".messagelist .success")).to_be_visible()


def test_a_typed_end_makes_the_minutes_and_moves_what_follows(desk):
    desk.locator("#id_items-0-planned_end").fill("17:20")
    assert (value(desk, 0, "planned_minutes"), value(desk, 1, "planned_end")) == ("20", "17:40")
    expect(desk.locator("#items-1 .field-clock .readonly")).to_have_text("17:20–17:40")
    save(desk)
    assert plan() == [("1", "Begrüßung", 20, "17:20"), ("2", "Donaudamp", 20, "17:40")]


def test_typed_minutes_make_the_end(desk):
    desk.locator("#id_items-0-planned_minutes").fill("30")
    assert [value(desk, row, "planned_end") for row in (0, 1)] == ["17:30", "17:50"]
    save(desk)
    assert plan() == [("1", "Begrüßung", 30, "17:30"), ("2", "Donaudamp", 20, "17:50")]


def test_a_moved_item_keeps_the_focus_says_so_and_is_saved(desk):
    button = desk.get_by_role("button", name="TOP nach unten").first
    button.focus()
    desk.keyboard.press("Enter")
    expect(desk.locator("[data-agenda-moved]")).to_have_text(
        "Begrüßung steht jetzt an Platz 2 von 3."
    )
    assert desk.evaluate("document.activeElement.closest('.inline-related').id") == "items-0"
    save(desk)
    assert plan() == [("1", "Donaudamp", 20, "17:20"), ("2", "Begrüßung", 8, "17:28")]


def test_a_new_row_that_goes_leaves_the_saved_ones_whole(desk):
    """Django numbers the rows anew when one goes, in their order on the page."""
    desk.locator("#id_items-2-name").fill("Sonstiges")
    desk.locator("#id_items-2-planned_minutes").fill("5")
    desk.locator("#id_items-2-planned_minutes").press("Enter")
    desk.locator("#id_items-3-name").fill("Zuerst")
    for _ in range(3):
        desk.locator("#items-3 [data-move-by='-1']").press("Enter")
    desk.locator("#items-2 .inline-deletelink").click()
    save(desk)
    names = AgendaItem.objects.filter(meeting__title="Nächstes Treffen").values_list(
        "name", flat=True
    )
    assert [name[:9] for name in names.order_by("position")] == ["Zuerst", "Begrüßung", "Donaudamp"]


def test_an_overrun_is_said_at_once_and_after_saving(desk):
    desk.locator("#id_end").fill("17:15")
    sentence = "Die Tagesordnung endet um 17:28 Uhr, 13 Minuten nach dem geplanten Ende des Treffens um 17:15 Uhr."
    expect(desk.locator("[data-agenda-sum]")).to_have_text(sentence)
    save(desk)
    expect(desk.locator(".messagelist .warning")).to_have_text(sentence)


def test_nine_items_are_entered_by_keyboard_alone(desk):
    desk.goto("/admin/meetings/meeting/add/")
    for name, typed in {"title": "Gesamttreffen", "date": "11.03.2027", "start": "17:00"}.items():
        desk.locator(f"#id_{name}").fill(typed)
    desk.locator("#id_items-0-name").focus()
    for number, (name, minutes) in enumerate(NINE):
        desk.keyboard.type(name)
        desk.keyboard.press("Tab")
        desk.keyboard.type("Ada")
        desk.keyboard.press("Tab")
        desk.keyboard.type(str(minutes))
        if number < 8:
            desk.keyboard.press("Enter")
    save(desk)
    items = Meeting.objects.get(title="Gesamttreffen").items.all()
    assert [(item.number, item.name, item.planned_minutes) for item in items] == [
        (str(number), *top) for number, top in enumerate(NINE, 1)
    ]
    assert f"{items[8].planned_end:%H:%M}" == "19:30"
    assert (desk.foreign, desk.complaints) == ([], [])


def test_on_a_phone_every_tick_is_seen(desk):
    desk.set_viewport_size({"width": 360, "height": 800})
    ticks = desk.locator("#items-0 input[type=checkbox]")
    assert (
        ticks.evaluate_all("all => all.filter(one => !one.offsetWidth).map(one => one.name)") == []
    )
