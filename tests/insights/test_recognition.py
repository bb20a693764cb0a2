"""What a country or a hub did for those who asked stands on its page."""

from datetime import timedelta

import pytest
from django.utils import timezone

from exchanges import capacity
from exchanges.models import ExchangeRequest, Invitation
from hubs.models import Country
from tests.insights.pages import text_of

PAGE = "/countries/ecu/"


@pytest.fixture
def asked(db, make_user):
    """Put a request of a country to Ecuador; return what became of it."""

    def make(country="SLE", status="chosen", hub=None):
        now = timezone.now()
        number = ExchangeRequest.objects.count() + 1
        exchange_request = ExchangeRequest.objects.create(
            reference=f"KX-2026-{number:05d}",
            author=make_user(),
            country_id=country,
            hub=hub,
            title="Water",
            problem="It is short.",
            status="submitted",
            holder="desk",
            due_on=now.date(),
            submitted_at=now,
            consented_at=now,
        )
        return Invitation.objects.create(
            exchange_request=exchange_request,
            asking=exchange_request.country,
            country_id="ECU",
            status=status,
            reason="No.",
            asked_at=now - timedelta(days=4),
            answered_at=None if status == "lapsed" else now,
            due_on=now.date(),
        )

    return make


@pytest.fixture
def declare(person_with):
    ecuador = person_with("focal_point", "ECU")

    def say(**facts):
        capacity.declare(Country.objects.get(pk="ECU"), by=ecuador, **facts)

    return say


def test_countries_are_counted_to_which_it_said_yes(asked, client):
    for country, status in (
        ("SLE", "chosen"),
        ("SLE", "accepted"),
        ("NPL", "chosen"),
        ("KEN", "declined"),
    ):
        asked(country, status)

    shown = text_of(client.get(PAGE))

    assert "Countries to which it said yes 2 in 3 requests" in shown


def test_it_says_how_it_answers_where_that_is_known(asked, client):
    for status in ("chosen", "declined", "lapsed"):
        assert "Requests that it answered" not in text_of(client.get(PAGE))
        asked(status=status)

    shown = text_of(client.get(PAGE))

    assert "Requests that it answered 67 % answered 2 of 3 in two years" in shown
    assert "half of them within 4 days" in shown


def test_who_declared_what_it_can_take_is_ready_until_it_pauses(declare, client):
    assert "ready to share" not in text_of(client.get(PAGE))

    declare(at_once=2)
    assert "ready to share" in text_of(client.get(PAGE))

    until = timezone.now().date() + timedelta(days=30)
    declare(at_once=2, paused_until=until, reason="Elections.")
    assert "ready to share" not in text_of(client.get(PAGE))


def test_of_whom_nothing_is_known_nothing_is_said(db, client):
    assert "For those who ask" not in text_of(client.get(PAGE))


def test_a_hub_is_known_by_what_came_of_the_requests_in_its_care(asked, hub, client):
    asked("SLE", hub=hub)
    asked("NPL", "declined", hub=hub)
    asked("KEN")

    shown = text_of(client.get(hub.get_absolute_url()))

    assert "Countries to which it said yes 1 in 1 request" in shown
