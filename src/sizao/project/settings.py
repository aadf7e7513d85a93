"""Django's settings: everything site-specific comes from the environment or from files under ``SIZAO_HOME``."""

import json
import os
from pathlib import Path

from csp.constants import NONE, SELF

from sizao.project import rooms
from sizao.project.secrets import secret

BASE_DIR = Path(__file__).resolve().parents[3]
SIZAO_HOME = Path(os.environ.get("SIZAO_HOME") or BASE_DIR / "var").resolve()
SIZAO_DRILLS = int(os.environ.get("SIZAO_DRILLS", "3"))
"""Drills that may stand beside the real platform on this machine: each takes a web server and a worker."""
SIZAO_LAKE = os.environ.get("SIZAO_LAKE", "")
"""Where the lake of sealed visits lies; empty: ``lake`` in the installation's folder."""
SIZAO_DB_ROLE = os.environ.get("SIZAO_DB_ROLE", "sizao_web")
SIZAO_DELIVER_INLINE = os.environ.get("SIZAO_DELIVER_INLINE", "1") == "1"
"""Deliver events right after commit in the process that wrote them; the worker is the safety net either way."""

SECRET_KEY = secret(SIZAO_HOME / "keys" / "django")
DEBUG = False
ALLOWED_HOSTS = os.environ.get("SIZAO_HOSTS", "127.0.0.1,localhost,[::1],testserver").split(",")
CSRF_TRUSTED_ORIGINS = [each for each in os.environ.get("SIZAO_ORIGINS", "").split(",") if each]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "axes",
    "csp",
    "ninja",
    "procrastinate.contrib.django",
    *[room.package for room in reversed(rooms.present())],
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "sizao.spine.web.middleware.Compressed",
    "sizao.spine.web.middleware.Exercise",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "sizao.spine.accounts.middleware.SessionsEnd",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "sizao.spine.web.middleware.Headers",
    "sizao.spine.web.middleware.Problems",
    "axes.middleware.AxesMiddleware",
    "sizao.spine.accounts.middleware.ActorInScope",
    "sizao.spine.web.middleware.OnceOnly",
    "sizao.spine.web.middleware.ByForm",
]

ROOT_URLCONF = "sizao.project.urls"
WSGI_APPLICATION = "sizao.project.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "sizao.spine.web.context.menu",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "sizao.spine.web.templatetags.words",
            ],
        },
    },
]


def _database() -> dict[str, object]:
    """Where the database is: ``database.json`` as the launcher wrote it, the password beside it in ``secrets/``."""
    where = SIZAO_HOME / "database.json"
    place = json.loads(where.read_text()) if where.exists() else {}
    password = SIZAO_HOME / "secrets" / SIZAO_DB_ROLE
    return {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": str(place.get("host", SIZAO_HOME / "pg" / "s")),
        "PORT": str(place.get("port", 5432)),
        "NAME": place.get("name", "sizao"),
        "USER": SIZAO_DB_ROLE,
        "PASSWORD": password.read_text().strip() if password.exists() else "",
        "ATOMIC_REQUESTS": True,
        "CONN_HEALTH_CHECKS": True,
        "CONN_MAX_AGE": 600,
        "OPTIONS": {"application_name": f"sizao {SIZAO_DB_ROLE}"},
    }


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "access:sign_in"
AXES_FAILURE_LIMIT = 6
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "sizao.spine.accounts.middleware.locked_out"
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ACCESS_FAILURE_LOG = False
AXES_VERBOSE = False
OTP_TOTP_ISSUER = "Sizao"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
STATIC_ROOT = SIZAO_HOME / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": os.environ.get("SIZAO_STATICFILES", "django.contrib.staticfiles.storage.StaticFilesStorage")
    },
}
WHITENOISE_USE_FINDERS = "SIZAO_STATICFILES" not in os.environ
WHITENOISE_ALLOW_ALL_ORIGINS = False

_OF_DRILL = f"_{os.environ['SIZAO_DRILL'][-12:]}" if os.environ.get("SIZAO_DRILL") else ""
"""A browser keeps cookies by host name and not by port: the windows of a drill must not sign the real one out."""
SESSION_COOKIE_NAME = f"sessionid{_OF_DRILL}"
CSRF_COOKIE_NAME = f"csrftoken{_OF_DRILL}"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = os.environ.get("SIZAO_TLS", "0") == "1"
CSRF_COOKIE_SECURE = SESSION_COOKIE_SECURE
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "sizao.spine.web.pages.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"  # with no-referrer Chromium sends "Origin: null" and every form is refused
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if SESSION_COOKIE_SECURE else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if os.environ.get("SIZAO_BEHIND_PROXY") == "1" else None
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_048_576
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1_048_576
FILE_UPLOAD_PERMISSIONS = 0o600

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
"""Every room's jobs are known before the queue is ready; a job imported later could not be deferred."""
PROCRASTINATE_ON_APP_READY = "sizao.spine.outbox.jobs.on_ready"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("SIZAO_LOG", "WARNING")},
}
