"""Uploads in S3-compatible storage, for a site that runs on several machines.

Readers never meet the storage: its files have addresses of this site (``views.media`` passes them on),
so that no page asks another host and the bucket stays closed. Needs requirements-scale.txt.
"""

from urllib.parse import urljoin

from botocore.config import Config
from django.conf import settings
from django.utils.encoding import filepath_to_uri
from storages.backends.s3 import S3Storage


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
