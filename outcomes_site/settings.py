"""Settings, all from the environment.

OUTCOMES_MODE is one of
  embedded    `./run`: SQLite and a broker of plain files under var/, mail to a folder; no server needed
  test        the test suite: PostgreSQL and Redis are brought up by tests/servers.py
  production  everything is given; the start is refused when a secret is missing or a default is unsafe
Without it, a DATABASE_URL means production and its absence means embedded.
"""

import secrets
from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from core.logs import configuration
from core.production import check_hosts, check_mail, check_secrets, check_site_url
from outcomes_site.wiring import (  # noqa: F401 -- settings of the product, read as settings.NAME
    ACCOUNT_FORMS,
    DUE_BY_BUSINESS_CLOCK,
    DUE_HANDLERS,
    DUE_TOGETHER,
    HEALTH_CHECKS,
    JOB_HANDLERS,
    MAIL_COMPOSERS,
    MAIL_OUTCOMES,
    MAIL_RELEASED,
    MAIL_RESEND_SAFE,
    MAIL_TOGETHER,
    MFA_FORMS,
    ZONE_CHANGED,
)

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

MODE = env.str("OUTCOMES_MODE", default="production" if "DATABASE_URL" in env.ENVIRON else "embedded")
if MODE not in ("embedded", "test", "production"):
    raise ImproperlyConfigured(f"OUTCOMES_MODE must be embedded, test or production, not {MODE!r}")
EMBEDDED = MODE == "embedded"
PRODUCTION = MODE == "production"
DEBUG = False

VAR_DIR = Path(env.str("OUTCOMES_VAR", default=str(BASE_DIR / "var")))


def embedded_secret() -> str:
    """The secret of this copy, made on its first start and kept in a file only its owner can read."""
    file = VAR_DIR / "secret_key"
    if not file.exists():
        VAR_DIR.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(50))
    return file.read_text()


if PRODUCTION:
    SECRET_KEY = env.str("SECRET_KEY", default="")
    ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
    check_secrets(SECRET_KEY, *env.list("SECRET_KEY_FALLBACKS", default=[]))
    check_hosts(ALLOWED_HOSTS)
    if env.bool("DEBUG", default=False):
        raise ImproperlyConfigured("DEBUG must not be set in production")
else:
    SECRET_KEY = embedded_secret() if EMBEDDED else "only-for-tests-" + "x" * 40
    ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", "testserver"]
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])

# Where links in mail point to; never taken from the request's Host header.
SITE_URL = env.str("SITE_URL", default=f"http://localhost:{env.int('PORT', default=8000)}").rstrip("/")
# For a try of the production shape on one machine without TLS: cookies then also travel over http.
INSECURE = PRODUCTION and env.bool("SITE_URL_INSECURE", default=False)
if PRODUCTION:
    check_site_url(env.str("SITE_URL", default=""), INSECURE)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "django_htmx",
    "template_partials",
    "csp",
    "drf_spectacular",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "core",
    "jobs",
    "accounts",
    "businesses",
    "frameworks",
    "systems",
    "metrics",
    "reports",
    "reviews",
    "portfolio",
    "digests",
    "workspace",
    "archive",
]

MIDDLEWARE = [
    "core.health.probes",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "core.middleware.request_id",
    "core.middleware.api_edge",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.sessions.limits",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "core.middleware.content_policy",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "core.middleware.private_pages",
    "core.middleware.bad_input",
    "core.middleware.only_forms",
]

ROOT_URLCONF = "outcomes_site.urls"
WSGI_APPLICATION = "outcomes_site.wsgi.application"
# That `static` is ours and not Django's is meant (core/templatetags/fixed_static.py).
SILENCED_SYSTEM_CHECKS = ["templates.W003"]
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            ["core.lean.Loader", "django.template.loaders.app_directories.Loader"],
                        )
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "workspace.context_processors.shell",
            ],
            "libraries": {"static": "core.templatetags.fixed_static"},
            "builtins": [
                "core.templatetags.ui",
                "core.templatetags.flat_rows",
                "template_partials.templatetags.partials",
            ],
        },
    }
]

# --- Database -----------------------------------------------------------------------------------

if EMBEDDED or (MODE == "test" and env.str("TEST_DB", default="") == "sqlite"):
    VAR_DIR.mkdir(parents=True, exist_ok=True)
    DATABASES: dict[str, dict[str, Any]] = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(VAR_DIR / "outcomes.sqlite3"),
            "ATOMIC_REQUESTS": True,
            "OPTIONS": {
                # IMMEDIATE: a writer waits its turn at the start instead of failing half way.
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
            },
        }
    }
