"""Writing at the desk: buttons, what is pasted and dropped, links; and the same text without JavaScript."""

import base64
import re

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from playwright.sync_api import expect

from tests.browser.access import faults_at_widths
from tests.browser.test_paste import PUT_ON_CLIPBOARD
from tests.images import file_of
from wiq_site.pages.models import Picture

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
    page.locator("#id_title").fill("Ohne Skript")
    text_of(page).fill("## So\n\nund **so**")
    page.get_by_role("button", name="Sichern", exact=True).first.click()
    page.get_by_role("link", name="Ohne Skript").first.click()
    expect(text_of(page)).to_have_value("## So\n\nund **so**")


WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal {margin: 0}</style></head>
<body><!--StartFragment--><p class="MsoNormal"><b>Beschluss</b>: <s>kein</s> Kaffee, siehe
<a href="https://example.org/teams">Teams</a><o:p></o:p></p><ul><li>eins<ul><li>darunter</li></ul></li></ul>
<table><tr><td>Wer</td><td>Was</td></tr><tr><td>Ada</td><td>Kaffee</td></tr></table><!--EndFragment--></body></html>"""
WORDS = "Beschluss: kein Kaffee, siehe Teams\neins\ndarunter\nWer\tWas\nAda\tKaffee"


def paste(page, key="Control+V"):
    page.evaluate(PUT_ON_CLIPBOARD, [WORD, WORDS])
    page.complaints.clear()  # of the style sheet, when the browser takes it to the clipboard
    text_of(page).fill("vorn\n\n")
    text_of(page).press(key)


def test_a_text_of_word_becomes_markdown_and_is_undone(desk):
    page = desk()
    paste(page)
    expect(page.get_by_text("Links, Listen und Fettes sind mitgekommen.")).to_be_visible()
    text = text_of(page).input_value()
    assert text.startswith(
        "vorn\n\n**Beschluss**: ~~kein~~ Kaffee, siehe [Teams](https://example.org/teams)"
    )
    assert "- eins\n    - darunter" in text
    assert "| Ada | Kaffee |" in text
    text_of(page).press("Control+Z")
    expect(text_of(page)).to_have_value(f"vorn\n\n{WORDS}")
    assert page.complaints == []


def test_pasting_without_formatting_stays_plain(desk):
    page = desk()
    paste(page, "Control+Shift+V")
    expect(text_of(page)).to_have_value(f"vorn\n\n{WORDS}")


def test_without_an_answer_the_words_are_pasted(desk):
    page = desk()
    page.route("**/schreiben/als-text/", lambda route: route.abort())
    paste(page)
    expect(page.get_by_text("Eingefügt ist der Text ohne Formatierung")).to_be_visible()
    expect(text_of(page)).to_have_value(f"vorn\n\n{WORDS}")


DROP = """([id, data, names, type]) => {
  const bytes = Uint8Array.from(atob(data), (sign) => sign.charCodeAt(0));
  const dataTransfer = new DataTransfer();
  for (const name of names) dataTransfer.items.add(new File([bytes], name, {type}));
  document.getElementById(id).dispatchEvent(new DragEvent("drop", {dataTransfer, bubbles: true, cancelable: true}));
}"""


def drop(page, data, name="fest.jpg", kind="image/jpeg", others=()):
    page.evaluate(DROP, ["id_body", base64.b64encode(data).decode(), [name, *others], kind])


def dialog_of(page):
    return page.get_by_role("dialog", name="Bild einfügen")


def test_a_dropped_picture_is_described_at_once_and_stands_at_the_cursor(desk):
    page = desk()
    text_of(page).fill("vorn")
    drop(page, file_of("JPEG"))
    alt = dialog_of(page).get_by_label("Was ist zu sehen?")
    expect(alt).to_be_focused()
    dialog_of(page).get_by_role("button", name="Einfügen").click()
    expect(dialog_of(page).get_by_role("alert")).to_have_text(
        "Bitte beschreiben Sie das Bild in einem kurzen Satz."
    )
    alt.fill("Ada [links] schenkt Kaffee ein")
    alt.press("Enter")
    expect(dialog_of(page)).to_be_hidden()
    address = Picture.objects.get().image.url
    expect(text_of(page)).to_have_value(f"vorn\n\n![Ada \\[links\\] schenkt Kaffee ein]({address})")
    expect(text_of(page)).to_be_focused()
    assert page.foreign == []


def test_of_several_dropped_pictures_each_is_described_in_turn(desk):
    page = desk()
    drop(page, file_of("JPEG"), "eins.jpg", others=["zwei.jpg"])
    for words in ("Eins", "Zwei"):
        dialog_of(page).get_by_label("Was ist zu sehen?").fill(words)
        dialog_of(page).get_by_role("button", name="Einfügen").click()
        expect(text_of(page)).to_have_value(re.compile(rf"!\[{words}\]\([^)]*\.jpg\)$"))
    expect(dialog_of(page)).to_be_hidden()
    assert re.findall(r"\n*!\[\w+", text_of(page).input_value()) == ["![Eins", "\n\n![Zwei"]


def test_a_picture_that_only_decorates_has_no_description(desk):
    page = desk()
    drop(page, file_of("JPEG", (2000, 100)))
    expect(dialog_of(page).locator("canvas")).to_be_visible()
    widths = dialog_of(page).evaluate("box => [box.scrollWidth, box.clientWidth]")
    assert widths[0] == widths[1]  # a wide one fits in
    dialog_of(page).get_by_label("Nur Schmuck").check()
    dialog_of(page).get_by_role("button", name="Einfügen").click()
    expect(dialog_of(page)).to_be_hidden()
    expect(text_of(page)).to_have_value(f"![]({Picture.objects.get().image.url})")


def test_a_picture_of_the_library_is_found_shown_and_described_anew(desk):
    fest, _linie = (
        Picture.objects.create(image=SimpleUploadedFile(name, file_of("JPEG")), image_alt=alt)
        for name, alt in (("fest.jpg", "Ein Fest"), ("linie.jpg", ""))
    )
    page = desk()
    buttons(page).get_by_role("button", name="Bild").click()
    search = dialog_of(page).get_by_role("combobox", name="oder eines aus der Sammlung")
    search.focus()
    offered = page.get_by_role("listbox", name="Gefundene Bilder").get_by_role("option")
    expect(offered).to_have_text(["nur Schmuck: linie.jpg", "Ein Fest"])
    assert offered.first.locator("img").evaluate("image => image.decode().then(() => image.width)")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(dialog_of(page).get_by_label("Nur Schmuck")).to_be_checked()
    search.fill("fest")
    expect(offered).to_have_count(1)
    offered.click()
    alt = dialog_of(page).get_by_label("Was ist zu sehen?")
    expect(alt).to_have_value("Ein Fest")
    expect(dialog_of(page).locator("canvas")).to_be_visible()
    alt.fill("Das Fest im Hof")
    alt.press("Enter")
    expect(text_of(page)).to_have_value(f"![Das Fest im Hof]({fest.image.url})")
    assert Picture.objects.count() == 2
    assert page.complaints == []


def test_what_is_no_picture_is_told_beside_it_and_the_text_stays(desk):
    page = desk()
    text_of(page).fill("vorn")
    drop(page, b"kein Bild", "brief.pdf", "application/pdf")
    dialog_of(page).get_by_label("Nur Schmuck").check()
    dialog_of(page).get_by_role("button", name="Einfügen").click()
    expect(dialog_of(page).get_by_role("alert")).to_contain_text("Bild")
    page.keyboard.press("Escape")
    expect(dialog_of(page)).to_be_hidden()
    expect(text_of(page)).to_have_value("vorn")


def test_a_link_is_chosen_by_keyboard(desk, content):
    page = desk()
    text_of(page).fill("Mehr steht hier")
    text_of(page).evaluate("field => field.setSelectionRange(11, 15)")
    text_of(page).press("Control+K")
    search = page.get_by_role("combobox", name="Auf dieser Website suchen")
    expect(search).to_be_focused()
    page.keyboard.type("Lösungst")
    offered = page.get_by_role("listbox", name="Gefunden").get_by_role("option")
    expect(offered.first).to_contain_text("TOP 2 Lösungsteams")
    page.keyboard.press("Escape")
    expect(offered).to_have_count(0)
    expect(search).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(offered.first).to_contain_text("TOP 2 Lösungsteams")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    address = content.post.reports_on.items.get(number="2").get_absolute_url()
    expect(text_of(page)).to_have_value(f"Mehr steht [hier]({address})")
    expect(text_of(page)).to_be_focused()
    assert page.complaints == []


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("www.example.org/a (b)", "https://www.example.org/a%20%28b%29"),
        ("ada@example.org", "mailto:ada@example.org"),
        ("/teams/?q='a'&\"b\"", "/teams/?q=%27a%27&%22b%22"),
    ],
)
def test_another_address_is_typed(desk, typed, address):
    page = desk()
    buttons(page).get_by_role("button", name="Link").click()
    dialog = page.get_by_role("dialog", name="Link einfügen")
    dialog.get_by_role("button", name="Einfügen").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Bitte suchen Sie eine Seite aus")
    dialog.get_by_label("oder andere Adresse").fill(typed)
    dialog.get_by_label("Text, der zum Link wird").fill("dort")
    dialog.get_by_role("button", name="Einfügen").click()
    expect(text_of(page)).to_have_value(f"[dort]({address})")


@pytest.mark.parametrize("name", ["Link", "Bild"])
def test_everyone_can_use_the_dialogs(desk, name):
    page = desk("/admin/pages/page/add/")
    buttons(page).get_by_role("button", name=name).click()
    if name == "Bild":
        Picture.objects.create(image=SimpleUploadedFile("a.jpg", file_of("JPEG")), image_alt="Hof")
        page.locator("#writing-picture-search").focus()
    page.keyboard.press("ArrowDown")
    page.get_by_role("listbox", name="Gefunden").get_by_role("option").first.wait_for()
    assert faults_at_widths(page, [360, 1280]) == []


def test_everyone_can_use_the_buttons_and_the_help(desk):
    page = desk("/admin/pages/page/add/")
    page.locator(".field-body summary").click()
    assert faults_at_widths(page, [360, 1280]) == []


def test_a_colour_is_chosen_beside_its_field(desk, content):
    content.editor.groups.add(Group.objects.get(name="Verwaltung"))
    page = desk("/admin/pages/site/add/")
    panel, field = page.get_by_label("Akzent auswählen"), page.locator("#id_accent")
    expect(panel).to_have_value(field.get_attribute("placeholder"))
    panel.fill("#00ff88")
    expect(field).to_have_value("#00ff88")
    field.fill("#abcdef")
    expect(panel).to_have_value("#abcdef")
    assert page.complaints == []


def test_a_day_is_typed_and_said_in_an_english_browser_too(desk):
    page = desk(locale="en-US")
    first, second = page.locator("#id_published_at_0"), page.locator("#id_published_at_1")
    first.press_sequentially("4.12.2026 18 Uhr")
    said = page.locator(".field-published_at .when-said")
    expect(said).to_have_text("Freitag, 4. Dezember 2026, 18:00 Uhr")
    page.keyboard.press("Tab")
    expect(first).to_have_value("04.12.2026")
    expect(second).to_have_value("18:00")
    second.fill("")
    first.fill("4.12.2026 19 Uhr")
    second.focus()  # before the answer comes
    expect(second).to_have_value("19:00")
    page.keyboard.type("20")
    expect(second).to_have_value("20")
    first.fill("18 Uhr")
    second.fill("")
    second.press("Tab")
    expect(said).to_contain_text("Welcher Tag?")
    assert page.complaints == []


def test_a_time_of_a_meeting_is_written_out(desk, content):
    page = desk(f"/admin/meetings/meeting/{content.meeting.pk}/change/")
    page.locator("#id_start").fill("18.15")
    page.locator("#id_start").press("Tab")
    expect(page.locator("#id_start")).to_have_value("18:15")
    expect(page.locator("#items-0 .field-clock .readonly")).to_have_text("18:15–18:23")
    assert page.complaints == []


def test_a_day_is_typed_without_javascript(desk):
    page = desk(java_script_enabled=False)
    page.locator("#id_title").fill("Ohne Skript")
    page.locator("#id_published_at_0").fill("18 Uhr")
    page.get_by_role("button", name="Sichern", exact=True).first.click()
    expect(page.locator(".field-published_at .errorlist")).to_contain_text("Welcher Tag?")
    page.locator("#id_published_at_0").fill("4.12.2026 18 Uhr")
    page.get_by_role("button", name="Sichern", exact=True).first.click()
    page.get_by_role("link", name="Ohne Skript").first.click()
    expect(page.locator("#id_published_at_0")).to_have_value("04.12.2026")
    expect(page.locator("#id_published_at_1")).to_have_value("18:00")


def test_a_chosen_picture_is_there_before_its_form_and_what_matters_is_chosen_by_key(desk):
    page = desk("/admin/pages/picture/add/")
    file = {"name": "hof.jpg", "mimeType": "image/jpeg", "buffer": file_of("jpeg", (300, 200))}
    page.set_input_files("#id_image", file)
    kept = page.locator(".field-image .file-kept")
    expect(kept).to_contain_text("„hof.jpg“ ist hochgeladen und wird mit dem Formular gesichert.")
    expect(page.locator(".focus-choice canvas")).to_be_visible()
    page.get_by_role("radio", name="Mitte").focus()
    page.keyboard.press("ArrowUp")
    page.fill("#id_image_alt", "Ein Hof")
    page.get_by_role("button", name="Sichern", exact=True).first.click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    picture = Picture.objects.get()
    assert (picture.image_width, picture.image_focus) == (300, "links")
    assert (page.foreign, page.complaints) == ([], [])


def test_a_file_that_is_no_picture_is_refused_at_once(desk):
    page = desk("/admin/pages/picture/add/")
    file = {"name": "hof.jpg", "mimeType": "image/jpeg", "buffer": b"kein Bild"}
    page.set_input_files("#id_image", file)
    expect(page.locator(".field-image [role=alert]")).to_contain_text("kein vollständiges Bild")


def test_without_javascript_the_file_and_the_place_go_with_the_form(desk):
    page = desk("/admin/pages/picture/add/", java_script_enabled=False)
    file = {"name": "hof.jpg", "mimeType": "image/jpeg", "buffer": file_of("jpeg", (300, 200))}
    page.set_input_files("#id_image", file)
    page.get_by_role("radio", name="oben links").check()
    page.fill("#id_image_alt", "Ein Hof")
    page.get_by_role("button", name="Sichern", exact=True).first.click()
    assert Picture.objects.get().image_focus == "oben-links"


def test_a_text_is_looked_at_as_wide_as_a_phone_or_a_computer_before_it_is_saved(desk):
    page = desk()
    page.locator("#id_title").fill("Auf jedem Schirm")
    for words, width in (("auf dem Telefon", 390), ("am Rechner", 1280)):
        with page.expect_popup() as opened:
            page.get_by_role("button", name=f"Ansehen wie {words}").click()
        expect(opened.value.locator("h1")).to_have_text("Auf jedem Schirm")
        opened.value.wait_for_function("width => innerWidth === width", arg=width)
    assert (
        page.evaluate("window.dispatchEvent(new Event('beforeunload', {cancelable: true}))")
        is False
    )
