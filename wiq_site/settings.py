"""Every setting of the site, read from the environment alone, and strictly: a value that cannot be meant is refused in German,
by its name.

Nothing set means production: the site then refuses to start until SECRET_KEY, ALLOWED_HOSTS and
SITE_URL are given. DEVELOPMENT=true (set by `make run` and the tests) fills them in. The German
list of all variables for operators is docs/betrieb.md.
"""

import os
import re
from ipaddress import ip_network
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

_YES, _NO = environ.Env.BOOLEAN_TRUE_STRINGS, ("false", "off", "n", "no", "0", "")
_DATABASE_SCHEMES = ("sqlite", "postgres", "postgresql", "psql", "pgsql")
_CACHE_SCHEMES = ("filecache", "locmemcache", "dummycache", "redis", "rediss", "rediscache")
_MAIL_SCHEMES = tuple(environ.Env.EMAIL_SCHEMES)


def refuse(name, wanted, text=None):
    """Raise ImproperlyConfigured: ``name`` must be ``wanted``; ``text`` is what is there, unless that is secret."""
    instead = "" if text is None else f", ist aber: {text}"
    raise ImproperlyConfigured(
        f"{name} muss {wanted} sein{instead}. Was dort stehen soll, sagt docs/betrieb.md."
    )


class Environment(environ.Env):
    """As django-environ, but a slip is told by the name of its variable instead of being passed over."""

    def bool(self, var, default=environ.Env.NOTSET):
        text = os.environ.get(var, "").strip()
        if text.lower() not in (*_YES, *_NO):
            refuse(var, "true oder false", text)
        return super().bool(var, default) if text else default

    def int(self, var, default=environ.Env.NOTSET):
        text = os.environ.get(var, "").strip()
        if text and not re.fullmatch(r"[0-9]{1,12}", text):
            refuse(var, "eine ganze Zahl ab 0", text)
        return super().int(var, default) if text else default

    def one_of(self, var, words, default):
        """Return one of ``words``."""
        if (text := self.str(var, default)) not in words:
            refuse(var, " oder ".join([", ".join(words[:-1]), words[-1]]), text)
        return text

    def address(self, var, schemes, read, default):
        """Return what ``read`` makes of an address that begins with one of ``schemes``; it may hold a password."""
        scheme = self.str(var, default).partition(":")[0]
        if scheme not in schemes:
            refuse(var, f"eine Adresse mit {', '.join(f'{word}:' for word in schemes)} am Anfang")
        try:
            return read(var, default)
        except ValueError:  # a port of letters
            refuse(var, "eine Adresse mit einer Zahl als Port")

    def hosts(self, var, default):
        """Return names of hosts, without a scheme and a path."""
        for text in (hosts := [host.strip() for host in self.list(var, default=default)]):
            if not re.fullmatch(r"\.?[\w.-]+|\[[0-9a-fA-F:]+\]|\*", text):
                refuse(var, "eine Reihe von Namen ohne https:// und ohne Schrägstrich", text)
        return hosts

    def networks(self, var, default):
        """Return addresses or networks as they are written."""
        for text in (entries := [entry.strip() for entry in self.list(var, default=default)]):
            try:
                ip_network(text, strict=False)
            except ValueError:
                refuse(var, "eine Reihe von IP-Adressen oder Netzen", text)
        return entries

    def mailboxes(self, var, default):
        """Return mail addresses, none where the variable is empty."""
        for text in (boxes := [box.strip() for box in self.list(var, default=default)]):
            if not re.fullmatch(r"[^@\s]+@[^@\s]+", text):
                refuse(var, "eine Reihe von Mailadressen", text)
        return boxes


BASE_DIR = Path(__file__).resolve().parent.parent
env = Environment()
# Lines of a file that Windows wrote end with a character that nobody sees.
os.environ.update({name: text[:-1] for name, text in os.environ.items() if text.endswith("\r")})

DEVELOPMENT = env.bool("DEVELOPMENT", False)
DEBUG = env.bool("DEBUG", False)
DATA_DIR = Path(env.str("DATA_DIR", str(BASE_DIR / "var")))

SECRET_KEY = env.str("SECRET_KEY", "only-for-development" if DEVELOPMENT else "")
# Before a new key took over: what was mailed under an old one stays good.
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
LOCAL_HOSTS = ["localhost", "127.0.0.1", "[::1]"]  # how a monitor on this machine asks
ALLOWED_HOSTS = env.hosts("ALLOWED_HOSTS", LOCAL_HOSTS if DEVELOPMENT else [])
SITE_URL = env.str("SITE_URL", "").rstrip("/")

