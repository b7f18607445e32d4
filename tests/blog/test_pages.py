from itertools import product

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from blog.models import Post
from tests.build import berlin, days_ago, make_meeting, make_post, make_report, make_topic


class PostListTests(TestCase):
    def shown(self, query=""):
        page = self.client.get(f"/beitraege/{query}")
        self.assertEqual(page.status_code, 200, page.get("Location"))
        return [post.title for post in page.context["post_list"]]

    def test_newest_first_and_only_published(self):
        make_post("alt", published_at=days_ago(3))
        make_post("neu", published_at=days_ago(1))
        make_post("Entwurf", published_at=None)
        make_post("morgen", published_at=days_ago(-1))
        make_post("weg", published_at=days_ago(2), withdrawn_at=days_ago(1))
        self.assertEqual(self.shown(), ["neu", "alt"])

    def test_every_chosen_topic_must_match(self):
        make_post("beide", ["Klima", "Lindenau"])
        make_post("nur eins", ["Klima"])
        self.assertEqual(self.shown("?thema=klima&thema=lindenau"), ["beide"])

    def test_year_and_month_are_those_of_the_clock_in_berlin(self):
        make_post("Silvester", published_at=berlin("2020-12-31 23:30"))
        make_post("Neujahr", published_at=berlin("2021-01-01 00:30"))
        self.assertEqual(self.shown("?jahr=2020"), ["Silvester"])
        self.assertEqual(self.shown("?jahr=2021&monat=1"), ["Neujahr"])

    def test_words_are_found_whatever_their_case_and_umlauts(self):
        make_post("Öffentliche Räume", body="Große Straße")
        for words in ("öffentliche", "OEFFENTLICHE", "strasse GROSSE", "Straße"):
            with self.subTest(words=words):
                self.assertEqual(
                    len(self.client.get("/beitraege/", {"q": words}).context["post_list"]), 1
                )

    def test_words_of_the_minutes_are_found_in_the_report(self):
        make_report("Bericht", items=[("Haushalt", 5, "Ada", "Der Lindenblütentee ist alle.")])
        self.assertEqual(self.shown("?q=lindenbl%C3%BCtentee"), ["Bericht"])

    def test_author(self):
        make_post("von Ada", author="Ada")
        make_post("von Bo", author="Bo")
        self.assertEqual(self.shown("?autor=Ada"), ["von Ada"])

    def test_title_says_the_filter_in_words(self):
        make_post(topics=["Klima", "Lindenau"], published_at=berlin("2024-03-02 10:00"))
        page = self.client.get("/beitraege/?thema=klima&thema=lindenau&jahr=2024&monat=3")
        self.assertContains(page, "<h1>Beiträge zu Klima und Lindenau, März 2024</h1>")

    def test_an_empty_result_offers_ways_to_loosen_the_filter(self):
        make_post(topics=["Klima"])
        page = self.client.get("/beitraege/?thema=klima&jahr=1999")
        self.assertContains(page, 'href="/beitraege/?thema=klima"')
        self.assertContains(page, 'href="/beitraege/?jahr=1999"')

    def test_queries_do_not_grow_with_the_posts(self):
        for count in (1, 30):
            for number in range(count):
                make_post(f"{count}-{number}", ["Klima", f"Thema {number}"])
            for query in ("", "?thema=klima&jahr=2026&q=1"):
                with self.subTest(posts=count, query=query):
                    self.assertLessEqual(self.queries(f"/beitraege/{query}"), 11)

    def test_ten_posts_and_three_hundred_cost_the_same(self):
        costs = []
        for count in (10, 290):
            Post.objects.bulk_create(
                Post(
                    title=f"{count}-{n}",
                    slug=f"{count}-{n}",
                    digest=f"{count}-{n}",
                    published_at=days_ago(n + 1),
                )
                for n in range(count)
            )
            paths = (
                "/",
                "/beitraege/",
                "/beitraege/?jahr=2026",
                "/beitraege/10-5/",
                "/beitraege/feed.rss",
            )
            costs.append([self.queries(path) for path in paths])
        self.assertTrue(all(a >= b for a, b in zip(*costs, strict=True)), costs)
        self.assertLessEqual(max(costs[1][:3]), 10)
        self.assertLessEqual(costs[1][3], 12)

    def queries(self, path):
        with CaptureQueriesContext(connection) as captured:
            self.client.get(path)
        return len(captured)


