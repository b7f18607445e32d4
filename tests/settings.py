"""The site's settings made fast: development, a quick password hash, everything in memory or /tmp."""

import os
import tempfile

os.environ.setdefault("DEVELOPMENT", "true")
os.environ["SITE_URL"] = ""
os.environ["ALLOWED_HOSTS"] = "testserver,localhost,127.0.0.1"
os.environ.setdefault("DATA_DIR", tempfile.mkdtemp(prefix="wiq-tests-"))
os.environ.setdefault("CACHE_URL", "locmemcache://")

from wiq_site.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
COMMENT_MIN_SECONDS = 0
COMMENT_LIMITS = [(1000, 60)]
COMMENT_ATTEMPTS = [(1000, 60)]
