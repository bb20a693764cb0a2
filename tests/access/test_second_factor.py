"""Where a role of the staff opens something, it opens nothing without a second factor."""

import pytest

from accounts.models import Membership
from tests.access.matrix import ask
from tests.access.routes import METHODS
from tests.access.tables import REFUSALS, table

pytestmark = pytest.mark.django_db

STAFF = tuple(role.value for role in Membership.STAFF if role != "administrator")


def opened_by_a_role(*, api: bool) -> list[tuple]:
    """Return route, row, method and role, wherever a role opens what is closed to nobody."""
    return [
        (route, row, method, role)
        for route, row in table(api=api)
        for method in METHODS
        for role in STAFF
        if row.expected(method, role, api=api) == "open"
        and row.expected(method, "nobody", api=api) != "open"
    ]


CLOSED = [*opened_by_a_role(api=False), *opened_by_a_role(api=True)]


def test_staff_without_a_second_factor_get_no_further_than_anybody(world, settings):
    settings.SECOND_FACTOR_REQUIRED = True

    through = [
        f"{method} {route.name} as {role}"
        for route, row, method, role in CLOSED
        if ask(world, route, row, method, role).status_code not in REFUSALS
    ]

    assert CLOSED
    assert through == []
