"""Writing a comment in a real browser, with JavaScript and without."""

import re

import pytest
from captcha.models import CaptchaStore
from playwright.sync_api import expect

from comments.models import Comment
from tests.browser.access import faults_at_widths

pytestmark = pytest.mark.browser


def type_comment(page, text):
    page.get_by_label("Name").fill("Ada")
    page.get_by_label("Ihr Kommentar").fill(text)


def fill_in_captcha(page, answer=None):
    """Type ``answer``, by default the right one."""
    key = page.locator("[name=captcha_0]").input_value()
    right = CaptchaStore.objects.get(hashkey=key).response
    page.get_by_label("Zeichen im Bild").fill(answer or right)


def send(page, answer=None):
    fill_in_captcha(page, answer)
    page.get_by_role("button", name="Absenden").click()


def walk(page, path):
    """Write below a post, stumble over the captcha, look first, send, and take it back in the end."""
    page.goto(path)
    page.get_by_role("link", name="Kommentar schreiben").click()
    expect(page.locator("[data-comment-form]")).to_have_count(1)
    yield "form is open"
    type_comment(page, "Ich komme <em>gern</em>.")
    send(page, answer="falsch")
    page.wait_for_url("**/kommentare/beitrag/**")
    yield "wrong answer"
    expect(page.get_by_label("Ihr Kommentar")).to_have_value("Ich komme <em>gern</em>.")
    expect(page.get_by_label("Name")).to_have_value("Ada")
    expect(page.locator("#id_captcha_error")).to_contain_text("nicht die Zeichen im Bild")
    fill_in_captcha(page)
    page.get_by_role("button", name="Vorschau").click()
    yield "preview"
    preview = page.get_by_role("region", name="So wird Ihr Kommentar dastehen")
    expect(preview.get_by_text("Ich komme gern.")).to_be_visible()
    expect(page.get_by_label("Zeichen im Bild")).to_have_count(0)
    page.get_by_role("button", name="Absenden").click()
    page.wait_for_url("**/kommentare/danke/**")
    expect(page.get_by_role("heading", level=1)).to_have_text("Danke für Ihren Kommentar")
    withdraw = page.get_by_role("link", name="Zurückziehen").get_attribute("href")
    page.goto(path)
    expect(page.get_by_text("Ich komme gern.")).to_have_count(0)
    Comment.objects.order_by("pk").last().move_to(Comment.State.APPROVED)
    page.goto(path)
    expect(page.get_by_text("Ich komme gern.")).to_be_visible()
    yield "shown"
    answer_own(page)
    take_back(page, path, withdraw)


def answer_own(page):
    page.get_by_role("link", name="Antworten auf den Kommentar von Ada").last.click()
    expect(page.get_by_text("Antwort auf den Kommentar von Ada")).to_be_visible()
    type_comment(page, "Ich auch.")
    send(page)
    page.wait_for_url("**/kommentare/danke/**")
    page.get_by_role("link", name="Zurück zu").click()
    Comment.objects.order_by("pk").last().move_to(Comment.State.APPROVED)
    page.reload()
    expect(page.locator(".replies").last).to_contain_text("Ich auch.")


def take_back(page, path, address):
    page.goto(address)
    page.get_by_role("button", name="Jetzt zurückziehen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ihr Kommentar ist zurückgezogen")
    page.goto(path)
    expect(page.get_by_text("Kommentar zurückgezogen")).to_be_visible()
    expect(page.get_by_text("Ich auch.")).to_be_visible()
    expect(page.get_by_text("Ich komme gern.")).to_have_count(0)


def test_a_comment_is_written_in_the_page_itself(open_page, content):
    page, path = open_page(), content.post.get_absolute_url()
    steps = walk(page, path)
    next(steps)
    assert page.url.endswith(path)
    expect(page.get_by_label("Ihr Kommentar")).to_be_focused()
    next(steps)
    expect(page.locator(".error-summary")).to_be_focused()
    next(steps)
    expect(page.locator(".comment-preview")).to_be_focused()
    list(steps)
    assert (page.foreign, [c for c in page.complaints if "422" not in c]) == ([], [])


