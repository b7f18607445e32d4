"""Going through pages by keyboard: in which order, with the focus in sight; and what a screen reader is told."""

import pytest
from playwright.sync_api import expect

from tests.browser.places import add_rest, public_pages
from tests.build import make_page

pytestmark = pytest.mark.browser

SKIPPED = ("AUDIO",)  # its buttons are the browser's own
FOCUSED = """() => {
  const element = document.activeElement;
  if (element === document.body) return null;
  const name = element.getAttribute("aria-label") || element.labels?.[0]?.textContent || element.textContent;
  const box = element.getBoundingClientRect();
  const left = Math.max(box.left, 0), right = Math.min(box.right, innerWidth);
  const top = Math.max(box.top, 0), bottom = Math.min(box.bottom, innerHeight);
  const at = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
  const style = getComputedStyle(element);
  return {
    tag: element.tagName,
    name: name.trim().replace(/\\s+/g, " "),
    region: element.closest("form, [role=search], nav, aside")?.tagName ?? "",
    inSight: right > left && bottom > top
      && (at === element || element.contains(at) || !!at?.contains(element)),
    marked: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
  };
}"""


def walk(page):
    """Press Tab until the page ends; yield what has the focus."""
    for _ in range(200):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if focused is None:
            return
        if focused["tag"] not in SKIPPED:
            yield focused


def test_the_first_key_leads_past_the_menu(open_page, content):
    page = open_page()
    add_rest(content)
    for address in ("/", "/beitraege/", content.post.get_absolute_url(), "/gibt-es-nicht/"):
        page.goto(address)
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Direkt zum Inhalt")).to_be_focused()
        expect(page.get_by_role("link", name="Direkt zum Inhalt")).to_be_in_viewport()
        page.keyboard.press("Enter")
        expect(page.locator("main")).to_be_focused()
        page.keyboard.press("Tab")
        assert page.evaluate("!!document.activeElement.closest('main, footer')"), address


@pytest.mark.parametrize("width", [360, 1280])
def test_what_has_the_focus_is_in_sight_and_marked(open_page, content, width):
    """WCAG 2.4.7 and 2.4.11."""
    add_rest(content)
    page = open_page(viewport={"width": width, "height": 640}, reduced_motion="reduce")
    hidden = {}
    places = public_pages(content)
    for name in ("home", "filtered list", "past meeting", "search", "subscribe", "comment form"):
        page.goto(places[name])
        focused = list(walk(page))
        assert len(focused) > 5, name
        hidden[name] = [e for e in focused if not (e["inSight"] and e["marked"])]
    assert {name: found for name, found in hidden.items() if found} == {}


def test_the_filter_is_walked_through_as_it_is_read(open_page, content):
    page = open_page()
    page.goto("/beitraege/")
    names = [element["name"] for element in walk(page) if element["region"] in ("FORM", "SEARCH")]
    assert names[-5:] == ["Thema", "Jahr", "Geschrieben von", "mit den Wörtern", "Anzeigen"]


def test_the_comment_form_is_walked_through_as_it_is_read(open_page, content):
    make_page(title="Datenschutz", slug="datenschutz")
    page = open_page()
    page.goto(f"/kommentare/beitrag/{content.post.pk}/")
    names = [element["name"] for element in walk(page) if element["region"] == "FORM"]
    assert names[:2] == ["Suchwörter", "Suchen"]
    assert names[2:] == [
        *("Ihr Kommentar", "Eingeschränktes HTML", "Worum geht es?"),
        *("Name", "E-Mail (freiwillig)", "Schreiben Sie mir, wenn jemand antwortet"),
        *(
            "Zeichen im Bild",
            "Anderes Bild",
            "Schreiben Sie uns",
            "Datenschutz",
            "Absenden",
            "Vorschau",
        ),
    ]


def test_a_screen_reader_is_told_what_the_filter_chooses(open_page, content):
    page = open_page()
    page.goto("/beitraege/?thema=klima")
    expect(page.locator("main").get_by_role("search")).to_match_aria_snapshot(
        """
        - search "Beiträge auswählen":
          - paragraph:
            - text: Zeige Beiträge zu Wie viele der Themen
            - combobox "Wie viele der Themen"
            - text: Klima, Noch ein Thema
            - combobox "Noch ein Thema"
            - text: aus Jahr
            - combobox "Jahr"
            - text: von Geschrieben von
            - combobox "Geschrieben von"
            - text: mit den Wörtern
            - searchbox "mit den Wörtern"
            - button "Anzeigen"
        """
    )
    expect(page.locator("[data-post-count]")).to_have_text("1 Beitrag")


def test_a_screen_reader_is_told_the_timetable_as_a_table(open_page, content):
    page = open_page()
    page.goto(content.meeting.get_absolute_url())
    expect(page.get_by_role("table")).to_match_aria_snapshot(
        """
        - table "Ablauf des Treffens":
          - rowgroup:
            - row:
              - columnheader "Zeit"
              - columnheader "Tagesordnungspunkt"
              - columnheader "Wer"
              - columnheader "Dauer"
          - rowgroup:
            - row:
              - cell "17:00–17:08"
              - rowheader /TOP 1 Begrüßung/
              - cell "Thorsten"
              - cell "8 Min."
            - row:
              - cell "17:08–17:28"
              - rowheader /TOP 2 Donaudampf/
              - cell "7 Teilnehmende"
              - cell "20 Min."
        """
    )


def test_a_screen_reader_is_told_what_is_wrong_at_its_field(open_page, content):
    page = open_page()
    page.goto(f"/kommentare/beitrag/{content.post.pk}/")
    page.get_by_role("button", name="Absenden").click()
    for label in ("Name", "Ihr Kommentar", "Zeichen im Bild"):
        field = page.get_by_label(label, exact=True)
        expect(field).to_have_attribute("aria-invalid", "true")
        assert "Bitte" in field.evaluate(
            "field => field.getAttribute('aria-describedby').split(' ')"
            ".map((id) => document.getElementById(id).textContent).join(' ')"
        )
