"""
Settings: every value comes from the environment; `.env.example` lists them all.

With no ``DATABASE_URL`` and no ``REDIS_URL`` the embedded services are used.
"""

from typing import Any

import django_stubs_ext
import structlog
from django.utils.csp import CSP

from config.environment import env, flag, machine_key, secret
from config.logs import tell_no_keys
from config.mail import mailers
from config.places import ROOT, database_url, local_dir, redis_url
from config.single_sign_on import oidc_providers, sign_on_origins

django_stubs_ext.monkeypatch()  # Paginator[Practice] and the like, at run time too

BASE_DIR = ROOT
EMBEDDED = not env.str("DATABASE_URL", default="")
DEBUG = flag("DEBUG", default=False)
SECRET_KEY = secret(
    "SECRET_KEY", fallback=machine_key(local_dir() / "secret_key") if EMBEDDED else None
)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["*"] if EMBEDDED else [])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
BASE_URL = env.str("BASE_URL", default="http://localhost:8000")
SAMPLE_CONTENT = flag("SAMPLE_CONTENT", default=EMBEDDED)
HTTPS = flag("HTTPS", default=not EMBEDDED)
TRUST_PROXY = flag("TRUST_PROXY", default=False)

INSTALLED_APPS = [
    "config.operators.OperatorsConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.sitemaps",
    "django_linear_migrations",
    "pgtrigger",
    "pghistory",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_htmx",
    "django_structlog",
    "config",
    "outbox",
    "hubs",
    "accounts",
    "practices",
    "exchanges",
    "insights",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "config.middleware.PermissionsPolicyMiddleware",
    "config.middleware.PrivateRequestMiddleware",
    "config.limits.LimitMiddleware",
    "config.middleware.CompressMiddleware",
    "config.middleware.TagMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "config.middleware.LanguageMiddleware",
    "config.middleware.TimeZoneMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "accounts.sessions.SessionAgeMiddleware",
    "accounts.unsent.UnsentMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "config.errors.RefusalMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.context.house",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
        },
    }
]

# --- data -----------------------------------------------------------------------
DATABASES = {"default": env.db_url("DATABASE_URL", default=database_url(local_dir()))}
DATABASES["default"] |= {
    "CONN_MAX_AGE": env.int("DATABASE_CONN_MAX_AGE", default=600),
    "CONN_HEALTH_CHECKS": True,
}
DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 3)
REDIS_URL = env.str("REDIS_URL", default="") or redis_url(local_dir())
CACHES = {
    "default": {
        "BACKEND": "config.cache.FailSoftRedisCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_timeout": 0.2, "socket_connect_timeout": 0.2},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SESSION_COOKIE_AGE = 12 * 60 * 60

# --- people -----------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.PersonBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS = 1
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True  # of every change to what opens the account
ACCOUNT_MAX_EMAIL_ADDRESSES = 5
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 10 * 60
ACCOUNT_SESSION_REMEMBER = True  # as long as any session lives, which is not long
ACCOUNT_SESSION_COOKIE_AGE = SESSION_COOKIE_AGE
PASSWORD_RESET_TIMEOUT = 60 * 60
STAFF_IDLE_AGE = (
    30 * 60
)  # everybody's session ends after SESSION_COOKIE_AGE, used or not

# Staff roles act only with a second factor. Off where everything runs on one machine,
# so that the demonstration can be walked through with a password.
SECOND_FACTOR_REQUIRED = flag("SECOND_FACTOR_REQUIRED", default=not EMBEDDED)
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Counterpart"
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS  # browsers allow it for localhost alone

# Single sign-on; an address that a provider names opens no account that was here before.
OIDC_PROVIDERS = oidc_providers()
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {"APPS": OIDC_PROVIDERS, "OAUTH_PKCE_ENABLED": True}
}
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_ADAPTER = "accounts.adapter.SingleSignOnAdapter"

# --- languages --------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("fr", "Français"), ("ar", "العربية")]
LOCALE_PATHS = [ROOT / "locale"]
FORMAT_MODULE_PATH = ["config.formats"]  # what Django does not know of a language
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_COOKIE_SAMESITE = "Lax"

# --- files ------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = env.path("STATIC_ROOT", default=str(local_dir() / "static"))
STATICFILES_DIRS = [ROOT / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_MAX_AGE = 60
# Files that people attach: never under an address of their own, always through a page.
MEDIA_ROOT = env.path("MEDIA_ROOT", default=str(local_dir() / "media"))
MEDIA_URL = "/no-address-of-its-own/"
FILE_UPLOAD_PERMISSIONS = 0o600

# --- safety -----------------------------------------------------------------------
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$"]
if TRUST_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
ALLAUTH_TRUSTED_PROXY_COUNT = int(TRUST_PROXY)
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_CSP = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF, *sign_on_origins(OIDC_PROVIDERS)],  # redirects count
    "frame-ancestors": [CSP.NONE],
}
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000

