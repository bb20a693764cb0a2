"""Operators' pages: Django's admin, for administrators alone."""

import pytest

from tests.access.matrix import differences, each

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(120)]

# One of each kind stands for all: Django's admin asks one and the same question.
CALLERS = ("visitor", "nobody", "hub_manager", "administrator")
METHODS = ("GET", "POST", "DELETE")


@each(admin=True)
def test_operators_pages_are_for_administrators(world, route, row):
    assert differences(world, route, row, CALLERS, METHODS) == []
