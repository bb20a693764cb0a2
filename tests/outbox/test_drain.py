from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
import time_machine
from django.db import connection, transaction
from django.utils import timezone

from hubs.models import Country, Theme
from outbox.events import record
from outbox.models import LEASE, PAUSES, Job
from outbox.tasks import attempt, drain

pytestmark = pytest.mark.django_db


@pytest.fixture
def open_door(db):
    def open_it() -> Job:
        return record(
            "door.opened", about=Country.objects.get(pk="RWA"), by=None
        ).jobs.get()

    return open_it


@pytest.fixture
def faults(on):
    """Listen to ``door.opened``, write something, and fail as long as there are faults."""
    faults = ["the hinge is stuck"]

    @on("door.opened")
    def write_and_fail(event):
        Theme.objects.create(code="half-done", kind=Theme.Kind.MANAGEMENT, labels={})
        if faults:
            raise ValueError(*faults)

    return faults


def seconds_from_now(seconds: float):
    return time_machine.travel(timezone.now() + timedelta(seconds=seconds), tick=False)


def test_every_job_is_done_once(heard, open_door):
    open_door()
    open_door()

    assert drain() == 2
    assert drain() == 0
    assert heard == ["hubs.country:RWA"] * 2


def test_a_listener_that_fails_leaves_nothing_half_done(faults, open_door):
    job = open_door()

    assert drain() == 0

    job.refresh_from_db()
    assert (job.done_at, job.error) == (None, "ValueError: the hinge is stuck")
    assert not Theme.objects.filter(pk="half-done").exists()


def test_one_that_fails_does_not_keep_others_waiting(on, open_door):
    done = []

    @on("door.opened")
    def fail_once(event):
        if event.pk == first.event_id:
            raise ValueError
        done.append(event.pk)

    first, second = open_door(), open_door()

    assert drain() == 1
    assert done == [second.event_id]


def test_what_fails_comes_back_later_and_later(faults, open_door):
    job, waits = open_door(), []

    for _ in PAUSES:
        with time_machine.travel(job.due_at, tick=False):
            drain()
            job.refresh_from_db()
            waits.append((job.due_at - timezone.now()).seconds)

    assert tuple(waits) == PAUSES == tuple(sorted(PAUSES))
    assert job.failed_at is None


@pytest.fixture
def failed(faults, open_door) -> Job:
    """A job that has failed for good."""
    job = open_door()
    Job.objects.filter(pk=job.pk).update(tries=len(PAUSES))
    drain()
    job.refresh_from_db()
    return job


def test_at_last_it_waits_for_an_operator_with_its_error(failed):
    with seconds_from_now(10 * PAUSES[-1]):
        assert drain() == 0

    assert list(Job.objects.failed()) == [failed]
    assert failed.error == "ValueError: the hinge is stuck"


def test_an_operator_can_revive_it(failed, faults):
    faults.clear()

    failed.retry()

    assert drain() == 1
    failed.refresh_from_db()
    assert failed.done_at
    assert failed.failed_at is None


def test_a_listener_that_is_no_longer_there_is_an_error_and_not_a_loss(
    heard, open_door
):
    job = open_door()
    Job.objects.update(listener="practices.tasks.forgotten")

    assert drain() == 0

    job.refresh_from_db()
    assert "practices.tasks.forgotten" in job.error
    assert list(Job.objects.waiting()) == [job]


def test_nobody_else_takes_a_leased_job_before_the_lease_ends(heard, open_door):
    open_door()
    Job.objects.lease_next()

    assert drain() == 0
    with seconds_from_now(LEASE.seconds + 1):
        assert drain() == 1


def test_one_whose_lease_has_ended_leaves_the_job_to_the_next(heard, open_door):
    open_door()
    slow = Job.objects.lease_next()
    with seconds_from_now(LEASE.seconds + 1):
        quick = Job.objects.lease_next()

    assert attempt(slow) is False
    assert heard == []
    assert attempt(quick) is True


def test_a_job_that_is_done_is_not_done_again(heard, open_door):
    open_door()
    job = Job.objects.lease_next()

    assert attempt(job) is True
    assert attempt(job) is False
    assert len(heard) == 1


def test_a_job_that_ends_every_worker_stops_at_last(heard, open_door):
    job = open_door()
    Job.objects.update(tries=len(PAUSES) + 1)  # each of them was killed in the middle

    drain()

    assert heard == []
    job.refresh_from_db()
    assert job.failed_at
    assert "WorkersLost" in job.error


def test_a_long_queue_is_handed_on_before_the_time_limit(heard, open_door, monkeypatch):
    nudges = []
    monkeypatch.setattr("outbox.tasks.nudge", nudges.append)
    monkeypatch.setattr("outbox.tasks.LONGEST", 0)
    open_door()
    open_door()

    assert drain() == 1

    assert Job.objects.waiting().count() == 1
    assert nudges == ["outbox.drain"]


@pytest.mark.django_db(transaction=True)
def test_a_worker_passes_by_what_another_is_just_taking(heard, open_door):
    first, second = open_door(), open_door()

    def take():
        try:
            return Job.objects.lease_next()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        assert Job.objects.lease_next() == first  # and holds it until this block ends
        assert pool.submit(take).result(timeout=5) == second


@pytest.mark.django_db(transaction=True)
def test_workers_at_once_do_every_job_once(heard, open_door):
    jobs, start = [open_door() for _ in range(20)], Barrier(4)

    def work(_):
        start.wait()
        try:
            return drain()
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(work, range(4)))

    assert sum(done) == len(heard) == len(jobs)
    assert not Job.objects.waiting().exists()
