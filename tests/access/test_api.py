"""The API: who may call what."""

import pytest

from tests.access.matrix import differences, each

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(120)]


@each(api=True)
def test_an_operation_is_open_to_whom_the_table_says(world, route, row):
    assert differences(world, route, row) == []
