"""Django's settings, made from the environment; see docs/operations.md for what can be set."""

from __future__ import annotations

import os

from django.core.management.utils import get_random_secret_key

from upheld.runtime.databases import database_of
from upheld.runtime.environment import read_environment

ENVIRONMENT = read_environment(os.environ)

SECRET_KEY = ENVIRONMENT.secret or get_random_secret_key()
DEBUG = False
ALLOWED_HOSTS = [ENVIRONMENT.host]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "upheld.store",
]
AUTH_USER_MODEL = "store.User"
DATABASES = {"default": database_of(ENVIRONMENT)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
