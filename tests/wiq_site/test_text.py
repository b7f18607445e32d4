"""Text that is broken is refused at its field, with the place named; all that people write is taken."""

from datetime import date
from unittest import mock

import pytest
from django import forms
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import SimpleTestCase, TestCase

from blog.models import Post
from comments.models import Comment, CommentReport
from tests.build import make_comment, make_meeting, make_post
from tests.comments.filling import Form, address, filled, send
from tests.desk import DeskTestCase, errors_of
from tests.desk import send as send_desk
from wiq_site.kit.forms import DayField
from wiq_site.kit.markup import printable
from wiq_site.kit.site import lines_of
from wiq_site.kit.text import checked, fold, german_slug, plain_name, unique_slug
from wiq_site.wsgi import Request

WHOLE = [
    "Ümläüte ß, 5 €, „so“ – naïve עברית \u202eumgekehrt 中文 한국어",
    "👩‍👩‍👧 🏳️‍🌈 👍🏽 🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f ☎\ufe0e",
    "\U0001fae9 \U0001fac6 \U0001f6d8 \u20c1 \U0002ebf0",  # newer than this Python knows
    "ein\tTab\nund\nZeilen\xa0\u00ad\u200b\uf0b7",
]
BROKEN = {
    "\ufffd": "„\ufffd“",
    "\x00": "U+0000",
    "\x07": "U+0007",
    "\x7f": "U+007F",
    "\x9f": "U+009F",
    chr(0xD83D): "U+D83D",
    "\u0378": "U+0378",
    "\ufdd0": "U+FDD0",
    "\uffff": "U+FFFF",
    "\U0001fffe": "U+1FFFE",
    "\U000e0080": "U+E0080",
    "\U0010ffff": "U+10FFFF",
}
SENTENCE = (
    "Hinter „Ein Fest“ steht ein Zeichen, das niemand lesen kann (%s). "
    "Bitte löschen Sie es, oder tippen Sie die Stelle neu."
)


@pytest.mark.parametrize("text", WHOLE)
def test_what_people_write_stays(text):
    assert checked(text) == text


@pytest.mark.parametrize(("char", "name"), BROKEN.items())
def test_what_is_broken_is_named_with_its_place(char, name):
    with pytest.raises(ValidationError) as refused:
        checked(f"Ein Fest {char}im Hof")
    assert refused.value.messages == [SENTENCE % name]


class FieldTests(SimpleTestCase):
    def test_a_byte_order_mark_goes_without_a_word(self):
        self.assertEqual(forms.CharField().clean("\ufeff Ein Fest"), "Ein Fest")

    def test_odd_line_ends_stay_line_ends_and_are_blanks_in_one_line(self):
        text = "a\x0bb\x0cc\x85d\u2028e\u2029f"
        self.assertEqual(forms.CharField(widget=forms.Textarea).clean(text), "a\nb\nc\nd\ne\nf")
        self.assertEqual(forms.CharField().clean(f"{text}\r\ng\th"), "a b c d e f g h")

    def test_what_nobody_sees_is_as_empty_as_blanks(self):
        for unseen in ("\u200b", " \u3164\u2800", "\u2060\n\xad"):
            with self.subTest(unseen=ascii(unseen)):
                self.assertEqual(forms.CharField(required=False).clean(unseen), "")
                with self.assertRaisesMessage(ValidationError, "Dieses Feld wird benötigt."):
                    forms.CharField().clean(unseen)
        self.assertEqual(forms.CharField(strip=False).clean(" \u200b"), " \u200b")
        self.assertEqual(forms.CharField().clean("\U0001fae9"), "\U0001fae9")

    def test_what_nobody_sees_goes_from_addresses_and_dates(self):
        for field, seen in (
            (forms.EmailField(), "a@b.de"),
            (forms.URLField(assume_scheme="https"), "https://b.de/raum"),
        ):
            for unseen in "\u200e\u200b\xad\ufeff\u2068\ue000\U000f0001":
                typed = unseen + seen.replace("b", f"b{unseen}") + unseen
                with self.subTest(ascii(typed)):
                    self.assertEqual(field.clean(typed), seen)
        for typed, meant in (
            ("x@straße.de", "x@xn--strae-oqa.de"),
            ("x@müße.ä.de", "x@xn--me-gia9i.ä.de"),
        ):
            self.assertEqual(forms.EmailField().clean(typed), meant)
        long = "a" * 63
        for nowhere in (
            *(
                "x@℀.de",
                f"x@{long}a.de",
                "x@a\\b.de",
                "x@localhost",
                "x@[127.0.0.1]",
                f"{long}aa@b.de",
            ),
            f"x@{long}.{long}.{long}.{'a' * 58}.de",
        ):
            with self.assertRaises(ValidationError):
                forms.EmailField().clean(nowhere)
        self.assertEqual(DayField().clean("\u200e1.\u200e1.\u200e2026\u200b"), date(2026, 1, 1))
        self.assertEqual(
            lines_of("Raum: https://b.de/\u200braum"), (("Raum", "https://b.de/raum"),)
        )

    def test_an_address_with_a_backslash_leads_nowhere(self):
        with self.assertRaises(ValidationError):
            forms.URLField(assume_scheme="https").clean("https://b.de\\@a.de")
        with self.assertRaises(ValidationError):
            lines_of("Raum: https://b.de\\@a.de")

    def test_the_first_line_stays_beside_those_that_stand_in_as_far(self):
        for typed, kept in (
            ("  - a\n  - b\n    - c\n", "- a\n- b\n  - c"),
            ("\n   9. a\r\n  10. b\n\n  c", "9. a\n10. b\n\nc"),
            ("\t- a\n\t- b\nText\n  - c", "- a\n- b\nText\n  - c"),
            ("- a\n  - b", "- a\n  - b"),
            ("  Text\n- a\n  - b", "Text\n- a\n  - b"),
        ):
            with self.subTest(typed):
                self.assertEqual(forms.CharField(widget=forms.Textarea).clean(typed), kept)

    def test_letters_come_in_one_piece_with_their_dots(self):
        self.assertEqual(forms.CharField().clean("Jo\u0308rg, Cafe\u0301"), "Jörg, Café")

    def test_more_of_them_are_counted(self):
        with self.assertRaises(ValidationError) as refused:
            forms.CharField().clean("\ufffda\ufffd\x01")
        self.assertIn("Am Anfang", refused.exception.messages[0])
        self.assertIn("Danach kommen noch 2.", refused.exception.messages[0])


