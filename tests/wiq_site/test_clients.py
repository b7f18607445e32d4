from django.core.exceptions import ImproperlyConfigured
from django.test import RequestFactory, SimpleTestCase

from wiq_site.kit.visitors import client_networks


class ClientNetworkTests(SimpleTestCase):
    """Who is asking: the right-most address that no trusted proxy stands for."""

    def network(self, remote, forwarded=None, trusted=()):
        headers = {} if forwarded is None else {"x-forwarded-for": forwarded}
        request = RequestFactory().get("/", headers=headers, REMOTE_ADDR=remote)
        with self.settings(TRUSTED_PROXIES=list(trusted)):
            return client_networks(request)[0]

    def test_table(self):
        local, inner = ["127.0.0.1"], ["127.0.0.1", "10.0.0.0/8"]
        cases = [
            # nearest address, X-Forwarded-For, trusted proxies, who it is
            ("203.0.113.7", None, (), "203.0.113.7"),
            ("203.0.113.7", "1.1.1.1", (), "203.0.113.7"),
            ("203.0.113.7", "1.1.1.1", local, "203.0.113.7"),
            ("127.0.0.1", "203.0.113.7", local, "203.0.113.7"),
            ("127.0.0.1", "1.1.1.1, 203.0.113.7", local, "203.0.113.7"),
            ("127.0.0.1", "203.0.113.7, 10.1.2.3", inner, "203.0.113.7"),
            ("127.0.0.1", "1.1.1.1, 203.0.113.7, 10.1.2.3", inner, "203.0.113.7"),
            ("127.0.0.1", "203.0.113.7, 10.1.2.3", local, "10.1.2.3"),
            ("127.0.0.1", "10.9.9.9", inner, "10.9.9.9"),
            ("127.0.0.1", None, local, "127.0.0.1"),
            ("127.0.0.1", "", local, "127.0.0.1"),
            ("127.0.0.1", "unknown", local, "127.0.0.1"),
            ("127.0.0.1", "203.0.113.7, unsinn", local, "127.0.0.1"),
            ("127.0.0.1", "203.0.113.7:4711", local, "203.0.113.7"),
            ("127.0.0.1", "[2001:db8::1]:4711", local, "2001:db8::/64"),
            ("::ffff:127.0.0.1", "203.0.113.7", local, "203.0.113.7"),
            ("2001:db8:1:2:3:4:5:6", None, (), "2001:db8:1:2::/64"),
            ("fe80::1%eth0", None, (), "fe80::/64"),
            ("", "203.0.113.7", local, "203.0.113.7"),
            ("", "203.0.113.7", (), ""),
            ("", None, local, ""),
        ]
        for remote, forwarded, trusted, expected in cases:
            with self.subTest(remote=remote, forwarded=forwarded, trusted=trusted):
                self.assertEqual(self.network(remote, forwarded, trusted), expected)

    def test_a_proxy_that_is_no_address_is_named(self):
        with self.assertRaisesMessage(ImproperlyConfigured, "TRUSTED_PROXIES"):
            self.network("127.0.0.1", "x", ["caddy"])
