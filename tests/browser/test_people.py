"""People at the desk: a second factor from its beginning to the next login, and a colleague who is invited."""

import re

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice
from playwright.sync_api import expect

from tests.build import make_colleague

pytestmark = pytest.mark.browser
WORDS = "vier kleine Enten schwimmen"


def log_in(page, name, password):
    page.goto("/admin/")
    page.get_by_label("Benutzername").fill(name)
    page.get_by_label("Passwort").fill(password)
    page.keyboard.press("Enter")


@pytest.mark.parametrize("script", [True, False])
def test_a_second_factor_is_set_up_and_asked_for(open_page, content, script):
    page = open_page(viewport={"width": 360, "height": 800}, java_script_enabled=script)
    log_in(page, "redaktion", "geheim")
    page.get_by_role("link", name="Mein Konto").click()
    page.get_by_role("link", name="Zweiten Faktor einrichten").click()
    page.get_by_role("button", name="Einrichten").click()
    width = page.locator(".desk-qr").bounding_box()["width"]
    assert 150 < width < 340  # the picture is there, and fits
    device = TOTPDevice.objects.get()
    page.get_by_label("Sechs Ziffern").fill(f"{totp(device.bin_key):06d}")
    page.get_by_role("button", name="Einschalten").click()
    recovery = page.locator(".desk-codes code").first.inner_text()
    page.locator("#logout-form button").click()
    log_in(page, "redaktion", "geheim")
    expect(page.get_by_text("Das Passwort stimmt.")).to_be_visible()
    page.get_by_label("Code aus der App").fill(recovery)
    page.keyboard.press("Enter")
    expect(page.get_by_text("es bleiben 9.")).to_be_visible()
    assert (page.complaints, page.foreign) == ([], [])


def test_a_colleague_is_invited_and_writes(open_page, content):
    make_colleague("Verwaltung", "chefin")
    page = open_page()
    log_in(page, "chefin", "geheim")
    page.get_by_role("link", name="Kollegin oder Kollegen einladen").click()
    page.get_by_label("Vorname").fill("Jörg")
    page.get_by_label("E-Mail").fill("joerg@example.org")
    page.get_by_label("Autorin/Autor").check()
    page.get_by_role("button", name="Einladen").click()
    expect(page.get_by_text("Die Einladung an joerg@example.org ist unterwegs")).to_be_visible()
    link = re.search(r"https?://[^/]+(/admin/einladung/\S+)", mail.outbox[-1].body)[1]
    other = open_page()
    other.goto(link)
    for field in ("#id_new_password1", "#id_new_password2"):
        other.locator(field).fill(WORDS)
    other.keyboard.press("Enter")
    other.wait_for_url("**/login/")
    log_in(other, "joerg", WORDS)
    other.get_by_role("link", name="Beitrag schreiben").click()
    other.locator("#id_title").fill("Mein erster")
    other.get_by_role("button", name="Zur Freigabe einreichen").click()
    expect(other.get_by_text("Zur Freigabe eingereicht am")).to_be_visible()
    assert [group.name for group in User.objects.get(username="joerg").groups.all()] == [
        "Autorin/Autor"
    ]
