"""Old sites come in, everything goes out: as it was, once, with its old addresses, and mailed to nobody."""

import contextlib
import io
import json
import random
import re
import tempfile
import zipfile
from io import StringIO
from pathlib import Path
from unittest import mock

from django.contrib.auth.models import Permission, User
from django.core import mail
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import SimpleTestCase, TestCase, TransactionTestCase, override_settings
from reversion.models import Version

from blog.models import Post, TaggedPost, Topic
from blog.topics import merge
from comments.models import Comment, OutgoingMail
from meetings.agenda import AgendaItem, Outcome, TaggedAgendaItem
from meetings.models import Meeting
from tests.blog.test_fields import texts
from tests.build import (
    berlin,
    days_ago,
    make_comment,
    make_editor,
    make_meeting,
    make_page,
    make_post,
    make_report,
    make_topic,
)
from tests.images import file_of
from wiq_site.pages.models import Page, Picture, Redirect
from wiq_site.transfer import TransferError
from wiq_site.transfer.sources import front_matter_of, guess, moment_of, read

WORDPRESS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:content="http://purl.org/rss/1.0/modules/content/"
  xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/"><channel>
<title>Alte Seite</title><link>https://alt.example</link>
<wp:author><wp:author_login>ada</wp:author_login><wp:author_display_name>Ada Ahrens</wp:author_display_name></wp:author>
<item><title>Haus &amp; Hof</title><link>https://alt.example/2019/05/haus-und-hof/</link><dc:creator>ada</dc:creator>
  <content:encoded><![CDATA[<!-- wp:paragraph --><p>Ein <strong>Fest</strong> im <s>Juni</s> <em>Juli</em>, siehe <a href="https://alt.example/2019/05/haus-und-hof/">hier</a>.</p><!-- /wp:paragraph -->
  <p>[caption id="x"]<img src="https://alt.example/wp-content/uploads/2019/05/hof.jpg" alt="Der Hof">[/caption]</p>]]></content:encoded>
  <excerpt:encoded><![CDATA[Kurz.]]></excerpt:encoded><wp:post_id>7</wp:post_id><wp:post_date>2019-05-01 14:00:00</wp:post_date>
  <wp:post_date_gmt>2019-05-01 12:00:00</wp:post_date_gmt><wp:post_name>haus-und-hof</wp:post_name><wp:status>publish</wp:status>
  <wp:post_type>post</wp:post_type><category domain="post_tag" nicename="fest"><![CDATA[Fest]]></category>
  <category domain="category" nicename="allgemein"><![CDATA[Allgemein]]></category>
  <wp:postmeta><wp:meta_key>_thumbnail_id</wp:meta_key><wp:meta_value>9</wp:meta_value></wp:postmeta>
  <wp:comment><wp:comment_id>1</wp:comment_id><wp:comment_author>Bo</wp:comment_author><wp:comment_author_email>bo@example.org</wp:comment_author_email>
   <wp:comment_date_gmt>2019-05-02 10:00:00</wp:comment_date_gmt><wp:comment_content>Schön!</wp:comment_content><wp:comment_approved>1</wp:comment_approved>
   <wp:comment_parent>0</wp:comment_parent></wp:comment>
  <wp:comment><wp:comment_id>2</wp:comment_id><wp:comment_author>Cem</wp:comment_author><wp:comment_content>Finde ich auch.</wp:comment_content>
   <wp:comment_approved>1</wp:comment_approved><wp:comment_parent>1</wp:comment_parent></wp:comment>
  <wp:comment><wp:comment_id>3</wp:comment_id><wp:comment_author>Dora</wp:comment_author><wp:comment_content>Und ich.</wp:comment_content>
   <wp:comment_approved>0</wp:comment_approved><wp:comment_parent>2</wp:comment_parent></wp:comment>
  <wp:comment><wp:comment_id>4</wp:comment_id><wp:comment_content>Kauft</wp:comment_content><wp:comment_approved>spam</wp:comment_approved></wp:comment>
</item>
<item><title>Nur Text</title><content:encoded><![CDATA[Eins

Zwei
drei]]></content:encoded><wp:post_id>8</wp:post_id><wp:status>draft</wp:status><wp:post_type>post</wp:post_type></item>
<item><title>Über</title><link>https://alt.example/ueber/</link><content:encoded><![CDATA[<p>Wir.</p>]]></content:encoded><wp:post_id>10</wp:post_id>
  <wp:post_name>ueber</wp:post_name><wp:status>publish</wp:status><wp:post_type>page</wp:post_type><wp:post_date_gmt>2018-01-01 00:00:00</wp:post_date_gmt></item>
<item><wp:post_id>9</wp:post_id><wp:post_type>attachment</wp:post_type><wp:status>inherit</wp:status>
  <wp:attachment_url>https://alt.example/wp-content/uploads/2019/05/titel.jpg</wp:attachment_url></item>
