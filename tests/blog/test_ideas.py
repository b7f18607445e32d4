"""The life of an idea: typed a line a step, told on its page."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.test import SimpleTestCase, TestCase

from blog.ideas import LifeStep, read_steps
from tests.build import berlin, make_editor, make_post

LIFE = "2.5.2021 im Betrieb\n\n 11.03.21 TEAM gefunden : /treffen/maerz/#top-5\n"


class ReadTests(SimpleTestCase):
    def test_lines_in_any_order_and_spelling(self):
        steps = [
            LifeStep(1, date(2021, 3, 11), "/treffen/maerz/#top-5"),
            LifeStep(3, date(2021, 5, 2)),
        ]
        self.assertEqual(read_steps(LIFE), steps)
        for line in ("2021-04-01 Lösungsteam", "1.4.21: Lösungsteam", "1.4.2021 – Lösungsteam"):
            with self.subTest(line):
                self.assertEqual(read_steps(line), [LifeStep(2, date(2021, 4, 1))])

    def test_what_tells_no_step_is_refused_with_the_line(self):
        for line in (
            "Team gefunden",
            "11.3.2021",
            "11.3.2021 Team gesucht",
            "31.2.2021 Team gefunden",
            "11.3.0021 Team gefunden",
            "11.3.2126 Team gefunden",
            "11.3.2021 Team gefunden: https://example.org/",
            "11.3.2021 Team gefunden: /gibt/es/nicht/",
            "11.3.2021 Team gefunden: javascript:alert(1)",
        ):
            with self.subTest(line), pytest.raises(ValidationError) as error:
                read_steps(f"2.5.2021 im Betrieb\n{line}")
            [text] = error.value.messages
            self.assertIn(line[:20], text)


class PageTests(TestCase):
    def steps(self, post):
        page = self.client.get(post.get_absolute_url())
        return [(str(step.name), step.day) for step in page.context["post"].steps]

    def test_an_idea_begins_with_its_post_and_shows_what_lies_ahead(self):
        post = make_post(topics=["Idee sucht Team"], published_at=berlin("2020-12-15 23:30"))
        self.assertEqual(
            self.steps(post),
            [("sucht Team", date(2020, 12, 15)), ("Team gefunden", None), ("Lösungsteam", None), ("im Betrieb", None)],
        )  # fmt: skip

    def test_each_step_has_its_day_and_leads_to_what_brought_it(self):
        post = make_post(published_at=berlin("2020-12-15 08:30"), life=LIFE)
        self.assertEqual(
            self.steps(post),
            [("sucht Team", date(2020, 12, 15)), ("Team gefunden", date(2021, 3, 11)), ("im Betrieb", date(2021, 5, 2))],
        )  # fmt: skip
        page = self.client.get(post.get_absolute_url())
        self.assertContains(page, '<a href="/treffen/maerz/#top-5">Team gefunden</a>')

    def test_a_first_step_that_is_typed_stands_once(self):
        life = "14.12.2020 sucht Team\n" + LIFE
        post = make_post(published_at=berlin("2020-12-15 08:30"), life=life)
        self.assertEqual(
            self.steps(post),
            [("sucht Team", date(2020, 12, 14)), ("Team gefunden", date(2021, 3, 11)), ("im Betrieb", date(2021, 5, 2))],
        )  # fmt: skip

    def test_a_line_that_tells_nothing_any_more_takes_no_other_with_it(self):
        life = (
            "2.5.2021 im Betrieb: /gibt/es/nicht/\n11.3.2126 Lösungsteam\n" + LIFE.split("\n")[-2]
        )
        post = make_post(published_at=berlin("2020-12-15 08:30"), life=life)
        names = [name for name, day in self.steps(post) if day]
        self.assertEqual(names, ["sucht Team", "Team gefunden"])

    def test_another_post_has_none(self):
        self.assertEqual(self.steps(make_post(topics=["Klima"])), [])

    def test_the_desk_says_which_line_it_cannot_read(self):
        self.client.force_login(make_editor())
        post = make_post()
        address = f"/admin/blog/post/{post.pk}/change/"
        form = self.client.get(address).context["adminform"].form
        self.assertIn("life", form.fields)
        page = self.client.post(address, {"title": "x", "life": "morgen vielleicht"})
        self.assertContains(page, "„morgen vielleicht“: Bitte schreiben Sie Tag und Schritt")
