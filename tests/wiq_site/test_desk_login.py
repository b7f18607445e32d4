"""Logins at the desk: one that ends while an editor types loses nothing; guessing passwords comes to an end."""

import re
from unittest import mock

from django.contrib.auth.models import User
from django.core import mail
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, TestCase

from blog.models import Topic
from tests.build import make_editor, make_post, stopped_clock
from tests.desk import DeskForm
from tests.images import file_of

ADD = "/admin/blog/topic/add/"
HERE = "http://testserver"
LONG = "Zeile 1\r\nZeile 2 <b>&amp;</b> „Ende“\r\n"
SAVED = "Zeile 1\nZeile 2 <b>&amp;</b> „Ende“"


class Desk(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.editor = make_editor()

    def setUp(self):
        self.client = Client(enforce_csrf_checks=True, headers={"origin": HERE})
        self.client.force_login(self.editor)

    def typed(self, address=ADD, **typed):
        """Open the form at ``address`` and give its fields, changed by ``typed``."""
        return DeskForm(self.client.get(address)).fields | typed

    def log_in(self, page, **typed):
        """Send the login page with all that it carries."""
        login = {"username": "redaktion", "password": "geheim"} | typed
        fields = DeskForm(page).fields | {f"weiter-{key}": text for key, text in login.items()}
        return self.client.post(page.wsgi_request.get_full_path(), fields)


class ExpiredLoginTests(Desk):
    def expired(self, **typed):
        fields = self.typed(**typed)
        del self.client.cookies["sessionid"]
        return self.client.post(ADD, fields)

    def test_asks_for_the_password(self):
        page = self.expired(name="Klima")
        self.assertEqual(page.status_code, 403)
        self.assertContains(page, "Ihre Anmeldung ist abgelaufen", count=1, status_code=403)

    def test_goes_on_with_the_same_post(self):
        answer = self.log_in(self.expired(name="Klima", description=LONG))
        topic = Topic.objects.get()
        self.assertRedirects(answer, "/admin/blog/topic/")
        self.assertEqual((topic.name, topic.description), ("Klima", SAVED))

    def test_the_button_that_was_pressed_counts(self):
        answer = self.log_in(self.expired(name="Klima", _continue="Sichern und weiter bearbeiten"))
        self.assertRedirects(answer, f"/admin/blog/topic/{Topic.objects.get().pk}/change/")

    def test_a_wrong_password_keeps_everything(self):
        page = self.log_in(self.expired(name="Klima", description=LONG), password="falsch")
        self.assertEqual((page.status_code, Topic.objects.count()), (403, 0))
        self.log_in(page)
        self.assertEqual(Topic.objects.get().description, SAVED)

    def test_whoever_may_not_enter_does_not(self):
        User.objects.create_user("gast", password="geheim")
        fields = DeskForm(self.expired(name="Klima")).fields
        page = self.client.post(
            ADD, fields | {"weiter-username": "gast", "weiter-password": "geheim"}
        )
        self.assertEqual((page.status_code, Topic.objects.count()), (403, 0))

    def test_the_rights_are_those_of_who_logs_in(self):
        User.objects.create_user("neu", password="geheim", is_staff=True)
        fields = DeskForm(self.expired(name="Klima")).fields
        page = self.client.post(
            ADD, fields | {"weiter-username": "neu", "weiter-password": "geheim"}
        )
        self.assertEqual((page.status_code, Topic.objects.count()), (403, 0))

    def test_several_values_of_one_name_are_kept(self):
        posts = [make_post(published_at=None).pk for _ in range(2)]
        fields = self.typed("/admin/blog/post/", action="publish_now", _selected_action=posts)
        del self.client.cookies["sessionid"]
        page = self.client.post("/admin/blog/post/", fields)
        sent = re.findall(r'name="_selected_action" value="(\d+)"', page.content.decode())
        self.assertEqual(sent, [str(pk) for pk in posts])

    def test_passwords_are_not_carried(self):
        page = self.expired(name="Klima", old_password="streng-geheim")
        self.assertNotContains(page, "streng-geheim", status_code=403)

    def test_what_was_typed_stays_text(self):
        page = self.expired(name='"><script>alert(1)</script>')
        self.assertNotContains(page, "<script>alert", status_code=403)

    def test_the_page_is_kept_nowhere(self):
        self.assertIn("no-store", self.expired(name="Klima")["Cache-Control"])

    def test_a_file_is_asked_for_again(self):
        page = self.expired(image=SimpleUploadedFile("platz.png", b"x"), name="Klima")
        self.assertContains(page, "noch einmal aus: platz.png", count=1, status_code=403)

    def test_the_file_that_is_missing_is_named_after_the_login(self):
        answer = self.log_in(self.expired(image=SimpleUploadedFile("a.png", b"x"), name="Klima"))
        page = self.client.get(answer.url)
        self.assertContains(page, "Nicht übernommen, bitte noch einmal auswählen: a.png", count=1)

    def test_looking_leads_to_the_usual_login(self):
        del self.client.cookies["sessionid"]
        self.assertRedirects(self.client.get(ADD), f"/admin/login/?next={ADD}")

    def test_the_login_itself_is_the_usual_one(self):
        del self.client.cookies["sessionid"]
        fields = self.typed("/admin/login/", username="redaktion", password="geheim")
        answer = self.client.post("/admin/login/?next=/admin/", fields | {"next": "/admin/"})
        self.assertRedirects(answer, "/admin/")

    def test_a_way_on_that_leaves_the_site_leads_to_the_desk(self):
        del self.client.cookies["sessionid"]
        fields = self.typed("/admin/login/", username="redaktion", password="geheim")
        answer = self.client.post("/admin/login/", fields | {"next": "//anderswo.example"})
        self.assertRedirects(answer, "/admin/")

    def test_a_field_without_a_name_is_not_found(self):
        for page in ("1/change/", "1/delete/"):
            answer = self.client.get(f"/admin/blog/topic/{page}?_to_field=")
            self.assertEqual(answer.status_code, 404)

    def test_logging_out_twice_leads_to_the_start(self):
        fields = self.typed()
        del self.client.cookies["sessionid"]
        answer = self.client.post("/admin/logout/", fields)
        self.assertRedirects(answer, "/admin/", fetch_redirect_response=False)


class RefusedTokenTests(Desk):
    def refused(self, origin=HERE, **typed):
        """Send the form after a login in another tab, which made its token worthless."""
        fields = self.typed(**typed) | {"csrfmiddlewaretoken": "x" * 64}
        return self.client.post(ADD, fields, headers={"origin": origin})

    def test_a_form_of_this_site_can_be_sent_once_more(self):
        page = self.refused(name="Klima", description=LONG)
        self.assertEqual((page.status_code, Topic.objects.count()), (403, 0))
        self.client.post(ADD, DeskForm(page).fields)
        self.assertEqual(Topic.objects.get().description, SAVED)

    def test_at_an_address_that_is_none_nothing_is_kept(self):
        page = self.client.post(
            "/admin/gibt/es/nicht/", {"name": "Klima"}, headers={"origin": HERE}
        )
        self.assertContains(page, "Klima", status_code=403)

    def test_a_file_that_was_chosen_is_sent_once_more(self):
        picture = SimpleUploadedFile("fest.jpg", file_of("jpeg"))
        page = self.refused(name="Klima", image=picture, image_alt="Ein Fest")
        self.assertNotContains(page, "noch einmal aus", status_code=403)
        self.client.post(ADD, DeskForm(page).fields)
        self.assertEqual(Topic.objects.get().image_width, 60)

    def test_without_a_login_the_password_is_asked_for_first(self):
        fields = self.typed(name="Klima") | {"csrfmiddlewaretoken": "x" * 64}
        del self.client.cookies["sessionid"]
        self.log_in(self.client.post(ADD, fields))
        self.assertEqual(Topic.objects.get().name, "Klima")

    def test_a_form_from_elsewhere_is_shown_and_cannot_be_sent(self):
        for origin in ("https://example.org", "null"):
            with self.subTest(origin):
                page = self.refused(origin, name="Klima", description=LONG)
                self.assertContains(page, "<dd>Klima</dd>", count=1, status_code=403)
                self.assertEqual(DeskForm(page).fields, {})

    def test_a_file_that_was_chosen_is_named_as_what_is_not_kept(self):
        page = self.refused("null", name="Klima", image=SimpleUploadedFile("platz.png", b"x"))
        lost = "Nur Dateien kann die Seite nicht aufheben; bitte wählen Sie danach noch einmal aus: platz.png"
        self.assertContains(page, lost, status_code=403)

    def test_a_form_without_an_origin_is_shown_and_cannot_be_sent(self):
        self.client = Client(enforce_csrf_checks=True)
        self.client.force_login(self.editor)
        fields = self.typed(name="Klima") | {"csrfmiddlewaretoken": "x" * 64}
        self.assertEqual(DeskForm(self.client.post(ADD, fields)).fields, {})

    def test_the_login_form_never_shows_what_was_typed(self):
        answer = self.client.post(
            "/admin/login/", {"username": "redaktion", "password": "streng-geheim"}
        )
        self.assertNotContains(answer, "streng-geheim", status_code=403)
        self.assertNotContains(answer, "redaktion", status_code=403)

    def test_outside_the_desk_the_usual_page_answers(self):
        answer = self.client.post("/beitraege/", {"name": "Klima"})
        self.assertNotContains(answer, "Klima", status_code=403)


def address_of(number):
    """Return one of many addresses, each in a network of its own."""
    return f"198.51.{number // 250}.{number % 250 + 1}"


@stopped_clock
class BrakeTests(TestCase):
    """Guessing one account's password from ever new addresses comes to an end; its owner goes on."""

    @classmethod
    def setUpTestData(cls):
        cls.editor = make_editor()
        User.objects.update(email="ada@example.org")

    def setUp(self):
        cache.clear()
        self.enterContext(mock.patch("wiq_site.desk.FAILURES_OF_ONE_NAME", 5))

    def log_in(self, typed="geheim", address="192.0.2.1", client=None):
        fields = {"username": "redaktion", "password": typed}
        return (client or self.client).post("/admin/login/", fields, REMOTE_ADDR=address)

    def guess(self, times):
        for number in range(times):
            page = self.log_in("geraten", address_of(number), Client())
        return page

    def test_after_too_many_wrong_ones_a_new_browser_is_refused(self):
        self.assertNotContains(self.guess(5), "zu viele falsche Passwörter")
        self.assertContains(self.guess(1), "zu viele falsche Passwörter")
        self.assertContains(self.log_in(), "zu viele falsche Passwörter")

    def test_a_browser_that_was_signed_in_before_goes_on(self):
        self.log_in()
        self.client.cookies.pop("sessionid", None)
        self.guess(6)
        self.assertEqual(self.log_in().status_code, 302)

    def test_what_another_account_left_in_a_browser_opens_nothing(self):
        User.objects.create_user("andere", password="geheim", is_staff=True)
        self.client.post("/admin/login/", {"username": "andere", "password": "geheim"})
        self.client.cookies.pop("sessionid", None)
        self.guess(6)
        self.assertContains(self.log_in(), "zu viele falsche Passwörter")

    @mock.patch("wiq_site.desk.Thread")
    def test_a_login_from_a_new_browser_after_wrong_ones_is_mailed(self, thread):
        self.guess(3)
        self.log_in()
        thread.call_args.kwargs["target"](*thread.call_args.kwargs["args"])
        self.assertEqual(mail.outbox[0].to, ["ada@example.org"])
        self.assertIn("Davor kamen 3 falsche Passwörter.", mail.outbox[0].body)

    @mock.patch("wiq_site.desk.Thread")
    def test_a_slip_of_ones_own_is_not_mailed(self, thread):
        self.guess(2)
        self.log_in()
        self.assertFalse(thread.called)


TOO_MANY = "Das waren zu viele Versuche. Bitte versuchen Sie es in"


class LoginLimitTests(TestCase):
    """Whoever guesses passwords is stopped, and nobody else."""

    @classmethod
    def setUpTestData(cls):
        cls.editor = make_editor()

    def setUp(self):
        cache.clear()
        self.enterContext(stopped_clock)

    def log_in(self, typed="geheim", name="redaktion", address="192.0.2.1"):
        fields = {"username": name, "password": typed}
        return self.client.post("/admin/login/", fields, REMOTE_ADDR=address)

    def guess(self, times, **who):
        for _ in range(times):
            page = self.log_in("geraten", **who)
        return page

    def test_the_tenth_guess_is_answered_and_the_eleventh_refused(self):
        self.assertNotContains(self.guess(10), TOO_MANY)
        self.assertContains(self.guess(1), f"{TOO_MANY} 15 Minuten noch einmal.")

    def test_after_that_the_right_password_does_not_count_either(self):
        self.guess(10)
        self.assertContains(self.log_in(), TOO_MANY)
        self.assertNotIn("sessionid", self.client.cookies)

    def test_right_logins_shut_out_nobody(self):
        self.guess(9)
        for _ in range(60):
            self.assertEqual(self.log_in().status_code, 302)
        self.assertNotContains(self.guess(1), TOO_MANY)
        self.assertContains(self.guess(1), TOO_MANY)

    def test_a_quarter_of_an_hour_later_it_counts_again(self):
        self.guess(11)
        with mock.patch("wiq_site.kit.visitors.time.time", return_value=1_800_000_900):
            self.assertEqual(self.log_in().status_code, 302)

    def test_the_editor_comes_in_from_elsewhere_meanwhile(self):
        self.guess(11)
        self.assertEqual(self.log_in(address="192.0.2.2").status_code, 302)

    def test_one_password_for_many_names_comes_to_an_end_too(self):
        for number in range(50):
            self.guess(1, name=f"name{number}")
        self.assertContains(self.guess(1, name="name50"), TOO_MANY)

    def test_the_login_between_two_steps_counts_as_well(self):
        self.guess(10)
        typed = {"weiter-username": "redaktion", "weiter-password": "geheim"}
        page = self.client.post("/admin/blog/topic/add/", typed, REMOTE_ADDR="192.0.2.1")
        self.assertContains(page, TOO_MANY, status_code=403)

    def test_neither_name_nor_address_is_kept(self):
        with mock.patch("wiq_site.kit.visitors.cache") as kept:
            kept.incr.return_value = 1
            self.log_in("geraten")
            self.log_in()
        names = " ".join(call.args[0] for call in kept.add.call_args_list)
        names += " ".join(call.args[0] for call in kept.decr.call_args_list)
        self.assertEqual(len(kept.add.call_args_list), 5)
        for told in ("redaktion", "192.0.2"):
            self.assertNotIn(told, names)


class SharedComputerTests(TestCase):
    def log_in(self, **typed):
        make_editor()
        return self.client.post(
            "/admin/login/?next=/admin/", {"username": "redaktion", "password": "geheim", **typed}
        )

    def test_the_login_ends_with_the_browser_and_leaves_no_proof(self):
        answer = self.log_in(shared="on")
        self.assertEqual(answer.cookies["sessionid"]["max-age"], "")
        self.assertNotIn("redaktion", answer.cookies)
        self.assertContains(self.client.get("/admin/"), 'name="shared-computer"')

    def test_ones_own_computer_stays_signed_in(self):
        answer = self.log_in()
        self.assertGreater(answer.cookies["sessionid"]["max-age"], 24 * 3600)
        self.assertIn("redaktion", answer.cookies)
        self.assertNotContains(self.client.get("/admin/"), 'name="shared-computer"')
