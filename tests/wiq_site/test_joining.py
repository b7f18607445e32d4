"""Handing in an idea and joining a team: guarded as comments are, mailed on, and nothing typed is lost."""

from unittest.mock import patch

from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client, TestCase, override_settings
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from blog import topics
from blog.models import Post, Topic
from tests.build import make_post, make_topic
from tests.comments.filling import Form, answer

IDEA = {
    "title": "Eine Bank vor der *Bibliothek*",
    "text": "1. Bank\r\n<b>fett</b> & # keine Überschrift\r\n\r\nZwei Leute.",
    "name": "Ada",
    "email": "ada@example.org",
}
JOIN = {"name": "Bo", "email": "bo@example.org", "text": "Ich habe\r\neine Bohrmaschine."}


class FormTestCase(TestCase):
    def setUp(self):
        cache.clear()

    def filled(self, path, **typed):
        form = Form(self.client.get(path))
        return form.fields | {"captcha_1": answer(form.key)} | typed

    def send(self, path, **typed):
        with self.captureOnCommitCallbacks(execute=True):
            return self.client.post(path, self.filled(path, **typed))

    def assert_kept(self, page, status, typed):
        self.assertEqual(page.status_code, status)
        form = page.context["form"]
        for name, value in typed.items():
            self.assertEqual(form[name].value(), value)


