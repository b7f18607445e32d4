"""The ways around a comment in a real browser: keyboard alone, and the pages that mails lead to."""

import pytest
from captcha.models import CaptchaStore
from playwright.sync_api import expect

from comments import links
from comments.models import Comment, ReplyRequest
from tests.browser.access import faults_at_widths
from tests.build import make_comment

pytestmark = pytest.mark.browser


def tab_to(page, name):
    """Press Tab until what has the accessible name ``name`` holds the focus; give how often."""
    wanted = page.get_by_label(name).or_(page.get_by_role("button", name=name))
    wanted = wanted.or_(page.get_by_role("link", name=name)).first
    for times in range(1, 40):
        page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            return times
    raise AssertionError(f"Tab never reaches {name}")


@pytest.mark.parametrize("script", [True, False])
def test_a_comment_is_written_by_keyboard_alone(open_page, content, script):
    page = open_page(java_script_enabled=script)
    page.goto(content.post.get_absolute_url())
    page.get_by_role("link", name="Kommentar schreiben").focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-comment-form]")).to_have_count(1)
    text = page.get_by_label("Ihr Kommentar")
    if script:
        expect(text).to_be_focused()
    else:
        text.focus()
    page.keyboard.type("Mit Tasten geschrieben.")
    tab_to(page, "Name")
    page.keyboard.type("Ada")
    assert tab_to(page, "E-Mail (freiwillig)") == 1
    page.keyboard.type("ada@example.org")
    assert tab_to(page, "Schreiben Sie mir, wenn jemand antwortet") == 1
    page.keyboard.press("Space")
    tab_to(page, "Zeichen im Bild")
    key = page.locator("[name=captcha_0]").input_value()
    page.keyboard.type(CaptchaStore.objects.get(hashkey=key).response)
    tab_to(page, "Vorschau")
    page.keyboard.press("Enter")
    expect(page.locator(".comment-preview")).to_contain_text("Mit Tasten geschrieben.")
    expect(page.get_by_label("Schreiben Sie mir, wenn jemand antwortet")).to_be_checked()
    tab_to(page, "Absenden")
    page.keyboard.press("Enter")
    page.wait_for_url("**/kommentare/danke/**")
    comment = Comment.objects.get(text="Mit Tasten geschrieben.")
    assert ReplyRequest.objects.filter(comment=comment, confirmed_at=None).exists()


def test_answers_by_mail_are_confirmed_and_ended_without_javascript(open_page, content):
    page = open_page(java_script_enabled=False)
    asked = ReplyRequest.objects.create(comment=content.comment)
    page.goto(links.own_address("replies-confirm", content.comment))
    page.get_by_role("button", name="Ja, Antworten per Mail").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Sie bekommen Antworten jetzt per Mail"
    )
    asked.refresh_from_db()
    assert asked.confirmed_at is not None
    page.goto(links.own_address("replies-end", content.comment))
    page.get_by_role("button", name="Keine Mails mehr").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sie bekommen keine Mails mehr")
    assert ReplyRequest.objects.count() == 0


def test_axe_finds_nothing_on_the_pages_that_mails_and_comments_lead_to(open_page, content):
    page = open_page()
    waiting = make_comment(content.post, "wartet", state=Comment.State.WAITING)
    Comment.objects.filter(pk=content.comment.pk).update(email="ada@example.org")
    ReplyRequest.objects.create(comment=content.comment)
    faults = {}
    for name, path in {
        "decide": links.decision_address(waiting, "abgelehnt"),
        "decided": "/kommentare/entscheiden/x/",
        "confirm": links.own_address("replies-confirm", content.comment),
        "confirm, too late": "/kommentare/antworten/bestaetigen/x/",
        "end": links.own_address("replies-end", content.comment),
        "remember": links.own_address("remember", content.comment),
        "remember, too late": "/kommentare/merken/x/",
        "report": f"/kommentare/melden/{content.comment.pk}/",
    }.items():
        page.goto(path)
        faults[name] = faults_at_widths(page, (320, 1280))
    page.get_by_role("button", name="Melden").click()
    expect(page.locator(".error-summary")).to_be_focused()
    faults["report, refused"] = faults_at_widths(page, (320, 1280))
    page.goto(f"/kommentare/beitrag/{content.post.pk}/")
    page.get_by_role("button", name="Absenden").click()
    expect(page.locator(".error-summary")).to_be_focused()
    faults["form, refused"] = faults_at_widths(page, (320, 1280))
    assert {name: lines for name, lines in faults.items() if lines} == {}
