"""The world of the access matrix: made once for a file of tests, then taken back."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import override_settings

from tests.access.world import World, make_world


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[World]:
    unlimited = override_settings(
        ACCOUNT_RATE_LIMITS=False,
        MFA_RATE_LIMITS=False,
        MEDIA_ROOT=tmp_path_factory.mktemp("files"),
    )
    with unlimited, django_db_blocker.unblock(), transaction.atomic():
        yield make_world()
        transaction.set_rollback(True)