class FilterAddressTests(TestCase):
    """One address for one choice; DESIGN section 3."""

    def setUp(self):
        make_post(topics=["Klima", "Lindenau"])

    def test_other_spellings_lead_to_the_canonical_one(self):
        for given, canonical in [
            ("fbclid=abc", ""),
            ("thema=lindenau&thema=klima", "thema=klima&thema=lindenau"),
            ("thema=klima&thema=klima", "thema=klima"),
            ("jahr=2024&thema=klima", "thema=klima&jahr=2024"),
            ("jahr=&q=", ""),
            ("monat=3", ""),
            ("jahr=02024", "jahr=2024"),
            ("q=%20%20zwei%20%20W%C3%B6rter", "q=zwei+W%C3%B6rter"),
            ("q=a%00b", "q=a+b"),
            ("seite=1", ""),
            ("seite=1&q=wort", "q=wort"),
        ]:
            with self.subTest(given=given):
                answer = self.client.get(f"/beitraege/?{given}")
                self.assertEqual(answer.status_code, 301)
                self.assertEqual(answer["Location"], f"/beitraege/?{canonical}".rstrip("?"))

    def test_what_does_not_exist_answers_404_in_german(self):
        for query in (
            "thema=gibts-nicht",
            "thema=%00",
            "jahr=abc",
            "jahr=20201",
            "jahr=2024&monat=13",
            "seite=0",
            "seite=999",
            "seite=abc",
            "seite=99999999999999999999",
            "q=" + "wort" * 100,
        ):
            with self.subTest(query=query):
                answer = self.client.get(f"/beitraege/?{query}")
                self.assertContains(answer, "Alle Beiträge", status_code=404)

    def test_a_year_without_posts_is_a_page(self):
        self.assertContains(self.client.get("/beitraege/?jahr=1999"), "noch keinen Beitrag")

    def test_a_renamed_topic_is_found_by_its_old_address(self):
        topic = make_topic("Ideen")
        make_post(topics=["Ideen"])
        topic.slug = "gute-ideen"
        topic.save()
        for path, new in [
            ("/beitraege/?thema=ideen", "/beitraege/?thema=gute-ideen"),
            ("/beitraege/feed.rss?thema=ideen", "/beitraege/feed.rss?thema=gute-ideen"),
            ("/themen/ideen/", "/themen/gute-ideen/"),
        ]:
            with self.subTest(path=path):
                self.assertRedirects(self.client.get(path), new, 301)


class PublishedTests(TestCase):
    def test_model_and_queryset_agree_at_every_moment(self):
        moments = [None, days_ago(2), days_ago(1), days_ago(-1)]
        for published_at, withdrawn_at in product(moments, moments):
            make_post(
                f"{published_at} {withdrawn_at}",
                published_at=published_at,
                withdrawn_at=withdrawn_at,
            )
        for at in (days_ago(3), days_ago(1.5), days_ago(0), days_ago(-2)):
            agreed = {post.pk for post in Post.objects.all() if post.is_published(at)}
            with self.subTest(at=at):
                self.assertEqual(
                    set(Post.objects.published(at).values_list("pk", flat=True)), agreed
                )


class PostPageTests(TestCase):
    def test_previous_and_next_by_date_skip_what_is_not_published(self):
        old = make_post("alt", published_at=days_ago(5))
        make_post("Entwurf", published_at=None)
        middle = make_post("mitte", published_at=days_ago(3))
        new = make_post("neu", published_at=days_ago(1))
        make_post("morgen", published_at=days_ago(-1))
        page = self.client.get(middle.get_absolute_url())
        self.assertEqual((page.context["older"], page.context["newer"]), (old, new))

    def test_a_withdrawn_post_is_gone(self):
        post = make_post(published_at=days_ago(3), withdrawn_at=days_ago(1))
        self.assertContains(
            self.client.get(post.get_absolute_url()), "zurückgezogen", status_code=410
        )

    def test_a_withdrawn_draft_was_never_there(self):
        post = make_post(published_at=None, withdrawn_at=days_ago(1))
        self.assertEqual(self.client.get(post.get_absolute_url()).status_code, 404)

    def test_a_changed_slug_redirects_in_one_step(self):
        post = make_post("Eins")
        for slug in ("zwei", "drei"):
            post.slug = slug
            post.save()
        for old in ("eins", "zwei"):
            answer = self.client.get(f"/beitraege/{old}/")
            self.assertEqual((answer.status_code, answer["Location"]), (301, "/beitraege/drei/"))

    def test_a_slug_taken_back_leads_nowhere_else(self):
        post = make_post("Eins")
        for slug in ("zwei", "eins"):
            post.slug = slug
            post.save()
        self.assertEqual(self.client.get("/beitraege/eins/").status_code, 200)

    def test_the_teaser_of_a_report_is_not_printed_twice(self):
        items = [("Stand", 7, "Andreas", "Das **Wichtigste**.")]
        report = make_report("Bericht", items, teaser="Das Wichtigste.")
        self.assertNotContains(self.client.get(report.get_absolute_url()), '<p class="teaser">')

    def test_a_report_carries_its_minutes_with_anchors(self):
        items = [("Begrüßung", 8, "Thorsten", "- Hallo"), ("Stand", 7, "Andreas", "- Gut")]
        page = self.client.get(make_report(items=items).get_absolute_url())
        for part in (
            'id="top-1"',
            'id="top-2"',
            "Thorsten, bis 17:08\xa0Uhr",
            "Andreas, bis 17:15\xa0Uhr",
        ):
            self.assertContains(page, part, count=1)

    def test_queries_do_not_grow_with_the_agenda(self):
        for count in (1, 9):
            items = [(f"TOP {n}", 5, f"Wer {n}", "Text") for n in range(count)]
            report = make_report(f"Bericht {count}", items=items, topics=["a", "b"])
            for queries in (13, 9):  # again its pieces are remembered
                with self.subTest(items=count), self.assertNumQueries(queries):
                    self.client.get(report.get_absolute_url())


