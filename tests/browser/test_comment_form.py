"""Writing a comment in a real browser, with JavaScript and without."""

import pytest
from captcha.models import CaptchaStore
from playwright.sync_api import expect

from comments.models import Comment

pytestmark = pytest.mark.browser


def type_comment(page, text):
    page.get_by_label("Name").fill("Ada")
    page.get_by_label("Ihr Kommentar").fill(text)


def send(page, answer=None):
    """Type ``answer``, by default the right one, and send the form."""
    key = page.locator("[name=captcha_0]").input_value()
    right = CaptchaStore.objects.get(hashkey=key).response
    page.get_by_label("Zeichen im Bild").fill(answer or right)
    page.get_by_role("button", name="Absenden").click()


def walk(page, path, form_address):
    """Write, answer wrongly, answer rightly, wait for approval, read."""
    page.goto(path)
    page.get_by_role("link", name="Kommentar schreiben").click()
    expect(page.locator("[data-comment-form]")).to_have_count(1)
    yield "form is open"
    type_comment(page, "Ich komme <em>gern</em>.")
    send(page, answer="falsch")
    page.wait_for_url(f"**{form_address}")
    yield "wrong answer"
    expect(page.get_by_label("Ihr Kommentar")).to_have_value("Ich komme <em>gern</em>.")
    expect(page.get_by_label("Name")).to_have_value("Ada")
    expect(page.locator("#id_captcha_error")).to_contain_text("nicht die Zeichen im Bild")
    send(page)
    page.wait_for_url("**/kommentare/danke/**")
    expect(page.get_by_role("heading", level=1)).to_have_text("Danke für Ihren Kommentar")
    page.goto(path)
    expect(page.get_by_text("Ich komme gern.")).to_have_count(0)
    Comment.objects.order_by("pk").last().move_to(Comment.State.APPROVED)
    page.goto(path)
    expect(page.get_by_text("Ich komme gern.")).to_be_visible()


def test_a_comment_is_written_in_the_page_itself(open_page, content):
    page, path = open_page(), content.post.get_absolute_url()
    steps = walk(page, path, f"/kommentare/beitrag/{content.post.pk}/")
    next(steps)
    assert page.url.endswith(path)
    expect(page.get_by_label("Name")).to_be_focused()
    next(steps)
    expect(page.locator(".error-summary")).to_be_focused()
    list(steps)
    assert (page.foreign, [c for c in page.complaints if "422" not in c]) == ([], [])


def test_a_comment_is_written_without_javascript(open_page, content):
    page, address = open_page(java_script_enabled=False), f"/kommentare/beitrag/{content.post.pk}/"
    steps = walk(page, content.post.get_absolute_url(), address)
    next(steps)
    assert page.url.endswith(address)
    list(steps)


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


def test_another_picture_keeps_the_text(open_page, content):
    page = open_page()
    page.goto(content.post.get_absolute_url())
    page.get_by_role("link", name="Kommentar schreiben").click()
    type_comment(page, "Schon getippt.")
    before = page.locator("[name=captcha_0]").input_value()
    page.get_by_role("button", name="Anderes Bild").click()
    page.wait_for_url("**/kommentare/beitrag/**")
    expect(page.get_by_label("Ihr Kommentar")).to_have_value("Schon getippt.")
    assert page.locator("[name=captcha_0]").input_value() != before


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
