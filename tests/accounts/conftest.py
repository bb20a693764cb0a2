"""What people are told, and when."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine

from accounts import notices
from accounts.models import Topic, User
from accounts.notices import tell, wording
from hubs.models import Country
from outbox.events import record

SUNDAY_NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def words(monkeypatch) -> None:
    """Words for two kinds of events: a door that is opened at once, and one that is gathered."""
    monkeypatch.setattr(notices, "_wordings", {})
    wording(
        "door.opened",
        topic=Topic.REQUESTS,
        subject="%(name)s is open",
        text="Somebody opened %(name)s; go in.",
    )
    wording(
        "door.painted",
        topic=Topic.CURATION,
        subject="%(name)s has a new colour",
        text="It is %(colour)s now.",
    )


@pytest.fixture
def open_door(words) -> Callable[..., None]:
    """Tell a person of an opened door; her mail is due at once."""

    def open_it(person: User, name: str = "The gate", by: User | None = None) -> None:
        event = record("door.opened", about=Country.objects.get(pk="RWA"), by=by)
        tell(event, [person], url="/countries/rwa/", name=name)

    return open_it


@pytest.fixture
def paint_door(words) -> Callable[..., None]:
    """Tell a person of a painted door; her mail is gathered for her next morning."""

    def paint(person: User, name: str = "The gate", **facts: str) -> None:
        event = record("door.painted", about=Country.objects.get(pk="RWA"), by=None)
        said = {"name": name, "colour": "green"} | facts
        tell(event, [person], url="/countries/rwa/", **said)

    return paint


@pytest.fixture
def clock() -> Iterator[Any]:
    """Noon of a Sunday, in UTC; ``clock.move_to`` goes on."""
    with time_machine.travel(SUNDAY_NOON, tick=False) as traveller:
        yield traveller