class TopicTests(TestCase):
    def test_two_spellings_are_one_topic(self):
        make_post("a", ["Öffentliche Räume"])
        post = make_post("b", ["öffentliche  räume", "OEFFENTLICHE RÄUME"])
        self.assertEqual([topic.name for topic in post.topics.all()], ["Öffentliche Räume"])

    def test_a_topic_used_only_by_drafts_has_no_page(self):
        make_post("Entwurf", ["Geheim"], published_at=None)
        self.assertEqual(self.client.get("/themen/geheim/").status_code, 404)
        self.assertNotContains(self.client.get("/themen/"), "Geheim")

    def test_a_team_has_a_page_before_its_first_post(self):
        make_topic("Quartierpflege", kind="team", state="sucht")
        self.assertContains(self.client.get("/themen/quartierpflege/"), "sucht Mitmachende")

    def test_teams_that_look_for_people_come_first(self):
        for name, state in [("A", "abgeschlossen"), ("B", "sucht"), ("C", "laeuft")]:
            make_topic(name, kind="team", state=state)
        teams = self.client.get("/teams/").context["teams"]
        self.assertEqual([team.name for team in teams], ["B", "C", "A"])

    def test_counts_leave_out_scheduled_posts(self):
        make_post("a", ["Klima"])
        make_post("b", ["Klima"], published_at=days_ago(-1))
        self.assertEqual(self.client.get("/themen/klima/").context["topic"].post_count, 1)


class AddressTests(TestCase):
    def test_pages_take_no_query(self):
        post = make_post(topics=["Klima"])
        for path in ("/", post.get_absolute_url(), "/themen/", "/themen/klima/", "/teams/"):
            with self.subTest(path=path):
                self.assertRedirects(self.client.get(path, {"utm_source": "x"}), path, 301)

    def test_reading_pages_take_no_post_request(self):
        self.assertEqual(self.client.post(reverse("blog:posts")).status_code, 405)


class AroundAPostTests(TestCase):
    def test_the_link_to_its_author_answers_at_once(self):
        post = make_post(author="Jörg  Müller")
        self.assertContains(self.client.get(post.get_absolute_url()), post.author_url)
        self.assertEqual(self.client.get(post.author_url).status_code, 200)

    def test_what_invites_to_a_meeting_has_no_number_in_the_series(self):
        series = make_topic("Gesamttreffen", kind="reihe")
        for number in (1, 2):
            invitation = make_post(
                f"Einladung {number}", [series], published_at=days_ago(9 - number)
            )
            report = make_post(f"Bericht {number}", [series], published_at=days_ago(5 - number))
            make_meeting(series=series, invitation=invitation, report=report)
        self.assertContains(self.client.get(report.get_absolute_url()), "2 von 2")
        self.assertNotContains(self.client.get(invitation.get_absolute_url()), " von 2")

    def test_minutes_that_come_late_stand_in_the_series_where_their_meeting_does(self):
        series = make_topic("Gesamttreffen", kind="reihe")
        for number, published in ((1, 2), (2, 5), (3, 1)):
            report = make_post(f"Bericht {number}", [series], published_at=days_ago(published))
            make_meeting(f"2021-0{number}-10 17:00", series=series, report=report)
        make_post("Fest", [series], published_at=berlin("2021-02-20 12:00"))
        places = {}
        for post in Post.objects.all():
            place = self.client.get(post.get_absolute_url()).context["series"]
            around = [str(place[side] or "") for side in ("earlier", "later")]
            places[post.title] = (place["number"], place["total"], *around)
        self.assertEqual(
            places,
            {
                "Bericht 1": (1, 4, "", "Bericht 2"),
                "Bericht 2": (2, 4, "Bericht 1", "Fest"),
                "Fest": (3, 4, "Bericht 2", "Bericht 3"),
                "Bericht 3": (4, 4, "Fest", ""),
            },
        )

    def test_a_title_without_a_number_is_no_plate(self):
        report = make_report(items=[("Begrüßung", 8, "Thorsten")])
        report.reports_on.items.update(number="")
        report.reports_on.save()
        page = self.client.get(report.get_absolute_url())
        self.assertContains(page, '<h3><a href="#top-1" data-top>Begrüßung</a></h3>', count=1)

    def test_even_a_short_post_says_how_long_it_takes(self):
        for words, sentence in ((1, "Eine Minute zu lesen"), (500, "2\xa0Minuten zu lesen")):
            post = make_post(body="Wort " * words)
            self.assertContains(self.client.get(post.get_absolute_url()), sentence)
        empty = make_post("Leer")
        self.assertNotContains(self.client.get(empty.get_absolute_url()), "zu lesen")
