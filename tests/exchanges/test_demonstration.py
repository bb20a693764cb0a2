"""The requests that somebody finds who looks at the demonstration for the first time."""

import pytest

from accounts.demonstration import make_accounts
from exchanges import checks, lifecycle
from exchanges.demonstration import make_requests
from exchanges.models import ExchangeRequest, Holder
from practices.demonstration import make_ideas
from practices.models import Practice

SUBJECTS = ("Seeds", "Wells", "Roads", "Ports", "Schools", "Courts")


@pytest.mark.django_db
def test_the_ball_lies_with_everybody_somewhere_and_a_second_start_adds_nothing(hub):
    make_accounts("a long pass phrase")
    make_requests()
    make_requests()

    found = ExchangeRequest.objects.values_list("holder", flat=True)

    assert len(found) == 7
    assert set(found) == {
        Holder.AUTHOR,
        Holder.DESK,
        Holder.PROVIDERS,
        Holder.NOBODY,
    }


@pytest.mark.django_db
def test_whoever_tries_it_may_hand_in_a_days_requests(hub):
    make_accounts("a long pass phrase")
    make_requests()

    sent_back = ExchangeRequest.objects.get(status="returned")
    for subject in SUBJECTS[: checks.MOST_A_DAY]:
        row = lifecycle.start(
            by=sent_back.author,
            country=sent_back.country,
            title=subject,
            problem=subject,
        )
        assert lifecycle.submit(row, by=sent_back.author, consents=True).submitted_at


@pytest.mark.django_db
def test_a_curator_finds_an_idea_at_each_step_and_a_second_start_adds_none(hub):
    make_accounts("a long pass phrase")
    make_ideas()
    make_ideas()

    found = Practice.objects.filter(hub=hub).values_list("status", flat=True)

    assert sorted(found) == ["captured", "changes_requested", "in_review"]