class ReaderTests(TestCase):
    """Bytes that are no UTF-8, and the rest, in each form that strangers fill."""

    @classmethod
    def setUpTestData(cls):
        cls.post = make_post()

    @mock.patch("django.test.client.WSGIRequest", Request)
    def test_a_comment_is_refused_at_its_fields_and_nothing_is_stored_or_mailed(self):
        for charset in ("", "; charset=iso-8859-1", "; charset=utf-16"):
            sent = filled(self.client, self.post, text="TEXT", name="NAME")
            body = "&".join(f"{name}={value}" for name, value in sent.items())
            body = body.replace("TEXT", "Ein+Fest%FF%FE").replace("NAME", "Ein+Fest%ED%A0%80")
            page = self.client.generic(
                "POST",
                address(self.post),
                body.encode(),
                content_type=f"application/x-www-form-urlencoded{charset}",
            )
            with self.subTest(charset):
                self.assertEqual(page.status_code, 422)
                errors = Form(page).errors
                self.assertEqual(sorted(errors), ["id_name_error", "id_text_error"])
                for error in errors.values():
                    self.assertIn("Hinter „Ein Fest“ steht ein Zeichen", error)
        self.assertEqual((Comment.objects.count(), mail.outbox), (0, []))

    def test_a_comment_is_stored_without_its_byte_order_mark(self):
        send(self.client, self.post, text="\ufeffEin Fest", name="\ufeffAda\u2028Bo")
        self.assertEqual(Comment.objects.values_list("text", "name").get(), ("Ein Fest", "Ada Bo"))

    def test_a_report_and_a_message_of_which_nothing_is_seen_are_refused(self):
        comment = make_comment(self.post)
        for path, name, typed in (
            (f"/kommentare/melden/{comment.pk}/", "text", {"reason": "gesetzwidrig"}),
            ("/barrierefreiheit/rueckmeldung/", "message", {}),
        ):
            for unseen in ("\u200b", "\u3164"):
                with self.subTest(path, unseen=ascii(unseen)):
                    page = self.client.post(path, typed | {name: unseen})
                    self.assertContains(page, f'id="id_{name}_error"', status_code=422)
        self.assertEqual((CommentReport.objects.count(), mail.outbox), (0, []))

    def test_a_report_and_a_message_are_refused(self):
        comment = make_comment(self.post)
        for path, typed in (
            (f"/kommentare/melden/{comment.pk}/", {"reason": "spam", "text": "Ein Fest \x07"}),
            ("/barrierefreiheit/rueckmeldung/", {"message": "Ein Fest \x07"}),
            ("/barrierefreiheit/rueckmeldung/", {"message": "Ja", "place": "Ein Fest \x07"}),
        ):
            with self.subTest(path):
                page = self.client.post(path, typed)
                self.assertContains(page, SENTENCE % "U+0007", status_code=422)
        self.assertEqual((CommentReport.objects.count(), mail.outbox), (0, []))

    def test_a_search_leaves_them_out(self):
        for path in ("/suche/", "/beitraege/"):
            with self.subTest(path):
                answer = self.client.get(f"{path}?q=Ein%FF%07+Fest%EF%BB%BF+%F0%9F%AB%A9")
                self.assertEqual(answer["Location"], f"{path}?q=Ein+Fest+%F0%9F%AB%A9")


