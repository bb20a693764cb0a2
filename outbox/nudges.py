"""Wake a worker by a task's name; a wake-up may be lost, so nobody waits for it."""

from celery import current_app
from kombu.exceptions import OperationalError
from structlog import get_logger

logger = get_logger(__name__)


def nudge(task: str) -> None:
    """Send a task without arguments and without retries; a broker that is away is noted."""
    try:
        current_app.send_task(task, retry=False, retry_policy={"max_retries": 0})
    except (OperationalError, OSError) as failure:
        logger.warning("nudge_lost", task=task, reason=str(failure))