def test_a_comment_is_written_without_javascript(open_page, content):
    page, address = open_page(java_script_enabled=False), f"/kommentare/beitrag/{content.post.pk}/"
    steps = walk(page, content.post.get_absolute_url())
    next(steps)
    assert page.url.endswith(address)
    list(steps)


def test_the_enter_key_sends_the_comment(open_page, content):
    page = open_page()
    page.goto(f"/kommentare/beitrag/{content.post.pk}/")
    type_comment(page, "Kurz.")
    fill_in_captcha(page)
    page.get_by_label("Zeichen im Bild").press("Enter")
    page.wait_for_url("**/kommentare/danke/**")
    assert Comment.objects.filter(text="Kurz.").exists()


def test_a_double_click_stores_one_comment(open_page, content):
    page = open_page()
    page.goto(f"/kommentare/beitrag/{content.post.pk}/")
    before = Comment.objects.count()
    type_comment(page, "Doppelt.")
    fill_in_captcha(page)
    page.get_by_role("button", name="Absenden").dblclick()
    expect(page).to_have_url(
        re.compile("/kommentare/danke/")
    )  # the second way may break the first off
    assert Comment.objects.count() == before + 1
    page.go_back()
    expect(page.get_by_label("Ihr Kommentar")).to_have_value("Doppelt.")
    send(page)
    expect(page.locator(".error-summary")).to_contain_text("heute schon angekommen")
    assert Comment.objects.count() == before + 1


def test_what_was_typed_is_there_again_after_going_away_and_back(open_page, content):
    page = open_page()
    page.goto(content.post.get_absolute_url())
    page.get_by_role("link", name="Kommentar schreiben").click()
    type_comment(page, "Schon getippt.")
    page.goto("/")
    page.goto(content.post.get_absolute_url())
    page.get_by_role("link", name="Kommentar schreiben").click()
    expect(page.get_by_label("Ihr Kommentar")).to_have_value("Schon getippt.")
    send(page)
    page.wait_for_url("**/kommentare/danke/**")
    page.goto(f"/kommentare/beitrag/{content.post.pk}/")
    expect(page.get_by_label("Ihr Kommentar")).to_have_value("")


def test_a_comment_is_written_about_one_item_of_the_agenda(open_page, content):
    page, path = open_page(), content.post.get_absolute_url()
    page.goto(path)
    item = page.locator("#top-2")
    item.get_by_role("link", name="Dazu schreiben").click()
    expect(item.get_by_label("Worum geht es?")).to_have_value("top-2")
    type_comment(page, "Zum zweiten Punkt.")
    send(page)
    page.wait_for_url("**/kommentare/danke/**")
    Comment.objects.order_by("pk").last().move_to(Comment.State.APPROVED)
    page.goto(path)
    page.get_by_role("link", name="zu TOP 2 Lösungsteams").click()
    expect(page.locator("#top-2")).to_be_in_viewport()


LISTEN = """async (audio) => {
  if (audio.readyState < 1) {
    await new Promise((done, failed) => {
      audio.addEventListener("loadedmetadata", done);
      audio.addEventListener("error", () => failed(new Error(audio.error.message)));
      audio.load();
    });
  }
  audio.preload = "auto";
  audio.muted = true;
  await audio.play();
  return audio.duration;
}"""


