"""The index follows every change, can be made anew, and survives migrations."""

from datetime import date

from django.core.management import call_command
from django.db import connection, models
from django.test import TestCase, TransactionTestCase
from django.utils import translation

from blog.models import Post
from meetings.agenda import Speaker
from tests.build import days_ago, make_meeting, make_page, make_post, make_report, make_topic
from wiq_site.search.models import SearchContent, SearchEntry
from wiq_site.search.query import parse
from wiq_site.search.results import best_first, entries_matching, texts_of


def paths(q):
    return sorted(entries_matching(parse(q)).values_list("path", flat=True))


def index():
    """Return everything in the index but the ids of its rows."""
    rows = SearchEntry.objects.select_related("content")
    hidden = ("id", "_state", "_django_version")
    return sorted(
        str([v for k, v in {**vars(row), "c": row.content.lexemes}.items() if k not in hidden])
        for row in rows
    )


class KeptTests(TestCase):
    def test_follows_text_topics_address_and_deletion_of_a_post(self):
        post = make_post("Garten", ["Klima"])
        post.title, post.slug = "Ulmen", "ulmen"
        post.save()
        post.topics.set(["Feste"])
        self.assertEqual((paths("garten"), paths("ulmen")), ([], ["/beitraege/ulmen/"]))
        self.assertEqual(paths("klima"), [])
        self.assertEqual(paths("feste"), ["/beitraege/ulmen/", "/themen/feste/"])
        post.delete()
        self.assertEqual(paths("ulmen"), [])

    def test_follows_the_name_of_a_topic(self):
        topic = make_post("Garten", ["Klima"]).topics.get()
        meeting = make_meeting(items=[("a", 5, "", "b")])
        meeting.items.get().topics.add(topic)
        topic.name = "Wetter"
        topic.save()
        found = ["/beitraege/garten/", "/themen/klima/", "/treffen/gesamttreffen/#top-1"]
        self.assertEqual((paths("klima"), paths("wetter")), ([], found))

    def test_follows_a_top_its_agenda_and_who_leads_it(self):
        meeting = make_meeting(items=[("Ulmen", 5, "Ada", "Text")], protocol_published_at=None)
        item = meeting.items.get()
        item.name = "Linden"
        item.save()
        self.assertEqual((paths("ulmen"), paths("linden ada")), ([], [meeting.get_absolute_url()]))
        with self.captureOnCommitCallbacks(execute=True):
            Speaker.objects.get().delete()
        self.assertEqual(paths("ada"), [])
        item.delete()
        self.assertEqual(paths("linden"), [])

    def test_nothing_is_found_of_a_deleted_meeting(self):
        items = [("Ulmen", 5, "Ada", "Text"), ("Linden", 5, "", "Text")]
        for report in (None, make_post("Bericht")):
            meeting = make_meeting(items=items, report=report, closing="Text")
            self.assertEqual(len(paths("text")), 3)
            with self.captureOnCommitCallbacks(execute=True):
                meeting.delete()
            self.assertEqual(paths("text"), [])

    def test_nothing_is_found_by_the_name_of_a_deleted_topic(self):
        topic = make_post("Garten", ["Alte Runde"]).topics.get()
        make_meeting(items=[("a", 5, "", "b")], series=topic).items.get().topics.add(topic)
        self.assertEqual(len(paths("runde")), 4)
        with self.captureOnCommitCallbacks(execute=True):
            topic.delete()
        self.assertEqual(paths("runde"), [])

    def test_a_person_who_does_not_agree_is_not_found_by_name(self):
        make_report(items=[("Ulmen", 5, "Ada", "Text")])
        ada = Speaker.objects.get()
        ada.agreed, ada.role = False, "eine Gärtnerin"
        ada.save()
        found = ["/beitraege/ergebnisse/#top-1"]
        self.assertEqual((paths("ada"), paths("gärtnerin")), ([], found))

    def test_minutes_follow_the_moment_and_the_address_of_their_report(self):
        report = make_report(published_at=None, items=[("Ulmen", 5, "", "Text")])
        self.assertEqual(paths("text"), [])
        report.published_at = days_ago(1)
        report.save()
        self.assertEqual(paths("text"), ["/beitraege/ergebnisse/#top-1"])
        report.slug = "anders"
        report.save()
        self.assertEqual(paths("text"), ["/beitraege/anders/#top-1"])

    def test_a_top_follows_what_its_meeting_is_called_and_when_it_was(self):
        series = make_topic("Plenum", kind="reihe")
        meeting = make_meeting(
            items=[("Ulmen", 5, "", "")], report=make_post("Bericht"), series=series
        )
        top = ["/beitraege/bericht/#top-1"]
        for typed in ("ulmen gesamttreffen", "ulmen plenum", "ulmen bericht", "ulmen 10.12.2020"):
            with self.subTest(typed=typed):
                self.assertEqual(paths(typed), top)
        series.name = "Rat"
        series.save()
        meeting.title, meeting.date = "Runde", date(2021, 3, 1)
        meeting.save()
        meeting.report.title = "Neues"
        meeting.report.save()
        for typed in ("ulmen gesamttreffen", "ulmen plenum", "ulmen bericht", "ulmen 2020"):
            with self.subTest(typed=typed):
                self.assertEqual(paths(typed), [])
        for typed in ("ulmen runde", "ulmen rat", "ulmen neues", "ulmen 1. März 2021"):
            with self.subTest(typed=typed):
                self.assertEqual(paths(typed), top)

    def test_minutes_without_a_report_are_found_as_such(self):
        make_meeting(items=[("Ulmen", 5, "", "")], title="Runde")
        self.assertEqual(paths("protokoll runde"), ["/treffen/runde/", "/treffen/runde/#top-1"])
        make_meeting("2099-01-01 17:00", title="Demnächst", protocol_published_at=None)
        self.assertEqual(paths("protokoll demnächst"), [])

    def test_entries_are_written_in_the_language_of_the_site_whoever_makes_them(self):
        with translation.override(None):  # as while migrating
            make_meeting(items=[("Ulmen", 5, "", "")], report=make_post("Bericht"))
        found = ["/beitraege/bericht/", "/beitraege/bericht/#top-1"]
        self.assertEqual(paths("Protokoll Donnerstag Dezember 2020"), found)
        titles = SearchEntry.objects.filter(kind="protokoll").values_list("title", flat=True)
        self.assertEqual(sorted(titles), ["Protokoll vom 10. Dezember 2020", "TOP 1 Ulmen"])

    def test_follows_a_page(self):
        page = make_page(title="Impressum")
        self.assertEqual(paths("impressum"), ["/impressum/"])
        page.published_at = None
        page.save()
        self.assertEqual(paths("impressum"), [])

    def test_a_save_that_changes_nothing_writes_nothing(self):
        post = make_post("Garten", ["Klima"])
        before = list(SearchEntry.objects.values_list("pk", flat=True))
        post.save()
        self.assertEqual(list(SearchEntry.objects.values_list("pk", flat=True)), before)

    def test_rebuilding_gives_the_index_that_was_kept(self):
        make_report(topics=["Klima"], items=[("Ulmen", 5, "Ada", "Text"), ("b", 5, "", "c")])
        make_meeting("2099-01-01 17:00", [("Demnächst", 5, "", "")], protocol_published_at=None)
        make_post("Entwurf", published_at=None)
        make_page(title="Impressum")
        before = index()
        SearchEntry.objects.all().delete()
        call_command("search_rebuild", stdout=open("/dev/null", "w"))  # noqa: SIM115, PTH123
        self.assertEqual(index(), before)
        self.assertEqual(paths("impressum"), ["/impressum/"])