<item><title>Menü</title><wp:post_id>11</wp:post_id><wp:post_type>nav_menu_item</wp:post_type><wp:status>publish</wp:status></item>
</channel></rss>"""

NODE = {
    "type": "node--article",
    "id": "11111111-2222-4333-8444-555555555555",
    "attributes": {
        "drupal_internal__nid": 42,
        "title": "Gesamttreffen",
        "created": "2020-12-12T10:00:00+01:00",
        "status": True,
        "path": {"alias": "/blog/gesamttreffen"},
        "body": {
            "value": "<p>roh</p>",
            "processed": "<p>Die <em>Bank</em> kommt.</p><ul><li>eins</li></ul>",
            "summary": "<p>Kurz</p>",
        },
    },
    "relationships": {
        "field_tags": {"data": [{"type": "taxonomy_term--tags", "id": "t1"}]},
        "uid": {"data": {"type": "user--user", "id": "u1"}},
        "field_image": {"data": {"type": "file--file", "id": "f1", "meta": {"alt": "Eine Bank"}}},
    },
}
DRUPAL = {
    "jsonapi": {"version": "1.0"},
    "data": [
        NODE,
        {
            "type": "comment--comment",
            "id": "c1",
            "attributes": {
                "subject": "Frage",
                "comment_body": {"value": "<p>Wann?</p>"},
                "name": "Eva",
                "created": "2020-12-13T08:00:00+01:00",
                "status": True,
            },
            "relationships": {
                "entity_id": {"data": {"type": "node--article", "id": NODE["id"]}},
                "pid": {"data": None},
            },
        },
    ],
    "included": [
        {
            "type": "taxonomy_term--tags",
            "id": "t1",
            "attributes": {
                "name": "Wir im Quartier",
                "drupal_internal__tid": 5,
                "path": {"alias": "/tags/wiq"},
            },
        },
        {"type": "user--user", "id": "u1", "attributes": {"display_name": "Kristina"}},
        {
            "type": "file--file",
            "id": "f1",
            "attributes": {"uri": {"url": "/sites/default/files/bank.jpg"}},
        },
    ],
}


class Transfers(TestCase):
    def setUp(self):
        self.root = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.enterContext(override_settings(MEDIA_ROOT=self.root / "media"))
        self.old = self.root / "old"
        self.old.mkdir()

    def file(self, name, content):
        path = self.old / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def run_import(self, path, *options):
        out = StringIO()
        call_command("import_site", str(path), *options, stdout=out, stderr=StringIO())
        return out.getvalue()


class WordpressTests(Transfers):
    def setUp(self):
        super().setUp()
        self.path = self.file("export.xml", WORDPRESS)
        self.file("uploads/2019/05/hof.jpg", file_of("JPEG"))
        self.file("uploads/2019/05/titel.jpg", file_of("JPEG", size=(90, 60)))

    def test_a_post_comes_in_as_it_was(self):
        self.run_import(self.path)
        post = Post.objects.get(slug="haus-und-hof")
        self.assertEqual(
            (post.title, post.teaser, post.author), ("Haus & Hof", "Kurz.", "Ada Ahrens")
        )
        self.assertEqual(post.published_at.isoformat(), "2019-05-01T12:00:00+00:00")
        self.assertEqual([topic.name for topic in post.topics.all()], ["Fest"])
        picture = Picture.objects.get()
        self.assertEqual(
            post.body,
            f"Ein **Fest** im ~~Juni~~ *Juli*, siehe [hier](/2019/05/haus-und-hof/).\n\n![Der Hof]({picture.image.url})",
        )
        self.assertTrue(post.image)
        self.assertEqual(post.image_alt, "Bild zu „Haus & Hof“")

    def test_old_addresses_lead_to_it(self):
        self.run_import(self.path)
        for path in ("/2019/05/haus-und-hof/", "/?p=7"):
            with self.subTest(path):
                self.assertTrue(
                    Redirect.objects.filter(
                        old_path=path, new_path="/beitraege/haus-und-hof/"
                    ).exists()
                )
        self.assertRedirects(
            self.client.get("/2019/05/haus-und-hof/"), "/beitraege/haus-und-hof/", 301
        )

    def test_comments_keep_their_thread_one_level_deep_and_nobody_gets_a_mail(self):
        self.run_import(self.path)
        first, answer, waiting = Comment.objects.order_by("pk")
        self.assertEqual(
            (first.name, first.email, first.text_html), ("Bo", "bo@example.org", "<p>Schön!</p>")
        )
        self.assertEqual(
            {(c.name, c.parent_id, c.state) for c in (answer, waiting)},
            {("Cem", first.pk, "frei"), ("Dora", first.pk, "wartet")},
        )
        self.assertEqual((mail.outbox, OutgoingMail.objects.count()), ([], 0))

    def test_no_old_address_tells_of_a_draft(self):
        self.path.write_text(
            WORDPRESS.replace("<wp:status>publish</wp:status>", "<wp:status>private</wp:status>")
        )
        self.run_import(self.path)
        self.assertFalse(Redirect.objects.exists())

    def test_of_a_page_that_is_here_already_the_text_that_stays_out_is_named(self):
        make_page(title="Über", slug="ueber", body="Schon da.")
        self.assertIn(
            "Text der Seite „Über“, die es hier schon gibt: 1", self.run_import(self.path)
        )

    def test_drafts_pages_and_texts_without_marks(self):
        self.run_import(self.path)
        draft = Post.objects.get(title="Nur Text")
        self.assertEqual((draft.published_at, draft.body), (None, "Eins\n\nZwei\ndrei"))
        self.assertEqual(Page.objects.get().body, "Wir.")

    def test_line_ends_of_texts_without_paragraphs_are_kept_beside_blocks_too(self):
        text = (
            "Termine:\n11. Januar: <b>Putz</b>\n15. Februar: Feier\n\n<ul>\n<li>a</li>\n</ul>\nDanach\neins<br>\nzwei"
            "\n\n<pre>c\n  d</pre>\n<!--more-->\n<blockquote>Reim\nNoch einer</blockquote>\n<p>Ende</p>"
        )
        read = (
            "Termine:\n11. Januar: **Putz**\n15. Februar: Feier\n\n- a\n\nDanach\neins\nzwei"
            "\n\nc\n  d\n\n> Reim\n> Noch einer\n\nEnde"
        )
        self.run_import(self.file("posts.csv", f'Titel,Text\nAlt,"{text}"\n'.encode()))
        export = WORDPRESS.replace("Eins\n\nZwei\ndrei", text)
        self.run_import(self.file("wordpress.xml", export.encode()))
        for title in ("Alt", "Nur Text"):
            self.assertEqual(Post.objects.get(title=title).body, read)

    def test_line_ends_inside_the_paragraphs_of_programs_are_blanks(self):
        text = "<div><p>Eins\nzwei</p>\n</div>\n<!-- wp:list --><ul>\n<li>drei\nvier</li></ul>"
        self.run_import(self.file("posts.csv", f'Titel,Text\nAlt,"{text}"\n'.encode()))
        export = WORDPRESS.replace("Eins\n\nZwei\ndrei", text)
        self.run_import(self.file("wordpress.xml", export.encode()))
        for title in ("Alt", "Nur Text"):
            body = Post.objects.get(title=title).body
            self.assertEqual(body, "Eins zwei\n\n- drei vier")

    def leading(self):
        return list(Redirect.objects.values_list("old_path", "new_path"))

    def test_a_second_time_nothing_doubles_and_what_was_changed_here_stays(self):
        self.run_import(self.path)
        post = Post.objects.get(slug="haus-und-hof")
        post.title = "Anders"
        post.save()
        counts = [
            model.objects.count() for model in (Post, Page, Comment, Picture, Redirect, Topic)
        ]
        self.assertIn("schon da: 3", self.run_import(self.path))
        self.assertEqual(
            [model.objects.count() for model in (Post, Page, Comment, Picture, Redirect, Topic)],
            counts,
        )
        self.assertTrue(Post.objects.filter(title="Anders").exists())

    def test_it_is_taken_back_but_for_what_was_changed_or_commented_on_here(self):
        self.run_import(self.path)
        self.run_import(self.path, "--take-back")
        counted = [model.objects.count() for model in (Post, Page, Comment, Picture)]
        self.assertEqual(counted, [0, 0, 0, 0])
        self.assertEqual([old for old, new in self.leading() if new], [])
        self.run_import(self.path)
        changed, commented = Post.objects.order_by("title")
        changed.title = "Anders"
        changed.save()
        make_comment(commented)
        said = self.run_import(self.path, "--take-back")
        self.assertIn("geändert oder kommentiert wurden, bleiben: 2", said)
        self.assertEqual(Post.objects.count(), 2)

    def test_what_was_written_here_is_not_taken_back_with_its_own_export(self):
        make_post("Von hier")
        call_command("export_site", str(self.root / "out"), stdout=StringIO())
        self.run_import(self.root / "out", "--take-back")
        self.assertTrue(Post.objects.filter(title="Von hier").exists())

    def test_a_dry_run_shows_both_sides_and_what_falls_away_and_writes_nothing(self):
        said = self.run_import(self.path, "--dry-run")
        for words in (
            "3 Texte, 3 Kommentare. Nichts ist geschrieben.",
            "Titel: Haus & Hof",
            "Datum: 1. Mai 2019",
            "Adresse: /beitraege/haus-und-hof/",
            "nav_menu_item",
            "Spam, Gelöschtes und Pingbacks",
        ):
            with self.subTest(words):
                self.assertIn(words, said)
        self.assertFalse(
            Post.objects.exists() or Picture.objects.exists() or Redirect.objects.exists()
        )

    def test_a_dry_run_says_of_every_text_and_comment_what_saving_drops(self):
        row = "Titel;Text;Datum;Bild\n" + "A;x;1.1.2020;\n" * 11
        odd = 'B;"<p><img src=""weg.jpg""></p>";31.2.2020;fehlt.jpg\n'
        path = self.file("posts.csv", row + odd)
        before, after = (self.run_import(path, *options) for options in (["--dry-run"], []))
        for words in (
            "Bilder im Text, deren Datei fehlt: 1",
            "Beitragsbilder, deren Datei fehlt: 1",
            "Texte ohne Datum, jetzt Entwürfe: 1",
            "Datum, das sich nicht lesen lässt: „31.2.2020“: 1",
        ):
            with self.subTest(words):
                self.assertIn(words, before)
                self.assertIn(words, after)
        as_pages = WORDPRESS.replace(">post</wp:post_type>", ">page</wp:post_type>")
        self.path.write_text(as_pages)  # below a page there are no comments
        said = self.run_import(self.path, "--dry-run")
        self.assertIn("Kommentare zu etwas, das nicht hereinkommt: 3", said)

    def test_what_is_embedded_becomes_a_link_and_is_named(self):
        film = '<iframe src="https://www.youtube.com/embed/x"></iframe>'
        rows = [{"title": "Film", "body": f"<p>Vor</p>{film}<drupal-media></drupal-media>"}]
        path = self.file("posts.json", json.dumps(rows))
        for options in (["--dry-run"], []):
            said = self.run_import(path, *options)
            self.assertIn("Eingebettetes, das zum Link wird: 1", said)
            self.assertIn("Eingebettetes: 1", said)
        self.assertEqual(Post.objects.get().body, "Vor\n\nhttps://www.youtube.com/embed/x")

    def test_a_picture_is_found_where_only_its_size_is_named(self):
        self.path.write_text(WORDPRESS.replace("hof.jpg", "hof-300x200.jpg"))
        self.assertNotIn("deren Datei fehlt", self.run_import(self.path))

    def test_a_picture_is_found_by_its_encoded_address(self):
        self.file("uploads/2019/05/Gru\u0308ner Hof.jpg", file_of("JPEG"))  # as macOS writes it
        self.path.write_text(WORDPRESS.replace("hof.jpg", "Gr%C3%BCner%20Hof.jpg"))
        self.assertNotIn("deren Datei fehlt", self.run_import(self.path))

    def test_pictures_that_are_missing_or_none_are_counted(self):
        (self.old / "uploads/2019/05/hof.jpg").unlink()
        (self.old / "uploads/2019/05/titel.jpg").write_text("kein Bild")
        said = self.run_import(self.path)
        self.assertIn("Bilder im Text, deren Datei fehlt: 1", said)
        self.assertIn("Bild, das sich nicht lesen lässt: titel.jpg: 1", said)
        self.assertIn("(Bild: Der Hof)", Post.objects.get(slug="haus-und-hof").body)


class OtherSourceTests(Transfers):
    def test_drupal_by_its_documents(self):
        self.file("nodes.json", json.dumps(DRUPAL))
        self.file("files/bank.jpg", file_of("JPEG"))
        self.run_import(self.old)
        post = Post.objects.get()
        self.assertEqual(
            (post.title, post.slug, post.author, post.teaser),
            ("Gesamttreffen", "gesamttreffen", "Kristina", "Kurz"),
        )
        self.assertEqual(post.body, "Die *Bank* kommt.\n\n- eins")
        self.assertEqual((str(post.uuid), post.image_alt), (NODE["id"], "Eine Bank"))
        self.assertEqual([topic.slug for topic in post.topics.all()], ["wir-im-quartier"])
        self.assertEqual(
            sorted(Redirect.objects.values_list("old_path", flat=True)),
            ["/blog/gesamttreffen", "/node/42", "/tags/wiq", "/taxonomy/term/5"],
        )
        comment = Comment.objects.get()
        self.assertEqual((comment.name, comment.target), ("Eva", post))
        self.assertEqual(comment.text_html, "<p><strong>Frage</strong></p><p>Wann?</p>")

    def test_titles_keep_the_joiners_of_pictures_and_nothing_else_unseen(self):
        table = "Titel;Text\nF\xadest \u200bder 👩\u200d👩\u200d👧;Hallo\n"
        self.run_import(self.file("posts.csv", table.encode()))
        self.assertEqual(Post.objects.get().title, "Fest der 👩\u200d👩\u200d👧")

    def test_a_table_with_german_columns(self):
        rows = 'Titel;Text;Datum;Themen;Pfad;Veröffentlicht?;Notiz\n"Fest; groß";"<p>Am <b>See</b></p>";1.5.2019 14:30;"Fest, Wohnen";/alt/fest;1;x\nEntwurf;Nur Text;;;;nein;\n'
        said = self.run_import(self.file("posts.csv", rows.encode("cp1252")))
        post = Post.objects.get(slug="fest")
        self.assertEqual((post.title, post.body), ("Fest; groß", "Am **See**"))
        self.assertEqual(post.published_at.isoformat(), "2019-05-01T12:30:00+00:00")
        self.assertEqual(sorted(topic.name for topic in post.topics.all()), ["Fest", "Wohnen"])
        self.assertIsNone(Post.objects.get(title="Entwurf").published_at)
        self.assertIn("Spalte „Notiz“: 1", said)

    def test_a_folder_of_markdown(self):
        self.file(
            "_posts/2021-03-04-ein-fest.md",
            "---\ntitle: 'Ein Fest'\ntags:\n  - Fest\n  - \"Wohnen\"\nredirect_from: /alt/\n---\nHallo **Welt**.\n",
        )
        self.file("notiz.md", "# Notiz\n\nText ohne Kopf.\n")
        self.run_import(self.old)
        post = Post.objects.get(slug="ein-fest")
        self.assertEqual(
            (post.title, post.body, post.published_at.date().isoformat()),
            ("Ein Fest", "Hallo **Welt**.", "2021-03-04"),
        )
        self.assertEqual(sorted(topic.name for topic in post.topics.all()), ["Fest", "Wohnen"])
        self.assertTrue(Redirect.objects.filter(old_path="/alt/").exists())
        self.assertEqual(Post.objects.get(slug="notiz").title, "Notiz")

    def test_a_file_of_markdown_by_itself(self):
        self.run_import(self.file("probe.md", "# Probe\n\nText"))
        self.assertEqual(Post.objects.get(title="Probe").body, "Text")

    def test_pictures_in_markdown_come_with_it(self):
        text = (
            "![Hof](bilder/hof.jpg)\n\n![weg](bilder/weg.jpg)\n\n![fern](https://example.org/f.jpg)"
        )
        self.file("blog/eins.md", f"# Eins\n\n{text}\n")
        self.file("blog/bilder/hof.jpg", file_of("JPEG"))
        said = self.run_import(self.old)
        picture = Picture.objects.get()
        self.assertEqual(Post.objects.get().body, f"{picture.markdown}{text[22:]}")
        self.assertEqual(picture.image_alt, "Hof")
        self.assertIn("Bilder im Text, deren Datei fehlt: 1", said)

    def test_a_picture_of_another_kind_comes_too_and_a_broken_one_keeps_nothing_out(self):
        whole = {f"{kind}.{kind.lower()}": file_of(kind) for kind in ("GIF", "AVIF")}
        broken = {
            "half.jpg": file_of("JPEG", (900, 900))[:4000],
            "x.gif": b"GIF89a",
            "b.svg": b"<svg/>",
        }
        for name, data in (whole | broken).items():
            self.file(f"blog/{name}", data)
        lines = "".join(f"![Ein {name}]({name})\n\n" for name in whole | broken)
        self.file("blog/eins.md", f"# Eins\n\n{lines}")
        said = self.run_import(self.old)
        for name in ("half.jpg", "x.gif", "b.svg"):
            self.assertIn(f"{name}: 1", said)
            self.assertIn(f"(Bild: Ein {name})", Post.objects.get().body)
        kept = Picture.objects.order_by("pk")
        self.assertEqual([picture.image.name[-4:] for picture in kept], [".jpg", ".jpg"])
        for picture in kept:
            self.assertIn(picture.markdown, Post.objects.get().body)

    def test_a_term_in_quotes_holds_its_comma_and_a_year_of_no_time_of_ours_is_told(self):
        rows = 'Titel;Text;Datum;Themen\nFest;x;0026-05-01;"""Kunst, Kultur"", Wohnen | Rad"\n'
        said = self.run_import(self.file("posts.csv", rows.encode()))
        names = Topic.objects.order_by("name").values_list("name", flat=True)
        self.assertEqual(list(names), ["Kunst Kultur", "Rad", "Wohnen"])
        self.assertIn("mit einem Datum, das es hier nicht gibt, jetzt Entwürfe: 1", said)

    def test_one_picture_is_described_in_each_text_as_it_was_there(self):
        for name in ("eins", "zwei"):
            self.file(f"{name}.md", f"# {name}\n\n![Hof {name}](hof.jpg)\n")
        self.file("hof.jpg", file_of("JPEG"))
        self.run_import(self.old)
        url = Picture.objects.get().image.url
        bodies = [post.body for post in Post.objects.order_by("title")]
        self.assertEqual(bodies, [f"![Hof {name}]({url})" for name in ("eins", "zwei")])

    def test_what_is_none_of_these_is_refused_in_german(self):
        for name, content, sentence in (
            ("x.xml", "<a>", "kein Export von WordPress: Zeile 1 lässt sich nicht lesen."),
            ("x.xml", "<a/>", "Es fehlt der Kanal"),
            ("x.json", "{", "ist kein JSON: Zeile 1 lässt sich nicht lesen."),
            ("x.json", '{"jsonapi": {}, "data": []}', "keine Dokumente der JSON:API"),
            ("x.csv", "a,b\n1,2\n", "Keine Zeile hat einen Titel"),
            ("x.bin", "x", "nicht zu erkennen. Gelesen werden .xml"),
        ):
            with self.subTest(content), self.assertRaisesMessage(CommandError, sentence):
                self.run_import(self.file(name, content))
        with self.assertRaisesMessage(CommandError, "Das gibt es nicht"):
            self.run_import(self.root / "nichts")


