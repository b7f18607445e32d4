"""One walk over every public address: nothing that is not public yet, or not any more, is there."""

from itertools import product

from django.test import TestCase
from django.utils import timezone

from blog.models import Topic
from comments.models import Comment
from meetings.agenda import AgendaItem
from tests.build import days_ago, make_comment, make_meeting, make_post, make_topic
from wiq_site.pages.models import Page

SECRET = "GEHEIMNIS"


def feeds(stem, *queries):
    """Return the addresses of a feed in every format with each of ``queries``."""
    return [
        f"{stem}.{suffix}?{query}".rstrip("?")
        for suffix in ("rss", "atom", "json")
        for query in queries
    ]


class LeakTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        series = make_topic("Stammtisch", kind="reihe")
        cls.public = make_post("Öffentlich", ["Klima"], body="Text")
        items = [("Offen", 5, "Ada", "Text"), (SECRET, 5, SECRET, SECRET)]
        make_meeting("2099-01-01 17:00", items, title="Kommt", series=series)
        cls.past = make_meeting(
            items=items, title="War", series=series, report=make_post("Bericht")
        )
        cls.hidden_pictures = []
        cls.hidden = [cls.past.get_absolute_url() + "geheimnis/"]
        for item in AgendaItem.objects.filter(name=SECRET):
            item.public = False
            item.save()
            item.topics.set([f"{SECRET} TOP"])
            for kind in ("beschluss", "aufgabe"):
                item.outcomes.create(kind=kind, text=SECRET, who=SECRET)
        cls.make_hidden_posts()
        cls.make_hidden_meetings(series)
        cls.make_hidden_comments()
        page = Page.objects.create(title=SECRET, slug="geheim", body=SECRET, menu=Page.Menu.HEAD)
        cls.hidden.append(page.get_absolute_url())

    @classmethod
    def make_hidden_posts(cls):
        texts = {"teaser": SECRET, "body": SECRET, "easy_summary": SECRET, "author": SECRET}
        for name, moments in {
            "draft": {"published_at": None},
            "scheduled": {"published_at": days_ago(-1)},
            "withdrawn": {"published_at": days_ago(3), "withdrawn_at": days_ago(1)},
        }.items():
            post = make_post(f"{SECRET} {name}", ["Klima", f"{SECRET} {name}"], **texts, **moments)
            make_comment(post, SECRET)
            report = make_post(f"{SECRET} Bericht {name}", **texts, **moments)
            meeting = make_meeting(
                items=[("x", 5, "y", SECRET)],
                title=f"Treffen {name}",
                intro=SECRET,
                closing=SECRET,
                report=report,
            )
            assert not meeting.has_public_protocol()
            cls.hidden += [post.get_absolute_url(), report.get_absolute_url()]
            cls.hidden_pictures += [post.share_picture.url, report.share_picture.url]

    @classmethod
    def make_hidden_meetings(cls, series):
        for moment in (None, days_ago(-1)):
            hidden = {"agenda_published_at": moment, "protocol_published_at": moment}
            secret = make_topic(f"{SECRET} Reihe {moment and 'morgen'}", kind="reihe")
            for year, its_series in product(("2019", "2098"), (series, secret)):
                meeting = make_meeting(
                    f"{year}-05-05 17:00",
                    [(SECRET, 5, SECRET, SECRET)],
                    title=f"{SECRET} {year} {moment}",
                    place=SECRET,
                    series=its_series,
                    **hidden,
                )
                cls.hidden.append(meeting.get_absolute_url())
                cls.hidden_pictures.append(meeting.share_picture.url)
                item = meeting.items.get()
                item.topics.set([f"{SECRET} TOP"])
                item.outcomes.create(kind="aufgabe", text=SECRET, who=SECRET)

    @classmethod
    def make_hidden_comments(cls):
        shown = make_comment(cls.public, "Zu lesen.")
        for state in Comment.State:
            if state != Comment.State.APPROVED:
                for target, parent in (
                    (cls.public, None),
                    (cls.public, shown),
                    (cls.past, None),
                ):
                    make_comment(target, SECRET, state, name=SECRET, parent=parent)

    def addresses(self):
        year = timezone.localdate().year
        fixed = ["/", "/beitraege/", "/treffen/", "/themen/", "/teams/", "/abonnieren/", "/suche/"]
        fixed += ["/treffen/aufgaben/", "/treffen/kommt/", f"/kommentare/beitrag/{self.public.pk}/"]
        machines = [
            "/abonnieren/feeds.opml",
            "/sitemap.xml",
            *(
                f"/sitemap-{part}.xml"
                for part in ("listen", "beitraege", "treffen", "themen", "seiten")
            ),
            "/robots.txt",
            "/treffen/kalender.ics",
        ]
        objects = [self.public, self.past.report, self.past, *self.public.topics.all()]
        exports = [
            f"/treffen/{stem}{suffix}"
            for stem in ("kommt", "war", "treffen-draft", "treffen-scheduled", "treffen-withdrawn")
            for suffix in (".ics", ".txt", ".json")
        ]
        post_filters = ("thema=klima", f"jahr={year}", f"jahr={year}&monat=1", "autor=GEHEIMNIS")
        meeting_filters = ("reihe=stammtisch", "jahr=2019", "jahr=2098")
        return [
            *(*fixed, *machines, *exports),
            *(item.get_absolute_url() for item in objects),
            *feeds("/beitraege/feed", "", *post_filters, "q=geheimnis"),
            *feeds("/treffen/protokolle", "", *meeting_filters, "q=geheimnis"),
            *feeds("/beitraege/oeffentlich/kommentare", ""),
            *feeds("/beitraege/bericht/kommentare", ""),
            *feeds("/treffen/kommt/kommentare", ""),
            *(f"/beitraege/?{query}" for query in (*post_filters, "q=geheimnis")),
            *(f"/treffen/?{query}" for query in (*meeting_filters, "q=geheimnis")),
            *(f"/treffen/kalender.ics?{query}" for query in meeting_filters),
            *(f"/suche/?q={words}" for words in ("geheimnis", "gehiemnis", "bericht", "treffen")),
            *("/abonnieren/feeds.opml?thema=klima", "/beitraege/?q=gehiemnis"),
        ]

    def hidden_filters(self):
        """Return the addresses of lists and feeds by a topic or series that only hidden things carry."""
        slugs = Topic.objects.filter(name__contains=SECRET).values_list("slug", "kind")
        for slug, kind in slugs:
            yield f"/themen/{slug}/"
            yield f"/beitraege/?thema={slug}"
            yield f"/beitraege/?thema={slug}&thema=klima"
            yield f"/abonnieren/feeds.opml?thema={slug}"
            yield from feeds("/beitraege/feed", f"thema={slug}")
            if kind == Topic.Kind.SERIES:
                yield f"/treffen/?reihe={slug}"
                yield f"/treffen/kalender.ics?reihe={slug}"
                yield from feeds("/treffen/protokolle", f"reihe={slug}")

    def test_no_public_address_says_anything_of_what_is_hidden(self):
        for address in self.addresses():
            with self.subTest(address=address):
                answer = self.client.get(address)
                self.assertEqual(answer.status_code, 200)
                text = answer.content.decode()
                for own in ("autor={}", "von {}", 'value="{}"', ">{} (0)<"):
                    text = text.replace(own.format(SECRET), "")
                self.assertNotIn(SECRET, text)
                for slug in ("geheimnis-draft", "geheimnis-top", "geheimnis-reihe"):
                    self.assertNotIn(slug, text)

    def test_a_filter_by_a_hidden_topic_answers_as_if_there_were_none(self):
        addresses = list(self.hidden_filters())
        self.assertGreater(len(addresses), 50)
        for address in addresses:
            answer = self.client.get(address)
            with self.subTest(address=address):
                self.assertNotContains(answer, SECRET, status_code=404)

    def test_the_addresses_of_hidden_things_answer_404_or_410(self):
        for address in self.hidden:
            with self.subTest(address=address):
                answer = self.client.get(address)
                self.assertIn(answer.status_code, (404, 410))
                self.assertNotContains(answer, SECRET, status_code=answer.status_code)
                for suffix in (".ics", ".txt", ".json", ".pdf", "/aushang.pdf"):
                    export = self.client.get(f"{address.removesuffix('/')}{suffix}")
                    self.assertEqual(export.status_code, 404)
                comments = self.client.get(f"{address}kommentare.rss")
                self.assertIn(comments.status_code, (404, 410))
                self.assertNotContains(comments, SECRET, status_code=comments.status_code)

    def test_what_is_hidden_has_no_picture_to_share(self):
        self.assertEqual(self.client.get(self.public.share_picture.url).status_code, 200)
        for address in self.hidden_pictures:
            with self.subTest(address=address):
                self.assertEqual(self.client.get(address).status_code, 404)

    def test_a_scheduled_post_appears_at_its_minute_everywhere(self):
        post = make_post("Bald da", ["Klima"], published_at=days_ago(-1))
        paths = (
            *("/", "/beitraege/", "/abonnieren/", "/sitemap-beitraege.xml"),
            *(f"/beitraege/feed.{suffix}" for suffix in ("rss", "atom", "json")),
        )
        before = [self.client.get(path).content for path in paths]
        type(post).objects.filter(pk=post.pk).update(published_at=days_ago(0))
        for path, earlier in zip(paths, before, strict=True):
            word = "bald-da" if path == "/sitemap-beitraege.xml" else "Bald da"
            with self.subTest(path=path):
                self.assertNotIn(word, earlier.decode())
                self.assertContains(self.client.get(path), word)