_required = {"SECRET_KEY": SECRET_KEY, "ALLOWED_HOSTS": ALLOWED_HOSTS}
_required["SITE_URL"] = SITE_URL or DEVELOPMENT
if _missing := [name for name, value in _required.items() if not value]:
    raise ImproperlyConfigured(
        f"Es fehlt in der Umgebung: {', '.join(_missing)}. Was dort stehen soll, sagt docs/betrieb.md; "
        "zum Ausprobieren genügt `make run` oder DEVELOPMENT=true."
    )
if SITE_URL and not re.fullmatch(r"https?://[^/\s?#@]+", SITE_URL):
    refuse("SITE_URL", "eine Adresse wie https://wiq.example.org", SITE_URL)
LOCAL_URL = f"http://127.0.0.1:{env.str('PORT', '8000')}" if DEVELOPMENT else ""  # for mails
ALLOWED_HOSTS = [*dict.fromkeys(ALLOWED_HOSTS + LOCAL_HOSTS)]
HTTPS = SITE_URL.startswith("https://")

# What the initiative is called and where it is; another town changes these, not the code.
SITE_NAME = env.str("SITE_NAME", "Wir im Quartier")
SITE_SHORT_NAME = env.str("SITE_SHORT_NAME", "WiQ")
SITE_TOWN = env.str("SITE_TOWN", "Leipzig")
# Whose holidays are skipped when meetings are planned, by ISO 3166-2.
LANDS = "BB BE BW BY HB HE HH MV NI NW RP SH SL SN ST TH".split()
SITE_LAND = env.one_of("SITE_LAND", LANDS, "SN")
SITE_CLAIM = env.str("SITE_CLAIM", "Nachbarschaft, die etwas bewegt")
# What is drawn on the home page: a file of static/img. The first is of Leipzig, the other of no town.
SITE_DRAWING = env.one_of("SITE_DRAWING", ["quartier", "nachbarschaft"], "quartier")
SITE_SENTENCE = env.str(
    "SITE_SENTENCE",
    "Wir im Quartier (WiQ) hat 2020 als Pilot für transformative Stadtteilarbeit "
    "im Leipziger Westen begonnen.",
)
CONTACT_EMAIL = env.mailboxes("CONTACT_EMAIL", ["kontakt@example.org"])[0]
if not re.fullmatch(r"([^=,]+=https?://[^,]+(,|$))*", env.str("SOCIAL_LINKS", "")):
    refuse("SOCIAL_LINKS", "etwas wie Instagram=https://…,Telegram=https://…")
SOCIAL_LINKS = env.dict("SOCIAL_LINKS", default={})

INSTALLED_APPS = [
    "wiq_site.apps.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.forms",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "taggit",
    "captcha",
    "csp",
    "reversion",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "wiq_site",
    "wiq_site.pages",
    "wiq_site.search",
    "blog",
    "meetings",
    "comments",
    "wiq_site.mailing",
]

MIDDLEWARE = [
    "wiq_site.kit.logs.numbered",
    "wiq_site.kit.http.headed",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "wiq_site.kit.http.cached",
    "wiq_site.pages.redirects.RedirectMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wiq_site.kit.changes.UnitMiddleware",  # the innermost: what it commits, the answer may tell
]

ROOT_URLCONF = "wiq_site.urls"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"  # widgets have templates of ours
WSGI_APPLICATION = "wiq_site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "wiq_site.kit.templating.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wiq_site.templatetags.around",
            ],
            "libraries": {
                app: f"{app}.templatetags" for app in ("blog", "comments", "meetings", "wiq_site")
            },
        },
    }
]

# Storage: SQLite and a folder on one machine; PostgreSQL and Redis by address.
_file = f"sqlite:///{DATA_DIR / 'db.sqlite3'}"
DATABASES = {"default": env.address("DATABASE_URL", _DATABASE_SCHEMES, env.db_url, _file)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"].setdefault("OPTIONS", {}).update(
        transaction_mode="IMMEDIATE",
        timeout=20,
        cached_statements=48,  # of each thread, with some 10 kB each
        init_command="PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA temp_store=MEMORY; "
        "PRAGMA cache_size=-400;",  # kB for each thread; the system keeps the file in memory for all
    )
    # A file is there or not; opening it costs three queries.
    DATABASES["default"]["CONN_MAX_AGE"] = None