class ReadingTests(SimpleTestCase):
    def test_whatever_is_read_only_transfer_errors_come_of_it(self):
        chance = random.Random(3)  # noqa: S311
        scraps = [
            "data",
            "attributes",
            "title",
            None,
            7,
            [],
            {},
            "type",
            "node--article",
            "comment--comment",
            "relationships",
            "id",
            [1],
            {"data": 1},
        ]

        def woven(depth):
            if depth == 0 or chance.random() < 0.3:
                return chance.choice(scraps)
            if chance.random() < 0.3:
                return [woven(depth - 1) for _ in range(3)]
            return {
                chance.choice(
                    [
                        "data",
                        "attributes",
                        "title",
                        "type",
                        "relationships",
                        "id",
                        "included",
                        "body",
                    ]
                ): woven(depth - 1)
                for _ in range(4)
            }

        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "x.json"
            for number in range(200):
                path.write_text(json.dumps(woven(5)))
                for kind in ("drupal", "csv"):
                    fine = contextlib.suppress(TransferError)
                    with self.subTest(number=number, kind=kind), fine:
                        read(path, kind)

    def test_moments(self):
        for text, moment in (
            ("2020-12-12T10:00:00+01:00", "2020-12-12T10:00:00+01:00"),
            ("2020-12-12 10:00", "2020-12-12T10:00:00+01:00"),
            ("2020-12-12", "2020-12-12T12:00:00+01:00"),
            ("Sa., 12.12.2020 - 10:05", "2020-12-12T10:05:00+01:00"),
            ("1607763600", "2020-12-12T09:00:00+00:00"),
        ):
            with self.subTest(text):
                self.assertEqual(moment_of(text).isoformat(), moment)
        for text in ("", None, "bald", "32.13.2020", "2020-99-99"):
            self.assertIsNone(moment_of(text))

    def test_front_matter(self):
        for text, fields in (
            (
                '---\na: "x: y"\nb: [eins, "zwei, drei"]\n---\nText',
                {"a": "x: y", "b": ["eins", "zwei, drei"]},
            ),
            ("+++\ntitle = 'Ja'\n+++\nText", {"title": "Ja"}),
            ("---\nkein Ende", {}),
        ):
            with self.subTest(text):
                self.assertEqual(front_matter_of(text)[0], fields)

    def test_where_it_comes_from_is_seen(self):
        with tempfile.TemporaryDirectory() as folder:
            self.assertEqual(guess(folder), "csv")
            (Path(folder) / "a.json").write_text('{"jsonapi": {}}')
            self.assertEqual(guess(folder), "drupal")
            self.assertEqual(guess(Path(folder) / "a.json"), "drupal")
            (Path(folder) / "a.md").touch()
            self.assertEqual(guess(folder), "markdown")


