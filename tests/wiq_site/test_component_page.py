import re
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import User
from django.test import TestCase

from wiq_site.components import COLOURS

CSS = Path(settings.BASE_DIR) / "static/css"


class ComponentPageTests(TestCase):
    def test_visitors_are_asked_to_log_in(self):
        self.assertRedirects(
            self.client.get("/gestaltung/"),
            "/admin/login/?next=/gestaltung/",
            fetch_redirect_response=False,
        )

    def test_editors_see_every_component_without_a_query_for_content(self):
        self.client.force_login(User.objects.create_user("ada", is_staff=True))
        with self.assertNumQueries(3):  # session, user, menu
            page = self.client.get("/gestaltung/")
        self.assertContains(page, "sucht Mitmachende")
        self.assertIn("no-store", page["Cache-Control"])


def test_every_colour_shown_is_a_role_of_the_tokens():
    tokens = (CSS / "tokens.css").read_text(encoding="utf-8")
    patches = (CSS / "component-page.css").read_text(encoding="utf-8")
    roles = set(re.findall(r"--([a-z-]+): #", tokens))
    assert set(COLOURS) <= roles
    assert [name for name in COLOURS if f".swatch-{name} " not in patches] == []
