from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from celery import Celery, current_app

from config.embedded import Service
from config.places import redis_url
from outbox import events, nudges
from outbox.models import Event


@pytest.fixture
def on(monkeypatch) -> Callable[..., Callable]:
    """Declare listeners for one test; nobody else listens during it."""
    monkeypatch.setattr(events, "_listeners", defaultdict(dict))
    return events.on


@pytest.fixture
def heard(on) -> list[str]:
    """Listen to ``door.opened``, and note which events were heard."""
    notes: list[str] = []

    @on("door.opened")
    def note(event: Event) -> None:
        notes.append(event.subject)

    return notes


@pytest.fixture
def broker(own_valkey, tmp_path: Path, monkeypatch) -> Iterator[Service]:
    """A broker that a test may empty, freeze or kill; nudges go there."""
    usual = current_app._get_current_object()
    url = redis_url(tmp_path).replace("unix://", "redis+socket://")
    app = Celery("tests")
    app.conf.update(
        broker_url=url, broker_transport_options=usual.conf.broker_transport_options
    )
    app.set_current()
    monkeypatch.setattr(nudges, "_away_until", 0.0)
    yield own_valkey
    usual.set_current()
