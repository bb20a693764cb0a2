"""The world of the access matrix: made once for a file of tests, then taken back."""

from collections.abc import Iterator

import pytest
from django.db import transaction

from tests.access.world import World, make_world


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world()
        transaction.set_rollback(True)
