"""Abbreviations explained where they first stand, and the page of links that lead nowhere."""

from django.core.files.base import ContentFile
from django.test import TestCase

from blog.models import Post
from meetings.agenda import AgendaItem
from tests.build import make_meeting, make_page, make_post
from tests.desk import DeskTestCase, admin_address, errors_of, send
from tests.images import file_of
from wiq_site.kit import markup
from wiq_site.kit.markup import clean_editors
from wiq_site.kit.registries import meanings_in
from wiq_site.pages.models import Abbreviation, Picture, Redirect

AWS = '<abbr title="Arbeit &amp; &quot;Wirtschaft&quot; &lt;Süd&gt;">AWS</abbr>'


def render_markdown(text):
    return markup.render_markdown(text, meanings=meanings_in(text))


class RenderedTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        Abbreviation.objects.create(short="AWS", meaning='Arbeit & "Wirtschaft" <Süd>')
        Abbreviation.objects.create(short="ÖA", meaning="Öffentlichkeitsarbeit")

    def test_the_first_of_each_in_a_text_is_explained(self):
        html = render_markdown("Die **AWS** trifft die ÖA, dann die AWS.")
        oea = '<abbr title="Öffentlichkeitsarbeit">ÖA</abbr>'
        self.assertEqual(html, f"<p>Die <strong>{AWS}</strong> trifft die {oea}, dann die AWS.</p>")
        self.assertEqual(clean_editors(html), html)

    def test_whole_words_of_the_very_spelling_alone(self):
        for text in ("AWSler", "aws", "Aws", "DAWS", "A W S", "AWS2"):
            self.assertNotIn("<abbr", render_markdown(f"Ein {text} hier."))
        for text in ("AWS-Treffen", "(AWS)", "AWS.", "„AWS“", "AWS/ÖA"):
            self.assertIn(AWS, render_markdown(f"Ein {text} hier."))

    def test_not_in_links_code_headings_and_addresses(self):
        for text in (
            "## Die AWS",
            "[Die AWS](/aws/)",
            "`AWS`",
            "```\nAWS\n```",
            "https://example.org/AWS",
            "www.example.org/AWS/ÖA",
            "![AWS](/media/picture/x/AWS.jpg)",
        ):
            with self.subTest(text):
                self.assertNotIn("<abbr", render_markdown(text))
        self.assertIn(AWS, render_markdown("## Die AWS\n\nDie AWS trifft sich."))

    def test_signs_of_html_are_no_words(self):
        Abbreviation.objects.create(short="AMP", meaning="Nichts")
        self.assertNotIn("<abbr", render_markdown("Fragen &AMP; Antworten <"))

    def test_an_explanation_of_ones_own_stays(self):
        html = render_markdown("Die AWS.\n\n*[AWS]: Anders")
        self.assertEqual(html, '<p>Die <abbr title="Anders">AWS</abbr>.</p>')

    def test_a_text_without_a_candidate_costs_no_query_and_one_with_many_costs_one(self):
        with self.assertNumQueries(0):
            render_markdown("Ein Text Ohne Etwas, A und B.")
        with self.assertNumQueries(1):
            render_markdown("AWS ÖA TOP WiQ AWS " * 500)

    def test_a_change_of_the_list_makes_the_texts_anew_and_no_version(self):
        post, page = make_post(body="Die WiQ."), make_page(body="Die WiQ.")
        item = make_meeting(items=[("Fest", 5, "Ada", "Die WiQ.")]).items.get()
        things = (post, page, item)

        def html():
            for each in things:
                each.refresh_from_db()
            return {each.body_html if each is not item else each.protocol_html for each in things}

        digest = Post.objects.get().digest
        word = Abbreviation.objects.create(short="WiQ", meaning="Wir im Quartier")
        self.assertEqual(html(), {'<p>Die <abbr title="Wir im Quartier">WiQ</abbr>.</p>'})
        self.assertNotEqual(post.digest, digest)
        self.assertIsNone(post.corrected_at)
        word.short = "QWi"
        word.save()
        self.assertEqual(html(), {"<p>Die WiQ.</p>"})
        word.short = "WiQ"
        word.save()
        word.delete()
        self.assertEqual(html(), {"<p>Die WiQ.</p>"})


