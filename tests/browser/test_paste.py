"""From the clipboard to public minutes in a real browser, with JavaScript and without."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from blog.models import Post
from meetings.agenda import AgendaItem
from tests.build import REFERENCE_PAGE

pytestmark = pytest.mark.browser

PASTE = "/admin/meetings/meeting/protokoll-einfuegen/"
WORDS = "Treffen am 8. April 2021\nTOP 1 Teams (Ada, bis 18:05 h)\nmehr steht hier.\n"
HTML = """<h1>Treffen am 8. April 2021</h1><h2>TOP 1 Teams (Ada, bis 18:05 h)</h2>
<ul><li>mehr steht <a href="https://example.org/teams">hier</a>.</li><li><b>wichtig</b></li></ul>"""
PUT_ON_CLIPBOARD = """([html, words]) => navigator.clipboard.write([new ClipboardItem({
  "text/html": new Blob([html], {type: "text/html"}),
  "text/plain": new Blob([words], {type: "text/plain"})})])"""


def paste(page, words, html):
    page.goto(PASTE)
    page.evaluate(PUT_ON_CLIPBOARD, [html, words])
    page.get_by_label("Text des Protokolls").focus()
    page.keyboard.press("Control+V")


@pytest.fixture
def desk(open_page, signed_in):
    """Return a page of an editor who is signed in and may use the clipboard."""
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    page.context.add_cookies(signed_in)
    return page


def test_links_lists_and_bold_of_the_clipboard_come_along(desk):
    paste(desk, WORDS, HTML)
    expect(desk.get_by_text("Links, Listen und Fettes sind mitgekommen.")).to_be_visible()
    text = desk.get_by_label("Text des Protokolls").input_value()
    assert "- mehr steht [hier](https://example.org/teams)." in text
    assert "- **wichtig**" in text
    assert (desk.foreign, desk.complaints) == ([], [])


def test_pasting_puts_the_text_where_the_cursor_is(desk):
    desk.goto(PASTE)
    field = desk.get_by_label("Text des Protokolls")
    field.fill("vorn hinten")
    desk.evaluate(PUT_ON_CLIPBOARD, ["<b>mitte</b>", "mitte"])
    field.evaluate("field => field.setSelectionRange(5, 5)")
    desk.keyboard.press("Control+V")
    expect(field).to_have_value("vorn **mitte**\nhinten")


def test_the_words_stay_when_the_server_cannot_be_asked(desk):
    desk.route("**/als-text/", lambda route: route.abort())
    paste(desk, WORDS, HTML)
    expect(desk.get_by_label("Text des Protokolls")).to_have_value(WORDS)


def test_plain_text_is_pasted_as_it_is(desk):
    paste(desk, WORDS, "<span>Treffen am 8. April 2021</span>")
    expect(desk.get_by_label("Text des Protokolls")).to_have_value(WORDS)


def test_enter_in_a_field_of_the_preview_reads_nothing_again(desk):
    paste(desk, WORDS, "")
    desk.get_by_role("button", name="Weiter zur Vorschau").click()
    title = desk.get_by_role("textbox", name="Titel").first
    title.fill("Mein Titel")
    with desk.expect_response("**/protokoll-einfuegen/"):
        title.press("Enter")
    expect(title).to_have_value("Mein Titel")
    expect(title).to_be_focused()


@pytest.mark.parametrize("script", [True, False])
def test_the_reference_page_is_public_after_four_presses(open_page, signed_in, script):
    page = open_page(java_script_enabled=script)
    page.context.add_cookies(signed_in)
    page.goto("/admin/meetings/meeting/")
    page.get_by_role("link", name="Protokoll einfügen").click()
    page.get_by_label("Text des Protokolls").fill(REFERENCE_PAGE)
    page.get_by_role("button", name="Weiter zur Vorschau").click()
    page.get_by_role("button", name="Als Entwurf speichern").click()
    page.get_by_role("button", name="Jetzt veröffentlichen").click()
    expect(page.get_by_text("Öffentlich:")).to_be_visible()
    report = Post.objects.get(title__endswith="Ergebnisse im Überblick")
    assert f"{report.published_at:%Y-%m-%d}" == "2020-12-12"
    assert report.reports_on.items.count() == 9
    assert page.complaints == []


def test_the_preview_can_be_used_by_everyone(desk):
    paste(desk, WORDS + "Beschluss: Es gibt Kaffee. 3/0/0\n" + "- und mehr\n" * 40, "")
    desk.get_by_role("button", name="Weiter zur Vorschau").click()
    axe = Axe().run(desk, context=".paste")
    assert [f"{v['id']}: {v['nodes'][0]['html'][:120]}" for v in axe.response["violations"]] == []


POINTED = """Treffen am 8. April 2021

