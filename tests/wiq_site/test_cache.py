from multiprocessing.pool import ThreadPool

from django.conf import settings
from django.test import SimpleTestCase

from wiq_site.kit.visitors import CountingFileCache


class CountingFileCacheTests(SimpleTestCase):
    def setUp(self):
        self.folder = str(settings.DATA_DIR / "counting")
        self.cache().clear()

    def cache(self):
        return CountingFileCache(self.folder, {})

    def test_counts_at_once_lose_none(self):
        self.cache().add("n", 0, 600)
        with ThreadPool(8) as pool:
            counts = pool.map(lambda _: self.cache().incr("n"), range(80))
        self.assertEqual(sorted(counts), list(range(1, 81)))

    def test_of_many_adds_at_once_one_is_the_first(self):
        with ThreadPool(8) as pool:
            added = pool.map(lambda number: self.cache().add("n", number), range(40))
        self.assertEqual(added.count(True), 1)
