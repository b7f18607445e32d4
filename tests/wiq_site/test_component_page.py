import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import TestCase, override_settings

from wiq_site.components import COLOURS, TOWNS

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

    def test_editors_see_the_site_as_another_town(self):
        self.client.force_login(User.objects.create_user("ada", is_staff=True))
        ours = self.client.get("/").content.decode()
        page = self.client.get("/gestaltung/hafen/").content.decode()
        for words in ("Hafenrunde", "Gemeinsam am Wasser", "css/town-hafen", "img/nachbarschaft"):
            self.assertIn(words, page)
        self.assertEqual(
            re.findall("Leipzig|Quartier|WiQ|img/quartier", page.partition("<body>")[2]), []
        )
        self.assertEqual(self.client.get("/").content.decode(), ours)
        self.assertEqual(self.client.get("/gestaltung/nirgends/").status_code, 404)
        self.client.logout()
        self.assertEqual(self.client.get("/gestaltung/hafen/").status_code, 302)

    @override_settings(SITE_DRAWING="nachbarschaft")
    def test_the_drawing_of_no_town_is_chosen_by_a_setting(self):
        self.assertContains(self.client.get("/"), "img/nachbarschaft.svg")


def roles_of(name):
    """Return the colours that ``tokens.css`` with the stylesheet ``name`` above it gives, in light and dark."""
    light, dark = {}, {}
    for file in dict.fromkeys(("tokens", name)):
        parts = (
            (CSS / f"{file}.css").read_text(encoding="utf-8").split("prefers-color-scheme: dark")
        )
        light |= re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", parts[0])
        dark |= re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", parts[1])
    return {"light": light, "dark": light | dark}


def contrast(one, other):
    """Return the ratio of the luminances of two colours, 1 to 21. Source: WCAG 2.2."""

    def luminance(colour):
        channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        channels = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2] + 0.05

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return light / dark


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["tokens", *(f"town-{town}" for town in TOWNS)])
def test_what_is_to_be_read_stands_out_in_every_town(name, scheme):
    roles = roles_of(name)[scheme]
    grounds = ("surface", "surface-raised", "surface-sunken")
    pairs = {(front, ground): 4.5 for front in ("text", "text-quiet", "link") for ground in grounds}
    pairs |= {("text-on-wall", ground): 4.5 for ground in ("wall", "wall-joint", "wall-pale")}
    pairs |= {
        (f"text-on-{on}", ground): 4.5
        for on, ground in [("strong", "surface-strong"), ("accent", "accent"), ("sign", "sign")]
    }
    pairs |= {("surface", "link"): 4.5, ("surface", "error"): 4.5, ("error", "error-surface"): 4.5}
    pairs |= {
        ("text", "placeholder"): 4.5,
        ("line-strong", "surface-raised"): 3,
        ("focus", "surface"): 3,
    }
    ratios = {pair: contrast(roles[pair[0]], roles[pair[1]]) for pair in pairs}
    assert {pair: ratio for pair, ratio in ratios.items() if ratio < pairs[pair]} == {}


def test_every_colour_shown_is_a_role_of_the_tokens():
    tokens = (CSS / "tokens.css").read_text(encoding="utf-8")
    patches = (CSS / "component-page.css").read_text(encoding="utf-8")
    roles = set(re.findall(r"--([a-z-]+): #", tokens))
    assert set(COLOURS) <= roles
    assert [name for name in COLOURS if f".swatch-{name} " not in patches] == []
