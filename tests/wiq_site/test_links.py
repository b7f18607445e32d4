"""What the site signs: each token is good for one purpose, unchanged, in its time."""

from time import time
from unittest import mock

from django.core import signing
from django.test import SimpleTestCase

from wiq_site.kit.links import TokenSigner

SIGNER = TokenSigner("tests.first", max_age=60)


class TokenTests(SimpleTestCase):
    def test_holds_what_was_signed(self):
        for payload in (7, "ü", ["treffen/3", None, 1.5], {"a": []}):
            self.assertEqual(SIGNER.read(SIGNER.sign(payload)), payload)

    def test_is_nothing_to_a_signer_for_another_purpose(self):
        self.assertIsNone(TokenSigner("tests.second").read(SIGNER.sign(7)))

    def test_nothing_else_is_taken_for_one(self):
        token = SIGNER.sign(7)
        for text in (None, "", "x", "::", "ü", "x" * 5000, token[:-1], f"{token}x", token.upper()):
            with self.subTest(text=text):
                self.assertIsNone(SIGNER.read(text))

    def test_ends_with_its_time_where_it_has_one(self):
        tokens = SIGNER.sign(7), TokenSigner("tests.endless").sign(7)
        with mock.patch("django.core.signing.time.time", return_value=time() + 61):
            found = SIGNER.read(tokens[0]), TokenSigner("tests.endless").read(tokens[1])
        self.assertEqual(found, (None, 7))

    def test_is_written_as_the_links_that_lie_in_mailboxes(self):
        old = signing.dumps([7, "frei"], salt="tests.first")
        self.assertEqual(SIGNER.read(old), [7, "frei"])
