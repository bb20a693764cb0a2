"""The stock cast of asking: Sierra Leone asks, Ecuador and Nepal are asked, the desk brokers."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from decimal import Decimal
from threading import Barrier
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.urls import reverse

from accounts.models import User
from exchanges import brokering, challenges, lifecycle, measuring
from exchanges.models import Challenge, ExchangeRequest, Invitation, Measure
from hubs.models import Country

MONDAY = datetime(2026, 11, 16, 9, tzinfo=UTC)


@pytest.fixture
def clock() -> Iterator[Any]:
    """A Monday's morning in UTC; ``clock.move_to`` goes on."""
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def country(db) -> Callable[[str], Country]:
    return lambda iso3: Country.objects.get(pk=iso3)


@pytest.fixture
def official(person_with) -> User:
    """Of Sierra Leone, which asks."""
    return person_with("official", "SLE")


@pytest.fixture
def colleague(person_with) -> User:
    """Another official of Sierra Leone."""
    return person_with("official", "SLE")


@pytest.fixture
def focal_point(person_with) -> User:
    return person_with("focal_point", "SLE")


@pytest.fixture
def officer(person_with) -> User:
    """Of the coordination desk."""
    return person_with("desk_officer")


@pytest.fixture
def ecuador(person_with) -> User:
    """Answers for Ecuador."""
    return person_with("focal_point", "ECU")


@pytest.fixture
def nepal(person_with) -> User:
    """Answers for Nepal."""
    return person_with("focal_point", "NPL")


@pytest.fixture
def draft(clock, official, country) -> ExchangeRequest:
    """Sierra Leone's draft, which names Ecuador and Nepal."""
    return lifecycle.start(
        by=official,
        country=country("SLE"),
        title="Reintegrating demobilised soldiers",
        problem="Four in ten of those who gave up arms have no work after two years.",
        institution="National Commission",
        ask=[country("ECU"), country("NPL")],
    )


@pytest.fixture
def submitted(draft, official) -> ExchangeRequest:
    return lifecycle.submit(draft, by=official, consents=True)


@pytest.fixture
def triaged(submitted, officer) -> ExchangeRequest:
    return brokering.triage(submitted, by=officer)


@pytest.fixture
def offered(triaged, officer) -> ExchangeRequest:
    """Put to Ecuador and to Nepal at once."""
    return brokering.offer(triaged, by=officer)


@pytest.fixture
def to_ecuador(offered) -> Invitation:
    return offered.invitations.get(country="ECU")


@pytest.fixture
def to_nepal(offered) -> Invitation:
    return offered.invitations.get(country="NPL")


@pytest.fixture
def at_once() -> Callable[[list[Callable[[], Any]]], list[Any]]:
    """Do several things at the same moment, in real threads; return what came of each."""

    def run(things: list[Callable[[], Any]]) -> list[Any]:
        ready = Barrier(len(things))

        def one(thing: Callable[[], Any]) -> Any:
            try:
                ready.wait(10)
                return thing()
            except Exception as refusal:
                return refusal
            finally:
                connection.close()

        with ThreadPoolExecutor(len(things)) as pool:
            return list(pool.map(one, things))

    return run


@pytest.fixture
def challenge(clock, official, country) -> Challenge:
    """What an official of Sierra Leone has said so far: what happens, and to whom."""
    return challenges.begin(
        by=official,
        country=country("SLE"),
        happens="Families fall into poverty because they must pay when somebody is ill.",
        to_whom="Two in three households in the villages",
    )


@pytest.fixture
def measure(challenge, official) -> Measure:
    """41 % in 2019, and lower is better."""
    return measuring.add(
        challenge,
        by=official,
        name="Households that sold something to pay for care",
        unit="%",
        better="lower",
        first={"value": Decimal(41), "year": 2019, "source": "Household survey"},
    )


@pytest.fixture
def own_files(settings, tmp_path) -> None:
    """Keep the files of a test in its own folder."""
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def page_of(client):
    """Open a page as somebody, and return what it says."""

    def read(person, address, status=200):
        client.logout()
        if person:
            client.force_login(person)
        answer = client.get(address)
        assert answer.status_code == status
        return answer.getvalue().decode()

    return read


@pytest.fixture
def send(client):
    """Send a form as somebody, and return the answer."""

    def post(person, name, *args, query="", **typed):
        client.force_login(person)
        return client.post(reverse(f"exchanges:{name}", args=args) + query, typed)

    return post


@pytest.fixture
def desk(client, officer):
    """The browser of an officer of the desk."""
    client.force_login(officer)
    return client
