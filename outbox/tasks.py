"""Do what events have caused."""

import time
from datetime import timedelta

from celery import shared_task
from django.db import transaction
from django.utils import timezone
from structlog import get_logger

from outbox.events import listeners_of
from outbox.models import PAUSES, Job, KeptAnswer
from outbox.nudges import nudge

logger = get_logger(__name__)

LONGEST = 20  # seconds of one run; a third of a task's time, so that its last job has the rest


class WorkersLost(Exception):
    """Every worker that took this job has ended in the middle of it."""


@shared_task(name="outbox.drain")
def drain() -> int:
    """
    Do the jobs that are due, until none is left; return how many were done.

    Safe to run anywhere, any number of times at once: a job is leased before it is done. A killed
    worker's job comes back when the lease ends; one that fails comes back later and later, and at
    last waits for an operator with its error. A long queue is handed on to another run.
    """
    done, until = 0, time.monotonic() + LONGEST
    while job := Job.objects.lease_next():
        done += attempt(job)
        if time.monotonic() >= until:
            nudge("outbox.drain")
            break
    return done


def attempt(job: Job) -> bool:
    """
    Do one leased job; tell whether it is done.

    The listener's writes and the mark that it is done commit together, so a worker
    killed in between leaves neither.
    """
    try:
        with transaction.atomic():
            mine = Job.objects.select_for_update(of=("self",)).get(pk=job.pk)
            if mine.done_at or mine.tries != job.tries:
                return False  # our lease ended, and another worker has taken it
            act_on(job)
            mine.done_at = timezone.now()
            mine.save(update_fields=["done_at"])
    except Exception as failure:
        logger.exception("job_failed", job=job.pk, listener=job.listener)
        put_off(job, failure)
        return False
    return True


def act_on(job: Job) -> None:
    """
    Have the listener do its share.

    :raises WorkersLost: when it was tried too often by workers that did not live to say more.
    """
    if job.tries > len(PAUSES) + 1:
        raise WorkersLost
    listeners_of(job.event.kind)[job.listener](job.event)


def put_off(job: Job, failure: Exception) -> None:
    """Try again later and later; after the last pause the job waits for an operator."""
    now = timezone.now()
    again = job.tries <= len(PAUSES)
    Job.objects.filter(pk=job.pk, tries=job.tries).update(
        error=f"{type(failure).__name__}: {failure}",
        leased_until=None,
        due_at=now + timedelta(seconds=PAUSES[job.tries - 1]) if again else job.due_at,
        failed_at=None if again else now,
    )


@shared_task(name="outbox.forget_answers")
def forget_answers() -> int:
    """Delete what callers were told, two days after; return how many. Safe to repeat."""
    old = KeptAnswer.objects.filter(at__lt=timezone.now() - timedelta(days=2))
    deleted, _ = old.delete()
    return deleted
