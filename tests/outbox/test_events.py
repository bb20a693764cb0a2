import pytest
from django.db import InternalError, transaction
from django.db.utils import IntegrityError

from hubs.models import Country
from outbox.events import record
from outbox.models import Event, Job


@pytest.fixture
def rwanda(db) -> Country:
    return Country.objects.get(pk="RWA")


def test_an_event_says_who_did_what_to_which_thing(rwanda, user):
    record("door.opened", about=rwanda, by=user, key="brass")

    event = Event.objects.about(rwanda).get()
    assert (event.kind, event.actor, event.facts) == (
        "door.opened",
        user,
        {"key": "brass"},
    )
    assert (event.subject, event.subject_id) == ("hubs.country:RWA", "RWA")


def test_each_listener_gets_a_job_of_its_own(on, rwanda):
    @on("door.opened", "door.closed")
    def ring(event):
        raise NotImplementedError

    @on("door.opened")
    def bark(event):
        raise NotImplementedError

    record("door.opened", about=rwanda, by=None)

    names = Job.objects.values_list("listener", flat=True)
    assert sorted(name.rpartition(".")[2] for name in names) == ["bark", "ring"]


def test_nobody_listens_and_there_is_no_work(on, rwanda):
    record("door.opened", about=rwanda, by=None)

    assert Event.objects.count() == 1
    assert not Job.objects.exists()


def test_a_change_that_is_rolled_back_leaves_neither_event_nor_work(heard, rwanda):
    with transaction.atomic():
        record("door.opened", about=rwanda, by=None)
        transaction.set_rollback(True)

    assert not Event.objects.exists()
    assert not Job.objects.exists()


def test_a_worker_is_woken_once_after_the_commit(
    heard, rwanda, monkeypatch, django_capture_on_commit_callbacks
):
    nudges = []
    monkeypatch.setattr("outbox.events.nudge", nudges.append)

    with django_capture_on_commit_callbacks(execute=True):
        record("door.opened", about=rwanda, by=None)
        record("door.opened", about=rwanda, by=None)
        assert nudges == []

    assert nudges == ["outbox.drain"]


def test_an_event_cannot_be_changed(rwanda):
    event = record("door.opened", about=rwanda, by=None)

    with pytest.raises(InternalError, match="Cannot update or delete"):
        Event.objects.filter(pk=event.pk).update(kind="door.closed")


def test_an_event_cannot_be_deleted(rwanda):
    event = record("door.opened", about=rwanda, by=None)

    with pytest.raises(InternalError, match="Cannot update or delete"):
        event.delete()


def test_one_listener_cannot_have_two_jobs_for_one_event(heard, rwanda):
    event = record("door.opened", about=rwanda, by=None)
    job = event.jobs.get()

    with pytest.raises(IntegrityError, match="job_once_per_listener"):
        Job.objects.create(event=event, listener=job.listener)