class PublicExportTests(Transfers):
    def test_it_holds_what_is_public_and_nothing_else_and_comes_in_again(self):
        report = make_report("Bericht", items=[("Bank", 5, "Ada", "Beschluss: Die Bank kommt.")])
        make_comment(report, text="Gut.", email="geheim@example.org", by_team=True)
        Meeting.objects.update(approved_at="2021-03-11")
        cancelled = make_meeting(
            "2030-02-10 17:00",
            title="Fällt aus",
            cancelled_at=days_ago(1),
            cancel_reason="Sturm",
            moved_from=berlin("2030-02-03 17:00"),
            corrected_at=days_ago(1),
            correction_note="Der Grund.",
        )
        agenda = make_meeting(
            "2030-01-10 17:00",
            [("Planung", 5, "Bo", "Noch geheim.")],
            title="Kommendes",
            agenda_published_at=days_ago(1),
            protocol_published_at=None,
            corrected_at=days_ago(1),
            correction_note="Geheim.",
        )
        make_comment(agenda, text="Bis dann.")
        make_page(title="Über uns", slug="ueber-uns", body="Wir.")
        for hidden in (
            make_post("Geheimer Entwurf", published_at=None),
            make_post("Geheim zurückgezogen", withdrawn_at=days_ago(1)),
        ):
            make_comment(hidden, text="Auch geheim.")
        make_comment(report, text="Wartet geheim.", state="wartet")
        Redirect.objects.create(old_path="/alt/", new_path="/beitraege/geheimer-entwurf/")
        Redirect.objects.create(old_path="/alter-bericht/", new_path="/beitraege/bericht/")
        out = self.root / "out"
        call_command("export_site", str(out), stdout=StringIO())
        told = "".join(
            path.read_text() for path in out.rglob("*") if path.suffix in (".md", ".txt", ".json")
        )
        self.assertNotIn("eheim", told)
        self.assertIn("Die Bank kommt.", told)
        self.assertIn("/alter-bericht/", told)
        titles = set(Post.objects.published().values_list("title", flat=True))
        comments = {"Gut.", "Bis dann."}
        for model in (Comment, Meeting, Post, Page, Topic):
            model.objects.all().delete()
        Redirect.objects.all().delete()
        self.run_import(out)
        self.assertEqual(set(Post.objects.published().values_list("title", flat=True)), titles)
        self.assertEqual(set(Comment.objects.values_list("text", flat=True)), comments)
        self.assertEqual(Meeting.objects.published().count(), 3)
        page = self.client.get("/beitraege/bericht/")
        for words in ("Die Bank kommt.", "genehmigt am 11. März 2021", "chip-ready"):
            self.assertContains(page, words)
        again = Meeting.objects.get(uuid=cancelled.uuid)
        self.assertEqual(again.moved_from, cancelled.moved_from)
        self.assertEqual(again.correction_words, cancelled.correction_words)
        for slug in {cancelled.slug, again.slug}:
            self.assertIn("[Abgesagt: Sturm]", (out / f"meetings/{slug}.txt").read_text())
            self.assertContains(self.client.get(f"/treffen/{slug}.txt"), "[Abgesagt: Sturm]")

    def test_ids_merges_and_places_of_removed_comments_come_in_again(self):
        old, new = (
            make_topic(name, kind="reihe", slug=slug)
            for name, slug in (("Altes Plenum", "alt"), ("Neues Plenum", "neu"))
        )
        post = make_post("Fest", ["Altes Plenum"], published_at=days_ago(9))
        agenda = [("Bank", 5, "Ada", "Gut."), ("Laube", 5, "", ""), ("Intern", 5, "", "Geheim.")]
        meeting = make_meeting(series=old, items=agenda, title="Plenum")
        bank, hut, hidden = meeting.items.all()
        AgendaItem.objects.filter(pk=hidden.pk).update(public=False)
        AgendaItem.objects.filter(pk=hut.pk).update(anchor="top-alt")
        bank.topics.set([old])
        for item in (bank, hidden):
            item.outcomes.create(kind="beschluss", text=f"{item.name} kommt")
        coming = make_meeting(
            "2030-01-10 17:00",
            [("Planung", 5, "", "")],
            agenda_published_at=days_ago(1),
            protocol_published_at=None,
        )
        coming.items.get().outcomes.create(kind="aufgabe", text="Geheim")
        merge(old, new)
        gone = make_comment(post, text="Geheim", name="Geheim", state="entfernt")
        back = make_comment(post, text="Geheim", name="Geheim", state="zurueckgezogen")
        make_comment(post, text="Geheim", name="Geheim", state="entfernt")  # nobody answered
        for parent in (gone, back):
            make_comment(post, text="Stimmt", parent=parent)

        shown = Outcome.objects.filter(item__public=True, item__meeting__uuid=meeting.uuid)

        def told():
            links = (model.objects.order_by("pk") for model in (TaggedPost, TaggedAgendaItem))
            paths = ("beitraege/feed.json?thema=neu", "treffen/protokolle.json?reihe=neu")
            return {
                "ids": {*AgendaItem.objects.filter(public=True).values_list("uuid", "anchor")},
                "outcomes": {*shown.all().values_list("uuid", "text")},
                "merges": [
                    *((each.tag.slug, each.merged_at) for rows in links for each in rows),
                    *Meeting.objects.values_list("series__slug", "series_merged_at"),
                ],
                "feeds": [len(self.client.get(f"/{path}").json()["items"]) for path in paths],
                "comments": [
                    (each.uuid, each.parent and each.parent.uuid, each.state)
                    for each in Comment.objects.placed().order_by("parent_id", "pk")
                ],
                "leads": [*Redirect.objects.values_list("old_path", "new_path")],
            }

        before, out = told(), self.root / "out"
        self.assertEqual(before["feeds"], [0, 0])
        call_command("export_site", str(out), stdout=StringIO())
        files = (path for path in out.rglob("*") if path.is_file())
        self.assertNotIn("eheim", "".join(path.read_text() for path in files))
        uuids = [hidden.uuid, hidden.outcomes.get().uuid, coming.items.get().outcomes.get().uuid]
        text = "".join(path.read_text() for path in out.glob("meetings/*.json"))
        self.assertFalse([own for own in uuids if str(own) in text])
        for model in (Comment, Meeting, Post, Topic, Redirect):
            model.objects.all().delete()
        self.run_import(out)
        for name, value in told().items():
            with self.subTest(name):
                self.assertEqual(value, before[name])
        self.assertContains(self.client.get("/beitraege/fest/"), "Kommentar entfernt", count=1)
        self.assertFalse(Comment.objects.filter(name="Geheim").exists())

    def test_every_text_of_a_post_comes_in_again(self):
        """Asked of the fields, so that a new one is not left behind."""
        made = ("image_alt", "image_credit", "meeting_state")  # beside a picture or a meeting alone
        typed = {name: text for name, text in texts().items() if name not in made}
        Post.objects.create(published_at=days_ago(3), corrected_at=days_ago(1), **typed)
        call_command("export_site", str(self.root / "out"), stdout=StringIO())
        Post.objects.all().delete()
        self.run_import(self.root / "out")
        post = Post.objects.get()
        self.assertEqual({name: str(getattr(post, name)).strip() for name in typed}, typed)
        self.assertIsNotNone(post.corrected_at)

    def test_a_folder_with_something_in_it_is_left_alone(self):
        with self.assertRaisesMessage(CommandError, "noch nicht gibt oder der leer ist"):
            call_command("export_site", str(self.root))


