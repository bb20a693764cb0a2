"""Processes that are really killed between what was decided and who is told of it."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.utils import timezone

from accounts.models import Notice
from exchanges.models import Invitation
from exchanges.tasks import sweep
from outbox.models import LEASE, Event, Job
from outbox.tasks import drain
from tests.waiting import until

pytestmark = pytest.mark.django_db(transaction=True)

PROGRAM = """
import os, time
import time_machine
time_machine.travel(os.environ["NOW"], tick=False).start()
import django
django.setup()

def halt(*args, **kwargs):
    open(os.environ["HALTED"], "w").close()
    time.sleep(60)

def halting(step):
    def halted(*args, **kwargs):
        step(*args, **kwargs)
        halt()
    return halted

"""
SAYS_YES = """
from accounts.models import User
from exchanges import inviting
from exchanges.models import Invitation
from outbox import events
{where}
person = User.objects.get(pk={person})
inviting.accept(Invitation.objects.get(pk={invitation}), by=person, offer="Two experts.")
"""
IS_TOLD = """
from exchanges import tasks
from outbox.tasks import drain
tasks.tell = halting(tasks.tell)
drain()
"""
CLOCK_RUNS = """
from exchanges import ladder, tasks
ladder.record = halting(ladder.record)
tasks.sweep()
"""
# The last thing before the commit, and the first after it.
BEFORE, AFTER = "inviting.settled = halting(inviting.settled)", "events.nudge = halt"


@pytest.fixture
def killed_in(environment_elsewhere, tmp_path):
    """Run a program up to its worst moment, and kill it there."""

    def run(program: str) -> None:
        halted: Path = tmp_path / "halted"
        now = {"NOW": timezone.now().isoformat(), "HALTED": str(halted)}
        environment = environment_elsewhere | now
        command = [sys.executable, "-c", PROGRAM + program]
        with subprocess.Popen(command, env=environment) as worker:
            try:
                until(halted.exists, patience=40)
            finally:
                worker.kill()

    return run


@pytest.fixture
def yes_of_nepal(to_ecuador, to_nepal, nepal):
    """A program that says yes for Nepal, and stands still somewhere."""
    return lambda where: SAYS_YES.format(
        where=where, person=nepal.pk, invitation=to_nepal.pk
    )


def lease_ends():
    """Return a time at which a killed worker's job is free again."""
    return time_machine.travel(timezone.now() + LEASE + timedelta(seconds=1))


def test_killed_before_it_is_written_down_a_yes_was_never_said(
    killed_in, yes_of_nepal, official
):
    killed_in(yes_of_nepal(BEFORE))

    assert Invitation.objects.get(country="NPL").is_pending
    assert not Event.objects.filter(kind="invitation.accepted").exists()
    drain()
    assert not Notice.objects.filter(kind="invitation.accepted").exists()


def test_killed_between_the_yes_and_the_notice_everybody_is_told_once(
    killed_in, yes_of_nepal, official
):
    killed_in(yes_of_nepal(AFTER))

    assert Invitation.objects.get(country="NPL").status == "accepted"
    assert not Notice.objects.filter(kind="invitation.accepted").exists()
    drain()
    drain()
    told = Notice.objects.filter(kind="invitation.accepted", recipient=official)
    assert told.get().facts["offer"] == "Two experts."


def test_a_worker_killed_in_the_middle_of_a_notice_leaves_none_and_then_one(
    killed_in, submitted, official
):
    killed_in(IS_TOLD)

    assert not Notice.objects.exists()
    with lease_ends():
        drain()
    assert Notice.objects.filter(recipient=official).count() == 1
    assert not Job.objects.filter(done_at=None).exists()


def test_a_clock_killed_in_the_middle_of_a_step_takes_it_once_later(
    killed_in, offered, clock
):
    clock.move_to("2026-11-26T09:00:00Z")
    killed_in(CLOCK_RUNS)

    assert not Event.objects.filter(kind="invitation.reminded").exists()
    assert sweep() == 2
    assert Event.objects.filter(kind="invitation.reminded").count() == 2
    assert set(Invitation.objects.values_list("rung", flat=True)) == {1}