class IdeaTests(FormTestCase):
    def test_an_idea_becomes_a_draft_that_no_visitor_sees(self):
        self.send("/idee/", **IDEA)
        post = Post.objects.get()
        self.assertEqual(
            (post.title, post.author, post.contact, post.published_at),
            (IDEA["title"], "Ada", "ada@example.org", None),
        )
        self.assertEqual([topic.name for topic in post.topics.all()], ["Idee sucht Team"])
        self.assertEqual(self.client.get(post.get_absolute_url()).status_code, 404)

    def test_what_was_typed_is_what_appears(self):
        self.send("/idee/", **IDEA)
        self.assertHTMLEqual(
            Post.objects.get().body_html,
            "<p>1. Bank</p><p>&lt;b&gt;fett&lt;/b&gt; &amp; # keine Überschrift</p><p>Zwei Leute.</p>",
        )

    def test_a_list_is_one_and_editors_read_what_was_typed(self):
        lines = "Liste:", "- 5 Stühle", "  * klein", "Am 3. Mai", "1. Leim", "2. Holz", "3. Mai #1"
        self.send("/idee/", **IDEA | {"text": "\r\n".join(lines)})
        post = Post.objects.get()
        self.assertEqual([line.rstrip() for line in post.body.splitlines()], list(lines))
        self.assertHTMLEqual(
            post.body_html,
            "<p>Liste:</p><ul><li>5 Stühle<ul><li>klein</li></ul></li></ul><p>Am 3. Mai</p>"
            "<ol><li>Leim</li><li>Holz</li><li>Mai #1</li></ol>",
        )

    def test_no_line_begins_another_block_at_any_indent(self):
        lines = [
            *("Der Hof um 10 Uhr.", "  > Zitat", "## Punkt", "---", "  1) Leim", "2.) Holz", " 3. Säge", "- ?"),
            *("===", "a | b", "--|--", "| c |", ":", "*nah", "fern*", "&copy; &lt;br>", "Zeile<br>", "```", "~~~"),
            *("a\\*b", "¯\\_(ツ)_/¯", "C:\\Daten\\"),
        ]  # fmt: skip
        self.send("/idee/", **IDEA | {"text": "\r\n".join(lines)})
        shown = "<br>".join(escape(line.strip()) for line in lines)
        self.assertHTMLEqual(Post.objects.get().body_html, f"<p>{shown}</p>")

    def test_a_title_or_text_of_which_nothing_is_seen_is_refused(self):
        for name in ("title", "text"):
            with self.subTest(name):
                typed = IDEA | {name: "\u200b\u2060"}
                self.assert_kept(self.send("/idee/", **typed), 422, typed)
        self.assertEqual(Post.objects.count(), 0)

    def test_a_name_or_title_is_more_than_signs(self):
        for name, signs in (("name", "***"), ("name", "?\u3164"), ("title", "…")):
            with self.subTest(name, signs=ascii(signs)):
                page = self.send("/idee/", **IDEA | {name: signs})
                self.assert_kept(page, 422, {name: signs})
                self.assertContains(page, "mindestens einen Buchstaben", status_code=422)
        self.send("/idee/", **IDEA | {"name": "\u200b"})
        self.assertEqual(Post.objects.get().author, "")

    def test_the_team_hears_of_it_without_a_word_of_it(self):
        self.send("/idee/", **IDEA)
        (message,) = mail.outbox
        self.assertIn(f"/admin/blog/post/{Post.objects.get().pk}/change/", message.body)
        for word in ("Bank", "Ada", "ada@example.org"):
            self.assertNotIn(word, message.subject + message.body)

    def test_a_broken_mail_server_loses_no_idea(self):
        with patch(
            "django.core.mail.backends.locmem.EmailBackend.send_messages", side_effect=OSError
        ):
            self.assertEqual(self.send("/idee/", **IDEA).status_code, 302)
        self.assertEqual(Post.objects.count(), 1)

    def test_whoever_brought_it_can_follow_it(self):
        path = self.send("/idee/", **IDEA)["Location"]
        self.assertContains(self.client.get(path), "ist angekommen")
        post = Post.objects.get()
        make_public = make_post().published_at
        post.published_at = make_public
        post.save()
        self.assertContains(self.client.get(path), post.get_absolute_url())
        post.withdrawn_at = make_public
        post.save()
        self.assertContains(self.client.get(path), "steht hier nicht mehr")
        self.assertEqual(self.client.get("/idee/erfunden/").status_code, 404)

    def test_a_form_sent_twice_stores_one_idea(self):
        data = self.filled("/idee/", **IDEA)
        first, again = (self.client.post("/idee/", data) for _press in range(2))
        self.assertRedirects(again, first["Location"])
        self.assertEqual(Post.objects.count(), 1)

    def test_other_words_in_a_form_that_was_sent_are_another_idea(self):
        data = self.filled("/idee/", **IDEA)
        self.client.post("/idee/", data)
        typed = {"title": "Noch eine Bank", "text": "Hinter der Bibliothek."}
        page = self.client.post("/idee/", data | typed)
        self.assert_kept(page, 422, typed)
        self.assertContains(page, "schon abgesendet", status_code=422)
        form = Form(page)
        again = form.fields | {"captcha_1": answer(form.key)}
        self.assertEqual(self.client.post("/idee/", again).status_code, 302)
        titles = Post.objects.values_list("title", flat=True)
        self.assertCountEqual(titles, [IDEA["title"], "Noch eine Bank"])

    def test_what_cannot_be_shown_is_refused_with_a_sentence(self):
        typed = IDEA | {"text": "Schluss" + "*" * 300}
        self.assert_kept(self.send("/idee/", **typed), 422, typed)
        self.assertEqual(Post.objects.count(), 0)

    def test_nobody_signs_as_the_team(self):
        make_topic("Klima AG", kind="team", contact="klima@example.org")
        for path, typed in (("/idee/", IDEA), ("/mitmachen/thema/klima-ag/", JOIN)):
            with self.subTest(path):
                typed = typed | {"name": "Redaktion WiQ"}
                page = self.send(path, **typed)
                self.assert_kept(page, 422, typed)
                self.assertContains(page, "So unterschreibt hier nur", status_code=422)
        self.assertEqual((Post.objects.count(), mail.outbox), (0, []))

    def test_a_wrong_captcha_loses_nothing(self):
        page = self.send("/idee/", **IDEA, captcha_1="0")
        self.assert_kept(page, 422, IDEA)
        self.assertEqual(Post.objects.count(), 0)

    def test_a_program_is_refused(self):
        self.assertEqual(self.client.post("/idee/", IDEA).status_code, 422)
        self.assert_kept(self.send("/idee/", **IDEA, homepage="x"), 422, IDEA)
        self.assertEqual(Post.objects.count(), 0)

    def test_too_many_are_asked_to_wait(self):
        with override_settings(COMMENT_LIMITS=[(0, 600)]):
            page = self.send("/idee/", **IDEA)
        self.assert_kept(page, 429, IDEA)
        self.assertEqual((page["Retry-After"] > "0", Post.objects.count()), (True, 0))

    def test_a_refused_token_loses_nothing(self):
        data = self.filled("/idee/", **IDEA)
        page = Client(enforce_csrf_checks=True).post("/idee/", data)
        self.assert_kept(page, 403, IDEA)

    def test_another_picture_keeps_what_was_typed(self):
        page = self.client.post("/idee/", self.filled("/idee/", **IDEA, new_picture="1"))
        self.assert_kept(page, 200, IDEA)
        self.assertEqual(page.context["form"].errors, {})


