"""Taking minutes of a meeting that is on, also while the network is gone; nothing is lost."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from meetings.agenda import AgendaItem
from tests.browser.conftest import being_answered
from tests.build import days_ago, make_meeting
from tests.desk import admin_address

pytestmark = pytest.mark.browser

AGENDA = [("Begrüßung", 8, "Thorsten"), ("Haushalt", 10, "Ada"), ("Fest", 15, "Jost")]


@pytest.fixture
def meeting(content):
    return make_meeting(f"{days_ago(0):%Y-%m-%d} 17:00", AGENDA, protocol_published_at=None)


@pytest.fixture
def desk(open_page, signed_in, meeting):
    def open_(**options):
        page = open_page(viewport={"width": 1280, "height": 900}, **options)
        page.context.add_cookies(signed_in)
        if options.get("java_script_enabled", True):
            page.clock.install(time=meeting.starts_at + timedelta(minutes=5))
        page.goto(admin_address("take_minutes", meeting))
        return page

    return open_


def texts(meeting):
    return list(meeting.items.values_list("protocol", flat=True))


def ends(meeting):
    times = meeting.items.values_list("actual_end", flat=True)
    return [end and f"{end:%H:%M}" for end in times]


def saved(page):
    page.clock.run_for(3000)
    expect(page.get_by_role("status")).to_have_text("Alles gesichert")


def exchange(*pages):
    """Let each page send what it holds, or ask, and take in what it is told."""
    for page in pages:
        with page.expect_response("**/protokoll-fuehren/") as answer:
            page.clock.fast_forward(18_000)
        answer.value.finished()
        page.evaluate("'taken in'")


def kept(meeting, expected, *pages):
    """Whether the texts are ``expected`` once ``pages`` have sent what they hold."""
    for _ in range(5):
        exchange(*pages)
        while being_answered:  # else it is read while a table is locked
            pages[0].wait_for_timeout(20)
        lines = [[line.rstrip() for line in text.split("\n")] for text in texts(meeting)]
        if lines == expected:
            return True
    return lines


def test_three_items_with_the_network_gone_in_between(desk, meeting):
    page = desk()
    field = page.get_by_label("Protokoll zu TOP 1 Begrüßung")
    field.focus()
    page.keyboard.type("Hallo")
    page.keyboard.press("Enter")
    page.keyboard.type("Zur Technik")
    saved(page)
    assert texts(meeting)[0] == "- Hallo\n- Zur Technik"

    page.context.set_offline(True)
    page.keyboard.type(" und mehr")
    page.clock.run_for(3000)
    expect(page.get_by_role("status")).to_contain_text("Ohne Verbindung")
    page.clock.run_for("02:00")
    page.keyboard.press("F9")
    expect(page.get_by_label("Protokoll zu TOP 2 Haushalt")).to_be_focused()
    page.keyboard.press("F2")
    page.keyboard.type("Wir kaufen Stühle (12/0/1)")
    page.keyboard.press("F4")
    page.keyboard.type("Ada: Angebote bis 4.12.")
    page.clock.run_for("04:00")
    page.get_by_role("button", name="Nächster TOP").click()
    page.keyboard.type("Am 1. Mai")
    page.keyboard.press("F8")
    page.keyboard.type("Frau Meier")
    assert texts(meeting) == ["- Hallo\n- Zur Technik", "", ""]

    page.context.set_offline(False)
    saved(page)
    assert texts(meeting) == [
        "- Hallo\n- Zur Technik und mehr",
        "- Beschluss: Wir kaufen Stühle (12/0/1)\n- Aufgabe: Ada: Angebote bis 4.12.",
        "- Am 1. Mai\n- Zu Gast: Frau Meier",
    ]
    assert ends(meeting) == ["17:07", "17:11", None]
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.get_by_role("button", name="Treffen zu Ende").click()
        page.clock.run_for(3000)
    page.get_by_role("button", name="Protokoll prüfen").click()
    expect(page.locator(".paste-preview")).to_contain_text("Wir kaufen Stühle")
    assert ends(meeting)[2] == "17:11"


def test_what_a_tab_kept_without_the_network_is_offered_to_the_next(desk, meeting):
    lost, page = desk(), desk()
    label = "Protokoll zu TOP 1 Begrüßung"
    lost.context.set_offline(True)
    lost.get_by_label(label).fill("- offen")
    while "- offen" not in str(kept := lost.evaluate("Object.entries(localStorage)")):
        lost.wait_for_timeout(50)
    lost.get_by_label(label).fill("")  # has nothing to send when it closes
    page.evaluate("kept => kept.forEach(([key, text]) => localStorage.setItem(key, text))", kept)
    page.reload()
    AgendaItem.objects.create(
        meeting=meeting, name="Vorweg"
    )  # what comes back goes by the TOP, not by its place
    page.reload()
    page.get_by_role("button", name="Wieder einsetzen").click()
    expect(page.get_by_text("Gesichert um")).to_be_visible()
    assert texts(meeting) == ["", "- offen", "", ""]
    expect(page.get_by_label(label)).to_have_value("- offen")
    expect(page.locator("[data-keep-form]")).to_be_hidden()


def test_two_who_write_at_one_item_are_asked_and_both_texts_can_stay(desk, meeting):
    meeting.items.filter(name="Haushalt").update(protocol="- da")
    page, other = desk(), desk()
    label = "Protokoll zu TOP 2 Haushalt"
    for each in (page, other):
        each.get_by_role("heading", name="TOP 2 Haushalt").click()
    other.get_by_label(label).fill("- da, ihrs")
    other.clock.run_for(3000)
    expect(other.get_by_role("status")).to_have_text("Alles gesichert")
    page.get_by_label(label).fill("- da, meins")
    page.clock.run_for(3000)
    expect(page.get_by_text("Hier hat auch jemand anders geschrieben:")).to_be_visible()
    page.get_by_role("button", name="Beides behalten").click()
    expect(page.get_by_role("status")).to_have_text("Alles gesichert")
    assert texts(meeting)[1] == "- da, ihrs\n- da, meins"
    other.get_by_role("heading", name="TOP 3 Fest").click()
    other.get_by_label("Protokoll zu TOP 3 Fest").fill("- am Tor")
    other.clock.run_for(3000)
    expect(other.get_by_label(label)).to_have_value("- da, ihrs\n- da, meins")
    assert (page.complaints, other.complaints) == ([], [])


def test_of_both_texts_only_what_is_disputed_stands_twice(desk, meeting):
    begun = ["- Vorschlag", "- Kosten 300 Euro", "- Termin", "- weg", "- Ende"]
    meeting.items.filter(name="Begrüßung").update(protocol="\n".join(begun))
    meeting.attendance = "Ada, Bo"
    meeting.save()
    page, other = desk(), desk()
    label = "Protokoll zu TOP 1 Begrüßung"
    for each, lines, who in (
        (page, ["- Kopf", "- Vorschlag", "- Kosten 350 Euro", "- Termin", "- Ende"], "Ada, Cem"),
        (other, ["- Vorschlag", "- Kosten 400 Euro", *begun[2:], "- Gruß"], "Ada, Dörte, Bo"),
    ):
        each.locator(".taking-whole").evaluate("details => details.open = true")
        each.get_by_label(label).fill("\n".join(lines))
        each.get_by_label("Anwesende").fill(who)
    exchange(page, other)
    for _asked in range(2):
        other.get_by_role("button", name="Beides behalten").first.click()
    exchange(other, other, page)
    meeting.refresh_from_db()
    assert meeting.attendance == "Ada, Dörte, Cem"
    middle = ["- Kosten 350 Euro", "- Kosten 400 Euro", "- Termin", "- Ende"]
    assert texts(meeting)[0].split("\n") == ["- Kopf", "- Vorschlag", *middle, "- Gruß"]
    expect(page.get_by_label(label)).to_have_value(texts(meeting)[0])


def test_lines_that_two_add_below_are_merged_and_one_who_only_looks_on_sees_them(desk, meeting):
    meeting.items.filter(name="Begrüßung").update(protocol="- da")
    page, other, idle = desk(), desk(), desk()
    label = "Protokoll zu TOP 1 Begrüßung"
    expect(page.get_by_label(label)).to_be_focused()
    other.get_by_label(label).fill("- da\n- ihrs")
    saved(other)
    page.get_by_label(label).fill("- da\n- meins")
    page.clock.run_for(3000)
    both = "- da\n- ihrs\n- meins"
    expect(page.get_by_label(label)).to_have_value(both)
    with page.expect_response("**/protokoll-fuehren/"):
        page.clock.run_for(3000)
    saved(page)
    assert texts(meeting)[0] == both
    idle.clock.run_for(18_000)
    expect(idle.get_by_label(label)).to_have_value(both)
    expect(page.locator(".taking-question")).to_have_count(0)


def test_who_types_in_a_meeting_that_another_deletes_reads_it_and_keeps_the_text(desk, meeting):
    page = desk()
    field = page.get_by_label("Protokoll zu TOP 1 Begrüßung")
    meeting.delete()
    field.fill("- Ada bringt die Zahlen")
    with page.expect_response("**/protokoll-fuehren/"):
        page.clock.run_for(3000)
    expect(page.get_by_role("status")).to_contain_text("Dieses Treffen wurde inzwischen gelöscht")
    expect(field).to_have_value("- Ada bringt die Zahlen")


def test_who_types_at_an_item_that_another_deletes_goes_on_typing_and_loses_nothing(desk, meeting):
    page = desk()
    page.get_by_role("heading", name="TOP 2 Haushalt").click()
    field = page.get_by_label("Protokoll zu TOP 2 Haushalt")
    field.focus()
    meeting.items.filter(name="Haushalt").delete()
    for words in ("Ada bringt", " die Zahlen", " im Mai"):
        page.keyboard.type(words)
        with page.expect_response("**/protokoll-fuehren/"):
            page.clock.run_for(3000)
    expect(field).to_be_focused()
    expect(page.get_by_text("„TOP 2 Haushalt“ steht nicht mehr auf")).to_be_visible()
    expect(page.get_by_role("status")).to_contain_text("bitte laden Sie die Seite neu")
    assert texts(meeting) == ["", "", "- Ada bringt die Zahlen im Mai"]
    field.blur()
    page.clock.run_for(18_000)
    expect(page.get_by_label("Protokoll zu TOP 2 Haushalt")).to_have_value(
        "- Ada bringt die Zahlen im Mai"
    )
    expect(page.get_by_text("steht nicht mehr auf")).to_have_count(0)


def test_the_clock_says_by_how_much_the_item_is_over(desk):
    page = desk()
    expect(page.get_by_text("noch 3 Min.")).to_be_visible()
    page.clock.run_for("05:00")
    expect(page.get_by_text("2 Min. über der Zeit")).to_be_visible()


def test_words_that_come_at_once_begin_a_bullet_and_the_next_ones_follow_them(desk):
    page = desk()
    field = page.get_by_label("Protokoll zu TOP 1 Begrüßung")
    field.focus()
    page.keyboard.insert_text("Stadtteilrat")
    page.keyboard.insert_text(" tagt am Montag")
    expect(field).to_have_value("- Stadtteilrat tagt am Montag")


def test_enter_on_an_empty_bullet_ends_the_list(desk):
    page = desk()
    field = page.get_by_label("Protokoll zu TOP 1 Begrüßung")
    field.focus()
    for key in ("Hallo", "Enter", "Enter", "Schluss"):
        page.keyboard.press(key) if key == "Enter" else page.keyboard.type(key)
    expect(field).to_have_value("- Hallo\n\nSchluss")
    saved(page)


def test_without_the_script_buttons_do_the_same(desk, meeting):
    page = desk(java_script_enabled=False)
    page.get_by_label("Protokoll zu TOP 1 Begrüßung").fill("- Hallo")
    page.get_by_role("button", name="Beschluss").click()
    expect(page.get_by_label("Protokoll zu TOP 1 Begrüßung")).to_have_value("- Hallo\n- Beschluss:")
    page.get_by_role("button", name="Nächster TOP").click()
    expect(page.get_by_label("Protokoll zu TOP 2 Haushalt")).to_be_visible()
    assert texts(meeting)[0] == "- Hallo\n- Beschluss:"
    assert ends(meeting)[0] is not None


def test_the_caret_stays_in_its_line_when_another_adds_one_below(desk, meeting):
    meeting.items.filter(name="Begrüßung").update(protocol="- Erstens\n- Zweitens")
    page = desk()
    page.keyboard.type(" Bernd ")
    meeting.items.filter(name="Begrüßung").update(protocol="- Erstens\n- Zweitens\n- Drittens")
    exchange(page, page)
    page.keyboard.type("kauft Kuchen")
    expected = ["- Erstens", "- Zweitens Bernd kauft Kuchen", "- Drittens"]
    assert kept(meeting, [expected, [""], [""]], page) is True


def test_the_caret_stays_where_another_changes_lines_above_and_below(desk, meeting):
    meeting.items.filter(name="Begrüßung").update(protocol="- Eins\n- Zwei\n- Drei")
    page = desk()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("End")
    meeting.items.filter(name="Begrüßung").update(protocol="- Vorab\n- Eins\n- Zwei\n- Dreimal")
    exchange(page, page)
    page.keyboard.type("tens")
    expected = ["- Vorab", "- Eins", "- Zweitens", "- Dreimal"]
    assert kept(meeting, [expected, [""], [""]], page) is True


def test_a_blank_just_typed_stays_when_another_adds_a_line(desk, meeting):
    meeting.items.filter(name="Begrüßung").update(protocol="- Erstens")
    page = desk()
    page.keyboard.press("Enter")
    page.keyboard.type("Viertens ")
    meeting.items.filter(name="Begrüßung").update(protocol="- Erstens\n- Drittens")
    exchange(page, page)
    page.keyboard.type("mehr")
    expected = ["- Erstens", "- Drittens", "- Viertens mehr"]
    assert kept(meeting, [expected, [""], [""]], page) is True


def test_two_go_on_in_their_own_lines_of_one_item_and_no_words_are_glued(desk, meeting):
    page, other = desk(), desk()
    page.keyboard.type("aa0 ")
    exchange(page)
    other.keyboard.type("bb0 ")
    exchange(other, other, page)
    page.keyboard.type("aa1 ")
    other.keyboard.type("bb1 ")
    expected = ["- aa0 aa1", "- bb0 bb1"]
    assert kept(meeting, [expected, [""], [""]], page, other) is True


def test_one_comes_to_an_item_behind_its_text_and_the_first_word_begins_a_bullet(desk, meeting):
    meeting.items.filter(name="Begrüßung").update(protocol="- Alle da.")
    meeting.items.filter(name="Haushalt").update(protocol="- Bernd berichtet.")
    page = desk()
    page.keyboard.type("Neu")
    page.keyboard.press("F9")
    page.keyboard.press("F9")
    page.get_by_role("heading", name="TOP 1 Begrüßung").click()
    page.keyboard.press("F9")
    page.keyboard.type("Neues Wort")
    expected = [["- Alle da.", "- Neu"], ["- Bernd berichtet.", "- Neues Wort"], [""]]
    assert kept(meeting, expected, page) is True


def test_what_another_writes_in_an_empty_field_is_followed_by_a_bullet_of_ones_own(desk, meeting):
    page = desk()
    meeting.items.filter(name="Begrüßung").update(protocol="- Hallo")
    exchange(page, page)
    page.keyboard.type("Wir auch")
    assert kept(meeting, [["- Hallo", "- Wir auch"], [""], [""]], page) is True


def test_what_two_write_in_a_field_of_one_line_stands_side_by_side(desk, meeting):
    page, other = desk(), desk()
    for each, words in ((page, "12 Gäste"), (other, "13 Gäste")):
        each.locator(".taking-whole").evaluate("details => details.open = true")
        each.get_by_label("Anwesende").fill(words)
    exchange(page)
    page.get_by_label("Anwesende").focus()
    exchange(other)
    other.get_by_role("button", name="Beides behalten").click()
    exchange(other, page)
    meeting.refresh_from_db()
    assert meeting.attendance == "12 Gäste, 13 Gäste"


def test_of_two_ends_that_two_type_one_is_chosen(desk, meeting):
    page, other = desk(), desk()
    for each, typed in ((page, "17:30"), (other, "17:45")):
        each.get_by_label("tatsächlich bis").first.fill(typed)
    exchange(page)
    other.get_by_label("tatsächlich bis").first.focus()
    exchange(other)
    buttons = other.locator(".taking-question button")
    expect(buttons).to_have_text(["Meinen Text behalten", "Diesen Text nehmen"])
    buttons.first.click()
    exchange(other)
    assert ends(meeting)[0] == "17:45"
