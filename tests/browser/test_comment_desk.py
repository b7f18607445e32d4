"""Deciding on comments at the editors' desk, by keyboard alone and without JavaScript."""

import pytest
from playwright.sync_api import expect

from comments.models import Comment
from tests.browser.access import faults_at_widths
from tests.build import make_comment

pytestmark = pytest.mark.browser


@pytest.fixture
def waiting(content):
    """Return three comments that wait, the oldest first; no other does."""
    Comment.objects.waiting().delete()
    texts = ("Kommentar eins", "Kommentar zwei", "Kommentar drei")
    return [make_comment(content.post, text, state=Comment.State.WAITING) for text in texts]


@pytest.mark.parametrize("width", [360, 1280])
def test_what_a_list_does_is_read_and_chosen_at_any_width(open_page, signed_in, waiting, width):
    page = open_page(viewport={"width": width, "height": 800})
    page.context.add_cookies(signed_in)
    for path, words in (
        ("/admin/comments/comment/", ["Aktion:", "Grund"]),
        ("/admin/blog/post/", ["Aktion:"]),
    ):
        page.goto(path)
        labels = page.locator(".actions label")
        told = labels.evaluate_all("all => all.map(each => each.firstChild.textContent.trim())")
        assert told == words
        for choice in page.locator(".actions select").all():
            assert choice.bounding_box()["width"] > 90


def at_desk(open_page, signed_in, comment, **options):
    page = open_page(**options)
    page.context.add_cookies(signed_in)
    page.goto(f"/admin/comments/comment/{comment.pk}/change/")
    return page


def press_access_key(page, letter):
    """Press Alt and ``letter`` as a keyboard does; Playwright's own press leaves the letter out."""
    code = ord(letter.upper())
    page.context.new_cdp_session(page).send(
        "Input.dispatchKeyEvent",
        {"type": "keyDown", "modifiers": 1, "key": letter, "text": letter, "unmodifiedText": letter}
        | {"code": f"Key{letter.upper()}", "windowsVirtualKeyCode": code},
    )


def test_keys_decide_and_lead_to_the_next(open_page, signed_in, waiting):
    one, two, three = waiting
    page = at_desk(open_page, signed_in, one)  # who waits longest comes first
    press_access_key(page, "f")
    page.wait_for_url(f"**/{two.pk}/change/")
    expect(page.locator(".messagelist")).to_contain_text("freigegeben")
    press_access_key(page, "s")
    page.wait_for_url(f"**/{three.pk}/change/")
    press_access_key(page, "a")
    expect(page.locator(".messagelist")).to_contain_text("abgelehnt")
    states = Comment.objects.filter(pk__in=[c.pk for c in waiting]).order_by("pk")
    assert list(states.values_list("state", flat=True)) == ["frei", "spam", "abgelehnt"]


def test_the_tab_key_reaches_reason_and_buttons_in_this_order(open_page, signed_in, waiting):
    page = at_desk(open_page, signed_in, waiting[0])
    page.get_by_label("Grund", exact=False).first.focus()
    names = []
    for _ in range(4):
        page.keyboard.press("Tab")
        names.append(page.evaluate("document.activeElement.textContent.trim()"))
    assert names == ["", "Freigeben", "Ablehnen", "Spam"]


def test_a_reason_and_a_decision_need_no_javascript(open_page, signed_in, waiting):
    page = at_desk(open_page, signed_in, waiting[0], java_script_enabled=False)
    page.get_by_label("in eigenen Worten").fill("doppelt")
    page.keyboard.press("Enter")  # is no decision
    page.get_by_role("button", name="Ablehnen").click()
    page.wait_for_url(f"**/{waiting[1].pk}/change/")
    step = waiting[0].steps.get()
    assert (step.state, step.reason, step.by.username) == ("abgelehnt", "doppelt", "redaktion")


def test_axe_finds_nothing_in_the_queue(open_page, signed_in, waiting, content):
    content.comment.reports.create(reason="werbung", text="Sehen Sie!")
    page = at_desk(open_page, signed_in, waiting[0])
    faults = {"waiting": faults_at_widths(page, (360, 1280))}
    for name, path in {
        "reported": f"{content.comment.pk}/change/",
        "edit": f"{waiting[0].pk}/bearbeiten/",
        "person": "daten/",
    }.items():
        page.goto(f"/admin/comments/comment/{path}")
        faults[name] = faults_at_widths(page, (360, 1280))
    assert {name: lines for name, lines in faults.items() if lines} == {}


def test_the_queue_has_the_width_of_a_tablet(open_page, signed_in, waiting):
    page = at_desk(open_page, signed_in, waiting[0], viewport={"width": 768, "height": 900})
    page.goto("/admin/comments/comment/")
    queue, filters = (page.locator(part) for part in ("#result_list", "#changelist-filter"))
    assert queue.bounding_box()["width"] > 700
    assert filters.bounding_box()["y"] > queue.bounding_box()["y"]