else:
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", 60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    _options = DATABASES["default"].setdefault("OPTIONS", {})
    _options.setdefault("connect_timeout", 5)  # seconds
    _options.setdefault("options", "-c lock_timeout=10s")  # then 503, with the text that was typed
_folder = f"filecache://{DATA_DIR / 'cache'}"
CACHES = {"default": env.address("CACHE_URL", _CACHE_SCHEMES, env.cache_url, _folder)}
if CACHES["default"]["BACKEND"].endswith("FileBasedCache"):
    CACHES["default"]["BACKEND"] = "wiq_site.kit.caches.SteadyFileCache"
    CACHES["default"].setdefault("OPTIONS", {}).setdefault("MAX_ENTRIES", 10_000)
elif "redis" in CACHES["default"]["BACKEND"].lower():
    CACHES["default"]["BACKEND"] = "wiq_site.kit.caches.SteadyRedisCache"
    _patience = {"socket_connect_timeout": 1, "socket_timeout": 2}  # seconds
    CACHES["default"]["OPTIONS"] = _patience | CACHES["default"].get("OPTIONS", {})

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", str(BASE_DIR / "staticfiles")))
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"

# Uploads: a folder, or a bucket that every machine reaches. Either all four or none.
_bucket = {
    "endpoint_url": "S3_ENDPOINT_URL",
    "bucket_name": "S3_BUCKET",
    "access_key": "S3_ACCESS_KEY",
    "secret_key": "S3_SECRET_KEY",
}
_missing = [name for name in _bucket.values() if not env.str(name, "")]
if _missing and len(_missing) < len(_bucket):
    raise ImproperlyConfigured(
        f"Für Bilder in einem S3-Speicher fehlt in der Umgebung: {', '.join(_missing)}. "
        "Ohne alle vier S3-Einstellungen liegen sie in einem Ordner; docs/betrieb.md erklärt beides."
    )
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    if _missing
    else {
        "BACKEND": "wiq_site.kit.bucket.BucketStorage",
        "OPTIONS": {option: env.str(name) for option, name in _bucket.items()}
        | {"region_name": env.str("S3_REGION", "us-east-1")},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEVELOPMENT
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEVELOPMENT
WHITENOISE_AUTOREFRESH = DEVELOPMENT

HEALTH_TOKEN = env.str("HEALTH_TOKEN", "")  # who names it learns at /healthz?full=… what is wrong

# Mail goes to a folder until EMAIL_URL names a server.
EMAIL_FILE_PATH = DATA_DIR / "mail"
_mail = env.address("EMAIL_URL", _MAIL_SCHEMES, env.email_url, "filemail://")
vars().update({k: v for k, v in _mail.items() if v})
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", CONTACT_EMAIL)
SERVER_EMAIL = DEFAULT_FROM_EMAIL

LANGUAGE_CODE = "de"
LANGUAGES = [("de", "Deutsch")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Berlin"

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}Validator"}
    for name in ("UserAttributeSimilarity", "MinimumLength", "CommonPassword")
] + [{"NAME": "wiq_site.account.EasyPasswordValidator"}]

PASSWORD_RESET_TIMEOUT = 3600  # seconds in which the link in the mail is good
LOGIN_URL, LOGIN_REDIRECT_URL = "admin:login", "admin:index"
SECOND_FACTOR_REQUIRED = env.bool("SECOND_FACTOR_REQUIRED", False)  # of everybody at the desk

# Security. Nothing is loaded from another host and nothing runs or styles inline. What Django does by
# itself is not repeated: no frames, no guessed types, referrers and cookies for this site only.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],  # the logo in tokens.css
        "media-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", HTTPS)
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", 31_536_000 if HTTPS else 0)
# Other names under the town's domain are not ours to bind to HTTPS for ever.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
BEHIND_PROXY = env.bool("BEHIND_PROXY", False)
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# Whose X-Forwarded-For is believed, as addresses or networks; nobody else says who is asking.
TRUSTED_PROXIES = env.networks("TRUSTED_PROXIES", ["127.0.0.1", "::1"] if BEHIND_PROXY else [])
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
if HTTPS:  # no other name under the town's domain can plant them
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "wiq_site.views.csrf_failure"
DATA_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # the preview of minutes with 300 TOPs

