"""Workers that are really killed, at the worst moments, over a real mail server."""

import json
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import transaction
from django.utils import timezone

from accounts import letters
from accounts.models import Letter, Notice
from accounts.tasks import deliver
from tests.waiting import until

pytestmark = pytest.mark.django_db(transaction=True)

WORKER = """
import json, os, time
import django
django.setup()
from django.conf import settings
settings.MAILERS = json.loads(os.environ["TESTED_MAILERS"])
from accounts import digests, tasks
from accounts.models import Letter

def halting(step):
    def halt(*args, **kwargs):
        done = step(*args, **kwargs)
        open(os.environ["HALTED"], "w").close()
        time.sleep(60)
        return done
    return halt

where = os.environ.get("HALT_AFTER")
if where == "writing":
    digests.write_to = halting(digests.write_to)
if where == "taking":
    Letter.note_sent = halting(lambda letter: None)
tasks.deliver()
"""


@pytest.fixture
def halted(tmp_path) -> Path:
    """The file that a worker makes when it stands at the worst moment."""
    return tmp_path / "halted"


@pytest.fixture
def environment(environment_elsewhere, mail_server, halted):
    return environment_elsewhere | {
        "TESTED_MAILERS": json.dumps(mail_server.settings),
        "HALTED": str(halted),
    }


def killed_after(step: str, environment, halted) -> None:
    """Run a worker up to a step, and kill it there."""
    there = environment | {"HALT_AFTER": step}
    with subprocess.Popen([sys.executable, "-c", WORKER], env=there) as worker:
        try:
            until(halted.exists, patience=30)
        finally:
            worker.kill()


def lease_ends() -> None:
    """Make the minute pass after which a killed worker's letter is free again."""
    Letter.objects.waiting().update(leased_until=None)


@pytest.fixture
def digest_due(user, paint_door, words) -> None:
    """Three notices of one person, whose morning has come."""
    for name in ("First", "Second", "Third"):
        paint_door(user, name=name)
    Notice.objects.update(mail_due_at=timezone.now())


def test_a_worker_killed_in_the_middle_of_a_digest_leaves_nothing_half_done(
    digest_due, environment, halted, mail_server
):
    killed_after("writing", environment, halted)

    assert not Letter.objects.exists()
    assert Notice.objects.filter(mailed_at=None).count() == 3

    deliver()

    assert mail_server.subjects() == ["First has a new colour, and 2 more"]
    assert Notice.objects.exclude(mailed_at=None).count() == 3


def test_killed_between_the_servers_yes_and_the_note_one_letter_comes_twice_as_one(
    digest_due, environment, halted, mail_server
):
    killed_after("taking", environment, halted)
    lease_ends()

    deliver()
    deliver()

    assert len(mail_server.taken) == 2
    assert len(set(mail_server.ids())) == 1
    assert Letter.objects.get().sent_at


def test_the_letter_of_a_killed_worker_is_not_taken_before_its_lease_ends(
    digest_due, environment, halted, mail_server
):
    killed_after("taking", environment, halted)

    deliver()

    assert len(mail_server.taken) == 1


def test_killed_at_any_moment_each_letter_arrives_and_few_twice(
    environment, mail_server
):
    for number in range(120):
        letters.write(to="aline@example.org", subject=f"{number:03}", text="")
    kills = 3
    for _ in range(kills):
        before = len(mail_server.taken)
        with subprocess.Popen(
            [sys.executable, "-c", WORKER], env=environment
        ) as worker:
            try:
                until(lambda: len(mail_server.taken) > before + 5, patience=30)  # noqa: B023
                time.sleep(random.uniform(0, 0.05))
            finally:
                worker.kill()
        lease_ends()

    deliver()

    assert set(mail_server.subjects()) == {f"{number:03}" for number in range(120)}
    assert len(set(mail_server.ids())) == 120
    assert len(mail_server.taken) <= 120 + kills


def test_two_workers_at_once_write_one_digest_and_send_it_once(
    digest_due, environment, mail_server
):
    workers = [
        subprocess.Popen([sys.executable, "-c", WORKER], env=environment)
        for _ in range(2)
    ]
    for worker in workers:
        assert worker.wait(timeout=40) == 0

    assert len(mail_server.taken) == 1


def test_a_page_does_not_wait_for_a_mail_server_that_hangs(mail_server, client):
    mail_server.answers = {"RCPT": "hang"}
    began = time.monotonic()

    form = {"email": "nour@example.org", "password1": "a long pass phrase"}
    answer = client.post(
        "/accounts/signup/", form | {"password2": "a long pass phrase"}
    )

    assert answer.status_code == 302
    assert time.monotonic() - began < 2
    assert Letter.objects.get().to == "nour@example.org"


def test_a_letter_of_a_change_that_is_rolled_back_is_not_sent(mail_server):
    with transaction.atomic():
        letters.write(to="aline@example.org", subject="It is done", text="")
        transaction.set_rollback(True)

    deliver()

    assert mail_server.taken == []
