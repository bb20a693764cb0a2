"""
Record what happened, and have listeners act on it later, each once.

Listeners are functions of an app's ``tasks.py``, declared with ``@on("kind", …)``.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.db import models

from outbox.models import Event, Job, reference
from outbox.nudges import nudge, once_after_commit

if TYPE_CHECKING:
    from accounts.models import User

Listener = Callable[[Event], None]

_listeners: dict[str, dict[str, Listener]] = defaultdict(dict)


def on(*kinds: str) -> Callable[[Listener], Listener]:
    """Declare a listener: it is called at least once for every event of these kinds."""

    def register(listener: Listener) -> Listener:
        for kind in kinds:
            _listeners[kind][f"{listener.__module__}.{listener.__qualname__}"] = (
                listener
            )
        return listener

    return register


def listeners_of(kind: str) -> dict[str, Listener]:
    """Return the listeners of a kind of event by their names."""
    return dict(_listeners[kind])


def record(kind: str, *, about: models.Model, by: "User | None", **facts: Any) -> Event:
    """
    Write an event and the work it causes in the caller's own transaction, then wake a worker.

    The broker carries an empty nudge: one that is lost costs a minute, never the work.
    """
    event = Event.objects.create(
        kind=kind, subject=reference(about), actor=by, facts=facts
    )
    if names := listeners_of(kind):
        Job.objects.bulk_create(Job(event=event, listener=name) for name in names)
        once_after_commit(wake)
    return event


def wake() -> None:
    nudge("outbox.drain")
