"""
A year of asking: ``python -m benchmarks.year [--requests 10000] [--kills 100]``.

People start requests, decide, answer or stay silent by chance; the clock runs each day.
Two workers tell who is concerned, and are killed at random in the middle of it; no nudge
ever reaches them. At the end each request has ended or lies with somebody until a day,
and everybody concerned was told of everything once.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import time_machine
from tqdm import tqdm

from benchmarks.machine import machine
from benchmarks.relevance import prepare
from config.embedded import services
from config.places import ROOT, local_dir

if TYPE_CHECKING:
    from benchmarks.asking_world import Cast, Year

RESULTS = ROOT / "benchmarks" / "results" / "year.json"
FIRST_DAY = datetime(2026, 1, 5, 8, tzinfo=UTC)
DAYS = 365
HOURS = timedelta(hours=12)
SEED = 7
WORKER = """
import sys
import django
import time_machine
django.setup()
from exchanges.tasks import sweep
from outbox import nudges
from outbox.tasks import drain
nudges._away_until = float("inf")
for line in sys.stdin:
    with time_machine.travel(line.strip(), tick=False):
        swept, told = sweep(), drain()
        print(swept, told, flush=True)
"""


def main() -> None:
    options = arguments()
    folder = local_dir() / "year"
    os.environ |= {
        "LOCAL_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "LOG_LEVEL": "ERROR",
    }
    with services(folder, durable=False):
        prepare()
        empty()
        result = simulate(
            options.requests, options.kills, dict(os.environ), rounds=options.rounds
        )
        result |= {"machine": machine(), "sweep": measure_sweep(options.rows)}
    print(json.dumps(result, indent=1))
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(result, indent=1) + "\n")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument(
        "--rounds", type=int, default=DAYS, help="days of the year on which people act"
    )
    parser.add_argument("--rows", type=int, default=100_000, help="for the clock alone")
    return parser.parse_args()


def empty() -> None:
    """Take away what an earlier run left; triggers that keep history are for other days."""
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute(
            "TRUNCATE accounts_user, outbox_event, hubs_hub,"
            " exchanges_countryprocedure, exchanges_serviceclock CASCADE"
        )


# --- workers, and how they are killed -------------------------------------------------


class Worker:
    """A process that lets the clock run and tells people, whenever it is given a time."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", WORKER],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.asked = 0

    def ask(self, now: datetime) -> None:
        self.process.stdin.write(f"{now.isoformat()}\n")  # type: ignore[union-attr]
        self.process.stdin.flush()  # type: ignore[union-attr]
        self.asked += 1

    def wait(self) -> int:
        """Wait until all that was asked is done; return how much that was."""
        done = 0
        while self.asked:
            line = self.process.stdout.readline()  # type: ignore[union-attr]
            done += sum(map(int, line.split()))
            self.asked -= 1
        return done

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()


class Workers:
    """Two of them; one that is killed is replaced, and nobody waits until it has started."""

    def __init__(self, environment: dict[str, str], chance: random.Random) -> None:
        self.environment, self.chance, self.killed = environment, chance, 0
        self.all = [Worker(environment), Worker(environment)]

    def ask(self, now: datetime) -> None:
        for worker in self.all:
            worker.ask(now)

    def wait(self) -> int:
        return sum(worker.wait() for worker in self.all)

    def kill_one(self) -> None:
        """Kill the first of them at any moment of its work."""
        time.sleep(self.chance.uniform(0, 0.2))
        self.all.pop(0).kill()
        self.all.append(Worker(self.environment))
        self.killed += 1


@contextmanager
def working(environment: dict[str, str], chance: random.Random) -> Iterator[Workers]:
    workers = Workers(environment, chance)
    try:
        yield workers
    finally:
        for worker in workers.all:
            worker.kill()


# --- the year -------------------------------------------------------------------------


