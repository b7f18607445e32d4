"""The list of posts exchanged in its page: address, history, focus and what is announced."""

import re

import pytest
from playwright.sync_api import expect

from blog.models import Topic
from tests.build import days_ago, make_post

pytestmark = pytest.mark.browser


@pytest.fixture
def posts(transactional_db):
    Topic.objects.create(name="Idee sucht Team", featured=True)
    for number in range(12):
        make_post(f"Baum {number}", ["Klima"], published_at=days_ago(number + 1), author="Ada")
    make_post("Fest", ["Klima", "Idee sucht Team"], published_at=days_ago(400))


def open_list(open_page, query="", **options):
    """Return the open list, marked so that a load of the whole page shows."""
    page = open_page(**options)
    page.goto(f"/beitraege/{query}")
    page.evaluate("document.documentElement.dataset.first = ''")
    return page


def is_same_document(page):
    return page.evaluate("'first' in document.documentElement.dataset")


def follow(page, name):
    page.get_by_role("main").get_by_role("link", name=re.compile(name)).first.click()


def scrolled(page, top):
    """Whether the page stands near ``top`` within a second; the policy forbids waiting in the page."""
    for _ in range(20):
        if abs(page.evaluate("window.scrollY") - top) < 50:
            return True
        page.wait_for_timeout(50)
    return False


def test_a_filter_is_shown_in_place_and_said(open_page, posts):
    page = open_list(open_page)
    follow(page, "Idee sucht Team")
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text("Beiträge zu Idee sucht Team")
    expect(heading).to_be_focused()
    expect(page.get_by_role("status")).to_have_text("1 Beitrag")
    expect(page).to_have_title("Beiträge zu Idee sucht Team – Wir im Quartier")
    expect(page).to_have_url(re.compile(r"/beitraege/\?thema=idee-sucht-team$"))
    assert is_same_document(page)
    feed = page.locator('link[type="application/rss+xml"]')
    expect(feed).to_have_attribute("href", "/beitraege/feed.rss?thema=idee-sucht-team")
    assert page.complaints == []


def test_back_and_forward_bring_each_list_with_its_place(open_page, posts):
    page = open_list(open_page)
    page.evaluate(
        "window.scrollTo({top: 300, behavior: 'instant'}); document.querySelector('[rel=next]').click()"
    )
    expect(page).to_have_url(re.compile(r"\?seite=2$"))
    assert scrolled(page, 0)
    expect(page.locator(".post-card")).to_have_count(3)
    page.go_back()
    expect(page.locator(".post-card")).to_have_count(10)
    assert scrolled(page, 300)
    page.go_forward()
    expect(page.locator(".post-card")).to_have_count(3)
    assert is_same_document(page)


def test_the_sentence_leads_to_the_one_address(open_page, posts):
    page = open_list(open_page, "?thema=klima")
    page.get_by_label("mit den Wörtern").fill("  Fest ")
    page.get_by_role("button", name="Anzeigen").click()
    expect(page.locator(".post-card")).to_have_count(1)
    expect(page).to_have_url(re.compile(r"/beitraege/\?thema=klima&q=Fest$"))
    assert is_same_document(page)


def test_the_keyboard_alone_narrows_and_resets(open_page, posts):
    page = open_list(open_page, "?thema=klima")
    page.get_by_role("link", name=re.compile("Idee sucht Team")).first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".post-card")).to_have_count(1)
    page.get_by_role("link", name="Filter zurücksetzen").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".post-card")).to_have_count(10)
    expect(page).to_have_url(re.compile(r"/beitraege/$"))
    assert is_same_document(page)


def test_what_cannot_be_fetched_is_loaded_as_a_page(open_page, posts):
    page = open_list(open_page)
    page.route(
        "**/beitraege/?thema=*",
        lambda route: (
            route.abort() if route.request.resource_type == "fetch" else route.continue_()
        ),
    )
    follow(page, "Idee sucht Team")
    expect(page).to_have_title("Beiträge zu Idee sucht Team – Wir im Quartier")
    assert not is_same_document(page)


def test_without_the_script_links_and_sentence_load_pages(open_page, posts):
    page = open_page(java_script_enabled=False)
    page.goto("/beitraege/?thema=klima")
    page.get_by_label("mit den Wörtern").fill("Fest")
    page.get_by_role("button", name="Anzeigen").click()
    expect(page.locator(".post-card")).to_have_count(1)
    follow(page, "Filter zurücksetzen")
    expect(page.locator(".post-card")).to_have_count(10)


def test_on_a_phone_one_fold_holds_the_filter_and_beside_it_there_is_room(open_page, posts):
    for width, is_open in ((380, False), (1280, True)):
        page = open_list(open_page, viewport={"width": width, "height": 700})
        words = page.get_by_label("mit den Wörtern")
        expect(words).to_be_visible(visible=is_open)
    page = open_list(open_page, viewport={"width": 380, "height": 700})
    page.get_by_text("Filtern", exact=True).click()
    expect(page.get_by_label("mit den Wörtern")).to_be_visible()
