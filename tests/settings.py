"""The settings of the tests: the same as always, but for what would only make them slow."""

import os

from config.settings import *  # noqa: F403
from config.settings import DATABASES, STORAGES

STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # only the speed of tests
LIMITS: dict[str, str] = {}  # the tests of limits set their own

# A process that a test starts works on the database of that test.
DATABASES["default"]["NAME"] = os.environ.get("TESTED_DATABASE") or DATABASES["default"]["NAME"]
