"""The own account: names, mail address, sessions, the second factor, and the password before steps of weight."""

import re
import time
from importlib import import_module
from types import SimpleNamespace
from unittest import mock

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import connection
from django.test import Client, TestCase, override_settings
from django_otp.oath import totp
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from blog.models import Topic
from tests.build import make_colleague, make_comment, make_editor, make_post, stopped_clock
from tests.desk import DeskForm, admin_address, run_action, send
from wiq_site import health
from wiq_site.account import new_recovery_codes

ACCOUNT, FACTOR = "/admin/konto/", "/admin/konto/zweiter-faktor/"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:131.0) Gecko/20100101 Firefox/131.0"
LOGIN = {"username": "redaktion", "password": "geheim", "next": "/admin/"}


def code_of(device):
    """Return what the app shows now."""
    return f"{totp(device.bin_key):06d}"


def with_second_factor(account):
    """Return the confirmed app of ``account``."""
    return TOTPDevice.objects.create(user=account, name="app", confirmed=True)


def fields_of(page):
    return DeskForm(page).fields


class OwnAccountTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.editor = make_editor()

    def setUp(self):
        self.client.post("/admin/login/", LOGIN, headers={"user-agent": FIREFOX})

    def test_the_own_name_is_changed(self):
        self.client.post(ACCOUNT, {"names": "1", "first_name": "Ada", "last_name": "Lang"})
        self.assertEqual(User.objects.get().get_full_name(), "Ada Lang")

    def test_nothing_else_of_the_account_is_changed(self):
        self.client.post(ACCOUNT, {"names": "1", "is_superuser": "on", "username": "chefin"})
        account = User.objects.get()
        self.assertEqual((account.is_superuser, account.username), (False, "redaktion"))

    def test_a_new_address_counts_once_its_mailbox_was_opened(self):
        typed = {"mail": "1", "email": "neu@example.org", "password": "geheim"}
        self.client.post(ACCOUNT, typed)
        self.assertEqual((User.objects.get().email, mail.outbox[0].to), ("", ["neu@example.org"]))
        link = re.search(r"https?://[^/]+(/admin/konto/\S+)", mail.outbox[0].body)[1]
        self.client.get(link)
        self.assertEqual(User.objects.get().email, "")
        self.client.post(link)
        self.assertEqual(User.objects.get().email, "neu@example.org")
        page = self.client.get(link, follow=True)
        self.assertContains(
            page, "Dieser Link gilt nicht mehr: Er gilt einen Tag lang und nur einmal."
        )

    def test_a_link_for_another_account_is_refused(self):
        self.client.post(ACCOUNT, {"mail": "1", "email": "neu@example.org", "password": "geheim"})
        link = re.search(r"https?://[^/]+(/admin/konto/\S+)", mail.outbox[0].body)[1]
        self.client.force_login(make_editor("andere"))
        self.assertEqual(self.client.post(link).status_code, 403)

    def test_a_new_address_wants_the_password_and_nobody_elses_address(self):
        User.objects.create_user("ada", "ada@example.org")
        for typed, sentence in (
            ({"email": "neu@example.org", "password": "falsch"}, "Dieses Passwort stimmt nicht."),
            ({"email": "ADA@example.org", "password": "geheim"}, "gibt es schon ein Konto."),
        ):
            self.assertContains(self.client.post(ACCOUNT, {"mail": "1"} | typed), sentence)
        self.assertEqual(mail.outbox, [])

    def test_sessions_are_told_in_words_and_without_their_key(self):
        page = self.client.get(ACCOUNT)
        self.assertContains(page, "<strong>Firefox unter Linux</strong>, seit", count=1)
        self.assertContains(page, "– hier", count=1)
        self.assertNotContains(page, self.client.session.session_key)

    def test_another_session_is_ended_and_this_one_goes_on(self):
        other = Client()
        other.post("/admin/login/", LOGIN)
        third = Client()
        third.post("/admin/login/", LOGIN)
        name = re.search(r'name="end" value="(\w+)"', self.client.get(ACCOUNT).content.decode())[1]
        self.client.post(ACCOUNT, {"end": name})
        self.assertEqual(Session.objects.count(), 2)
        self.client.post(ACCOUNT, {"end_others": "1"})
        self.assertEqual(
            [row.pk for row in Session.objects.all()], [self.client.session.session_key]
        )
        self.assertEqual(other.get(ACCOUNT).status_code, 302)

    def test_nobody_ends_sessions_of_others(self):
        other = Client()
        other.force_login(make_editor("andere"))
        self.client.post(ACCOUNT, {"end_others": "1"})
        self.assertEqual(other.get(ACCOUNT).status_code, 200)


