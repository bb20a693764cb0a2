"""Background work on mail: write what is due, send it, forget what is old."""

import time

from celery import shared_task
from django.utils import timezone

from accounts.digests import write_next
from accounts.letters import wake
from accounts.models import Letter
from accounts.post import Postman

LONGEST = 20  # seconds of one run; its last letter has the rest of a task's time


@shared_task(name="accounts.deliver")
def deliver() -> None:
    """
    Write the letters that are due and send them, until none is left.

    Safe to run anywhere, any number of times at once: a person is locked while her letter
    is written, and a letter is leased before it is sent. A long queue is handed on.
    """
    until = time.monotonic() + LONGEST
    with Postman() as postman:
        while time.monotonic() < until:
            wrote, carried = write_next(), postman.carry_next()
            if not (wrote or carried):
                return
    wake()


@shared_task(name="accounts.forget_letters")
def forget_letters() -> int:
    """Delete letters thirty days after they were sent or given up; return how many."""
    deleted, _ = Letter.objects.forgettable(timezone.now()).delete()
    return deleted
