"""Settings, all read from the environment; without any the site runs on SQLite under ``var/``.

The table of variables stands in the README. What is missing or wrong ends with a sentence that names the
variable. Secure by default: DEBUG is off unless asked for, and an https ``SITE_URL`` turns on the rest.
"""

from urllib.parse import urlsplit

from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from .environment import (
    BASE_DIR,
    choice,
    env,
    idle_seconds,
    local_secret,
    make_folder,
    positive,
    read,
    var_dir,
)

VAR_DIR = var_dir()
make_folder(VAR_DIR)

# Where the site stands

DEBUG = read(env.bool, "DEBUG", False)
SITE_URL = read(env.str, "SITE_URL", "http://127.0.0.1:8000").rstrip("/")
site = urlsplit(SITE_URL)
if site.scheme not in {"http", "https"} or not site.hostname or site.path:
    raise ImproperlyConfigured(
        f"The environment variable SITE_URL must be like https://www.example.org, without a path, not {SITE_URL!r}."
    )
HTTPS = site.scheme == "https"
LOCAL_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
SECRET_KEY = read(env.str, "SECRET_KEY", "") or local_secret(VAR_DIR)
SECRET_KEY_FALLBACKS = read(env.list, "SECRET_KEY_FALLBACKS", [])
ALLOWED_HOSTS = read(env.list, "ALLOWED_HOSTS", [site.hostname] if HTTPS else [*LOCAL_HOSTS, site.hostname])
CSRF_TRUSTED_ORIGINS = [SITE_URL]
BEHIND_PROXY = read(env.bool, "BEHIND_PROXY", False)
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# The house

INSTALLED_APPS = [
    "ipacis",
    "ipacis.core",
    "people",
    "news",
    "taggit",
    "reversion",
    "imagefield",
    "django_countries",
    "django_prose_editor",
    "js_asset",
    "modelsearch",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "ipacis.core.apps.HouseAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "ipacis.core.logs.calls.LoggedCalls",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "ipacis.core.web.middleware.SafeRequests",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "ipacis.core.accounts.sessions.IdleSessions",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.middleware.common.CommonMiddleware",
    # Within the two that look for another form of an address: what it once led to comes first.
    "ipacis.core.record.former.FormerAddresses",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
ROOT_URLCONF = "ipacis.urls"
WSGI_APPLICATION = "ipacis.wsgi.application"
APPEND_SLASH = True
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "ipacis" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "ipacis.context.site",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "ipacis.core.templatetags.site",
            ],
        },
    }
]

# Data

DATABASES = {"default": read(env.db_url, "DATABASE_URL", f"sqlite:///{VAR_DIR / 'db.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Opening a file takes longer than most questions to it: each thread keeps its connection.
    DATABASES["default"]["CONN_MAX_AGE"] = 600
    DATABASES["default"]["OPTIONS"] = {
        # Readers never wait for the writer, and a writer waits its turn instead of failing.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
elif DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
    DATABASES["default"]["ENGINE"] = "ipacis.core.postgresql"
    DATABASES["default"].setdefault("OPTIONS", {}).pop("pool", None)
    DATABASES["default"]["OPTIONS"].setdefault("connect_timeout", 2)
    if read(env.bool, "DATABASE_POOL", True):
        DATABASES["default"]["OPTIONS"]["pool"] = {
            "min_size": 1,
            "max_size": read(positive, "DATABASE_POOL_SIZE", 4),
            "timeout": 2,
            # The pool gives up early and begins anew with the next request, instead of waiting ever longer.
            "reconnect_timeout": 1,
        }
else:
    raise ImproperlyConfigured(
        "The environment variable DATABASE_URL must begin with postgres:// or sqlite:/// (e.g. "
        "postgres://user:password@127.0.0.1:5432/ipacis)."
    )
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    # Shared by all processes, because the limits on sign-in attempts are counted in it.
    "default": (
        {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": redis,
            "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
        }
        if (redis := read(env.str, "REDIS_URL", ""))
        else {
            "BACKEND": "ipacis.core.web.cache.SharedCache",
            "LOCATION": "cache",
            # Django drops entries above 300, so that guesses at random names would erase the counts of others.
            "OPTIONS": {"MAX_ENTRIES": 50_000},
        }
    )
}
MODELSEARCH_BACKENDS = {
    # "simple": the words are folded and stemmed before they come to either database.
    "default": {"BACKEND": "ipacis.core.search.backend", "AUTO_UPDATE": False, "SEARCH_CONFIG": "simple"}
}

# Files

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "ipacis" / "static"]
MEDIA_URL = "media/"
MEDIA_ROOT = VAR_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "ipacis.core.files.uploads.Files"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
if bucket := read(env.str, "S3_BUCKET", ""):
    STORAGES["default"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        # The bucket stays private: readers get a file from the site, which knows whether it is public.
        "OPTIONS": {
            "bucket_name": bucket,
            "custom_domain": f"{site.netloc}/{MEDIA_URL.rstrip('/')}",
            "url_protocol": f"{site.scheme}:",
            "querystring_auth": False,
        },
    }
# The group is the one of a proxy that serves static files itself; see "Production" in the README.
FILE_UPLOAD_PERMISSIONS = 0o640
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o750
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
# A meeting of a thousand participants has twelve fields for each.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "ipacis.core.files.uploads.TemporaryFiles",
]
IMAGEFIELD_AUTOGENERATE = True
IMAGEFIELD_BIN_DEPTH = 2
# A damaged rendition must not take a page down; the original was checked when it was uploaded.
IMAGEFIELD_SILENTFAILURE = True