TOP 1 Kasse

- Es ist Geld da.
a) Garten
- Die Tonne kommt.
b) Werkzeug
- Die Säge ist stumpf.

TOP 2 Ende

- Alle gehen heim.
"""


def names(page):
    return [field.input_value() for field in page.locator(".paste-item [name$='-name']").all()]


def look(page, text=POINTED):
    page.goto(PASTE)
    page.get_by_label("Text des Protokolls").fill(text)
    page.get_by_role("button", name="Weiter zur Vorschau").click()
    page.locator("[id^=zeile-]").first.wait_for()


def line(page, number):
    return page.locator(f"#zeile-{number} button")


@pytest.mark.parametrize("script", [True, False])
def test_an_editor_points_applies_to_all_undoes_chooses_types_and_saves(
    open_page, signed_in, script
):
    page = open_page(java_script_enabled=script)
    page.context.add_cookies(signed_in)
    look(page)
    items = page.locator(".paste-item")
    line(page, 6).click()
    expect(items).to_have_count(3)
    expect(page.locator("[data-told]")).to_contain_text("„a) Garten“ beginnt jetzt einen TOP.")
    page.get_by_role("button", name="1 Zeile sieht genauso aus: alle als TOP").click()
    expect(items).to_have_count(4)
    page.get_by_role("button", name="Rückgängig").click()
    expect(items).to_have_count(3)
    page.get_by_role("radio", name="TOP 1 …").check()
    if not script:
        page.get_by_role("button", name="So einteilen").click()
    expect(items).to_have_count(2)
    page.locator("[name=items-1-name]").fill("Schluss für heute")
    line(page, 8).click()
    expect(items).to_have_count(3)
    assert names(page)[2] == "Schluss für heute"
    page.get_by_role("button", name="Als Entwurf speichern").click()
    expect(page.get_by_text("Als Entwurf gespeichert")).to_be_visible()
    saved = list(
        AgendaItem.objects.filter(meeting__date="2021-04-08").values_list("name", flat=True)
    )
    assert (len(saved), saved[2]) == (3, "Schluss für heute")
    assert (page.foreign, page.complaints) == ([], [])


def test_pointing_loads_no_new_page_and_tells_what_changed(desk):
    look(desk)
    desk.evaluate("document.body.dataset.stays = 'yes'")
    line(desk, 6).focus()
    desk.keyboard.press("Enter")
    expect(desk.locator(".paste-item")).to_have_count(3)
    assert desk.evaluate("document.body.dataset.stays") == "yes"
    expect(desk.locator("#content-main + [role=status]")).to_contain_text("3 TOPs.")
    expect(line(desk, 6)).to_be_focused()
    desk.keyboard.press("ArrowDown")
    expect(line(desk, 7)).to_be_focused()
    assert "is-meant" in desk.locator("#items-1").get_attribute("class")


def test_a_top_is_split_at_the_cursor_and_joined_again_by_keyboard(desk):
    look(desk)
    area = desk.locator("[name=items-0-protocol]")
    area.evaluate(
        "field => field.setSelectionRange(field.value.indexOf('b)'), field.value.indexOf('b)'))"
    )
    desk.locator("#items-0").get_by_role("button", name="Am Cursor teilen").press("Enter")
    expect(desk.locator(".paste-item")).to_have_count(3)
    desk.locator("#items-1").get_by_role("button", name="Mit dem davor zusammenlegen").press(
        "Enter"
    )
    expect(desk.locator(".paste-item")).to_have_count(2)


def test_the_focus_goes_with_a_top_that_moves_and_to_what_is_new(desk):
    look(desk, POINTED + "\nTOP 3 Heimweg\n\n- Zu Fuß.\n")
    for place in (1, 2):
        desk.keyboard.press("Enter") if place > 1 else desk.locator("[name=down]").first.press(
            "Enter"
        )
        expect(desk.locator(f"[name=items-{place}-name]")).to_have_value("Kasse")
    expect(desk.locator("[name=items-2-name]")).to_be_focused()
    desk.locator("#items-0").get_by_role("button", name="TOP danach einfügen").press("Enter")
    expect(desk.locator("[name=items-1-name]")).to_be_focused()
    desk.locator("#items-0").get_by_role("button", name="hinzufügen").press("Enter")
    expect(desk.locator("[name=items-0-outcomes-0-text]")).to_be_focused()
    desk.locator("#items-1").get_by_role("button", name="zusammenlegen").press("Enter")
    expect(desk.locator(".paste-item")).to_have_count(3)
    expect(desk.locator("[name=items-0-name]")).to_be_focused()


def test_splitting_leads_to_the_new_top_also_where_its_name_was_a_decision(desk):
    look(
        desk,
        POINTED + "\nTOP 3 Wahl\n\nZwei kandidieren.\nDamit ist Ada gewählt.\nSie freut sich.\n",
    )
    expect(desk.locator("#items-2 .paste-outcome")).to_have_count(1)
    area = desk.locator("[name=items-2-protocol]")
    area.evaluate(
        "field => field.setSelectionRange(...Array(2).fill(field.value.indexOf('Damit')))"
    )
    desk.locator("#items-2").get_by_role("button", name="Am Cursor teilen").press("Enter")
    expect(desk.locator(".paste-item")).to_have_count(4)
    expect(desk.locator(".paste-outcome")).to_have_count(0)
    expect(desk.locator("[name=items-3-name]")).to_be_focused()


def test_the_preview_survives_a_reload_and_a_closed_tab(desk):
    look(desk)
    line(desk, 6).click()
    expect(desk.locator(".paste-item")).to_have_count(3)
    desk.locator("[name=items-0-name]").fill("Unsere Kasse")
    desk.reload()
    expect(desk.locator("[name=items-0-name]")).to_have_value("Unsere Kasse")
    expect(desk.locator(".paste-item")).to_have_count(3)
    desk.goto("/admin/")
    desk.goto(PASTE)
    desk.get_by_role("button", name="Wieder einsetzen").click()
    expect(desk.locator(".paste-item")).to_have_count(3)
    assert names(desk)[0] == "Unsere Kasse"
    assert desk.complaints == []


def test_a_login_that_expires_while_pointing_costs_nothing(desk, content):
    look(desk)
    desk.locator("[name=items-0-name]").fill("Unsere Kasse")
    desk.context.clear_cookies(name="sessionid")
    line(desk, 6).click()
    content.editor.set_password("geheim-und-lang")
    content.editor.save()
    desk.get_by_label("Passwort").fill("geheim-und-lang")
    if desk.get_by_label("Benutzername").is_visible():
        desk.get_by_label("Benutzername").fill(content.editor.username)
    desk.keyboard.press("Enter")
    expect(desk.locator(".paste-item")).to_have_count(3)
    assert names(desk)[0] == "Unsere Kasse"


def test_two_columns_become_one_on_a_narrow_screen(desk):
    paste(desk, WORDS, "")
    desk.get_by_role("button", name="Weiter zur Vorschau").click()
    boxes = []
    for width in (1280, 768, 360):
        desk.set_viewport_size({"width": width, "height": 900})
        preview = desk.locator(".paste-preview").bounding_box()
        source = desk.locator(".paste-source").bounding_box()
        boxes.append(preview["x"] > source["x"] + 100)
        assert desk.evaluate("document.documentElement.scrollWidth") <= width
    assert boxes == [True, False, False]


def test_a_key_saves_the_preview_and_the_page_tells_the_keys(desk):
    look(desk)
    expect(desk.get_by_text("Strg+S speichert als Entwurf")).to_be_visible()
    desk.get_by_role("link", name="Zum Speichern").press("Enter")
    desk.keyboard.press("Control+s")
    expect(desk.get_by_text("Als Entwurf gespeichert")).to_be_visible()