# Calls an address may make: "30/minute". The embedded services are for one machine,
# where everybody shares one address. Empty turns a limit off (benchmarks).
LIMITS = {
    "match": env.str("LIMIT_MATCH", default="1200/minute" if EMBEDDED else "30/minute"),
    "read": env.str(
        "LIMIT_READ", default="12000/5 minutes" if EMBEDDED else "300/5 minutes"
    ),
    # tries of one person (the address typed, or who is signed in) from one address
    "door": env.str("LIMIT_DOOR", default="5/minute; 20/hour"),
    # tries of all who share an address, such as an office
    "doors": env.str(
        "LIMIT_DOORS", default="1200/minute" if EMBEDDED else "30/minute; 300/hour"
    ),
}

# --- matching ---------------------------------------------------------------------
EMBEDDINGS_URL = env.str("EMBEDDINGS_URL", default="")
EMBEDDINGS_KEY = secret("EMBEDDINGS_KEY", fallback="none")
ENCODER_TOKENS = env.int("ENCODER_TOKENS", default=96)

# --- work in the background ---------------------------------------------------------
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://")
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_SOFT_TIME_LIMIT = 60
CELERY_TASK_TIME_LIMIT = 90
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 120,
    "unacked_restore_interval": 2,
    "unacked_restore_throttle": 1,
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
}
CELERY_TASK_ROUTES = {
    "practices.embed": {"queue": "embeddings"},
    "accounts.deliver": {"queue": "mail"},
}
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_BEAT_SCHEDULE = {
    "drain": {"task": "outbox.drain", "schedule": 60},
    "embed": {"task": "practices.embed", "schedule": 60},
    "searches": {"task": "practices.answer_searches", "schedule": 60},
    "lexemes": {"task": "practices.count_lexemes", "schedule": 6 * 60 * 60},
    "mail": {"task": "accounts.deliver", "schedule": 60},
    "letters": {"task": "accounts.forget_letters", "schedule": 24 * 60 * 60},
    "sessions": {"task": "accounts.forget_sessions", "schedule": 24 * 60 * 60},
    "answers": {"task": "outbox.forget_answers", "schedule": 6 * 60 * 60},
    "reviews": {"task": "practices.remind_of_reviews", "schedule": 60 * 60},
    "questions": {"task": "practices.forget_questions", "schedule": 60 * 60},
    "requests": {"task": "exchanges.sweep", "schedule": 60 * 60},
}

# --- mail -------------------------------------------------------------------------
MAILERS = mailers()
# Kinds of events of which no mail goes, whatever people chose: "practice.review_due".
QUIET_KINDS = env.list("QUIET_KINDS", default=[])
DEFAULT_FROM_EMAIL = env.str(
    "DEFAULT_FROM_EMAIL", default="Counterpart <no-reply@localhost>"
)
# Where conversations are answered by mail: "reply@counterpart.example". The mail server
# hands what comes for reply+…@ to ``manage.py receive_mail``. Empty: pages alone.
REPLY_ADDRESS = env.str("REPLY_ADDRESS", default="")

# --- API --------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.api.authentication.BearerAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_RENDERER_CLASSES": [
        "rest_framework.renderers.JSONRenderer",
        "hubs.api.lists.CsvRenderer",
    ],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "hubs.api.lists.CursorPages",
    "DEFAULT_SCHEMA_CLASS": "hubs.api.schema.Schema",
    "EXCEPTION_HANDLER": "config.errors.problem",
    "URL_FORMAT_OVERRIDE": "format",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Counterpart",
    "DESCRIPTION": "South-South knowledge exchange: a problem in, five countries out.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {  # several things have a status; ten topics one set of paces
        "NoticePace": "accounts.models.Pace",
        "NoticeTopic": "accounts.models.Topic",
        "MembershipRole": "accounts.models.Membership.Role",
        "InstitutionRole": "exchanges.models.InstitutionRole.Role",
        "Instrument": "exchanges.models.Instrument",
        "MembershipStatus": "accounts.models.Membership.Status",
        "PracticeStatus": "practices.models.Practice.Status",
        "ExchangeRequestStatus": "exchanges.models.ExchangeRequest.Status",
        "InvitationStatus": "exchanges.models.Invitation.Status",
        "FeedbackStatus": "practices.models.Feedback.Status",
        "LineageStatus": "practices.models.Lineage.Status",
        "TranslationStatus": "practices.models.Translation.Status",
        "JudgementVerdict": "practices.models.Judgement.Verdict",
        "ElementKind": "practices.models.Element.Kind",
        "LineageKind": "practices.models.Lineage.Kind",
        "IntroductionStatus": "exchanges.models.Introduction.Status",
    },
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "validatorUrl": None},
}

# --- logs -------------------------------------------------------------------------
DJANGO_STRUCTLOG_CELERY_ENABLED = True
structlog.configure(
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.filter_by_level,
        structlog.processors.TimeStamper(fmt="iso"),
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.format_exc_info,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processor": structlog.processors.JSONRenderer(),
            "foreign_pre_chain": [
                tell_no_keys,
                structlog.contextvars.merge_contextvars,
                structlog.processors.TimeStamper(fmt="iso"),
                structlog.stdlib.add_log_level,
            ],
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
}
