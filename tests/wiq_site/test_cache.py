import importlib.util
import shutil
from multiprocessing.pool import ThreadPool
from unittest import mock

from django.conf import settings
from django.test import SimpleTestCase

from wiq_site.kit import caches
from wiq_site.kit.caches import CountingFileCache


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

    def test_looks_through_its_folder_at_one_write_in_a_hundred(self):
        cache = CountingFileCache(self.folder, {"OPTIONS": {"MAX_ENTRIES": 20}})
        with mock.patch.object(cache, "_list_cache_files", wraps=cache._list_cache_files) as looked:
            for number in range(300):
                cache.set(str(number), 1)
        self.assertEqual(looked.call_count, 3)
        self.assertLess(len(cache._list_cache_files()), 300)

    def test_of_many_adds_at_once_one_is_the_first(self):
        with ThreadPool(8) as pool:
            added = pool.map(lambda number: self.cache().add("n", number), range(40))
        self.assertEqual(added.count(True), 1)


class OutOfReachTests(SimpleTestCase):
    """Nothing listens on port 1, and a file is no folder."""

    def setUp(self):
        self.enterContext(mock.patch.dict(caches._away, until=0.0, logged=float("-inf")))
        self.folder = settings.DATA_DIR / "steady"
        self.addCleanup(caches.GoesOnAlone._alone_meanwhile.clear)

    def without_folder(self):
        cache = caches.SteadyFileCache(str(self.folder), {})
        self.folder.rmdir()
        self.folder.touch()
        self.addCleanup(self.folder.unlink, missing_ok=True)
        return cache

    def away(self):
        yield "disk", self.without_folder()
        if importlib.util.find_spec("redis"):
            yield "redis", caches.SteadyRedisCache("redis://127.0.0.1:1/0", {})

    def test_it_counts_in_this_process_meanwhile(self):
        for name, cache in self.away():
            with self.subTest(name), self.assertLogs("wiq_site.kit.caches"):
                cache.add(name, 0, 600)
                self.assertEqual([cache.incr(name), cache.incr(name), cache.get(name)], [1, 2, 2])
            caches._away.update(until=0.0, logged=float("-inf"))

    def test_the_log_hears_of_it_once(self):
        for _name, cache in self.away():
            with self.assertLogs("wiq_site.kit.caches") as logged:
                for _ in range(3):
                    caches._away["until"] = 0.0
                    cache.set("a", 1)
            self.assertEqual(len(logged.output), 1)
            caches._away["logged"] = float("-inf")

    def test_it_is_used_again_once_it_is_back(self):
        cache = self.without_folder()
        with self.assertLogs("wiq_site.kit.caches"):
            cache.set("a", 1)
        self.folder.unlink()
        caches._away["until"] = 0.0
        cache.set("a", 2)
        self.assertEqual(CountingFileCache(str(self.folder), {}).get("a"), 2)
        shutil.rmtree(self.folder)
