import os
import random
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.utils import timezone

from hubs.models import Country, Theme
from outbox.events import record
from outbox.models import LEASE, Job
from outbox.nudges import nudge
from outbox.tasks import drain
from tests.outbox import listeners
from tests.waiting import until

pytestmark = pytest.mark.django_db(transaction=True)

DRAIN = """
import django
django.setup()
from outbox.tasks import drain
from tests.outbox import listeners
drain()
"""
WORKER = [
    "-m",
    "celery",
    "-A",
    "config",
    "worker",
    "-c",
    "1",
    "-I",
    "tests.outbox.listeners",
]


@pytest.fixture
def job() -> Job:
    assert listeners  # the worker and this process know the same ones
    rwanda = Country.objects.get(pk="RWA")
    return record("tests.theme_wanted", about=rwanda, by=None, code="wanted").jobs.get()


@pytest.fixture
def halting(tmp_path) -> Path:
    """Where a worker that stands in the middle of the job notes its process."""
    return tmp_path / "halting"


@pytest.fixture
def killed_worker(environment_elsewhere, job, halting) -> Job:
    """A worker took the job, wrote something, and was killed before it could commit."""
    environment = environment_elsewhere | {"HALT_HALFWAY": str(halting)}
    with subprocess.Popen([sys.executable, "-c", DRAIN], env=environment) as worker:
        try:
            until(halting.exists)
        finally:
            worker.kill()
    return job


def test_a_killed_worker_leaves_nothing_half_done(killed_worker):
    job = killed_worker

    job.refresh_from_db()
    assert (job.tries, job.done_at) == (1, None)
    assert not Theme.objects.filter(pk="wanted").exists()


def test_the_job_of_a_killed_worker_comes_back_when_its_lease_ends(killed_worker):
    assert drain() == 0
    with time_machine.travel(timezone.now() + LEASE + timedelta(seconds=1)):
        assert drain() == 1

    assert Theme.objects.filter(pk="wanted").exists()


@pytest.fixture
def celery_worker(environment_elsewhere, halting):
    """Celery as in production: a parent, and a child that may be killed."""
    environment = environment_elsewhere | {"HALT_HALFWAY": str(halting)}
    with subprocess.Popen([sys.executable, *WORKER], env=environment) as worker:
        yield worker
        worker.terminate()


def test_celery_does_the_job_after_its_child_was_killed(celery_worker, job, halting):
    until(lambda: halting.exists() and halting.read_text(), patience=30)
    os.kill(int(halting.read_text()), signal.SIGKILL)
    Job.objects.update(
        leased_until=timezone.now()
    )  # when the row is free: the minute is over

    nudge("outbox.drain")

    until(Job.objects.filter(done_at__isnull=False, tries=2).exists)
    assert Theme.objects.filter(pk="wanted").exists()


@pytest.fixture
def many_jobs() -> int:
    """Work for some seconds; each job leaves a theme, and a second one would be an error."""
    rwanda = Country.objects.get(pk="RWA")
    for number in range(300):
        record("tests.theme_wanted", about=rwanda, by=None, code=f"wanted-{number}")
    return 300


def test_workers_killed_at_any_moment_lose_nothing_and_double_nothing(
    environment_elsewhere, many_jobs
):
    done = Job.objects.exclude(done_at=None)
    for _ in range(3):
        before = done.count()
        with subprocess.Popen(
            [sys.executable, "-c", DRAIN], env=environment_elsewhere
        ) as worker:
            try:
                until(lambda: done.count() > before)  # noqa: B023  (asked before the next round)
                time.sleep(random.uniform(0, 0.1))
            finally:
                worker.kill()
        Job.objects.filter(done_at=None).update(leased_until=timezone.now())

    drain()

    assert Theme.objects.filter(pk__startswith="wanted-").count() == many_jobs
    assert list(Job.objects.exclude(error="", done_at__isnull=False)) == []
