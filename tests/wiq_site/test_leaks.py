"""One walk over every public address: nothing that is not public yet, or not any more, is there."""

from django.test import TestCase
from django.utils import timezone

from comments.models import Comment
from tests.build import days_ago, make_comment, make_meeting, make_post, make_topic
from wiq_site.pages.models import Page

SECRET = "GEHEIMNIS"


class LeakTests(TestCase):
    def setUp(self):
        series = make_topic("Stammtisch", kind="reihe")
        self.public = make_post("Öffentlich", ["Klima"], body="Text")
        items = [("Offen", 5, "Ada", "Text"), (SECRET, 5, SECRET, SECRET)]
        make_meeting("2099-01-01 17:00", items, title="Kommt", series=series)
        self.past = make_meeting(
            items=items, title="War", series=series, report=make_post("Bericht")
        )
        self.hidden = [self.past.get_absolute_url() + "geheimnis/"]
        for meeting_item in type(self.past.items.get(name=SECRET)).objects.filter(name=SECRET):
            meeting_item.public = False
            meeting_item.save()
        self.make_hidden_posts()
        self.make_hidden_meetings(series)
        self.make_hidden_comments()
        page = Page.objects.create(title=SECRET, slug="geheim", body=SECRET, menu=Page.Menu.HEAD)
        self.hidden.append(page.get_absolute_url())

    def make_hidden_posts(self):
        told = {"teaser": SECRET, "body": SECRET, "author": SECRET}
        for name, moments in {
            "draft": {"published_at": None},
            "scheduled": {"published_at": days_ago(-1)},
            "withdrawn": {"published_at": days_ago(3), "withdrawn_at": days_ago(1)},
        }.items():
            post = make_post(f"{SECRET} {name}", ["Klima", f"{SECRET} {name}"], **told, **moments)
            make_comment(post, SECRET)
            report = make_post(f"{SECRET} Bericht {name}", **told, **moments)
            meeting = make_meeting(
                items=[("x", 5, "y", SECRET)],
                title=f"Treffen {name}",
                intro=SECRET,
                closing=SECRET,
                report=report,
            )
            self.assertFalse(meeting.has_public_protocol())
            self.hidden += [post.get_absolute_url(), report.get_absolute_url()]

    def make_hidden_meetings(self, series):
        for moment in (None, days_ago(-1)):
            hidden = {"agenda_published_at": moment, "protocol_published_at": moment}
            for year in ("2019", "2098"):
                meeting = make_meeting(
                    f"{year}-05-05 17:00",
                    [(SECRET, 5, SECRET, SECRET)],
                    title=f"{SECRET} {year} {moment}",
                    place=SECRET,
                    series=series,
                    **hidden,
                )
                self.hidden.append(meeting.get_absolute_url())

    def make_hidden_comments(self):
        shown = make_comment(self.public, "Zu lesen.")
        for state in Comment.State:
            if state != Comment.State.APPROVED:
                for target, parent in (
                    (self.public, None),
                    (self.public, shown),
                    (self.past, None),
                ):
                    make_comment(target, SECRET, state, name=SECRET, parent=parent)

    def addresses(self):
        fixed = ["/", "/beitraege/", "/treffen/", "/themen/", "/teams/", "/abonnieren/"]
        machines = ["/abonnieren/feeds.opml", "/sitemap.xml", "/robots.txt"]
        feeds = [
            f"{stem}.{suffix}"
            for suffix in ("rss", "atom", "json")
            for stem in (
                "/beitraege/feed",
                "/treffen/protokolle",
                "/beitraege/oeffentlich/kommentare",
                "/beitraege/bericht/kommentare",
                "/treffen/kommt/kommentare",
            )
        ]
        filtered = [
            f"{path}?{query}"
            for path in ("/beitraege/", *(feed for feed in feeds if "/beitraege/feed" in feed))
            for query in (
                "thema=klima",
                f"jahr={timezone.localdate().year}",
                "q=geheimnis",
                "autor=GEHEIMNIS",
            )
        ]
        objects = [self.public, self.past.report, self.past, *self.public.topics.all()]
        pages = [item.get_absolute_url() for item in objects]
        forms = [f"/kommentare/beitrag/{self.public.pk}/"]
        series = ["/treffen/?reihe=stammtisch", "/treffen/protokolle.rss?reihe=stammtisch"]
        exports = [
            f"/treffen/{stem}{suffix}"
            for stem in ("kommt", "war", "treffen-draft", "treffen-scheduled", "treffen-withdrawn")
            for suffix in (".ics", ".txt", ".json")
        ]
        return [
            *exports,
            "/treffen/kalender.ics",
            "/treffen/kalender.ics?reihe=stammtisch",
            *fixed,
            *machines,
            *feeds,
            *filtered,
            *series,
            "/treffen/kommt/",
            *pages,
            *forms,
        ]

    def test_no_public_address_says_anything_of_what_is_hidden(self):
        for address in self.addresses():
            with self.subTest(address=address):
                answer = self.client.get(address)
                self.assertEqual(answer.status_code, 200)
                text = (
                    answer.content.decode()
                    .replace("q=geheimnis", "")
                    .replace("autor=GEHEIMNIS", "")
                )
                for own in ("von GEHEIMNIS", 'value="GEHEIMNIS"', "ohne „GEHEIMNIS"):
                    text = text.replace(own, "")
                self.assertNotIn(SECRET, text)

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

    def test_a_scheduled_post_appears_at_its_minute_everywhere(self):
        post = make_post("Bald da", ["Klima"], published_at=days_ago(-1))
        paths = (
            *("/", "/beitraege/", "/abonnieren/", "/sitemap.xml"),
            *(f"/beitraege/feed.{suffix}" for suffix in ("rss", "atom", "json")),
        )
        before = [self.client.get(path).content for path in paths]
        type(post).objects.filter(pk=post.pk).update(published_at=days_ago(0))
        for path, earlier in zip(paths, before, strict=True):
            word = "bald-da" if path == "/sitemap.xml" else "Bald da"
            with self.subTest(path=path):
                self.assertNotIn(word, earlier.decode())
                self.assertContains(self.client.get(path), word)
