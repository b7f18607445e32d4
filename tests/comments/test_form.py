from django.test import TestCase

from comments.models import Comment
from tests.build import days_ago, make_comment, make_meeting, make_post
from tests.comments.filling import TYPED, Form, address, answer, filled, open_form


class FormPageTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.post = make_post("Sommerfest")

    def get(self):
        return self.client.get(address(self.post))

    def test_is_kept_by_nobody_without_asking(self):
        self.assertEqual(self.get()["Cache-Control"], "private, no-cache")

    def test_sets_the_csrf_cookie_and_no_other(self):
        self.assertEqual(list(self.get().cookies), ["csrftoken"])

    def test_tells_search_engines_to_stay_away(self):
        self.assertContains(self.get(), '<meta name="robots" content="noindex">', count=1)

    def test_has_these_fields_and_no_others(self):
        self.assertEqual(
            list(Form(self.get()).fields),
            ["csrfmiddlewaretoken", "ticket", "homepage", *TYPED, "captcha_0", "captcha_1"],
        )

    def test_labels_every_visible_field(self):
        form = Form(self.get())
        labelled = {
            name: form.labels.get(attrs.get("id"), "").strip()
            for name, attrs in form.attrs.items()
            if attrs.get("type") != "hidden" and "hidden" not in attrs and name != "homepage"
        }
        self.assertEqual(
            labelled,
            {
                "name": "Name",
                "email": "E-Mail (freiwillig)",
                "wants_replies": "Schreiben Sie mir, wenn jemand antwortet",
                "text": "Ihr Kommentar",
                "captcha_1": "Zeichen im Bild",
            },
        )

    def test_every_help_is_told_with_its_field(self):
        page = self.get()
        form = Form(page)
        for name in ("name", "email", "wants_replies", "text", "captcha_1"):
            with self.subTest(field=name):
                help_id = form.attrs[name]["aria-describedby"]
                self.assertContains(page, f'id="{help_id}"', count=1)

    def test_help_prints_exactly_the_allowed_tags(self):
        self.assertContains(
            self.get(),
            "<code>&lt;a href hreflang&gt; &lt;em&gt; &lt;strong&gt; &lt;cite&gt; &lt;blockquote cite&gt; "
            "&lt;code&gt; &lt;ul type&gt; &lt;ol start type&gt; &lt;li&gt; &lt;dl&gt; &lt;dt&gt; &lt;dd&gt; "
            "&lt;h2 id&gt; &lt;h3 id&gt; &lt;h4 id&gt; &lt;h5 id&gt; &lt;h6 id&gt;</code>",
            count=1,
        )

    def test_the_answer_to_the_picture_is_not_in_the_page(self):
        page = self.get()
        self.assertNotContains(page, answer(Form(page).key))

    def test_the_picture_is_shown_to_whoever_asks(self):
        picture = self.client.get(Form(self.get()).picture)
        self.assertEqual((picture.status_code, picture["Content-Type"]), (200, "image/png"))

    def test_a_meeting_has_the_same_form(self):
        meeting = make_meeting(protocol_published_at=None)
        self.assertEqual(
            list(open_form(self.client, meeting).fields)[3:6], ["text", "name", "email"]
        )

    def test_put_is_refused(self):
        self.assertEqual(self.client.put(address(self.post)).status_code, 405)


class NewPictureTests(TestCase):
    """The button "Anderes Bild"."""

    @classmethod
    def setUpTestData(cls):
        cls.post = make_post()

    def press(self, **typed):
        sent = filled(self.client, self.post, new_picture="1", **typed)
        return sent, self.client.post(address(self.post), sent)

    def test_keeps_what_was_typed(self):
        form = Form(self.press()[1])
        self.assertEqual({name: form.fields[name] for name in TYPED}, TYPED)

    def test_shows_another_picture(self):
        sent, page = self.press()
        self.assertNotEqual(Form(page).key, sent["captcha_0"])

    def test_complains_of_nothing_that_is_still_missing(self):
        page = self.press(name="", text="", captcha_1="")[1]
        self.assertEqual((page.status_code, Form(page).errors), (200, {}))

    def test_stores_nothing(self):
        self.press()
        self.assertEqual(Comment.objects.count(), 0)

    def test_still_answers_the_same_comment(self):
        comment = make_comment(self.post)
        sent = filled(self.client, self.post, reply_to=comment.pk, new_picture="1")
        page = self.client.post(address(self.post), sent)
        self.assertEqual(Form(page).fields["parent"], str(comment.pk))

    def test_survives_a_field_of_its_widgets_own_name(self):
        self.assertEqual(self.press(captcha="x")[1].status_code, 200)


class TargetTests(TestCase):
    """Only what a visitor may read can be commented."""

    def test_other_addresses_are_not_found(self):
        published = make_post("Da")
        unseen = {
            "draft": address(make_post("Entwurf", published_at=None)),
            "scheduled": address(make_post("Morgen", published_at=days_ago(-1))),
            "withdrawn": address(make_post("Weg", withdrawn_at=days_ago(0))),
            "closed meeting": address(
                make_meeting(agenda_published_at=None, protocol_published_at=None)
            ),
            "unknown word": f"/kommentare/thema/{published.pk}/",
            "unknown number": "/kommentare/beitrag/4711/",
            "number beyond the database": f"/kommentare/beitrag/{10**30}/",
            "number beyond Python": f"/kommentare/beitrag/{'9' * 5000}/",
        }
        for name, path in unseen.items():
            with self.subTest(name):
                found = (
                    self.client.get(path).status_code,
                    self.client.post(path, TYPED).status_code,
                )
                self.assertEqual(found, (404, 404))

    def test_nothing_is_stored_below_a_draft(self):
        post = make_post()
        sent = filled(self.client, post)
        type(post).objects.filter(pk=post.pk).update(published_at=None)
        self.client.post(address(post), sent)
        self.assertEqual(Comment.objects.count(), 0)


class ClosedTargetTests(TestCase):
    """Comments were closed while somebody was writing."""

    def setUp(self):
        self.post = make_post()
        self.sent = filled(self.client, self.post)
        self.post.comments_open_until = days_ago(0)
        self.post.save()

    def test_the_form_page_shows_no_form(self):
        self.assertEqual(open_form(self.client, self.post).fields, {})

    def test_says_so_and_stores_nothing(self):
        page = self.client.post(address(self.post), self.sent)
        self.assertContains(
            page, "Hier können Sie nicht mehr kommentieren.", count=1, status_code=403
        )
        self.assertEqual(Comment.objects.count(), 0)

    def test_keeps_the_text(self):
        form = Form(self.client.post(address(self.post), self.sent))
        self.assertEqual({name: form.fields[name] for name in TYPED}, TYPED)

    def test_keeps_the_text_of_whoever_asks_for_another_picture(self):
        form = Form(self.client.post(address(self.post), self.sent | {"new_picture": "1"}))
        self.assertEqual({name: form.fields[name] for name in TYPED}, TYPED)