# Languages and time

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("ru", _("Russian"))]
LOCALE_PATHS = [BASE_DIR / "ipacis" / "locale"]
FORMAT_MODULE_PATH = "ipacis.formats"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Moscow"
COUNTRIES_FIRST = ["AM", "AZ", "BY", "KG", "KZ", "MD", "RU", "TJ", "UZ"]
COUNTRIES_COMMON_NAMES = True
# The member countries under the names that they and the Assembly use.
COUNTRIES_OVERRIDE = {
    "AM": _("Armenia"),
    "AZ": _("Azerbaijan"),
    "BY": _("Belarus"),
    "KG": _("Kyrgyzstan"),
    "KZ": _("Kazakhstan"),
    "MD": _("Moldova"),
    "RU": _("Russia"),
    "TJ": _("Tajikistan"),
    "TM": _("Turkmenistan"),
    "UZ": _("Uzbekistan"),
}

# Tags: taggit's own rules about case would be a second opinion beside Topic.key.
TAGGIT_CASE_INSENSITIVE = False

# Signing in

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
ACCOUNT_ADAPTER = "ipacis.core.accounts.adapter.StaffAccounts"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
# The browser forgets the session when it is closed, the site after SESSION_IDLE_HOURS.
ACCOUNT_SESSION_REMEMBER = False
# No code by e-mail: at a computer left unlocked the mailbox is open as well.
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_METHODS = {"password", "mfa"}
ACCOUNT_REAUTHENTICATION_TIMEOUT = 5 * 60
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
# A key is an account at an address (see StaffAccounts), or who has given the password and owes the second factor.
ACCOUNT_RATE_LIMITS = {
    "login_failed": "10/m/ip,100/h/ip,5/5m/key,20/h/key",
    "login_failed_anywhere": "100/h/key",
}
ALLAUTH_TRUSTED_PROXY_COUNT = int(BEHIND_PROXY)
MFA_ADAPTER = "ipacis.core.accounts.second_factors.SecondFactors"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "admin:index"
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "ipacis.core.accounts.passwords.VariedPasswordValidator"},
]

# Security

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "ipacis.csrf.failure"
SECURE_SSL_REDIRECT = HTTPS
# The load balancer asks for the health page over plain http.
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 63_072_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
# No other host of the domain can set a cookie of such a name (RFC 6265bis, 4.1.3.2).
cookie_prefix = "__Host-" if HTTPS else ""
SESSION_COOKIE_NAME = f"{cookie_prefix}sessionid"
CSRF_COOKIE_NAME = f"{cookie_prefix}csrftoken"
LANGUAGE_COOKIE_NAME = f"{cookie_prefix}django_language"
SESSION_COOKIE_AGE = idle_seconds()
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "base-uri": [NONE],
        "connect-src": [SELF],
        "font-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "img-src": [SELF, "data:"],
        "manifest-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
    }
}

# Messages to the people who run the site

EMAIL_CONFIG = read(env.email_url, "EMAIL_URL", "consolemail://")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = SERVER_EMAIL = read(env.str, "DEFAULT_FROM_EMAIL", "webmaster@localhost")
CONTACT_EMAIL = read(env.str, "CONTACT_EMAIL", DEFAULT_FROM_EMAIL)
LOG_FORMAT = choice("LOG_FORMAT", "text", ["text", "json"])
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "text": {"()": "ipacis.core.logs.lines.TextFormatter"},
        "json": {"()": "ipacis.core.logs.lines.JsonFormatter"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT}},
    "root": {
        "handlers": ["console"],
        "level": choice("LOG_LEVEL", "info", ["debug", "info", "warning", "error", "critical"]).upper(),
    },
    "loggers": {
        # Who signed in and who changed what is told at any level.
        "ipacis.audit": {"level": "INFO"},
        "django": {"handlers": [], "level": "NOTSET"},
        # Refused requests are in the access log already; this logger adds the tracebacks of faults.
        "django.request": {"level": "ERROR"},
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        "psycopg.pool": {"level": "WARNING"},
    },
}
