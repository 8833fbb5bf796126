"""Django's settings, made from the environment; see docs/operations.md for what can be set."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import upheld
from upheld.runtime.databases import database_of
from upheld.runtime.environment import read_environment
from upheld.runtime.keys import encryption_keys, signing_secret
from upheld.runtime.logs import LOGGING as LOGGING
from upheld.runtime.mail import mail_of
from upheld.runtime.sign_on import read_sign_on

ENVIRONMENT = read_environment(os.environ)
SIGN_ON = read_sign_on(os.environ)
WEB = Path(upheld.__file__).parent / "web"
HOUR = 3600
DAY = 24 * HOUR

SECRET_KEY = signing_secret(ENVIRONMENT)
ENCRYPTION_KEYS = encryption_keys(ENVIRONMENT)
DEBUG = False
ALLOWED_HOSTS = [ENVIRONMENT.host]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "upheld.store",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "axes",
    "csp",
]
MIDDLEWARE = [
    "upheld.web.trace.Trace",
    "django.middleware.security.SecurityMiddleware",
    "upheld.web.headers.Headers",
    "upheld.web.statics.Statics",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "upheld.web.ways.Ways",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "upheld.web.gate.Gate",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "upheld.web.urls"
WSGI_APPLICATION = "upheld.web.wsgi.application"
APPEND_SLASH = False

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [WEB / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "upheld.web.frame.framing",
            ],
            "libraries": {"moments": "upheld.web.moments", "figures": "upheld.web.figures"},
        },
    }
]
STATIC_URL = "/static/"
STATICFILES_DIRS = [WEB / "static"]
STORAGES = {"staticfiles": {"BACKEND": "upheld.web.statics.HashedNames"}}

DATABASES = {"default": database_of(ENVIRONMENT)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = False
LANGUAGE_CODE = "en-gb"

AUTH_USER_MODEL = "store.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in {
        "UserAttributeSimilarityValidator": {"user_attributes": ["email", "name"]},
        "MinimumLengthValidator": {"min_length": 12},
        "CommonPasswordValidator": {},
    }.items()
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "start"

SESSION_COOKIE_AGE = 14 * DAY
SESSION_COOKIE_NAME = "__Host-session" if ENVIRONMENT.is_https else "session"
SESSION_COOKIE_SECURE = ENVIRONMENT.is_https
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "__Host-csrf" if ENVIRONMENT.is_https else "csrf"
CSRF_COOKIE_SECURE = ENVIRONMENT.is_https
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "upheld.web.refusal.forged"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

SECURE_HSTS_SECONDS = 2 * 365 * DAY if ENVIRONMENT.is_https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = False
SECURE_SSL_REDIRECT = False
if ENVIRONMENT.is_https and ENVIRONMENT.proxies:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "connect-src": ["'self'"],
        # a form that leads to sign-on elsewhere is redirected there, which browsers hold to this, too
        "form-action": ["'self'", *([SIGN_ON.origin] if SIGN_ON else [])],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}
WHITENOISE_USE_FINDERS = True
CACHES = {
    # of the database, so that all processes count attempts together
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cached",
        # beyond these some are thrown away: whoever tries often must not get rid of the counters by that
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
}
globals().update(mail_of(ENVIRONMENT))

ACCOUNT_ADAPTER = "upheld.web.accounts.adapter.Accounts"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Upheld: "
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if ENVIRONMENT.is_https else "http"
# by address and by account; django-axes locks out the pair of both
ACCOUNT_RATE_LIMITS = {"login_failed": "20/m/ip,20/10m/key"}
USERSESSIONS_TRACK_ACTIVITY = False

MFA_ADAPTER = "upheld.web.accounts.adapter.SecondFactors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = f"Upheld {ENVIRONMENT.host}"
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not ENVIRONMENT.is_https

SOCIALACCOUNT_ADAPTER = "upheld.web.accounts.sign_on.SignOns"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "sign-on",
                "name": SIGN_ON.name,
                "client_id": SIGN_ON.client,
                "secret": SIGN_ON.secret,
                "settings": {"server_url": SIGN_ON.issuer},
            }
        ]
        if SIGN_ON
        else [],
    }
}

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_CALLABLE = "upheld.web.accounts.lockout.who_tried"
AXES_CLIENT_IP_CALLABLE = "upheld.web.request.address_of"
AXES_LOCKOUT_CALLABLE = "upheld.web.accounts.lockout.locked_out"
AXES_HTTP_RESPONSE_CODE = 429
AXES_ENABLE_ADMIN = False
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
