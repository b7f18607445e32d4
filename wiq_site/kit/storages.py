"""The cache in a folder, so that several processes can count in it without losing a count.

Django's own reads, adds and writes; two processes that do so at once count one instead of two.
"""

import fcntl
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urljoin

from botocore.config import Config
from django.conf import settings
from django.core.cache.backends.filebased import FileBasedCache
from django.utils.encoding import filepath_to_uri
from storages.backends.s3 import S3Storage

# Uploads in S3-compatible storage, for a site that runs on several machines.
#
# Readers never meet the storage: its files have addresses of this site (``views.media`` passes them on),
# so that no page asks another host and the bucket stays closed. Needs requirements-scale.txt.


class BucketStorage(S3Storage):
    """One bucket, asked for by path, with nothing that only Amazon's own S3 understands."""

    def get_default_settings(self):
        config = Config(
            s3={"addressing_style": "path"},
            signature_version="s3v4",
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
            connect_timeout=5,  # seconds
            read_timeout=20,
        )
        return super().get_default_settings() | {
            "client_config": config,
            "default_acl": None,
            "file_overwrite": False,
        }

    def url(self, name, *args, **kwargs):
        return urljoin(settings.MEDIA_URL, filepath_to_uri(name).lstrip("/"))


class CountingFileCache(FileBasedCache):
    """Django's file cache whose ``add``, ``incr`` and ``touch`` happen one after the other."""

    @contextmanager
    def _alone(self):
        self._createdir()
        with Path(self._dir, "lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)  # until the file is closed
            yield

    def add(self, *args, **kwargs):
        with self._alone():
            return super().add(*args, **kwargs)

    def incr(self, *args, **kwargs):
        with self._alone():
            return super().incr(*args, **kwargs)

    def touch(self, *args, **kwargs):
        with self._alone():
            return super().touch(*args, **kwargs)
