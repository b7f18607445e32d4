"""The page "Protokoll einfügen": paste, look, save; nothing is saved unseen and nothing is lost."""

from pathlib import Path
from unittest import skipUnless

from django.conf import settings
from django.contrib.auth.models import User
from django.test import TestCase

from blog.models import Post, Topic
from meetings.models import AgendaItem, Meeting
from tests.build import make_editor, make_meeting
from tests.wiq_site.desk import DeskForm, errors_of

PASTE = "/admin/meetings/meeting/protokoll-einfuegen/"
REFERENCE = Path(settings.BASE_DIR).parent / "shared/seed/gesamttreffen-2020-12-10.txt"

PROTOCOL = """Direkt zum Inhalt

Ergebnisse des Frühjahrstreffens am 8. April 2021

Veröffentlicht am 9. April 2021
Nachbarschaftstreffen, Klima

Am 8. April 2021 haben wir uns im Hof getroffen. Das kam dabei heraus.

Top 1  Begrüßung (Thorsten, bis 18:05 h)

- Thorsten begrüßt alle.

Top 2  Hofgarten, Wasser und Werkzeug (Hannes/Kristina, bis 18:30 h)

- Die Regentonne kommt im Mai.
- Wer gießt, trägt sich ein.

Top 3  Ideenrunde (7 Teilnehmende, bis 19:00)

Wir haben Ideen gesammelt.

Das nächste Treffen ist am 10. Juni 2021, 18-20:00 Uhr.
"""
BACKWARDS = PROTOCOL.replace("bis 18:30 h", "bis 18:01 h")


