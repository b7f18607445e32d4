"""What only a drawn page tells: where things stand, and that lines break as people read them."""

from itertools import pairwise, product

import pytest
from playwright.sync_api import expect

from blog.models import Topic
from meetings.agenda import Outcome
from tests.browser.access import at_double_text, width_of
from tests.browser.places import add_rest, public_pages
from tests.build import make_meeting, make_page, make_post, make_topic
from tests.desk import admin_address

pytestmark = pytest.mark.browser

PHONE = {"width": 360, "height": 740}
# Every dot that separates facts, and whether it stands below what comes before it.
LONELY_DOTS = """() => {
  const texts = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  const letters = [], range = document.createRange();
  for (let node = texts.nextNode(); node; node = texts.nextNode()) {
    for (let i = 0; i < node.length; i++) {
      if (!node.data[i].trim()) continue;
      range.setStart(node, i);
      range.setEnd(node, i + 1);
      const box = range.getClientRects()[0];
      if (box?.width) letters.push({letter: node.data[i], box, text: node.parentElement.textContent});
    }
  }
  return letters.filter(({letter, box}, i) => letter === "·" && i && letters[i - 1].box.bottom < box.top + 2)
    .map(({text}) => text.trim().replace(/\\s+/g, " "));
}"""
SPACED = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }
p { margin-bottom: 2em !important }"""


def test_no_line_begins_with_a_dot(open_page, content):
    add_rest(content)
    page, places = open_page(), public_pages(content)
    lonely = {}
    for name in (
        "home",
        "list",
        "post with minutes and comments",
        "meetings",
        "outcomes",
        "topics",
    ):
        page.goto(places[name])
        for width in range(320, 480, 16):
            page.set_viewport_size({"width": width, "height": 740})
            if found := page.evaluate(LONELY_DOTS):
                lonely[name, width] = found
    assert lonely == {}
    page.locator("main p").first.evaluate(
        "line => { line.innerHTML = 'Datum <br>· Name'; }"  # the tool sees what it looks for
    )
    assert page.evaluate(LONELY_DOTS) == ["Datum · Name"]


def test_the_meeting_is_on_the_first_screen_of_a_phone_and_the_last_decision_on_the_second(
    open_page, content
):
    add_rest(content)
    item = content.past.items.get()
    outcome = Outcome.objects.create(item=item, kind="beschluss", text="Das Fest ist im Mai.")
    page = open_page(viewport=PHONE)
    page.goto("/")
    for part in (".board .when", ".board-ways .button"):
        box = page.locator(part).bounding_box()
        assert box["y"] + box["height"] <= PHONE["height"], part
    decision = page.get_by_role("link", name="Das Fest ist im Mai.")
    box = decision.bounding_box()
    assert box["y"] + box["height"] <= 2 * PHONE["height"]
    decision.click()
    page.wait_for_url(f"**{outcome.get_absolute_url()}")
    expect(page.locator(f"#{item.anchor}")).to_be_in_viewport()


def test_the_header_finds_without_a_script(open_page, content):
    page = open_page(viewport=PHONE, java_script_enabled=False)
    page.goto("/themen/")
    field = page.get_by_role("banner").get_by_label("Suchwörter")
    expect(field).to_be_hidden()
    page.get_by_role("banner").get_by_text("Suche", exact=True).click()
    field.fill("Verweis")
    field.press("Enter")
    page.wait_for_url("**/suche/?q=Verweis")
    expect(page.locator(".hit").first).to_be_visible()


def test_on_a_phone_one_press_opens_the_filter_of_each_list(open_page, content):
    add_rest(content)
    page = open_page(viewport=PHONE, java_script_enabled=False)
    for address in ("/beitraege/", "/treffen/", "/treffen/aufgaben/"):
        page.goto(address)
        expect(page.locator(".sentence")).to_be_hidden()
        page.get_by_text("Filtern", exact=True).click()
        expect(page.locator(".sentence")).to_be_visible()


def test_paper_shows_no_way_that_only_a_screen_has(open_page, content):
    add_rest(content)
    page, places = open_page(), public_pages(content)
    page.emulate_media(media="print")
    kinds = (
        "home|filtered list|post with minutes and comments|coming meeting|team|subscribe|join form"
    )
    for name in kinds.split("|"):
        page.goto(places[name])
        ways = (
            "button, .button, .back, .post-card-image, .home-topics, .related-topics, .chip-remove, .site-sentence,"
            " details:not([open]),"
            " .join [href$='.ics']"
        )
        assert page.locator(ways).filter(visible=True).count() == 0, name


def test_a_sheet_names_the_address_that_leads_to_what_it_shows(open_page, content):
    page = open_page()
    page.emulate_media(media="print")
    for address in (
        "/beitraege/?thema=klima",
        "/treffen/aufgaben/?stand=offen",
        "/suche/?q=Verweis",
    ):
        page.goto(address)
        assert page.locator(".print-address").inner_text().endswith(address)


def test_a_sheet_cuts_no_column_of_a_wide_table_off(open_page, content):
    names = (
        "Hausnummer Bordsteinabsenkung Zuständigkeit Wiedervorlage Bemerkung Eigentümerin".split()
    )
    rows = ("|".join(cells) for cells in (names, ["---"] * 6, [name * 2 for name in names]))
    make_page(title="Mängel", slug="maengel", body="\n".join(rows))
    page = open_page(viewport={"width": 700, "height": 900})  # as wide as a sheet
    page.goto("/maengel/")
    box = page.locator(".table-scroll")
    assert box.evaluate("box => box.scrollWidth > box.clientWidth")
    page.emulate_media(media="print")
    assert box.evaluate("box => box.scrollWidth == box.clientWidth")


def test_a_notice_begins_on_paper_where_the_name_of_the_site_does(open_page, content):
    page = open_page(viewport={"width": 700, "height": 900})  # as wide as a sheet
    page.emulate_media(media="print")
    page.goto("/gibt-es-nicht/")
    name, title = (page.locator(part).bounding_box() for part in (".site-brand", "h1"))
    assert title["x"] == name["x"]


def test_a_long_word_makes_no_page_of_the_desk_wider_than_a_phone(open_page, content, signed_in):
    long = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
    page = open_page(viewport=PHONE)
    page.context.add_cookies(signed_in)
    things = make_post(long), make_meeting(items=[(long, 5, "")], title=long)
    for name, thing in product(("change", "history", "delete"), things):
        page.goto(admin_address(name, thing))
        cut = page.locator(".breadcrumbs, #content :is(h1, h2, h3, p)").evaluate_all(
            "all => all.filter(one => one.scrollWidth > one.clientWidth).map(one => one.innerText)"
        )
        assert ([text for text in cut if long in text], width_of(page)) == ([], 360), name


def test_long_words_are_cut_as_people_do_wherever_they_stand(open_page, content):
    page = open_page(viewport=PHONE)
    page.goto("/beitraege/?q=Protokoll")
    for part, way in ((".post-card p", "auto"), (".chip", "auto"), (".sentence input", "manual")):
        found = page.locator(part).first.evaluate("part => getComputedStyle(part).hyphens")
        assert (part, found) == (part, way)


def test_a_name_of_several_lines_hangs_behind_its_plate(open_page, content):
    page = open_page(viewport=PHONE)
    page.goto(content.meeting.get_absolute_url())
    row = page.locator(".timetable .numbered").nth(1)
    plate, name = row.locator(".agenda-number").bounding_box(), row.locator("a").bounding_box()
    assert name["height"] > 1.5 * plate["height"]
    assert name["x"] >= plate["x"] + plate["width"]


def test_what_a_card_has_to_say_begins_at_its_top(open_page, content):
    """Only the line of figures and days stands at its foot."""
    summaries = {"Ein Name": "", "Einer mehr": "Ein Satz.", "Noch einer": "Viele Worte. " * 30}
    for name, summary in summaries.items():
        make_meeting(title=name, series=make_topic(name, kind="reihe", summary=summary))
    page = open_page(viewport={"width": 1280, "height": 800})
    page.goto("/themen/")
    ends = {}
    for name in ("Ein Name", "Einer mehr"):
        card = page.locator(".topic-card").filter(has_text=name)
        last = card.locator("> *").last.bounding_box()
        ends[name] = last["y"] + last["height"] - card.bounding_box()["y"]
    assert max(ends.values()) < 120, ends


def test_a_picture_of_a_topic_is_no_wider_than_its_text(open_page, content):
    page = open_page(viewport={"width": 1280, "height": 800})
    page.goto("/themen/klima/")
    page.locator("main .teaser").evaluate(
        "text => text.insertAdjacentHTML('afterend', '<figure class=\"post-image\"><picture><img width=1600 height=900></picture></figure>')"
    )
    picture, text = (
        page.locator(f"main {part}").bounding_box() for part in (".post-image", ".teaser")
    )
    assert picture["x"] >= text["x"]
    assert picture["width"] <= page.evaluate("41 * 16")


def test_a_picture_is_no_wider_than_the_page_when_text_is_doubled(open_page, content):
    page = open_page(viewport={"width": 1280, "height": 800})
    picture = "<picture><img width=1600 height=900></picture>"
    page.goto("/")
    page.locator(".post-card").evaluate(
        "(card, picture) => { card.classList.add('has-image');"
        " card.insertAdjacentHTML('afterbegin', `<a class=post-card-image>${picture}</a>`) }",
        picture,
    )
    assert at_double_text(page, 1280) == 1280
    page.goto(content.post.get_absolute_url())
    page.locator(".post-head").evaluate(
        "(head, picture) => head.insertAdjacentHTML('afterend', `<figure class=post-image>${picture}</figure>`)",
        picture,
    )
    assert at_double_text(page, 1280) == 1280


def test_text_set_wider_is_neither_cut_nor_wider_than_the_page(open_page, content):
    """WCAG 2.2, 1.4.12: the lines, letters, words and paragraphs apart as readers set them."""
    add_rest(content)
    page = open_page(viewport={"width": 320, "height": 740}, bypass_csp=True)
    wide, places = {}, public_pages(content)
    kinds = "home|filtered list|post with minutes and comments|coming meeting|outcomes|teams|comment form"
    for name in kinds.split("|"):
        page.goto(places[name])
        page.add_style_tag(content=SPACED)
        if (width := width_of(page)) > 320:
            wide[name] = width
    assert wide == {}


def test_a_plan_is_no_wider_than_the_page_however_long_its_words_and_large_its_text(
    open_page, content
):
    """A table where there is room for one, the TOPs below each other where there is not."""
    add_rest(content)
    long, series = (
        "Donaudampfschifffahrtselektrizitätenhauptbetriebswerk",
        make_topic("Runde", kind="reihe"),
    )
    for moment in ("2021-05-01 17:00", "2021-06-01 17:00"):
        items = [(long, 20, long), ("Rückblick", 30, "Ada")]
        plan = make_meeting(moment, items, title=moment, series=series)
    page = open_page(bypass_csp=True)
    for address in (plan.get_absolute_url(), series.get_absolute_url()):
        page.goto(address)
        page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
        widths = {size: at_double_text(page, size) for size in (360, 768, 1024, 1280)}
        assert widths == {size: size for size in widths}, address
        for size in (320, 1280):
            page.set_viewport_size({"width": size, "height": 800})
            spaced = page.add_style_tag(content=SPACED)
            assert width_of(page) == size, address
            spaced.evaluate("style => style.remove()")
    page.goto(content.meeting.get_absolute_url())
    rows = page.locator(".timetable-row").first
    shown = {}
    for size in (360, 768):
        page.set_viewport_size({"width": size, "height": 800})
        shown[size] = rows.evaluate("row => getComputedStyle(row).display")
    assert shown == {360: "grid", 768: "table-row"}


def test_no_name_in_the_menu_moves_when_another_page_is_open(open_page, content):
    page = open_page(viewport=PHONE)
    places = []
    for address in ("/", "/beitraege/", "/treffen/", "/teams/"):
        page.goto(address)
        boxes = [link.bounding_box() for link in page.locator(".site-nav a").all()]
        places.append([(box["x"], box["y"]) for box in boxes])
    assert places == [places[0]] * 4


def test_the_fields_of_the_sentence_stand_apart_in_rows(open_page, content):
    page = open_page(viewport=PHONE)
    for address in ("/beitraege/?thema=klima", "/treffen/?q=x", "/treffen/aufgaben/?q=x"):
        page.goto(address)
        fields = page.locator(".sentence :is(select, input, button):visible").all()
        boxes = [field.bounding_box() for field in fields]
        rows = sorted({(box["y"], box["y"] + box["height"]) for box in boxes})
        gaps = [below[0] - above[1] for above, below in pairwise(rows)]
        assert min(gap for gap in gaps if gap > -20) >= 6, (address, gaps)


def test_the_way_out_of_a_filter_is_read_in_one_line(open_page, content):
    make_post("Lang", ["Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamte"])
    page = open_page(viewport=PHONE)
    page.goto(f"/beitraege/?thema={Topic.objects.get(name__startswith='Donau').slug}")
    assert page.locator(".chip-way").bounding_box()["height"] < 24


def test_a_page_is_passed_on_in_one_row_of_a_phone(open_page, content):
    device = "Object.defineProperty(navigator, 'share', {value: () => Promise.resolve()})"
    for script, names in (
        (device, "Teilen E-Mail Telegram WhatsApp"),
        ("", "E-Mail Telegram WhatsApp Kopieren"),
    ):
        page = open_page(viewport=PHONE, has_touch=True, is_mobile=True)
        page.add_init_script(script)
        page.goto(content.post.get_absolute_url(), wait_until="networkidle")
        ways = page.locator(".share .chip:visible")
        assert ways.all_inner_texts() == names.split()
        assert len({way.bounding_box()["y"] for way in ways.all()}) == 1


def test_a_link_among_facts_and_a_box_to_tick_are_large_enough_to_press(open_page, content):
    add_rest(content)
    page, places = open_page(viewport=PHONE), public_pages(content)
    small = {}
    for name in ("list", "post with minutes and comments", "meetings", "subscribe", "comment form"):
        page.goto(places[name])
        for part in page.locator("a.meta, .meta a, .field-help a, [type=checkbox]").all():
            if part.is_visible() and (box := part.bounding_box())["height"] < 24:
                small[name, part.inner_text()] = box["height"]
    assert small == {}


def test_the_agenda_on_the_first_page_is_as_wide_as_its_board(open_page, content):
    page = open_page(viewport={"width": 900, "height": 800})
    page.goto("/")
    agenda, board = (page.locator(part).bounding_box() for part in (".agenda", ".board-top"))
    assert agenda["width"] == board["width"]


def test_the_table_of_the_handbook_fits_a_phone_with_large_text(open_page, signed_in, content):
    page = open_page(bypass_csp=True, viewport={"width": 360, "height": 800})
    page.context.add_cookies(signed_in)
    page.goto("/admin/handbuch/")
    assert at_double_text(page, 360) == 360
    page.add_style_tag(content="* { font-size: 32px !important }")
    assert width_of(page) == 360