class DeskTests(DeskTestCase):
    def test_editors_keep_the_list(self):
        make_post(body="Die ÖA.")
        answer = self.client.post(
            "/admin/pages/abbreviation/add/", {"short": "ÖA", "meaning": "Öffentlichkeitsarbeit"}
        )
        self.assertEqual(answer.status_code, 302)
        self.assertIn("<abbr", Post.objects.get().body_html)
        self.client.post(
            "/admin/pages/abbreviation/",
            {
                "action": "delete_selected",
                "_selected_action": [Abbreviation.objects.get().pk],
                "post": "yes",
            },
        )
        self.assertNotIn("<abbr", Post.objects.get().body_html)

    def test_what_is_no_abbreviation_is_refused_in_a_sentence(self):
        for short in ("Amt", "A S", "A.S.", "A_S", "X"):
            page = self.client.post(
                "/admin/pages/abbreviation/add/", {"short": short, "meaning": "Etwas"}
            )
            sentence = "Eine Abkürzung ist ein Wort mit mindestens zwei großen Buchstaben."
            self.assertIn(sentence, errors_of(page))


class DeadLinksTests(DeskTestCase):
    def test_each_dead_address_is_told_once_with_all_texts_that_lead_there(self):
        post = make_post("Fest", body="[weg](/gibt-es-nicht/) und [da](/teams/)", published_at=None)
        meeting = make_meeting(items=[("Rückblick", 5, "Ada", "[weg](/gibt-es-nicht/)")])
        page = self.client.get("/admin/links/")
        [(address, places)] = page.context["dead"]
        self.assertEqual(address, "/gibt-es-nicht/")
        self.assertEqual(
            {(name, form) for name, form, _kind in places},
            {
                ("Fest", admin_address("change", post)),
                ("TOP 1 Rückblick", admin_address("change", meeting)),
            },
        )
        self.assertContains(page, "Angesehen sind 2 Adressen dieser Website in 2 Texten")

    def test_what_leads_on_or_away_is_not_told(self):
        Redirect.objects.create(old_path="/node/1", new_path="/teams/")
        make_post(body="[alt](/node/1) [fremd](https://example.org/x) [Mail](mailto:a@example.org)")
        self.assertContains(self.client.get("/admin/links/"), "Kein Link führt ins Leere.")

    def test_a_query_string_or_a_missing_slash_hides_nothing(self):
        make_post("Fest", slug="fest", body="[da](/beitraege/fest/?fbclid=1) [da](/teams?x=1)")
        make_post(body="[weg](/beitraege/weg/?thema=klima) [weg](/treffen/weg?x=1) [weg](/weg?q=a)")
        dead = [address for address, _places in self.client.get("/admin/links/").context["dead"]]
        self.assertEqual(
            sorted(dead), ["/beitraege/weg/?thema=klima", "/treffen/weg/?x=1", "/weg/?q=a"]
        )

    def test_a_picture_that_is_not_there_is_told(self):
        there = Picture(image=ContentFile(file_of("JPEG"), name="hof.jpg"), image_alt="Hof")
        there.save()
        make_post(body=f"![weg](/media/picture/x/weg.jpg)\n\n{there.markdown}")
        [(address, _places)] = self.client.get("/admin/links/").context["dead"]
        self.assertEqual(address, "/media/picture/x/weg.jpg")

    def test_a_link_without_its_first_slash_is_seen_from_the_root(self):
        make_post(slug="da", body="[weg](../da/) [da](treffen/) [hier](#x)")
        make_meeting(slug="treff", items=[("Plan", 5, None, "[weg](plan.html) [da](./teams/)")])
        dead = [address for address, _places in self.client.get("/admin/links/").context["dead"]]
        self.assertEqual(sorted(dead), ["/da/", "/plan.html"])

    def test_a_text_mended_is_gone_from_it(self):
        post = make_post(body="[weg](/gibt-es-nicht/)")
        self.assertContains(self.client.get("/admin/links/"), "/gibt-es-nicht/")
        send(self.client, admin_address("change", post), body="Nichts mehr.")
        self.assertNotContains(self.client.get("/admin/links/"), "/gibt-es-nicht/")

    def test_queries_do_not_grow_with_the_texts(self):
        for count in (1, 6):
            for number in range(count):
                make_post(f"Fest {number}", body="[weg](/gibt-es-nicht/)")
            with self.subTest(count=count), self.assertNumQueries(DEAD_LINKS_QUERIES):
                self.client.get("/admin/links/")
        self.assertEqual(AgendaItem.objects.count(), 0)


DEAD_LINKS_QUERIES = 11