class SettingUpTests(TestCase):
    def setUp(self):
        self.editor = make_editor()
        self.client.force_login(self.editor)

    def begin(self):
        page = self.client.post(FACTOR, {"begin": "1"})
        return page, TOTPDevice.objects.get()

    def test_it_is_on_once_the_app_shows_the_right_code(self):
        page, device = self.begin()
        self.assertContains(page, "data:image/svg+xml", count=1)
        self.client.post(FACTOR, {"confirm": "1", "code": "000000"})
        self.assertFalse(TOTPDevice.objects.get().confirmed)
        TOTPDevice.objects.update(throttling_failure_count=0)
        page = self.client.post(FACTOR, {"confirm": "1", "code": code_of(device)})
        self.assertTrue(TOTPDevice.objects.get().confirmed)
        self.assertEqual(len(re.findall(r"<code>\w{4}-\w{4}</code>", page.content.decode())), 10)
        self.assertNotContains(self.client.get(FACTOR), "<code>")

    def test_other_sessions_end_with_it(self):
        other = Client()
        other.force_login(self.editor)
        _page, device = self.begin()
        self.client.post(FACTOR, {"confirm": "1", "code": code_of(device)})
        self.assertEqual(other.get(ACCOUNT).status_code, 302)
        self.assertEqual(self.client.get(ACCOUNT).status_code, 200)

    def test_it_is_turned_off_with_the_password_alone(self):
        with_second_factor(self.editor)
        for password, left in (("falsch", 1), ("", 1), ("geheim", 0)):
            self.client.post(FACTOR, {"off": "1", "password": password})
            self.assertEqual(TOTPDevice.objects.count(), left)

    def test_new_recovery_codes_end_the_old_ones(self):
        with_second_factor(self.editor)
        [old, *_others] = new_recovery_codes(self.editor)
        page = self.client.post(FACTOR, {"codes": "1", "password": "geheim"})
        self.assertNotContains(page, old)
        self.assertContains(self.client.get(FACTOR), "Es sind 10 Wiederherstellungscodes übrig.")

    def test_one_that_is_on_is_not_begun_anew(self):
        with_second_factor(self.editor)
        self.client.post(FACTOR, {"begin": "1"})
        self.assertEqual(TOTPDevice.objects.get().confirmed, True)


