"""A step undone, an older text again, a deleted meeting back, two at one text, a look before saving: each once with
JavaScript and once without.
"""

import pytest
from playwright.sync_api import expect

from blog.models import Post
from meetings.models import Meeting

pytestmark = pytest.mark.browser


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def desk(request, open_page, signed_in):
    page = open_page(viewport={"width": 360, "height": 800}, java_script_enabled=request.param)
    page.context.add_cookies(signed_in)
    return page


def test_a_save_is_undone_in_one_press_and_comes_back_from_the_history(desk, content):
    path = f"/admin/blog/post/{content.post.pk}/change/"
    desk.goto(path)
    desk.locator("#id_teaser").fill("Aus Versehen geändert.")
    desk.get_by_role("button", name="Sichern", exact=True).first.click()
    desk.get_by_role("button", name="Rückgängig").click()
    expect(desk.locator(".messagelist")).to_contain_text("Rückgängig gemacht")
    assert Post.objects.get(pk=content.post.pk).teaser == "Was wir besprochen haben."
    desk.get_by_role("link", name="Verlauf").click()
    desk.get_by_role("link", name="Diese Fassung wiederherstellen …").first.click()
    expect(desk.locator(".difference ins").first).to_contain_text("Aus Versehen geändert.")
    desk.get_by_role("button", name="Diese Fassung wiederherstellen").click()
    expect(desk.locator("#id_teaser")).to_have_value("Aus Versehen geändert.")
    assert desk.complaints == []


def test_a_deleted_meeting_comes_back_with_its_agenda(desk, content):
    names = [item.name for item in content.meeting.items.all()]
    desk.goto(f"/admin/meetings/meeting/{content.meeting.pk}/delete/")
    desk.get_by_role("button", name="Ja, löschen").click()
    assert not Meeting.objects.filter(pk=content.meeting.pk).exists()
    desk.goto("/admin/")
    desk.get_by_role("link", name="Gelöschtes wiederherstellen").click()
    desk.get_by_role("button", name="„Nächstes Treffen“ wiederherstellen").click()
    expect(desk.locator(".messagelist")).to_contain_text("ist wieder da")
    assert [item.name for item in Meeting.objects.get(pk=content.meeting.pk).items.all()] == names
    desk.goto(content.meeting.get_absolute_url())
    expect(desk.get_by_role("heading", level=1)).to_contain_text("Nächstes Treffen")
    assert desk.complaints == []


def test_two_who_changed_the_same_see_both_texts_and_choose(desk, content):
    path = f"/admin/blog/post/{content.post.pk}/change/"
    desk.goto(path)
    other = desk.context.new_page()
    other.goto(path)
    for page, text in ((other, "Von Ada."), (desk, "Von Grace.")):
        page.locator("#id_teaser").fill(text)
        page.get_by_role("button", name="Sichern", exact=True).first.click()
    texts = ["Was wir besprochen haben.", "Von Grace.", "Von Ada."]
    expect(desk.locator(".conflict-text")).to_have_text(texts)
    assert Post.objects.get(pk=content.post.pk).teaser == "Von Ada."
    desk.get_by_label("mein Text").check()
    desk.get_by_role("button", name="So sichern").click()
    expect(desk.locator(".messagelist .success")).to_be_visible()
    assert Post.objects.get(pk=content.post.pk).teaser == "Von Grace."
    assert desk.complaints == []


def test_a_topic_is_looked_at_and_stays_as_it_is_stored(desk, content):
    topic = content.post.topics.get(slug="klima")
    desk.goto(f"/admin/blog/topic/{topic.pk}/change/")
    desk.locator("#id_name").fill("Klima und Luft")
    with desk.context.expect_page() as opened:
        desk.get_by_role("button", name="Ansehen, ohne zu sichern").click()
    expect(opened.value.get_by_role("heading", level=1)).to_have_text("Klima und Luft")
    expect(opened.value.get_by_text("Vorschau: So wird die Seite aussehen.")).to_be_visible()
    topic.refresh_from_db()
    assert topic.name == "Klima"
