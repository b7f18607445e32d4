"""Another town takes the site over by settings: no page names ours any more."""

import re

from django.test import TestCase, override_settings

from tests.build import make_comment, make_meeting, make_post, make_topic
from wiq_site.pages.models import create_initial_pages

OURS = re.compile("Leipzig|Quartier|WiQ|Lindenau|Plagwitz")


@override_settings(
    SITE_NAME="Unser Kiez",
    SITE_SHORT_NAME="UK",
    SITE_TOWN="Rostock",
    SITE_CLAIM="Gemeinsam an der Warnow",
    SITE_SENTENCE="Unser Kiez gibt es seit 2027.",
    CONTACT_EMAIL="moin@kiez.example",
)
class OtherTownTests(TestCase):
    def test_nothing_a_reader_meets_names_our_town(self):
        create_initial_pages(publish=True)
        post = make_post(topics=["Klima"])
        make_comment(post)
        make_topic("Team", kind="team")
        meeting = make_meeting(items=[("Eins", 5, "Ada", "Text")])
        paths = [post.get_absolute_url(), meeting.get_absolute_url()]
        paths += [f"/treffen/{meeting.slug}{suffix}" for suffix in (".ics", ".txt", ".json")]
        paths += [f"/beitraege/feed.{suffix}" for suffix in ("rss", "atom", "json")]
        paths += "/ /beitraege/ /treffen/ /treffen/aufgaben/ /themen/ /themen/klima/ /teams/ /suche/".split()
        paths += "/abonnieren/ /abonnieren/feeds.opml /treffen/kalender.ics /gibt-es-nicht/".split()
        paths += "/ueber-uns/ /impressum/ /datenschutz/ /barrierefreiheit/ /robots.txt".split()
        paths += ["/barrierefreiheit/rueckmeldung/", f"/kommentare/beitrag/{post.pk}/"]
        for path in paths:
            with self.subTest(path):
                text = self.client.get(path).content.decode()
                self.assertEqual(OURS.findall(text), [])

    def test_its_name_and_claim_stand_on_the_home_page(self):
        page = self.client.get("/")
        for words in ("Unser Kiez", "Gemeinsam an der Warnow", "Unser Kiez gibt es seit 2027."):
            self.assertContains(page, words)