OLD_FORMAT = {  # by kind of database
    "sqlite": [
        "DROP TABLE search_fts",
        "CREATE VIRTUAL TABLE search_fts USING fts5(lexemes, content='search_searchcontent', "
        "content_rowid='entry_id', tokenize=\"ascii tokenchars '_'\", prefix='3 4')",
    ],
    "postgresql": [
        "DROP FUNCTION search_matching(tsquery, text[], text[])",
        "CREATE FUNCTION search_matching(query tsquery, needles text[]) RETURNS SETOF bigint "
        "LANGUAGE sql AS 'SELECT entry_id FROM search_searchcontent WHERE vector @@ query'",
    ],
}


class MigrationTests(TransactionTestCase):
    """Altering the table of texts drops SQLite's triggers; the next migrate brings them back."""

    def test_the_index_is_kept_after_its_table_was_altered(self):
        make_post("Garten")
        with connection.schema_editor() as editor:
            old, new = SearchContent._meta.get_field("text"), models.TextField(null=True)
            new.set_attributes_from_name("text")
            new.model = SearchContent
            editor.alter_field(SearchContent, old, new)
            editor.alter_field(SearchContent, new, old)
        call_command("migrate", verbosity=0)
        make_post("Ulmen")
        Post.objects.get(title="Garten").delete()
        self.assertEqual((paths("ulmen"), paths("garten")), (["/beitraege/ulmen/"], []))
        call_command("search_rebuild", stdout=open("/dev/null", "w"))  # noqa: SIM115, PTH123
        self.assertEqual(paths("ulmen"), ["/beitraege/ulmen/"])

    def test_an_index_of_an_older_format_is_replaced_with_its_entries(self):
        make_post("Reparaturcafé")
        for command in ("migrate", "search_rebuild"):
            with self.subTest(command=command):
                with connection.cursor() as cursor:
                    for statement in OLD_FORMAT[connection.vendor]:
                        cursor.execute(statement)
                call_command(command, stdout=open("/dev/null", "w"))  # noqa: SIM115, PTH123
                self.assertEqual(paths("café"), ["/beitraege/reparaturcafe/"])
                self.assertEqual(paths('"sucht ein team"'), [])

    def test_entries_from_before_a_migration_of_the_index_are_made_anew(self):
        make_post("Garten", ["Klima"])
        call_command("migrate", "search", "0001", verbosity=0)
        call_command("migrate", verbosity=0)
        content = SearchContent.objects.get(entry__title="Garten")
        self.assertEqual((content.topics, paths("garten")), (["Klima"], ["/beitraege/garten/"]))