# Reading: how many seconds a page may be shown without asking again.
PAGE_MAX_AGE = env.int("PAGE_MAX_AGE", 0)
# What each process keeps of pages as they go out; 0 keeps none.
FRAGMENTS_BYTES = 4_000_000  # of the pieces they are made of
KEPT_PAGES_BYTES = env.int("KEPT_PAGES_MB", 6) * 1_000_000

# How django-reversion writes a version down.
SERIALIZATION_MODULES = {"version": "wiq_site.kit.versions"}

# Topics are entered separated by commas; which two are the same decides wiq_site.kit.text.
TAGGIT_TAGS_FROM_STRING = "blog.models.names_typed"
TAGGIT_STRING_FROM_TAGS = "blog.models.text_from_names"

# Comments: the word in the address → what may be commented.
COMMENT_TARGETS = {"beitrag": "blog.Post", "treffen": "meetings.Meeting"}
COMMENT_MODERATION = env.one_of("COMMENT_MODERATION", ("alle", "neue", "keine"), "alle")
COMMENT_CLOSE_AFTER_DAYS = env.int("COMMENT_CLOSE_AFTER_DAYS", 0)  # 0: never
# None: the contact address, which the team may change (``wiq_site.kit.site.moderators``)
MODERATION_EMAILS = (
    env.mailboxes("MODERATION_EMAILS", []) if "MODERATION_EMAILS" in os.environ else None
)
COMMENT_NAME_REQUIRED = env.bool("COMMENT_NAME_REQUIRED", True)
COMMENT_MAX_LINKS = env.int("COMMENT_MAX_LINKS", 5)
COMMENT_MIN_SECONDS = env.int("COMMENT_MIN_SECONDS", 3)  # nobody writes faster
COMMENT_MAX_SECONDS = env.int("COMMENT_MAX_SECONDS", 24 * 3600)  # how long a form may be open


def _limits(name, default):
    """Return "5/60,20/3600", five in a minute and twenty in an hour, as pairs of numbers."""
    text, pair = env.str(name, default), r"\s*\d+\s*/\s*0*[1-9]\d*\s*"
    if not re.fullmatch(f"{pair}(,{pair})*", text):
        refuse(name, f"etwas wie {default}", text)
    return [tuple(map(int, part.split("/"))) for part in text.split(",")]


# How many comments, and how many attempts, from one address within how many seconds.
COMMENT_LIMITS = _limits("COMMENT_LIMITS", "5/60,20/3600,60/86400")
COMMENT_ATTEMPTS = _limits("COMMENT_ATTEMPTS", "60/600")
COMMENT_REPORT_LIMITS = _limits("COMMENT_REPORT_LIMITS", "5/600,20/86400")

# The captcha reads these once at import.
CAPTCHA_CHALLENGE_FUNCT = "comments.captcha.digits"
CAPTCHA_LENGTH = 5
CAPTCHA_TIMEOUT = 30  # minutes
CAPTCHA_IMAGE_SIZE = (360, 110)  # shown at half the size
CAPTCHA_FOREGROUND_COLOR = "#0b3b36"

LOG_LEVEL = env.one_of("LOG_LEVEL", ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"), "WARNING")
# Who hears of errors, at most once an hour.
ERROR_EMAILS = env.mailboxes("ERROR_EMAILS", [CONTACT_EMAIL])
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "wiq_site.kit.logs.LineFormatter"}},
    "filters": {
        "paths": {"()": "wiq_site.kit.logs.HidePaths"},
        "refused": {"()": "wiq_site.kit.logs.Refused"},
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["paths"]},
        "mail": {
            "class": "wiq_site.kit.logs.HourlyMail",
            "level": "ERROR",
            "formatter": "line",
            "filters": ["paths"],
        },
        "security": {
            "class": "wiq_site.kit.logs.LogFile",
            "filename": DATA_DIR / "log" / "security.log",
            "formatter": "line",
        },
        "refused": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["refused", "paths"],
        },
        "nowhere": {"class": "logging.NullHandler"},
    },
    "loggers": {
        "wiq_site.security": {"handlers": ["security"], "level": "INFO", "propagate": False},
        # Whoever asks so is a program that looks for holes: no traceback and no mail, of a wrong host nothing at all.
        "django.security": {"handlers": ["refused"], "propagate": False},
        "django.security.DisallowedHost": {"handlers": ["nowhere"], "propagate": False},
    },
    "root": {"handlers": ["console"] if DEVELOPMENT else ["console", "mail"], "level": LOG_LEVEL},
}