class LoginWithCodeTests(TestCase):
    def setUp(self):
        self.editor = make_editor()
        self.device = with_second_factor(self.editor)
        [self.recovery, *_others] = new_recovery_codes(self.editor)

    def step(self, page, code):
        """Send the code with what the page of the second step carries."""
        fields = fields_of(page)
        [name] = [name for name in fields if name.endswith("code")]
        return self.client.post(page.wsgi_request.get_full_path(), fields | {name: code})

    def is_in(self):
        return self.client.get(ACCOUNT).status_code == 200

    def test_the_password_alone_lets_nobody_in(self):
        page = self.client.post("/admin/login/", LOGIN)
        self.assertContains(page, "Das Passwort stimmt. Jetzt noch der Code")
        self.assertFalse(self.is_in())

    def test_the_code_lets_in_and_leads_on(self):
        answer = self.step(self.client.post("/admin/login/", LOGIN), code_of(self.device))
        self.assertRedirects(answer, "/admin/")

    def test_a_code_is_good_once(self):
        code = code_of(self.device)
        self.step(self.client.post("/admin/login/", LOGIN), code)
        self.client.logout()
        self.step(self.client.post("/admin/login/", LOGIN), code)
        self.assertFalse(self.is_in())

    def test_a_wrong_code_asks_again_and_slows_the_next(self):
        page = self.step(self.client.post("/admin/login/", LOGIN), "000000")
        self.assertContains(page, "Dieser Code gilt nicht.")
        self.step(page, code_of(self.device))
        self.assertFalse(self.is_in())
        TOTPDevice.objects.update(throttling_failure_count=0)
        self.step(page, code_of(self.device))
        self.assertTrue(self.is_in())

    def test_odd_codes_are_refused_with_a_sentence(self):
        page = self.client.post("/admin/login/", LOGIN)
        for code in ("", "x", "１２３４５６", "0" * 40, "-1", "\x00"):
            with self.subTest(code):
                self.assertEqual(self.step(page, code).status_code, 200)
        self.assertFalse(self.is_in())

    def test_a_recovery_code_lets_in_once_and_says_how_many_are_left(self):
        answer = self.step(self.client.post("/admin/login/", LOGIN), self.recovery.upper())
        self.assertContains(self.client.get(answer.url), "es bleiben 9.")
        self.client.logout()
        self.step(self.client.post("/admin/login/", LOGIN), self.recovery)
        self.assertFalse(self.is_in())

    def test_recovery_codes_are_kept_as_hashes_that_a_key_from_before_opens_too(self):
        stored = [*StaticToken.objects.values_list("token", flat=True)]
        plain = self.recovery.replace("-", "")
        self.assertFalse([token for token in stored if plain in token])
        old = settings.SECRET_KEY
        for fallbacks, is_in in (([], False), ([old], True)):
            StaticDevice.objects.update(throttling_failure_count=0)
            with override_settings(SECRET_KEY="neu" * 20, SECRET_KEY_FALLBACKS=fallbacks):
                self.step(self.client.post("/admin/login/", LOGIN), self.recovery)
                self.assertEqual(self.is_in(), is_in)

    def test_no_code_at_all_counts_as_no_attempt(self):
        self.step(self.client.post("/admin/login/", LOGIN), " - ")
        self.assertEqual(StaticDevice.objects.get().throttling_failure_count, 0)
        self.step(self.client.post("/admin/login/", LOGIN), self.recovery)
        self.assertTrue(self.is_in())

    def test_codes_of_before_the_hashes_go_on(self):
        device = StaticDevice.objects.get()
        StaticToken.objects.create(device=device, token="abcdefgh")
        migration = import_module("wiq_site.migrations.0001_hashed_recovery_codes")
        for _time in range(2):
            migration.hash_codes(apps, SimpleNamespace(connection=connection))
        self.step(self.client.post("/admin/login/", LOGIN), "abcd-efgh")
        self.assertTrue(self.is_in())

    def test_a_forged_or_old_proof_begins_anew(self):
        page = self.client.post("/admin/login/", {"proof": "x", "code": code_of(self.device)})
        self.assertContains(page, "Bitte beginnen Sie noch einmal.")
        self.assertContains(page, 'name="password"')
        first = self.client.post("/admin/login/", LOGIN)
        with mock.patch("django.core.signing.time.time", return_value=time.time() + 601):
            self.assertContains(self.step(first, code_of(self.device)), "zu lange gedauert")
        self.assertFalse(self.is_in())

    def test_a_proof_is_worth_nothing_after_a_new_password(self):
        page = self.client.post("/admin/login/", LOGIN)
        self.editor.set_password("anders")
        self.editor.save()
        self.step(page, code_of(self.device))
        self.assertFalse(self.is_in())

    def test_whoever_left_meanwhile_stays_outside(self):
        page = self.client.post("/admin/login/", LOGIN)
        User.objects.update(is_active=False)
        self.step(page, code_of(self.device))
        self.assertFalse(self.is_in())

    def test_a_form_is_carried_through_both_steps(self):
        typed = {"name": "Klima", "kind": "thema", "description": "Zeile 1\r\nZeile 2 <b>"}
        page = self.client.post("/admin/blog/topic/add/", typed)
        login = {f"weiter-{name}": text for name, text in LOGIN.items() if name != "next"}
        page = self.client.post("/admin/blog/topic/add/", fields_of(page) | login)
        self.assertContains(page, "Jetzt noch der Code", status_code=403)
        self.assertRedirects(self.step(page, code_of(self.device)), "/admin/blog/topic/")
        self.assertEqual(Topic.objects.get().description, "Zeile 1\nZeile 2 <b>")


class RequiredTests(TestCase):
    def setUp(self):
        self.editor = make_editor()
        self.client.force_login(self.editor)
        self.enterContext(override_settings(SECOND_FACTOR_REQUIRED=True))

    def test_whoever_has_none_is_led_to_it_and_goes_on_after(self):
        self.assertRedirects(self.client.get("/admin/"), FACTOR)
        self.client.post(FACTOR, {"begin": "1"})
        code = code_of(TOTPDevice.objects.get())
        self.client.post(FACTOR, {"confirm": "1", "code": code})
        self.assertEqual(self.client.get("/admin/").status_code, 200)

    def test_what_was_typed_stays(self):
        page = self.client.post("/admin/blog/topic/add/", {"name": "Klima"})
        self.assertContains(page, 'name="name" value="Klima"', status_code=403)
        self.assertEqual(Topic.objects.count(), 0)