class OutcomeTests(TestCase):
    def test_they_are_found_by_what_they_are_below_texts_that_say_so(self):
        text = "Über die Abstimmung und die Aufgabe: beschlossen wird der Beschluss."
        post = make_post("Zur Sache", body=text, published_at=days_ago(900)).get_absolute_url()
        meeting = make_meeting(items=[("Bäume", 5, "", "Gut.")])
        item, own = meeting.items.get(), f"{meeting.get_absolute_url()}#"
        item.outcomes.create(kind="beschluss", text="Vier Bäume", votes="9/1/0")
        item.outcomes.create(kind="beschluss", text="Ein Zaun")
        item.outcomes.create(kind="aufgabe", text="Gießen")
        for word, count in [
            ("Abstimmung", 1),
            ("Abstimmungen", 1),
            ("Beschlüsse", 2),
            ("beschlossen", 2),
            ("Aufgaben", 1),
        ]:
            with self.subTest(word):
                query = parse(word)
                found = best_first(entries_matching(query), texts_of(query))
                told = [post] + [f"{own}{item.anchor}"] * count
                self.assertEqual([entry.path for entry in found], told)

    def test_an_outcome_that_the_minutes_tell_stands_once_in_what_is_found(self):
        text = "Aufgabe: Ben: Gießen\n\nWir pflanzen."
        item = make_meeting(items=[("Bäume", 5, "", text)]).items.get()
        item.outcomes.create(kind="aufgabe", text="Gießen", who="Ben")
        item.outcomes.create(kind="beschluss", text="Vier Bäume")
        entry = SearchEntry.objects.get(owner_label="meetings.agendaitem")
        told = "Aufgabe: Ben: Gießen Wir pflanzen. · Vier Bäume"
        self.assertEqual(SearchContent.objects.get(entry=entry).text, told)
