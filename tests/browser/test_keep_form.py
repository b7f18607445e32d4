"""A form of the desk that was closed before it was saved: what was typed is offered again."""

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import expect

from blog.models import Post
from meetings.agenda import AgendaItem

pytestmark = pytest.mark.browser


@pytest.fixture
def desk(open_page, signed_in):
    page = open_page(viewport={"width": 1280, "height": 900})
    page.context.add_cookies(signed_in)
    return page


def close_and_open(page, path):
    page.goto("/admin/")
    page.goto(path)


def save(page):
    page.get_by_role("button", name="Sichern und weiter bearbeiten").first.click()
    expect(page.locator(".messagelist .success")).to_be_visible()


def test_a_new_post_comes_back_and_is_forgotten_once_it_is_saved(desk, content):
    path = "/admin/blog/post/add/"
    desk.goto(path)
    expect(desk.locator("[data-keep-form]")).to_be_hidden()
    desk.locator("#id_title").fill("Lange getippt")
    desk.locator("#id_body").fill("Erste Zeile\nzweite")
    close_and_open(desk, path)
    expect(desk.locator("#id_title")).to_have_value("")
    desk.get_by_role("button", name="Wieder einsetzen").click()
    expect(desk.locator("#id_body")).to_have_value("Erste Zeile\nzweite")
    expect(desk.locator("[data-keep-form]")).to_be_hidden()
    save(desk)
    assert Post.objects.get(title="Lange getippt").body.split("\n") == ["Erste Zeile", "zweite"]
    close_and_open(desk, path)
    expect(desk.locator("[data-keep-form]")).to_be_hidden()
    assert desk.complaints == []


def test_whoever_logs_out_leaves_nothing_behind(desk, content):
    path = "/admin/blog/post/add/"
    desk.goto(path)
    desk.locator("#id_title").fill("Lange getippt")
    desk.goto("/admin/")
    kept = "Object.keys(localStorage).filter((name) => name.startsWith('formular:')).length"
    assert desk.evaluate(kept) == 1
    desk.locator("#logout-form button").click()
    expect(desk.get_by_role("heading", name="Abgemeldet")).to_be_visible()
    assert desk.evaluate(kept) == 0


def test_whoever_logs_out_in_the_middle_of_typing_leaves_nothing_behind(desk, content):
    desk.on("dialog", lambda dialog: dialog.accept())
    desk.goto("/admin/blog/post/add/")
    desk.locator("#id_title").fill("Noch nicht gesichert")
    with desk.expect_navigation():
        desk.get_by_role("button", name="Abmelden").click()
    assert (
        desk.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('formular:'))")
        == []
    )


def test_a_form_with_a_field_called_action_is_kept_too(desk, content):
    path = "/admin/comments/blockedword/add/"
    desk.goto(path)
    desk.locator("#id_word").fill("Kredit")
    close_and_open(desk, path)
    desk.get_by_role("button", name="Wieder einsetzen").click()
    expect(desk.locator("#id_word")).to_have_value("Kredit")
    assert desk.complaints == []


def test_a_key_saves_and_goes_on(desk, content):
    desk.goto("/admin/blog/post/add/")
    desk.locator("#id_title").fill("Mit der Tastatur")
    desk.keyboard.press("Control+s")
    expect(desk.locator(".messagelist .success")).to_contain_text(
        "„Mit der Tastatur“ ist gesichert"
    )
    expect(desk.locator("#id_title")).to_have_value("Mit der Tastatur")


def test_what_is_thrown_away_is_not_offered_again(desk, content):
    path = f"/admin/blog/post/{Post.objects.first().pk}/change/"
    desk.goto(path)
    desk.locator("#id_body").fill("Verworfen")
    close_and_open(desk, path)
    desk.get_by_role("button", name="Verwerfen").click()
    close_and_open(desk, path)
    expect(desk.locator("[data-keep-form]")).to_be_hidden()


