"""A colleague is invited by somebody who may, chooses a password once, and belongs to the team."""

import re
from unittest import mock

from django.contrib.auth.models import Group, Permission, User
from django.core import mail
from django.test import TestCase

from tests.build import make_colleague, make_editor

INVITE = "/admin/einladen/"
TYPED = {"first_name": "Jörg", "last_name": "Große", "email": "joerg@example.org"}


class InvitationTests(TestCase):
    def setUp(self):
        self.client.force_login(User.objects.create_superuser("chefin"))

    def invite(self, **typed):
        role = Group.objects.get(name="Redaktion").pk
        return self.client.post(INVITE, {"roles": [role]} | TYPED | typed)

    def link(self):
        return re.search(r"https?://[^/]+(/admin/einladung/\S+)", mail.outbox[-1].body)[1]

    def test_the_mail_leads_to_a_password_and_the_account_may_edit(self):
        self.invite()
        account = User.objects.get(username="joerg-grosse")
        self.assertFalse(account.has_usable_password())
        self.assertIn("„joerg-grosse“", mail.outbox[0].body)
        self.client.logout()
        form = self.client.get(self.link(), follow=True)
        words = "vier kleine Enten schwimmen"
        data = {"new_password1": words, "new_password2": words}
        self.client.post(form.redirect_chain[-1][0], data)
        self.assertTrue(self.client.login(username="joerg-grosse", password=words))
        self.assertContains(self.client.get("/admin/"), "Beitrag schreiben")

    def test_the_link_is_good_once(self):
        self.invite()
        account, link = User.objects.get(email=TYPED["email"]), self.link()
        account.set_password("vier kleine Enten schwimmen")
        account.save()
        self.client.logout()
        for path in (link, "/admin/einladung/x/"):
            page = self.client.get(path, follow=True)
            self.assertEqual(page.redirect_chain, [("/admin/login/", 302)])
            self.assertContains(page, "Dieser Link gilt nicht mehr")

    def test_an_address_with_an_account_is_refused_at_the_field(self):
        self.invite()
        page = self.invite(email="JOERG@example.org")
        self.assertContains(page, "Zu dieser Adresse gibt es schon ein Konto.")
        self.assertEqual(User.objects.filter(is_superuser=False).count(), 1)

    def test_two_of_one_name_get_two_accounts(self):
        self.invite()
        self.invite(email="anders@example.org")
        self.assertTrue(User.objects.filter(username="joerg-grosse-2").exists())

    def test_without_a_mail_server_the_link_is_shown(self):
        with mock.patch("wiq_site.colleagues.send_mail", side_effect=OSError):
            answer = self.invite()
        self.assertContains(self.client.get(answer.url), "/admin/einladung/")

    def test_the_roles_chosen_are_those_of_the_account(self):
        moderation = Group.objects.get(name="Moderation")
        self.invite(roles=[moderation.pk])
        self.assertEqual(list(User.objects.get(email=TYPED["email"]).groups.all()), [moderation])

    def test_no_role_is_chosen_for_whoever_invites(self):
        self.assertNotContains(self.client.get(INVITE), " checked")

    def test_without_a_role_nobody_is_invited(self):
        self.assertContains(self.invite(roles=[]), "Bitte wählen Sie mindestens eine Rolle.")

    def test_whoever_runs_the_site_gives_the_roles_and_no_other_group(self):
        self.client.force_login(make_colleague("Verwaltung"))
        chosen = self.client.get(INVITE).context["form"].fields["roles"].queryset
        other = Group.objects.create(name="Alles")
        other.permissions.set(Permission.objects.all())
        self.assertEqual(
            sorted(chosen.values_list("name", flat=True)),
            ["Autorin/Autor", "Moderation", "Redaktion", "Verwaltung"],
        )
        self.assertEqual(self.invite(roles=[other.pk]).status_code, 200)
        self.assertEqual(mail.outbox, [])

    def test_editors_may_not(self):
        self.client.force_login(make_editor())
        for answer in (self.client.get(INVITE), self.invite()):
            self.assertEqual(answer.status_code, 403)
        self.assertNotContains(self.client.get("/admin/"), INVITE)
        self.assertEqual(mail.outbox, [])
