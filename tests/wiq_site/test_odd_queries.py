"""Whatever stands behind the question mark: an answer, a way on or a German refusal, never an error."""

import string
from urllib.parse import quote, quote_from_bytes, urlencode

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.build import make_post, make_report, make_topic

ADDRESSES = (
    "/beitraege/",
    "/beitraege/feed.rss",
    "/beitraege/feed.atom",
    "/beitraege/feed.json",
    "/treffen/",
    "/treffen/protokolle.rss",
    "/treffen/protokolle.atom",
    "/treffen/kalender.ics",
    "/treffen/aufgaben/",
    "/beitraege/ein-baum/kommentare.rss",
    "/beitraege/ein-baum/kommentare.json",
    "/abonnieren/feeds.opml",
    "/suche/",
)
KEYS = (
    "thema",
    "jahr",
    "monat",
    "q",
    "autor",
    "seite",
    "reihe",
    "feed",
    "art",
    "fbclid",
    "",
    "thema[]",
)
VALUES = st.one_of(
    st.sampled_from(
        ["klima", "lindenau", "KLIMA", "2026", "13", "-1", "0", "", "alle", "beitraege"]
    ),
    st.integers(-(10**30), 10**30).map(str),
    st.text(max_size=30),
    st.sampled_from(["\0", "\x1b[0m", "\u202e", "’ OR 1=1 --", "%", "_", "NaN", "1e9", "٣", "²"]),
    st.text("aä ß\"'-*()<>&", max_size=40),
)
PAIRS = st.lists(st.tuples(st.sampled_from(KEYS), VALUES), max_size=6).map(urlencode)
BYTES = st.binary(max_size=60).map(quote_from_bytes)
RAW = st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=60)
LONG = (
    "q=" + "+".join(string.ascii_letters + string.digits),
    "q=" + quote(" ".join(map(chr, range(0x430, 0x450))) * 3),
    "q=" + quote("-".join(map(chr, [*range(0x3B1, 0x3C9), *range(0x430, 0x47F, 1)]))),
    "q=" + quote('"' + " ".join(map(chr, range(0x430, 0x490))) + '"'),
    "q=" + quote("wort " * 2000),
    "q=" + "a" * 10_000,
    "&".join(["thema=klima"] * 900),
    "&".join(f"thema=t{number}" for number in range(900)),
    "&".join(f"x{number}=1" for number in range(2000)),
    "jahr=" + "9" * 10_000,
    "seite=" + "9" * 10_000,
    "monat=1&jahr=" + "0" * 5000 + "2026",
    "%" * 10_000,
)


class OddQueryTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        make_post("Ein Baum", ["Klima", "Lindenau"], author="Ada")
        make_report("Bericht", topics=["Klima"])
        make_topic("Stammtisch", kind="reihe")

    def check(self, address, query):
        answer = self.client.generic("GET", address, QUERY_STRING=query)
        self.assertIn(answer.status_code, (200, 301, 400, 404), query)
        if answer.status_code == 301:
            answer = self.client.get(answer["Location"])
            self.assertIn(answer.status_code, (200, 301, 404), query)
        if answer.status_code in (400, 404):
            self.assertContains(answer, '<html lang="de">', status_code=answer.status_code)

    @settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(address=st.sampled_from(ADDRESSES), query=st.one_of(PAIRS, BYTES, RAW))
    def test_odd_ones(self, address, query):
        self.check(address, query)

    def test_long_ones(self):
        """Each at every fourth address, each time beginning at another one."""
        for number, query in enumerate(LONG):
            for address in ADDRESSES[number % 4 :: 4]:
                with self.subTest(address=address, query=query[:30]):
                    self.check(address, query)

    def test_what_does_not_exist_is_answered_at_once_however_it_is_asked_for(self):
        for address in ("/beitraege/", "/beitraege/feed.rss"):
            for query in ("thema=nie&thema=nie", "thema=nie&x=1", "x=1&jahr=0"):
                answer = self.client.get(f"{address}?{query}")
                self.assertEqual(answer.status_code, 404, address + query)
        for address in ("/treffen/", "/treffen/kalender.ics", "/treffen/protokolle.rss"):
            self.assertEqual(self.client.get(f"{address}?reihe=nie&x=1").status_code, 404, address)

    def test_what_is_canonical_is_not_redirected_again(self):
        for query in (
            "q=%FF%FE&thema=klima",
            "thema=lindenau&thema=klima&thema=klima",
            "q=++a++b++&jahr=02026",
            "autor=Ada&q=&x=1",
        ):
            for address in ADDRESSES[:4]:
                answer = self.client.generic("GET", address, QUERY_STRING=query)
                self.assertEqual(answer.status_code, 301, query)
                again = self.client.get(answer["Location"])
                self.assertEqual(again.status_code, 200, answer["Location"])
