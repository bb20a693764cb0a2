"""Wake a worker by a task's name; a wake-up may be lost, so nobody waits for it."""

import time
from collections.abc import Callable

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError
from structlog import get_logger

logger = get_logger(__name__)

PAUSE = (
    5.0  # seconds without a nudge after one that was lost, so that nobody waits twice
)
AT_ONCE = {
    "socket_timeout": 0.2,
    "socket_connect_timeout": 0.2,
    "max_retries": 0,  # kombu's default waits six seconds for a broker that is away
}

_away_until = 0.0


def nudge(task: str) -> None:
    """Send a task without arguments and without retries; a broker that is away is noted."""
    global _away_until
    if time.monotonic() < _away_until:
        return
    try:
        with current_app.connection_for_write(transport_options=AT_ONCE) as connection:
            current_app.send_task(task, connection=connection, retry=False)
    except (OperationalError, OSError) as failure:
        _away_until = time.monotonic() + PAUSE
        logger.warning("nudge_lost", task=task, reason=str(failure))


def once_after_commit(wake: Callable[[], None]) -> None:
    """Wake a worker once, however often a transaction asks for it."""
    waiting = (
        call for _savepoints, call, *_ in transaction.get_connection().run_on_commit
    )
    if wake not in waiting:
        transaction.on_commit(wake, robust=True)