class DeskPageTests(Transfers):
    page = "/admin/umziehen/"

    def setUp(self):
        super().setUp()
        self.chief = User.objects.create_superuser("chefin", password="geheim genug")
        self.client.force_login(self.chief)

    def zipped(self, **files):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            for name, data in files.items():
                archive.writestr(name.replace("__", "/"), data)
        return SimpleUploadedFile("alt.zip", packed.getvalue())

    def test_it_is_shown_first_and_saved_by_the_second_press_without_another_upload(self):
        file = self.zipped(**{"export.xml": WORDPRESS, "2019__05__hof.jpg": file_of("JPEG")})
        page = self.client.post(self.page, {"source": file, "show": "1"})
        self.assertContains(page, "Texte: 3, Kommentare: 3")
        self.assertContains(page, "nav_menu_item")
        self.assertFalse(Post.objects.exists())
        token = re.search('name="source-kept" value="([^"]+)"', page.content.decode())[1]
        page = self.client.post(self.page, {"source-kept": token, "save": "1"}, follow=True)
        self.assertContains(page, "Beiträge: 2<br>")
        self.assertTrue(Post.objects.filter(slug="haus-und-hof").exists())
        self.assertEqual(Picture.objects.count(), 1)

    def test_what_came_in_stays_where_something_later_fails(self):
        file = self.zipped(**{"export.xml": WORDPRESS})
        with (
            mock.patch("wiq_site.transfer.incoming.Importer._save_comment", side_effect=OSError),
            self.assertRaises(OSError),
        ):
            self.client.post(self.page, {"source": file, "save": "1"})
        self.assertTrue(Post.objects.filter(slug="haus-und-hof").exists())

    def test_the_same_zip_a_second_time_doubles_no_picture(self):
        text = WORDPRESS.replace(
            "<p>Wir.</p>", '<p>Wir.</p><p><img src="/2019/05/hof.jpg" alt="Hof"></p>'
        )
        for _ in range(2):
            file = self.zipped(**{"export.xml": text, "2019__05__hof.jpg": file_of("JPEG")})
            self.client.post(self.page, {"source": file, "save": "1"})
        self.assertEqual(Picture.objects.count(), 1)

    def test_what_cannot_be_read_is_said_at_the_field(self):
        for file in (
            SimpleUploadedFile("a.zip", b"kein zip"),
            SimpleUploadedFile("a.xml", b"<a>"),
            self.zipped(x="x"),
        ):
            with self.subTest(file.name):
                page = self.client.post(self.page, {"source": file, "show": "1"})
                self.assertEqual(page.status_code, 200)
                self.assertTrue(page.context["source"].errors["source"])

    def test_nothing_of_a_zip_lands_elsewhere(self):
        self.client.post(
            self.page, {"source": self.zipped(**{"..__..__fremd.md": "# Fremd"}), "save": "1"}
        )
        self.assertFalse(any(Path(tempfile.gettempdir()).glob("fremd.md")))

    def test_the_public_part_comes_as_a_zip_and_the_whole_only_with_the_password(self):
        make_post("Offen")
        make_post("Geheim", published_at=None)
        packed = zipfile.ZipFile(
            io.BytesIO(b"".join(self.client.post(self.page, {"export": "1"}).streaming_content))
        )
        self.assertIn("posts/offen.md", packed.namelist())
        self.assertFalse([name for name in packed.namelist() if "rows" in name])
        session = self.client.session
        session["password_at"] = 0
        session.save()
        typed = {"export": "1", "whole": "on"}
        refused = self.client.post(self.page, typed | {"weiter-password": "falsch"})
        self.assertContains(refused, "Dieses Passwort stimmt nicht.", status_code=403)
        whole = self.client.post(self.page, typed | {"weiter-password": "geheim genug"})
        rows = zipfile.ZipFile(io.BytesIO(b"".join(whole.streaming_content)))
        [account] = map(json.loads, rows.read("rows/auth.user.jsonl").splitlines())
        self.assertEqual(account["fields"]["password"], "")
        self.assertFalse([name for name in rows.namelist() if "otp_" in name])

    def test_editors_may_not(self):
        self.client.force_login(make_editor())
        for answer in (self.client.get(self.page), self.client.post(self.page, {"export": "1"})):
            self.assertEqual(answer.status_code, 403)


