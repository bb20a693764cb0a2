"""Pages: who may open and send what."""

import pytest

from tests.access.matrix import differences, each

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(120)]


@each()
def test_a_page_opens_for_whom_the_table_says(world, route, row):
    assert differences(world, route, row) == []