class WeightTests(TestCase):
    """Before people are changed or erased, or all is taken out, the password was typed within ten minutes."""

    def setUp(self):
        self.boss = make_colleague("Verwaltung")
        self.client.force_login(self.boss)

    def grow_old(self):
        session = self.client.session
        session["password_at"] = int(time.time()) - 601
        session.save()

    def test_the_step_waits_for_the_password_and_then_is_done(self):
        ada = make_editor("ada")
        path = admin_address("change", ada)
        fields = fields_of(self.client.get(path)) | {"first_name": "Ada"}
        self.grow_old()
        page = self.client.post(path, fields)
        self.assertContains(page, "Bitte geben Sie noch einmal Ihr Passwort ein", status_code=403)
        page = self.client.post(path, fields_of(page) | {"weiter-password": "falsch"})
        self.assertContains(page, "Dieses Passwort stimmt nicht.", status_code=403)
        self.assertEqual(User.objects.get(pk=ada.pk).first_name, "")
        self.client.post(path, fields_of(page) | {"weiter-password": "geheim"})
        self.assertEqual(User.objects.get(pk=ada.pk).first_name, "Ada")

    def test_every_step_of_weight_asks(self):
        self.grow_old()
        ada = make_editor("ada")
        for path, typed in (
            (admin_address("delete", ada), {"post": "yes"}),
            ("/admin/auth/user/", {"action": "delete_selected", "_selected_action": ada.pk}),
            ("/admin/einladen/", {"email": "a@example.org"}),
            ("/admin/umziehen/", {"export": "1", "whole": "on"}),
        ):
            with self.subTest(path):
                page = self.client.post(path, typed)
                self.assertContains(page, "noch einmal Ihr Passwort", status_code=403)
        make_comment(make_post(), email="a@example.org")
        self.client.force_login(make_editor())
        self.grow_old()
        path = "/admin/comments/comment/daten/"
        self.assertEqual(self.client.post(path, {"mail": "a@example.org"}).status_code, 200)
        for wanted in ("export", "erase", "anonymous"):
            typed = {"mail": "a@example.org", "wanted": wanted, "sure": "1"}
            self.assertEqual(self.client.post(path, typed).status_code, 403)

    def test_before_passwords_are_typed_it_asks_at_once(self):
        self.grow_old()
        path = admin_address("password_change", make_editor("ada"))
        page = self.client.get(path)
        self.assertContains(page, "Ihr Passwort, bitte", status_code=403)
        answer = self.client.post(path, fields_of(page) | {"weiter-password": "geheim"})
        self.assertRedirects(answer, path)

    def test_other_work_is_not_asked(self):
        self.client.force_login(make_editor())
        self.grow_old()
        send(self.client, "/admin/blog/topic/add/", name="Klima")
        self.assertTrue(Topic.objects.exists())

    @stopped_clock
    def test_guessing_comes_to_an_end(self):
        self.grow_old()
        for _number in range(11):
            page = self.client.post("/admin/einladen/", {"weiter-password": "falsch"})
        self.assertContains(page, "Von Ihrem Anschluss kam", status_code=403)

    def test_the_second_factor_of_another_is_reset_but_not_of_who_may_more(self):
        ada, chief = make_editor("ada"), User.objects.create_superuser("chefin")
        with_second_factor(ada)
        with_second_factor(chief)
        other = Client()
        other.force_login(ada)
        User.objects.filter(pk=ada.pk).update(email="ada@example.org")
        with self.captureOnCommitCallbacks(execute=True):
            page = run_action(self.client, "reset_second_factor", ada, chief)
        [sent] = mail.outbox
        self.assertEqual(sent.to, ["ada@example.org"])
        self.assertIn("bei Ihrem Konto „ada“ den zweiten Faktor zurückgesetzt", sent.body)
        self.assertContains(page, "„ada“ meldet sich jetzt wieder ohne Code an.")
        self.assertEqual([device.user for device in TOTPDevice.objects.all()], [chief])
        self.assertEqual(other.get(ACCOUNT).status_code, 302)

    def test_doctor_names_who_runs_the_site_without_a_second_factor(self):
        chief = User.objects.create_superuser("chefin")
        make_editor("ada")
        check = dict(health.CHECKS)["Konten"]
        sentence = "Ohne zweiten Faktor, obwohl sie alles verwalten: chefin, kollegin."
        self.assertEqual(list(check()), [(health.HINT, sentence)])
        for account in (chief, self.boss):
            with_second_factor(account)
        self.assertEqual([level for level, _sentence in check()], [health.GOOD])