def test_rows_of_an_agenda_come_back_and_what_others_saved_since_stays(desk, content):
    path = f"/admin/meetings/meeting/{content.meeting.pk}/change/"
    desk.goto(path)
    desk.locator("#id_items-0-protocol").fill("Getippt")
    desk.locator("#id_items-2-name").fill("Neuer TOP")
    desk.locator("#id_items-2-name").press("Enter")  # adds a row
    desk.locator("#id_items-3-name").fill("Noch ein TOP")
    desk.goto("/admin/")
    second = AgendaItem.objects.filter(meeting=content.meeting).order_by("position")[1]
    second.protocol = "Von anderen"
    second.save()
    desk.goto(path)
    desk.get_by_role("button", name="Wieder einsetzen").click()
    save(desk)
    items = AgendaItem.objects.filter(meeting=content.meeting).order_by("position")
    assert items[0].protocol == "Getippt"
    assert [item.protocol for item in items if item.pk == second.pk] == ["Von anderen"]
    assert [item.name for item in items][2:] == ["Neuer TOP", "Noch ein TOP"]
    assert desk.complaints == []


def test_an_end_that_was_computed_is_no_change_where_a_top_was_deleted_since(desk, content):
    path = f"/admin/meetings/meeting/{content.meeting.pk}/change/"
    first, second = AgendaItem.objects.filter(meeting=content.meeting).order_by("position")[:2]
    desk.goto(path)
    desk.locator("#id_items-0-protocol").fill("Getippt")
    desk.goto("/admin/")
    first.delete()
    content.meeting.settle()
    second.refresh_from_db()
    end = second.planned_end
    desk.goto(path)
    desk.get_by_role("button", name="Wieder einsetzen").click()
    desk.locator("#id_place").fill("Saal")
    desk.locator("[name=_continue]").first.click()
    expect(desk.get_by_text("Inzwischen gelöscht wurde")).to_be_visible()
    expect(desk.locator(".conflict")).to_have_count(0)
    assert end
    assert desk.complaints == []


def test_minutes_come_back_as_they_were_changed_in_the_preview(desk, content):
    path = "/admin/meetings/meeting/protokoll-einfuegen/"
    desk.goto(path)
    desk.get_by_label("Text des Protokolls").fill(
        "Treffen am 8. April 2021\nTOP 1 Teams (Ada)\nmehr.\n"
    )
    close_and_open(desk, path)
    desk.get_by_role("button", name="Wieder einsetzen").click()
    desk.get_by_role("button", name="Weiter zur Vorschau").click()
    desk.locator("#id_items-0-name").fill("Teams und Feste")
    close_and_open(desk, path)
    desk.get_by_role("button", name="Wieder einsetzen").click()
    expect(desk.locator("#id_items-0-name")).to_have_value("Teams und Feste")
    expect(desk.locator("[data-keep-form]")).to_be_hidden()
    desk.get_by_role("button", name="Als Entwurf speichern").click()
    expect(desk.get_by_role("heading", name="Protokoll gespeichert")).to_be_visible()
    assert AgendaItem.objects.order_by("pk").last().name == "Teams und Feste"
    close_and_open(desk, path)
    expect(desk.locator("[data-keep-form]")).to_be_hidden()
    assert desk.complaints == []


def test_a_password_is_not_kept(desk, content):
    User.objects.update(is_superuser=True)
    path = f"/admin/blog/post/{content.post.pk}/change/"
    desk.goto(path)
    desk.locator("#id_title").fill("kristina")
    secret = "form.append(Object.assign(document.createElement('input'), {type: 'password', name: 'secret', id: 'secret'}))"
    desk.evaluate(f"() => {{ const form = document.getElementById('post_form'); {secret}; }}")
    desk.locator("#secret").fill("geheim-und-lang")
    close_and_open(desk, path)
    kept = desk.evaluate("JSON.stringify(localStorage)")
    assert ("kristina" in kept, "geheim-und-lang" in kept) == (True, False)


