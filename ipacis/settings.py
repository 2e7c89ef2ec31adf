"""Django settings. Everything that differs between sites is read from environment variables.

The README lists the variables. Without any, the site runs on SQLite in ``var/``. A missing or unsuitable variable
raises ImproperlyConfigured with a sentence that names it. The defaults are secure: DEBUG is off, and an https
``SITE_URL`` turns on secure cookies, HSTS and the redirect to https.
"""

from urllib.parse import urlsplit

from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from . import connections
from .environment import (
    BASE_DIR,
    at_least_zero,
    choice,
    email_address,
    env,
    idle_seconds,
    local_secret,
    make_folder,
    read,
    var_dir,
    web_address,
)

VAR_DIR = var_dir()
make_folder(VAR_DIR)

# Addresses and secrets

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

# Apps, middleware and templates

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
    "ipacis.core.postgresql.replicas.ReadFromReplicas",
    "ipacis.core.web.middleware.SafeRequests",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "ipacis.core.accounts.sessions.IdleSessions",
    "ipacis.core.web.middleware.Compression",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.middleware.common.CommonMiddleware",
    # After LocaleMiddleware and CommonMiddleware, so that it answers a recorded address before they redirect to the
    # address with a language or a slash.
    "ipacis.core.record.former.FormerAddresses",
    "ipacis.core.web.low_vision.LowVision",
    "ipacis.core.web.typesetting.Typesetting",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "ipacis.core.accounts.required_factor.RequiredSecondFactor",
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

# Database, cache and search

DATABASES = connections.databases(VAR_DIR)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": connections.cache(),
    # The parts of ``base.html`` that depend on the language alone, in the memory of each process.
    "template_fragments": {
        "BACKEND": "django.core.cache.backends." + ("dummy.DummyCache" if DEBUG else "locmem.LocMemCache")
    },
}
#: The most mebibytes of ready pages that each process keeps; 0 keeps none.
READY_PAGES_MB = read(at_least_zero, "READY_PAGES_MB", 0 if DEBUG else 64)

# Files

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "ipacis" / "static"]


def WHITENOISE_ADD_HEADERS_FUNCTION(headers, _path, _url):
    """Let pages of other origins use static files; WhiteNoise itself lets them read them."""
    headers["Cross-Origin-Resource-Policy"] = "cross-origin"


MEDIA_URL = "media/"
MEDIA_ROOT = VAR_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "ipacis.core.files.uploads.Files"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
if bucket := read(env.str, "S3_BUCKET", ""):
    STORAGES["default"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        # The bucket must be private: readers get files from the site, which checks whether they are public.
        "OPTIONS": {
            "bucket_name": bucket,
            "custom_domain": f"{site.netloc}/{MEDIA_URL.rstrip('/')}",
            "url_protocol": f"{site.scheme}:",
            "querystring_auth": False,
        },
    }
# The group can read files, so that a proxy in it can serve static files. See "Production" in the README.
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
# A page with a damaged picture must be shown nevertheless.
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
# The names that the Assembly and the countries themselves use.
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

# Topic.key determines whether two names are the same topic, so django-taggit must not ignore case by itself.
TAGGIT_CASE_INSENSITIVE = False

# Accounts and sign-in

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
ACCOUNT_ADAPTER = "ipacis.core.accounts.adapter.StaffAccounts"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
# The browser deletes the session cookie when it closes. The session ends after SESSION_IDLE_HOURS without a request.
ACCOUNT_SESSION_REMEMBER = False
# Codes by e-mail are not a method, because on an unlocked computer the mailbox is usually open as well.
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_METHODS = {"password", "mfa"}
ACCOUNT_REAUTHENTICATION_TIMEOUT = 5 * 60
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
# "key" is the pair of account and address (see StaffAccounts). In the step of the second factor it is the account.
ACCOUNT_RATE_LIMITS = {
    "login_failed": "10/m/ip,100/h/ip,5/5m/key,20/h/key",
    "login_failed_anywhere": "100/h/key",
}
ALLAUTH_TRUSTED_PROXY_COUNT = int(BEHIND_PROXY)
MFA_ADAPTER = "ipacis.core.accounts.second_factors.SecondFactors"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
# The codes of the 30 seconds before and after are accepted too (RFC 6238, section 5.2): a code may arrive late, and the
# clock of a phone may be wrong.
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
REQUIRE_SECOND_FACTOR = read(env.bool, "REQUIRE_SECOND_FACTOR", False)
# The rights that the desk offers for roles and accounts.
RIGHTS = "ipacis.rights.RIGHTS"
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
# Load balancers request the health check over plain http.
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 63_072_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
# Browsers refuse a cookie with this prefix from another host of the same domain (RFC 6265bis, 4.1.3.2).
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

# E-mail and logs

EMAIL_CONFIG = read(env.email_url, "EMAIL_URL", "consolemail://")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = SERVER_EMAIL = read(env.str, "DEFAULT_FROM_EMAIL", "webmaster@localhost")
#: The e-mail address that readers see, "" for none.
CONTACT_EMAIL = read(email_address, "CONTACT_EMAIL", "")
#: The postal address that readers see, in the language of the page.
CONTACT_ADDRESS = read(env.str, "CONTACT_ADDRESS", "") or _("Tavricheskiy Palace, St Petersburg, Russia")

# Feeds

#: The address of the WebSub hub that the feeds of whole lists name, "" for none.
WEBSUB_HUB = read(web_address, "WEBSUB_HUB", "")
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
        # The audit log does not depend on LOG_LEVEL.
        "ipacis.audit": {"level": "INFO"},
        "django": {"handlers": [], "level": "NOTSET"},
        # The access log has all requests, so this logger is needed only for the tracebacks of errors.
        "django.request": {"level": "ERROR"},
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        "psycopg.pool": {"level": "WARNING"},
    },
}
