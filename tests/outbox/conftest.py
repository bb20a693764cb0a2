import shutil
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from celery import Celery, current_app

from config.embedded import Service, prepare_private_folder, valkey
from config.places import redis_url, socket_dir
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
def broker(tmp_path: Path, monkeypatch) -> Iterator[Service]:
    """Run a broker that a test may empty, freeze or kill; nudges go there."""
    prepare_private_folder(socket_dir(tmp_path))
    service = valkey(tmp_path, durable=False)
    service.start()
    usual = current_app._get_current_object()
    url = redis_url(tmp_path).replace("unix://", "redis+socket://")
    app = Celery("tests")
    app.conf.update(
        broker_url=url, broker_transport_options=usual.conf.broker_transport_options
    )
    app.set_current()
    monkeypatch.setattr(nudges, "_away_until", 0.0)
    yield service
    usual.set_current()
    service.process.kill()
    service.process.wait()
    shutil.rmtree(socket_dir(tmp_path))