else:
    DATABASES = {"default": {**env.db_url("DATABASE_URL"), "ATOMIC_REQUESTS": True}}
    if PRODUCTION and "postgresql" not in DATABASES["default"]["ENGINE"]:
        raise ImproperlyConfigured("DATABASE_URL must be a postgresql:// address")
    # A bounded pool in the web process: no new connection per request and never more than this many per process.
    # 0 means none: a worker's process does one thing at a time, and Celery closes its connection after each task.
    _pool = env.int("DATABASE_POOL", default=8) if PRODUCTION else 0
    if _pool:
        DATABASES["default"]["OPTIONS"] = {"pool": {"min_size": 1, "max_size": _pool, "timeout": 10}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Cache, sessions, Celery --------------------------------------------------------------------

REDIS_URL = env.str("REDIS_URL", default="")
if REDIS_URL:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
    CELERY_BROKER_URL = REDIS_URL
    # Short connects: a request that wakes a worker must not wait for a broker that is away.
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {
        "visibility_timeout": 900,
        "socket_connect_timeout": 1,
        "socket_timeout": 5,
    }
else:
    if PRODUCTION:
        raise ImproperlyConfigured("REDIS_URL must be set: rate limits and the broker live there")
    # One web process serves the embedded copy, so its rate limits may count in memory.
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    _queue = VAR_DIR / "queue"
    for _folder in ("messages", "processed", "control"):
        (_queue / _folder).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_URL = "filesystem://localhost"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_queue / "messages"),
        "data_folder_out": str(_queue / "messages"),
        "processed_folder": str(_queue / "processed"),
        "control_folder": str(_queue / "control"),
        "store_processed": False,
        "polling_interval": 0.05,
    }
SESSION_ENGINE = "django.contrib.sessions.backends." + ("cached_db" if REDIS_URL and PRODUCTION else "db")
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30  # after the last use
SESSION_LONGEST = 60 * 60 * 24 * 90  # after signing in, however much it is used

CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_TASK_TIME_LIMIT = 300  # below the broker's visibility timeout, else a long task would run twice
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 30.0
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_step": 0.1}
CELERY_BEAT_SCHEDULE = {
    # Beat knows no user-visible work: it ticks, and the tick claims what the tables say is due.
    "tick": {"task": "jobs.tick", "schedule": 10.0, "options": {"expires": 30}},
}

# Where senders keep what must outlive both them and a restored database: journals, and the file send_epoch.
SENDING_DIR = VAR_DIR / "sending"
# How long a claimed job stays with a worker that gives no sign of life.
JOB_LEASE_SECONDS = env.float("JOB_LEASE_SECONDS", default=20.0)

# --- People -------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/businesses/"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
# Never ..._SUPPORTS_CHANGE: it is offered only where the address was new, and so would say which addresses are known.
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
# A second step at signing in: a passkey (which also signs in alone), an app's codes, recovery codes.
MFA_ADAPTER = "accounts.second_step.SecondStepAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if SITE_URL.startswith("https") else "http"

# --- Mail ---------------------------------------------------------------------------------------

DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Outcomes <outcomes@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
if EMBEDDED:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = str(VAR_DIR / "mail")
elif PRODUCTION:
    check_mail(env.str("EMAIL_URL", default=""))
    vars().update(env.email_url("EMAIL_URL"))
    EMAIL_TIMEOUT = 15

# --- Language, time, files ----------------------------------------------------------------------

LANGUAGE_CODE = "en-us"
USE_I18N = False
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = env.str("STATIC_ROOT", default=str(VAR_DIR / "static" if EMBEDDED else BASE_DIR / "staticfiles"))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if MODE != "test"
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
# Tests serve files as they lie; everywhere else they are collected, hashed and compressed first.
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = MODE == "test"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 6_000
FORM_RENDERER = "core.widgets.Renderer"

# --- Security -----------------------------------------------------------------------------------

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "core.views.csrf_failure"
if PRODUCTION:
    if not INSECURE:
        SESSION_COOKIE_NAME = "__Host-session"
        CSRF_COOKIE_NAME = "__Host-csrf"
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not INSECURE
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=not INSECURE)
    SECURE_HSTS_SECONDS = 0 if INSECURE else 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    if env.bool("BEHIND_PROXY", default=False):
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}

# --- The API ------------------------------------------------------------------------------------

API_CALLS_A_MINUTE = env.int("API_CALLS_A_MINUTE", default=120)
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["businesses.api.caller.TokenAuthentication"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "businesses.api.wire.AlwaysJson",
    "DEFAULT_PARSER_CLASSES": ["businesses.api.wire.JsonParser"],
    "DEFAULT_PERMISSION_CLASSES": [],  # the door asks (businesses/api/door.py)
    "DEFAULT_RENDERER_CLASSES": ["businesses.api.wire.JsonRenderer"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_THROTTLE_CLASSES": ["businesses.api.limits.CallsAMinute"],
    "EXCEPTION_HANDLER": "businesses.api.errors.refusal",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Outcomes",
    "VERSION": "1",
    "DESCRIPTION": "Read the metrics of a business and send readings. See docs/api.md.",
    "OAS_VERSION": "3.1.0",
    "SCHEMA_PATH_PREFIX": "/api/v[0-9]+/",
    "SERVE_INCLUDE_SCHEMA": False,
}

# --- Logs ---------------------------------------------------------------------------------------

LOGGING = configuration(json=PRODUCTION, level=env.str("LOG_LEVEL", default="INFO" if PRODUCTION else "WARNING"))

TEST_RUNNER = "django.test.runner.DiscoverRunner"