class JoinTests(FormTestCase):
    def setUp(self):
        super().setUp()
        self.team = make_topic("Radwege", kind="team", state="sucht", contact="rad@example.org")
        self.idea = make_post("Die Bank", ["Idee sucht Team"], contact="ada@example.org")

    def test_it_goes_to_the_contact_of_team_and_idea(self):
        for path, address in (
            ("/mitmachen/thema/radwege/", "rad@example.org"),
            ("/mitmachen/beitrag/die-bank/", "ada@example.org"),
        ):
            with self.subTest(path=path):
                mail.outbox.clear()
                self.assertRedirects(self.send(path, **JOIN), f"{path}danke/")
                (message,) = mail.outbox
                self.assertEqual((message.to, message.reply_to), ([address], ["bo@example.org"]))
                self.assertIn("Ich habe\neine Bohrmaschine.", message.body)

    def test_without_an_address_the_form_asks_for_it(self):
        page = self.send("/mitmachen/thema/radwege/", **JOIN | {"email": ""})
        self.assertContains(page, "Bitte geben Sie Ihre E-Mail-Adresse an.", status_code=422)

    def test_a_text_of_which_nothing_is_seen_is_refused(self):
        typed = JOIN | {"text": "\u3164\u200b"}
        self.assert_kept(self.send("/mitmachen/thema/radwege/", **typed), 422, typed)

    def test_without_a_contact_it_goes_to_the_site(self):
        make_post("Der Baum", ["Idee sucht Team"])
        self.send("/mitmachen/beitrag/der-baum/", **JOIN)
        self.assertEqual(mail.outbox[0].to, ["kontakt@example.org"])

    def test_nothing_of_it_is_stored(self):
        data = self.filled("/mitmachen/thema/radwege/", **JOIN)
        with CaptureQueriesContext(connection) as captured:
            self.client.post("/mitmachen/thema/radwege/", data)
        written = [q["sql"] for q in captured if "bo@example.org" in q["sql"]]
        self.assertEqual((written, len(mail.outbox)), ([], 1))

    def test_the_contact_is_shown_nowhere(self):
        for path in ("/beitraege/die-bank/", "/mitmachen/beitrag/die-bank/", "/beitraege/feed.rss"):
            self.assertNotContains(self.client.get(path), "ada@example.org")

    def test_a_broken_mail_server_loses_nothing(self):
        path = "/mitmachen/thema/radwege/"
        with patch(
            "django.core.mail.backends.locmem.EmailBackend.send_messages", side_effect=OSError
        ):
            page = self.send(path, **JOIN)
        self.assert_kept(page, 503, JOIN)
        again = Form(page).fields
        self.assertNotIn("captcha_1", again)
        self.assertRedirects(self.client.post(path, again), f"{path}danke/")
        self.assertEqual(len(mail.outbox), 1)

    def test_a_form_sent_twice_is_one_mail(self):
        path = "/mitmachen/thema/radwege/"
        with patch(
            "django.core.mail.backends.locmem.EmailBackend.send_messages", side_effect=OSError
        ):
            fields = Form(self.send(path, **JOIN)).fields
        for _press in range(2):
            self.assertRedirects(self.client.post(path, fields), f"{path}danke/")
        self.assertEqual(len(mail.outbox), 1)
        page = self.client.post(path, fields | {"text": "Und eine Leiter."})
        self.assert_kept(page, 422, {"text": "Und eine Leiter."})

    def test_what_cannot_be_joined_has_no_form(self):
        make_topic("Fertig", kind="team", state="abgeschlossen")
        make_topic("Klima")
        make_post("Bericht")
        make_post("Entwurf", ["Idee sucht Team"], published_at=None)
        for path in ("thema/fertig", "thema/klima", "beitrag/bericht", "beitrag/entwurf"):
            with self.subTest(path=path):
                self.assertEqual(self.client.get(f"/mitmachen/{path}/").status_code, 404)

    def test_the_address_of_what_moved_leads_on(self):
        """It stands on notices and in mails."""
        paths = [f"/mitmachen/{path}/" for path in ("thema/radwege", "beitrag/die-bank")]
        sent = self.filled(paths[0], **JOIN)
        for item, new in (self.team, "wege"), (self.idea, "bank"):
            item.slug = new
            item.save()
        for path, new in zip(paths, ("thema/wege", "beitrag/bank"), strict=True):
            self.assertRedirects(self.client.get(path), f"/mitmachen/{new}/", 301)
        self.assertRedirects(self.client.post(paths[0], sent), "/mitmachen/thema/wege/danke/")
        self.assertEqual(len(mail.outbox), 1)
        topics.merge(self.team, make_topic("Fahrrad", kind="team", state="sucht"))
        self.assertRedirects(self.client.get(paths[0]), "/mitmachen/thema/fahrrad/", 301)
        Topic.objects.filter(name="Fahrrad").update(state="abgeschlossen")
        self.assertRedirects(self.client.get(paths[0]), "/themen/fahrrad/", 301)

    def test_what_was_typed_for_what_is_gone_comes_back_to_be_copied(self):
        path = "/mitmachen/beitrag/die-bank/"
        sent = self.filled(path, **JOIN)
        Post.objects.update(published_at=None)
        page = self.client.post(path, sent)
        self.assertContains(page, f">\n{JOIN['text']}</textarea>", status_code=404)
        self.assertEqual(mail.outbox, [])

    def test_pages_of_ideas_and_teams_lead_to_it(self):
        for path, link in (
            ("/beitraege/die-bank/", "/mitmachen/beitrag/die-bank/"),
            ("/themen/radwege/", "/mitmachen/thema/radwege/"),
            ("/teams/", "/mitmachen/beitrag/die-bank/"),
            ("/teams/", "/mitmachen/thema/radwege/"),
        ):
            with self.subTest(path=path):
                self.assertContains(self.client.get(path), f'href="{link}"')