class Paste(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.editor = make_editor()

    def setUp(self):
        self.client.force_login(self.editor)

    def look(self, text=PROTOCOL):
        return self.client.post(PASTE, {"text": text, "look": "Ansehen"})

    def save(self, text=PROTOCOL, **typed):
        """Look at ``text``, then press save with what the preview shows, changed by ``typed``."""
        fields = DeskForm(self.look(text)).fields
        return self.client.post(PASTE, fields | {"text": text, "save": "Speichern"} | typed)

    def counts(self):
        return Meeting.objects.count(), AgendaItem.objects.count(), Post.objects.count()


class FirstLookTests(Paste):
    def test_opens_empty(self):
        self.assertEqual(
            list(DeskForm(self.client.get(PASTE)).fields), ["csrfmiddlewaretoken", "text"]
        )

    def test_is_found_from_the_list_of_meetings(self):
        self.assertContains(self.client.get("/admin/meetings/meeting/"), f'href="{PASTE}"', count=1)

    def test_is_refused_to_visitors(self):
        self.client.logout()
        self.assertRedirects(self.client.get(PASTE), f"/admin/login/?next={PASTE}")

    def test_is_refused_to_who_may_only_look(self):
        looker = User.objects.create_user("gast", is_staff=True)
        looker.user_permissions.set(
            self.editor.groups.get().permissions.filter(codename="view_meeting")
        )
        self.client.force_login(looker)
        self.assertEqual((self.client.get(PASTE).status_code, self.save().status_code), (403, 403))

    def test_an_empty_paste_is_refused_with_a_sentence(self):
        for text in ("", " \n\t "):
            with self.subTest(repr(text)):
                page = self.look(text)
                self.assertEqual((page.status_code, len(errors_of(page))), (200, 1))

    def test_saving_an_empty_paste_stores_nothing(self):
        self.client.post(PASTE, {"text": "", "save": "Speichern"})
        self.assertEqual(self.counts(), (0, 0, 0))


class PreviewTests(Paste):
    def test_shows_the_items(self):
        draft = self.look().context["draft"]
        self.assertEqual(
            [
                (item.number, item.name, item.speakers, item.speakers_note, f"{item.end:%H:%M}")
                for item in draft.items
            ],
            [
                ("1", "Begrüßung", ["Thorsten"], "", "18:05"),
                ("2", "Hofgarten, Wasser und Werkzeug", ["Hannes", "Kristina"], "", "18:30"),
                ("3", "Ideenrunde", [], "7 Teilnehmende", "19:00"),
            ],
        )

    def test_shows_every_word_that_was_pasted(self):
        preview = self.look().content.decode().split("<textarea")[0]
        for words in (
            *(
                "Begrüßung",
                "Thorsten begrüßt alle.",
                "Hofgarten, Wasser und Werkzeug",
                "Hannes/Kristina",
            ),
            *("Die Regentonne kommt im Mai.", "Wer gießt, trägt sich ein.", "7 Teilnehmende"),
            *(
                "Wir haben Ideen gesammelt.",
                "Das kam dabei heraus.",
                "10. Juni 2021",
                "bis 18:05 Uhr",
            ),
        ):
            with self.subTest(words):
                self.assertIn(words, preview)

    def test_lists_what_was_left_out(self):
        page = self.look()
        self.assertContains(page, "1 Zeile des Seitenrahmens weggelassen", count=1)
        self.assertEqual(page.context["draft"].ignored, ["Direkt zum Inhalt"])

    def test_proposes_title_and_date(self):
        fields = DeskForm(self.look()).fields
        self.assertEqual(
            (fields["title"], fields["date"], fields["start"]),
            ("Ergebnisse des Frühjahrstreffens am 8. April 2021", "2021-04-08", ""),
        )

    def test_proposes_the_series_that_is_a_topic_of_the_text_and_its_usual_start(self):
        series = Topic.objects.create(name="Nachbarschaftstreffen", kind=Topic.Kind.SERIES)
        make_meeting("2021-01-14 17:30", series=series)
        fields = DeskForm(self.look()).fields
        self.assertEqual((fields["series"], fields["start"]), (str(series.pk), "17:30"))

    def test_keeps_the_text(self):
        typed = DeskForm(self.look()).fields["text"].replace("\r\n", "\n")
        self.assertEqual(typed.strip(), PROTOCOL.strip())

    def test_saves_nothing(self):
        self.look()
        self.assertEqual(self.counts(), (0, 0, 0))

    def test_hostile_text_stays_text(self):
        page = self.look(PROTOCOL.replace("Hofgarten", "<script>alert(1)</script>"))
        self.assertNotIn("<script>alert", page.content.decode())


class SavingTests(Paste):
    def test_stores_meeting_items_and_report(self):
        self.assertEqual((self.save().status_code, self.counts()), (302, (1, 3, 1)))

    def test_leads_to_the_new_meeting(self):
        response = self.save()
        self.assertRedirects(
            response, f"/admin/meetings/meeting/{Meeting.objects.get().pk}/change/"
        )

    def test_says_what_was_stored_and_where_the_report_is(self):
        page = self.client.get(self.save().url)
        self.assertContains(page, f'href="/admin/blog/post/{Post.objects.get().pk}/change/"')

    def test_both_are_drafts(self):
        self.save()
        self.assertEqual(
            (list(Meeting.objects.published()), list(Post.objects.published())), ([], [])
        )

    def test_the_report_reports_the_meeting(self):
        self.save()
        self.assertEqual(Post.objects.get().reports_on, Meeting.objects.get())

    def test_items_carry_number_who_and_end(self):
        self.save(start="18:00")
        items = AgendaItem.objects.order_by("position")
        self.assertEqual(
            [
                (item.number, item.who, item.planned_minutes, f"{item.planned_end:%H:%M}")
                for item in items
            ],
            [
                ("1", "Thorsten", 5, "18:05"),
                ("2", "Hannes/Kristina", 25, "18:30"),
                ("3", "7 Teilnehmende", 30, "19:00"),
            ],
        )

    def test_the_minutes_stand_in_the_report_once_it_is_published(self):
        self.save()
        post = Post.objects.get()
        self.client.post(
            "/admin/blog/post/", {"action": "publish_now", "_selected_action": [post.pk]}
        )
        self.client.logout()
        page = self.client.get(post.get_absolute_url())
        self.assertContains(page, "<li>Die Regentonne kommt im Mai.</li>", count=1)

    def test_facts_corrected_in_the_preview_are_stored(self):
        self.save(title="Frühjahrstreffen", date="2021-04-09")
        meeting = Meeting.objects.get()
        self.assertEqual(
            (meeting.title, f"{meeting.date}", meeting.report.title),
            ("Frühjahrstreffen", "2021-04-09", "Frühjahrstreffen"),
        )

    def test_a_missing_date_is_asked_for_and_nothing_is_stored(self):
        page = self.save(date="")
        self.assertEqual(
            (errors_of(page), self.counts()),
            (["Dieses Feld wird benötigt."], (0, 0, 0)),
        )

    def test_text_changed_after_the_preview_is_shown_again(self):
        page = self.save()
        Meeting.objects.all().delete()
        Post.objects.all().delete()
        fields = DeskForm(self.look()).fields
        changed = PROTOCOL.replace("Ideenrunde", "Ideenmarkt")
        page = self.client.post(PASTE, fields | {"text": changed, "save": "Speichern"})
        self.assertContains(page, "<strong>TOP 3 Ideenmarkt</strong>", count=1)
        self.assertEqual(self.counts(), (0, 0, 0))

    def test_nothing_is_stored_that_was_not_looked_at(self):
        self.client.post(
            PASTE, {"text": PROTOCOL, "save": "Speichern", "title": "x", "date": "2021-04-08"}
        )
        self.assertEqual(self.counts(), (0, 0, 0))

    def test_times_that_run_backwards_are_refused_with_the_item_named(self):
        page = self.save(BACKWARDS)
        self.assertEqual(
            errors_of(page),
            [
                "TOP 2 Hofgarten, Wasser und Werkzeug endet vor dem TOP darüber, der bis 18:05 Uhr geht."
            ],
        )
        self.assertEqual(self.counts(), (0, 0, 0))

    def test_a_refusal_keeps_the_text_and_the_facts(self):
        fields = DeskForm(self.save(BACKWARDS, title="Mein Titel")).fields
        self.assertEqual(fields["title"], "Mein Titel")
        self.assertIn("bis 18:01 h", fields["text"])

    def test_a_date_at_the_edge_of_the_calendar_is_no_error_of_ours(self):
        self.assertLess(self.save(date="0001-01-01", start="00:10").status_code, 500)


@skipUnless(REFERENCE.exists(), f"{REFERENCE} is not here")
class ReferenceTests(Paste):
    def test_two_presses_make_nine_items_with_their_ends(self):
        self.save(REFERENCE.read_text(encoding="utf-8"), start="17:00")
        ends = AgendaItem.objects.order_by("position").values_list("number", "planned_end")
        self.assertEqual(
            [(number, f"{end:%H:%M}") for number, end in ends],
            [
                *(("1", "17:08"), ("2", "17:15"), ("3", "17:25"), ("4", "18:00"), ("5", "18:05")),
                *(("6", "18:30"), ("7", "18:45"), ("8", "18:55"), ("9", "19:30")),
            ],
        )

    def test_the_date_of_the_meeting_is_not_that_of_the_post(self):
        self.save(REFERENCE.read_text(encoding="utf-8"))
        self.assertEqual(f"{Meeting.objects.get().date}", "2020-12-10")
