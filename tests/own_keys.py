"""A Redis that several test processes share, none of them emptying it for the others."""

from wiq_site.kit.caches import SteadyRedisCache


class OwnKeysRedisCache(SteadyRedisCache):
    """Django's cache in Redis whose ``clear`` forgets the keys with its own prefix alone."""

    def clear(self):
        client = self._cache.get_client(write=True)
        keys = list(client.scan_iter(f"{self.key_prefix}:*", count=1000))
        return bool(keys) and bool(client.delete(*keys))
