"""A practice of Rwanda that a hub keeps, and people who speak of it."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine

from accounts.models import Notice, User
from hubs.models import Hub
from outbox.tasks import drain
from practices import feedback
from practices.models import Feedback, Practice

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def clock():
    """A Sunday's noon, in UTC; ``clock.move_to`` goes on."""
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def kept(make_practice, hub) -> Practice:
    """Rwanda's practice, kept by its hub."""
    practice = make_practice(
        preconditions=["A register of households", "A law"],
        adaptable=["How much one pays"],
    )
    Practice.objects.filter(pk=practice.pk).update(hub=hub)
    return Practice.objects.get(pk=practice.pk)


@pytest.fixture
def curator(person_with, hub) -> User:
    return person_with("curator", hub=hub)


@pytest.fixture
def manager(person_with, hub) -> User:
    return person_with("hub_manager", hub=hub)


@pytest.fixture
def kenyan(person_with) -> User:
    """An official of Kenya."""
    return person_with("official", country="KEN")


@pytest.fixture
def other_curator(person_with) -> User:
    """A curator of another hub."""
    elsewhere = Hub.objects.create(
        slug="elsewhere", name="Elsewhere", arrangement_type="cooperation_agency"
    )
    return person_with("curator", hub=elsewhere)


@pytest.fixture
def say(kept) -> Callable[..., Feedback]:
    def say_it(by: User, **said: Any) -> Feedback:
        return feedback.give(kept, by=by, **{"useful": "yes", "tried": "no"} | said)

    return say_it


@pytest.fixture
def told() -> Callable[[User], list[str]]:
    """Have the work done that events caused; return the kinds of a person's notices."""

    def kinds(person: User) -> list[str]:
        drain()
        rows = Notice.objects.filter(recipient=person).order_by("pk")
        return list(rows.values_list("kind", flat=True))

    return kinds
