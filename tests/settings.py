"""The settings of the tests: the same as always, but for what would only make them slow."""

import os

from config.settings import *  # noqa: F403
from config.settings import CACHES, DATABASES, REDIS_URL, STORAGES

STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.MD5PasswordHasher"
]  # only the speed of tests
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = (
    True  # static files as they lie in the clone
)
LIMITS: dict[str, str] = {}  # the tests of limits set their own

# A process that a test starts works on the database of that test.
DATABASES["default"]["NAME"] = (
    os.environ.get("TESTED_DATABASE") or DATABASES["default"]["NAME"]
)

# Each worker of pytest-xdist may empty its cache; nobody empties what all of them share.
WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:])
CACHES["default"]["LOCATION"] = f"{REDIS_URL}?db={1 + WORKER % 15}"