def test_leaving_asks_once_something_was_typed_and_not_after_saving(desk, content):
    asked = []
    desk.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    path = f"/admin/blog/post/{content.post.pk}/change/"
    desk.goto(path)
    desk.goto("/admin/")
    desk.goto(path)
    desk.locator("#id_teaser").press_sequentially("Neu")
    save(desk)
    assert asked == []
    desk.locator("#id_teaser").press_sequentially("Noch mehr")
    desk.goto("/admin/")
    assert asked == ["beforeunload"]


def test_a_shared_computer_keeps_nothing(open_page, content):
    desk = open_page(viewport={"width": 1280, "height": 900})
    desk.goto("/admin/")
    desk.get_by_label("Benutzername").fill(content.editor.username)
    desk.locator("#id_password").fill("geheim")
    desk.get_by_label("Das ist ein gemeinsam genutzter Computer").check()
    desk.get_by_role("button", name="Anmelden").click()
    expect(desk.get_by_role("heading", name="Was möchten Sie tun?")).to_be_visible()
    assert {each["name"]: each["expires"] for each in desk.context.cookies()}["sessionid"] == -1
    path = "/admin/blog/post/add/"
    desk.goto(path)
    desk.locator("#id_title").fill("Lange getippt")
    close_and_open(desk, path)
    expect(desk.locator("[data-keep-form]")).to_be_hidden()
    kept = "Object.keys(localStorage).filter((name) => name.startsWith('formular:')).length"
    assert desk.evaluate(kept) == 0
    assert desk.complaints == []


def offered(page):
    """Return what is offered, once the page has found it."""
    page.wait_for_function("navigator.locks.query().then(() => true)")
    return page.locator("[data-keep-form] q:visible").all_text_contents()


def test_each_window_keeps_its_own_text_and_all_that_were_closed_are_offered(desk, content):
    path = "/admin/blog/post/add/"
    desk.on("dialog", lambda dialog: dialog.accept())
    others = [desk.context.new_page() for _ in range(2)]
    for other, title in zip(others, ["Mit einem Fest", "Ohne ein Fest"], strict=True):
        other.goto(path)
        assert offered(other) == []
        other.locator("#id_title").fill(title)
        other.wait_for_timeout(400)
    for other in others:
        other.close()
    desk.goto(path)
    assert offered(desk) == ["Ohne ein Fest", "Mit einem Fest"]
    desk.locator("#id_title").fill("Ein dritter")  # nobody has to decide at once
    close_and_open(desk, path)
    assert offered(desk) == ["Ein dritter", "Ohne ein Fest", "Mit einem Fest"]
    desk.locator("[data-keep-use]:visible").nth(2).click()
    expect(desk.locator("#id_title")).to_have_value("Mit einem Fest")
    save(desk)
    close_and_open(desk, path)
    assert offered(desk) == ["Ein dritter", "Ohne ein Fest"]


def test_two_windows_with_pasted_minutes_do_not_take_one_anothers(desk, content):
    path = "/admin/meetings/meeting/protokoll-einfuegen/"
    desk.on("dialog", lambda dialog: dialog.accept())
    windows = [desk, desk.context.new_page()]
    for number, page in enumerate(windows, 1):
        page.goto(path)
        text = f"Treffen am {number}. April 2021\nTOP 1 Teams\nmehr.\n"
        page.get_by_label("Text des Protokolls").fill(text)
        page.get_by_role("button", name="Weiter zur Vorschau").click()
        page.locator("#id_items-0-name").fill(f"Fenster {number}")
        page.wait_for_timeout(400)
    desk.reload()
    expect(desk.locator("#id_items-0-name")).to_have_value("Fenster 1")
    desk.get_by_role("button", name="Als Entwurf speichern").click()
    expect(desk.get_by_role("heading", name="Protokoll gespeichert")).to_be_visible()
    windows[1].close()
    desk.goto(path)
    assert len(offered(desk)) == 1
    desk.get_by_role("button", name="Wieder einsetzen").click()
    expect(desk.locator("#id_items-0-name")).to_have_value("Fenster 2")
    assert desk.complaints == []
