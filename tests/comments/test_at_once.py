"""What only several connections can show: one form sent many times at the same moment."""

from multiprocessing.pool import ThreadPool

import pytest
from django.db import connection
from django.test import Client, TransactionTestCase

from comments.models import Comment
from tests.build import make_editor, make_post
from tests.comments.filling import TYPED, address, answer, open_form


@pytest.mark.postgres
class AtOnceTests(TransactionTestCase):
    def check_one_is_stored(self, client):
        post = make_post()
        sent = open_form(client, post).fields | TYPED
        if "captcha_0" in sent:
            sent["captcha_1"] = answer(sent["captcha_0"])

        def send(_):
            sender = Client()
            sender.cookies = client.cookies
            try:
                return sender.post(address(post), sent).status_code
            finally:
                connection.close()

        with ThreadPool(6) as pool:
            statuses = pool.map(send, range(12))
        self.assertEqual((set(statuses), Comment.objects.count()), ({302}, 1))

    def test_with_a_captcha(self):
        self.check_one_is_stored(Client())

    def test_without_one(self):
        client = Client()
        client.force_login(make_editor())
        self.check_one_is_stored(client)
