"""The site's settings made fast: development, a quick password hash, everything in memory or /tmp.

Several processes may run tests at once (pytest-xdist): each has a folder, a database and cached
keys of its own.
"""

import atexit
import os
import shutil
import tempfile

os.environ.setdefault("DEVELOPMENT", "true")
os.environ["SITE_URL"] = ""
os.environ["ALLOWED_HOSTS"] = "testserver,localhost,127.0.0.1"
os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="wiq-tests-")
os.environ.setdefault("CACHE_URL", "locmemcache://")
os.environ["MOTO_S3_CUSTOM_ENDPOINTS"] = "https://eimer.example.org"  # read when moto is imported

from wiq_site.settings import *  # noqa: F403
from wiq_site.settings import CACHES, DATA_DIR

atexit.register(shutil.rmtree, DATA_DIR, ignore_errors=True)

if "redis" in CACHES["default"]["BACKEND"].lower():
    CACHES["default"]["BACKEND"] = "tests.own_keys.OwnKeysRedisCache"
    CACHES["default"]["KEY_PREFIX"] = f"wiq-tests-{os.getpid()}"

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
COMMENT_MIN_SECONDS = 0
COMMENT_LIMITS = [(1000, 60)]
COMMENT_ATTEMPTS = [(1000, 60)]
