from django.test import TestCase

from comments.models import BlockedWord
from tests.build import make_editor


class WordsTests(TestCase):
    def test_table(self):
        cases = [
            # word, text, whether it stands in it
            ("Casino", "im CASINO.", True),
            ("Casino", "Casinogasse", False),
            ("Casino*", "Casinogasse", True),
            ("Casino*", "Unicasino", False),
            ("jetzt kaufen", "jetzt\n  KAUFEN!", True),
            ("jetzt kaufen", "jetztkaufen", False),
            ("http://x.de", "siehe http://x.de/a", True),
            (".*", "irgendwas", False),
            ("*", "irgendwas", False),
            ("straße", "STRASSE", False),
            ("Müll", "müll", True),
        ]
        for word, text, stands in cases:
            with self.subTest(word=word, text=text):
                self.assertIs(BlockedWord(word=word).stands_in(text), stands)

    def test_those_that_refuse_come_first(self):
        BlockedWord.objects.create(word="a", action="zurueckhalten")
        BlockedWord.objects.create(word="b", action="ablehnen")
        self.assertEqual([str(word) for word in BlockedWord.all_in("a b", "c")], ["b", "a"])

    def test_editors_keep_the_list(self):
        self.client.force_login(make_editor())
        self.client.post("/admin/comments/blockedword/add/", {"word": "x", "action": "ablehnen"})
        self.assertEqual(BlockedWord.objects.get().word, "x")