class DeskTests(DeskTestCase):
    def test_titles_texts_and_names_of_topics(self):
        typed = {"title": "Ein Fest\x07", "body": "Ein Fest\ufffd", "topics": "Ein Fest\uffff"}
        errors = errors_of(send_desk(self.client, "/admin/blog/post/add/", **typed))
        signs = ["U+0007", "„\ufffd“", "U+FFFF"]
        self.assertEqual(sorted(errors), sorted(SENTENCE % sign for sign in signs))
        self.assertEqual(Post.objects.count(), 0)

    def test_rows_of_a_form(self):
        meeting = make_meeting(items=[("Begrüßung", 5, "Ada")])
        address = f"/admin/meetings/meeting/{meeting.pk}/change/"
        page = send_desk(self.client, address, **{"items-0-name": "Ein Fest\x07"})
        self.assertContains(page, SENTENCE % "U+0007")


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Große Straße", "grosse-strasse"),
        ("Öffentliche Räume", "oeffentliche-raeume"),
        ("O\u0308ffentliche Ra\u0308ume", "oeffentliche-raeume"),
        ("GROẞE STRAẞE", "grosse-strasse"),
        ("Treffen am 10.12. - Ergebnisse", "treffen-am-10-12-ergebnisse"),
        ("Café à la carte", "cafe-a-la-carte"),
        ("İlknurs Garten", "ilknurs-garten"),  # its small letter has a dot of its own
        ("Łódź und Đorđe", "lodz-und-dorde"),
        ("Søren auf ÆRØ", "soeren-auf-aeroe"),
        ("Þór, Ðuro, Işıl, Ŋ, Cœur", "thor-duro-isil-ng-coeur"),
        ("Repara\xadtur\u200bcafé", "reparaturcafe"),
        ("½ Stunde, 5½ m²", "1-2-stunde-5-1-2-m2"),
        ("a_b", "a-b"),
        ("Wir _alle_ - hier__da", "wir-alle-hier-da"),
        ("!?", ""),
        ("日本", ""),
    ],
)
def test_slugs_are_spelled_as_germans_do(text, slug):
    assert german_slug(text) == slug


def test_a_long_slug_ends_at_a_word():
    assert (
        german_slug("Stadtbezirksbeirat " * 9, max_length=40)
        == "stadtbezirksbeirat-stadtbezirksbeirat"
    )
    assert german_slug("x" * 90) == "x" * 80


def test_a_taken_slug_counts_on():
    assert unique_slug("Fest", {"fest", "fest-2"}.__contains__, fallback="x") == "fest-3"
    assert unique_slug("!", set().__contains__, fallback="beitrag") == "beitrag"


def test_fold_makes_one_of_all_spellings():
    assert len({fold(word) for word in ("Größe", "GRÖSSE", "groesse", "Gro\u0308ße")}) == 1
    assert len({fold(word) for word in ("Søren", "SØREN", "Sören", "Soeren")}) == 1


@pytest.mark.parametrize(
    "name",
    [
        "👩\u200d💻 Ada",
        "🏳\ufe0f\u200d🌈",
        "👩🏽\u200d❤\ufe0f\u200d💋\u200d👨🏿",
        "🙂\u200d↔\ufe0f",
        "👩\u200d\U0001fae9",  # newer than this Python knows
        "علی\u200cرضا",
        "مُ\u200cحب",
        "क्\u200dष",
        "ශ්\u200dරී",
        "অর\u200d্যা",
        "അവന്\u200d",
    ],
)
def test_a_name_keeps_the_joiners_that_shape_its_pictures_and_letters(name):
    assert plain_name(name) == name


@pytest.mark.parametrize(
    "text",
    [
        "A\u200dda Bo",
        "Ada\u200d Bo\u200c",
        "\u200d\u200cAda\u200d\u200d Bo",
        "A\u200bda\u2060 B\xado\ufeff",
        "Ada\u200c \u200dBo",
    ],
)
def test_a_name_has_no_other_sign_that_nobody_sees(text):
    assert plain_name(text) == "Ada Bo"


def test_a_name_has_one_form_however_often_it_is_read():
    for text in (
        "e\u200d\u0301",
        "👩\u200d\u200d💻",
        "👩\u200d\U0001fffe",
        "ا\u200cA",
        "+\u200d+",
        "👩\u200c💻",
    ):
        name = plain_name(text)
        assert (plain_name(name), {*name} & {"\u200c", "\u200d"}) == (name, set())


def test_printable_drops_what_xml_forbids_and_keeps_lines_apart():
    assert printable("a\x00\x0b\ufffe\uffff\ud800ä\n\t🌳") == "a\nä\n\t🌳"
