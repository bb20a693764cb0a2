import signal
import time

import pytest
from celery import current_app
from django.conf import settings

from config import celery_app
from hubs.models import Country
from outbox.events import record
from outbox.models import Job
from outbox.nudges import nudge


def waiting_in(broker) -> int:
    with current_app.connection_for_read() as connection:
        return connection.default_channel.client.llen("celery")


def nudge_and_look_at_the_clock() -> float:
    began = time.monotonic()
    nudge("outbox.drain")
    return time.monotonic() - began


def test_a_nudge_reaches_the_broker(broker):
    nudge("outbox.drain")

    assert waiting_in(broker) == 1


def test_a_broker_that_is_gone_costs_nobody_time(broker):
    broker.stop()

    assert nudge_and_look_at_the_clock() < 0.5


def test_a_broker_that_went_after_the_first_nudge_costs_nobody_time(broker):
    nudge("outbox.drain")
    broker.stop()

    assert nudge_and_look_at_the_clock() < 0.5
    assert nudge_and_look_at_the_clock() < 0.5


def test_a_broker_that_hangs_costs_little_time_and_only_once(broker):
    nudge("outbox.drain")
    broker.process.send_signal(signal.SIGSTOP)

    assert nudge_and_look_at_the_clock() < 2
    assert nudge_and_look_at_the_clock() < 0.5


def test_a_broker_that_comes_back_is_nudged_again(broker, monkeypatch):
    monkeypatch.setattr("outbox.nudges.PAUSE", 0)
    broker.stop()
    nudge("outbox.drain")
    broker.start()

    nudge("outbox.drain")

    assert waiting_in(broker) == 1


def sweep() -> None:
    """Do what beat has a worker do every minute."""
    celery_app.loader.import_default_modules()
    celery_app.tasks[settings.CELERY_BEAT_SCHEDULE["drain"]["task"]]()


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_is_emptied_loses_no_work(broker, heard):
    record("door.opened", about=Country.objects.get(pk="RWA"), by=None)
    assert waiting_in(broker) == 1
    with current_app.connection_for_read() as connection:
        connection.default_channel.client.flushall()

    sweep()

    assert heard == ["hubs.country:RWA"]
    assert not Job.objects.waiting().exists()


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_is_away_loses_no_work(broker, heard):
    broker.stop()
    record("door.opened", about=Country.objects.get(pk="RWA"), by=None)

    sweep()

    assert heard == ["hubs.country:RWA"]
