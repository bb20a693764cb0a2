"""The requests that somebody finds who looks at the demonstration for the first time."""

import pytest

from accounts.demonstration import make_accounts
from exchanges.demonstration import make_requests
from exchanges.models import ExchangeRequest, Holder


@pytest.mark.django_db
def test_the_ball_lies_with_everybody_somewhere_and_a_second_start_adds_nothing(hub):
    make_accounts("a long pass phrase")
    make_requests()
    make_requests()

    found = ExchangeRequest.objects.values_list("holder", flat=True)

    assert len(found) == 6
    assert set(found) == {
        Holder.AUTHOR,
        Holder.DESK,
        Holder.PROVIDERS,
        Holder.NOBODY,
    }