def simulate(
    requests: int, kills: int, environment: dict[str, str], *, rounds: int = DAYS
) -> dict[str, Any]:
    """
    Let a year pass; return what it came to, and whatever is not as it should be.

    :param rounds: on how many days of it people and clock act; fewer are quicker.
    """
    from benchmarks.asking_world import Year, make_cast  # noqa: PLC0415
    from outbox import nudges  # noqa: PLC0415

    nudges._away_until = float("inf")
    chance = random.Random(SEED)  # noqa: S311
    cast, began = make_cast(chance), time.perf_counter()
    year, done = Year(cast, chance), 0
    deadly = Counter(chance.randrange(rounds) for _kill in range(kills))
    with working(environment, random.Random(SEED)) as workers:  # noqa: S311
        for number in tqdm(range(rounds), desc="days", mininterval=10):
            morning = FIRST_DAY + timedelta(days=DAYS * number // rounds)
            share = requests * (number + 1) // rounds - requests * number // rounds
            done += pass_day(year, workers, morning, share, deadly[number])
        done += finish(workers, FIRST_DAY + timedelta(days=DAYS))
    return {
        "requests": requests,
        "days_on_which_people_act": rounds,
        "workers_killed": workers.killed,
        "steps_and_jobs_of_workers": done,
        "seconds": round(time.perf_counter() - began),
        **tally(year),
        "wrong": wrongs(cast, FIRST_DAY + timedelta(days=DAYS)),
    }


def pass_day(
    year: "Year", workers: Workers, morning: datetime, share: int, kills: int
) -> int:
    """Have people act while workers work; those of the evening find what others left."""
    with time_machine.travel(morning, tick=False):
        year.begin(share)
        workers.ask(morning)
        year.day()
        for _kill in range(kills):
            workers.ask(morning)
            workers.kill_one()
    workers.ask(morning + HOURS)
    return workers.wait()


def finish(workers: Workers, now: datetime) -> int:
    """Let workers go on until nothing is left for them."""
    total = 0
    for hour in range(100):
        workers.ask(now + timedelta(hours=hour))
        if not (done := workers.wait()):
            break
        total += done
    return total


def tally(year: "Year") -> dict[str, Any]:
    from accounts.models import Notice  # noqa: PLC0415
    from exchanges.models import ExchangeRequest, Invitation  # noqa: PLC0415
    from outbox.models import Event  # noqa: PLC0415

    rows = ExchangeRequest.objects
    return {
        "status": dict(Counter(rows.values_list("status", flat=True))),
        "open_with": dict(Counter(rows.open().values_list("holder", flat=True))),
        "invitations": dict(
            Counter(Invitation.objects.values_list("status", flat=True))
        ),
        "events": dict(Counter(Event.objects.values_list("kind", flat=True))),
        "notices": Notice.objects.count(),
        "done": dict(year.done),
    }


# --- what should be so ----------------------------------------------------------------


def wrongs(cast: "Cast", now: datetime) -> dict[str, int]:
    """Count whatever is not as it should be; all of them should be none."""
    from benchmarks.asking_told import untold  # noqa: PLC0415

    return unheld(now) | unfinished_jobs() | ended_twice() | untold(cast)


def unheld(now: datetime) -> dict[str, int]:
    """Look for requests that wait for nobody, or whose clock stands still."""
    from exchanges.deadlines import LADDERS  # noqa: PLC0415
    from exchanges.models import ExchangeRequest, Holder, Invitation  # noqa: PLC0415

    rows = ExchangeRequest.objects.open()
    pending = Invitation.objects.pending().filter(paused_on=None)
    waiting = rows.filter(next_step_on=None).exclude(
        holder=Holder.DESK, rung=len(LADDERS[Holder.DESK])
    )
    return {
        "without_holder_or_day": rows.filter(due_on=None).count()
        + rows.filter(holder=Holder.NOBODY).count(),
        "without_a_clock": waiting.exclude(
            pk__in=pending.values("exchange_request")
        ).count(),
        "steps_left": rows.due_for_a_step(now.date()).count()
        + Invitation.objects.due_for_a_step(now.date()).count(),
    }


def unfinished_jobs() -> dict[str, int]:
    from outbox.models import Job  # noqa: PLC0415

    return {"jobs_not_done": Job.objects.filter(done_at=None).count()}


def ended_twice() -> dict[str, int]:
    """Compare what ended with what was told to have ended."""
    from exchanges.models import ExchangeRequest  # noqa: PLC0415
    from outbox.models import Event  # noqa: PLC0415

    kinds = [f"exchange_request.{status}" for status in ExchangeRequest.FINAL]
    told = Event.objects.filter(kind__in=kinds).values_list("subject", flat=True)
    ended = ExchangeRequest.objects.filter(status__in=ExchangeRequest.FINAL)
    return {
        "ended_twice": len(told) - len(set(told)),
        "ended_unseen": ended.count() - len(set(told)),
    }


# --- the clock alone ------------------------------------------------------------------


def measure_sweep(rows: int) -> dict[str, Any]:
    """Time the clock where so many requests wait, and a few or many of them are due."""
    from exchanges import ladder  # noqa: PLC0415
    from exchanges.models import ExchangeRequest  # noqa: PLC0415

    today = (FIRST_DAY + timedelta(days=2 * DAYS)).date()
    fill(rows, today)
    rows_now = ExchangeRequest.objects.count()
    result: dict[str, Any] = {"requests": rows_now}
    for due in (0, 1_000):
        later = ExchangeRequest.objects.filter(title="waits").order_by("pk")[:due]
        keys = list(later.values_list("pk", flat=True))
        ExchangeRequest.objects.filter(pk__in=keys).update(next_step_on=today)
        began = time.perf_counter()
        steps = ladder.sweep(today, limit=10_000)
        spent = time.perf_counter() - began
        result[f"{due}_due"] = {"steps": steps, "seconds": round(spent, 3)}
    return result


def fill(rows: int, today: Any) -> None:
    """Make requests, each with a country that was asked, whose clocks wait for later days."""
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute(FILL, {"rows": rows, "today": today})
        cursor.execute("ANALYZE exchanges_exchangerequest, exchanges_invitation")


FILL = """
UPDATE exchanges_exchangerequest SET next_step_on = NULL;
UPDATE exchanges_invitation SET next_step_on = %(today)s + 90
 WHERE next_step_on IS NOT NULL;
WITH one AS (SELECT * FROM exchanges_exchangerequest ORDER BY id LIMIT 1),
made AS (
 INSERT INTO exchanges_exchangerequest (reference, author_id, country_id, institution,
  title, problem, language, sought, instruments, languages, plan_alignment, all_at_once,
  public_fields, status, status_since, reason, holder, held_since, due_on, next_step_on,
  rung, created_at, submitted_at, consented_at, updated_at, version)
 SELECT 'KX-2999-' || place, one.author_id, one.country_id, '', 'waits', 'waits', '',
  '{}', '{}', '{}', '', true, '{}', 'submitted', now(), '', 'desk', now(), %(today)s + 30,
  %(today)s + 1 + place %% 60, 0, now(), now(), now(), now(), 1
 FROM one, generate_series(1, %(rows)s) AS place RETURNING id, country_id)
INSERT INTO exchanges_invitation (exchange_request_id, country_id, asking_id, place,
 status, status_since, asked_at, due_on, next_step_on, rung, paused_days, reason, offer,
 instruments, languages, bears, needs, version)
SELECT made.id, other.iso3, made.country_id, 0, 'pending', now(), now(), %(today)s + 30,
 %(today)s + 1 + (made.id %% 60)::int, 0, 0, '', '', '{}', '{}', '', '', 1
FROM made, LATERAL (SELECT iso3 FROM hubs_country WHERE iso3 <> made.country_id LIMIT 1)
 AS other;
"""


if __name__ == "__main__":
    main()
