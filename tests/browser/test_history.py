"""A step undone, an older text again, a deleted meeting back: each once with JavaScript and once without."""

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