class WholeTests(TransactionTestCase):
    def test_the_whole_site_is_the_same_elsewhere(self):
        root = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.enterContext(override_settings(DATA_DIR=root, MEDIA_ROOT=root / "media"))
        editor = make_editor()
        editor.user_permissions.set(Permission.objects.filter(codename="add_post"))
        report = make_report("Bericht", items=[("Bank", 5, "Ada", "Beschluss: Die Bank kommt.")])
        make_comment(make_comment(report, email="ada@example.org").target, state="wartet")
        make_post(
            "Entwurf",
            published_at=None,
            image=SimpleUploadedFile("haus.jpg", file_of("JPEG")),
            image_alt="Haus",
        )
        default_storage.save("attachment/abc/plan.pdf", ContentFile(b"%PDF"))
        out, again = root / "out", root / "again"
        call_command("export_site", str(out), whole=True, stdout=StringIO())
        with self.assertRaisesMessage(CommandError, "kommt nur an einen leeren Ort"):
            call_command("import_site", str(out))
        call_command("flush", verbosity=0, interactive=False)
        (root / "media").rename(root / "gone")
        call_command("import_site", str(out), stdout=StringIO())
        call_command("export_site", str(again), whole=True, stdout=StringIO())
        (out / "site.json").unlink()
        (again / "site.json").unlink()
        contents = [
            {
                path.relative_to(folder).as_posix(): path.read_bytes()
                for path in folder.rglob("*")
                if path.is_file()
            }
            for folder in (out, again)
        ]
        self.assertEqual(*contents)
        self.assertEqual(User.objects.get().user_permissions.get().codename, "add_post")
        self.assertContains(self.client.get("/suche/?q=bank"), "Bericht")
        make_post("Ein neuer nach dem Umzug")  # numbers go on behind those that came

    def test_what_is_new_afterwards_gets_no_number_of_what_was_deleted(self):
        """With it, it would have its versions."""
        root = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.enterContext(override_settings(DATA_DIR=root, MEDIA_ROOT=root / "media"))
        make_post("Bleibt")
        for gone in (make_post("Entwurf", published_at=None), make_meeting(title="Probe")):
            gone.delete()
        call_command("export_site", str(root / "out"), whole=True, stdout=StringIO())
        call_command("flush", verbosity=0, interactive=False)
        call_command("import_site", str(root / "out"), stdout=StringIO())
        for new in (make_post("Neu"), make_meeting(title="Neu")):
            versions = Version.objects.get_for_object(new)
            self.assertEqual({version.object_repr for version in versions}, {"Neu"})

    def test_one_that_was_cut_off_on_the_way_in_comes_in_again(self):
        root = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.enterContext(override_settings(DATA_DIR=root, MEDIA_ROOT=root / "media"))
        make_post("Bank", image=SimpleUploadedFile("haus.jpg", file_of("JPEG")), image_alt="Haus")
        out = root / "out"
        call_command("export_site", str(out), whole=True, stdout=StringIO())
        call_command("flush", verbosity=0, interactive=False)
        (root / "media").rename(root / "gone")
        stored = [default_storage.save]  # and then no more
        with (
            mock.patch.object(default_storage, "save", lambda *args: stored.pop()(*args)),
            self.assertRaises(IndexError),
        ):
            call_command("import_site", str(out))
        self.assertTrue(any((root / "media").rglob("haus*")))
        call_command("import_site", str(out), stdout=StringIO())
        self.assertTrue(default_storage.exists(Post.objects.get().image.name))

    def test_one_that_was_cut_off_on_the_way_out_does_not_come_in(self):
        root = Path(self.enterContext(tempfile.TemporaryDirectory()))
        make_post("Bank")
        for cut in ("told_of_comments", "write_rows"):
            out = root / cut
            with (
                mock.patch(f"wiq_site.transfer.public.{cut}", side_effect=OSError),
                self.assertRaises(OSError),
            ):
                call_command("export_site", str(out), whole=True)
            for kind in (None, "site"):
                with self.assertRaisesMessage(CommandError, "ist nicht ganz"):
                    call_command("import_site", str(out), kind=kind)