def test_axe_finds_nothing_from_preview_to_withdrawal(open_page, content):
    page = open_page()
    faults = {}

    def look(name):
        faults[name] = faults_at_widths(page, (320, 1280))

    page.goto(f"/kommentare/beitrag/{content.post.pk}/?top=top-2")
    type_comment(page, "Kurz.")
    page.get_by_role("button", name="Vorschau").click()
    look("preview")
    send(page)
    look("thanks")
    change = page.get_by_role("link", name="Ändern").get_attribute("href")
    page.get_by_role("link", name="Zurückziehen").click()
    look("withdraw")
    page.get_by_role("button", name="Jetzt zurückziehen").click()
    look("withdrawn")
    page.goto(change)
    look("unchangeable")
    page.goto(content.post.get_absolute_url())
    page.locator("#top-1").get_by_role("link", name="Dazu schreiben").click()
    expect(page.locator("[data-comment-form]")).to_be_visible()
    look("form among the minutes")
    assert {name: lines for name, lines in faults.items() if lines} == {}


def test_the_digits_can_be_heard(open_page, content):
    page = open_page()
    page.goto(f"/kommentare/beitrag/{content.post.pk}/")
    sound = page.locator("audio")
    assert 1 < sound.evaluate(LISTEN) < 10
    before = sound.get_attribute("src")
    page.get_by_role("button", name="Anderes Bild").click()
    expect(sound).not_to_have_attribute("src", before)
    assert 1 < sound.evaluate(LISTEN) < 10
    assert (page.foreign, page.complaints) == ([], [])


def test_what_was_typed_moves_along_to_the_answer_of_a_comment(open_page, content):
    page = open_page()
    page.goto(content.post.get_absolute_url())
    page.get_by_role("link", name="Kommentar schreiben").click()
    type_comment(page, "Schon getippt.")
    page.get_by_role("link", name="Antworten").click()
    expect(page.get_by_text("Antwort auf den Kommentar von Ada")).to_be_visible()
    expect(page.locator("[data-comment-form]")).to_have_count(1)
    expect(page.get_by_label("Ihr Kommentar")).to_have_value("Schon getippt.")
    send(page)
    page.wait_for_url("**/kommentare/danke/**")
    assert Comment.objects.order_by("pk").last().parent == content.comment


def another_picture(page, path):
    """Press the button and give the keys of the pictures before and after."""
    page.goto(path)
    page.get_by_role("link", name="Kommentar schreiben").click()
    type_comment(page, "Schon getippt.")
    key = page.locator("[name=captcha_0]")
    before = key.input_value()
    page.get_by_role("button", name="Anderes Bild").click()
    expect(key).not_to_have_value(before)
    expect(page.get_by_label("Ihr Kommentar")).to_have_value("Schon getippt.")
    assert key.input_value() in page.locator("[data-captcha] img").get_attribute("src")
    assert key.input_value() in page.locator("audio").get_attribute("src")


def test_another_picture_comes_into_the_page_and_can_be_answered(open_page, content):
    page, path = open_page(), content.post.get_absolute_url()
    another_picture(page, path)
    assert page.url.endswith(path)
    expect(page.get_by_label("Zeichen im Bild")).to_be_focused()
    send(page)
    page.wait_for_url("**/kommentare/danke/**")


def test_another_picture_comes_without_javascript(open_page, content):
    page = open_page(java_script_enabled=False)
    another_picture(page, content.post.get_absolute_url())


def test_another_picture_comes_when_it_cannot_be_fetched(open_page, content):
    page = open_page()
    page.route("**/captcha/neu/", lambda route: route.abort())
    another_picture(page, content.post.get_absolute_url())
    page.wait_for_url("**/kommentare/beitrag/**")


def test_the_link_leads_to_the_form_when_it_cannot_be_fetched(open_page, content):
    page = open_page()
    page.goto(content.post.get_absolute_url())
    page.route(
        "**/kommentare/**",
        lambda route: (
            route.abort() if route.request.resource_type == "fetch" else route.continue_()
        ),
    )
    page.get_by_role("link", name="Kommentar schreiben").click()
    page.wait_for_url("**/kommentare/beitrag/**")
    expect(page.get_by_label("Name")).to_be_visible()
