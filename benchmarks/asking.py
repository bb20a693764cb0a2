"""
The desk with a great many requests: ``python -m benchmarks.asking [--rows 100000]``.

Requests in every state, with their invitations and events as the verbs leave them, are
written straight into a database of their own. Then each page is opened again and again by
the person who opens it most; of each we say how many queries it made, how long it took
inside the server, and what it weighs compressed.
"""

import argparse
import json
import os
import random
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from tqdm import tqdm

from benchmarks.machine import machine
from benchmarks.relevance import prepare
from benchmarks.scale import spread
from config.embedded import services
from config.places import ROOT

RESULTS = ROOT / "benchmarks" / "results" / "asking.json"
COUNTRIES = (
    "SLE",
    "RWA",
    "KEN",
    "BRA",
    "PER",
    "NPL",
    "VNM",
    "SEN",
    "MAR",
    "FJI",
    "GEO",
)
OFFICERS = 6
BATCH = 5_000
# Of a hundred requests: where they stand, and with whom.
STANDING = (
    ("accepted", "nobody", 48),
    ("declined", "nobody", 12),
    ("withdrawn", "nobody", 5),
    ("lapsed", "nobody", 8),
    ("draft", "author", 6),
    ("returned", "author", 4),
    ("submitted", "focal_point", 3),
    ("submitted", "desk", 5),
    ("triaged", "desk", 3),
    ("offered", "providers", 6),
)
PATHS = {  # the events that lead to a state, and after how many days each
    "draft": (),
    "submitted": (("submitted", 0),),
    "returned": (("submitted", 0), ("sent_back", 2)),
    "triaged": (("submitted", 0), ("found_complete", 2), ("triaged", 5)),
}
ASKED = (*PATHS["triaged"], ("offered", 5))
ENDS = {"accepted": 19, "declined": 7, "withdrawn": 9, "lapsed": 50}


def main() -> None:
    options = arguments()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "LOCAL_DIR": folder,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "STATIC_ROOT": folder,
            "LIMIT_READ": "",
            "LOG_LEVEL": "ERROR",
            "OMP_NUM_THREADS": "1",
        }
        with services(Path(folder), durable=False):
            prepare()
            collect()
            began = time.perf_counter()
            people = fill(options.rows)
            filled = round(time.perf_counter() - began)
            rows = [
                measured(name, address, person, options.rounds)
                for name, address, person in pages(people)
            ]
            medians = timed_medians()
    table(rows)
    print(f"medians of a year, not cached: {medians} ms")
    found = {
        "machine": machine(),
        "requests": options.rows,
        "filled_in_s": filled,
        "pages": rows,
        "medians_ms": medians,
    }
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(found, indent=1) + "\n")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000, help="requests")
    parser.add_argument(
        "--rounds", type=int, default=40, help="times that each is opened"
    )
    return parser.parse_args()


def collect() -> None:
    """Gather the files that pages name, as they are served."""
    from django.core.management import call_command  # noqa: PLC0415

    call_command("collectstatic", interactive=False, verbosity=0)


# --- what there is ------------------------------------------------------------------------


def fill(rows: int) -> dict[str, Any]:
    """Make people, and as many requests with their invitations and events."""
    from django.db import connection  # noqa: PLC0415  (after the services)

    people = cast()
    chance = random.Random(7)  # noqa: S311
    for first in tqdm(range(0, rows, BATCH), desc="filling"):
        write(range(first, min(first + BATCH, rows)), people, chance)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return people


def cast() -> dict[str, Any]:
    """Make officers, officials and an auditor; the first of each opens pages."""
    from hubs.models import Hub  # noqa: PLC0415

    hub = Hub.objects.create(
        slug="hub", name="A hub", country_id="RWA", arrangement_type="enterprise"
    )
    return {
        "hub": hub,
        "officers": [person("desk_officer", number) for number in range(OFFICERS)],
        "manager": person("hub_manager", 0, hub=hub),
        "officials": [
            person("official", number, country_id=COUNTRIES[number % len(COUNTRIES)])
            for number in range(500)
        ],
        "focal_point": person("focal_point", 0, country_id="SLE"),
    }


def person(role: str, number: int, **place: Any) -> Any:
    from accounts.models import Membership, User  # noqa: PLC0415

    made = User.objects.create(
        email=f"{role}{number}@example.org", country_id=place.get("country_id")
    )
    Membership.objects.create(person=made, role=role, status="granted", **place)
    return made


def write(numbers: range, people: dict[str, Any], chance: random.Random) -> None:
    """Write a batch of requests, then whom they were put to and what happened."""
    from exchanges.models import ExchangeRequest, Invitation  # noqa: PLC0415
    from outbox.models import Event  # noqa: PLC0415

    made = ExchangeRequest.objects.bulk_create(
        request_of(number, people, chance) for number in numbers
    )
    Invitation.objects.bulk_create(
        row for exchange_request in made for row in asked(exchange_request, chance)
    )
    Event.objects.bulk_create(
        row for exchange_request in made for row in happened(exchange_request)
    )


def request_of(number: int, people: dict[str, Any], chance: random.Random) -> Any:
    from django.utils import timezone  # noqa: PLC0415

    from exchanges.models import ExchangeRequest  # noqa: PLC0415

    weights = [share for *_standing, share in STANDING]
    ((status, holder, _share),) = chance.choices(STANDING, weights)
    author = chance.choice(people["officials"])
    begun = timezone.now() - timedelta(days=chance.uniform(1, 900))
    is_open, submitted = holder != "nobody", status != "draft"
    waits = timezone.now() - timedelta(days=chance.uniform(0, 20))
    return ExchangeRequest(
        reference=f"KX-2026-{number:06d}",
        author=author,
        country_id=author.country_id,
        officer=chance.choice(people["officers"]) if submitted else None,
        hub=people["hub"] if number % 5 == 0 and submitted else None,
        title=f"Water for the villages of district {number}",
        problem="Pumps break and nobody repairs them. " * 12,
        language="en",
        status=status,
        status_since=waits if is_open else begun,
        reason="It was so." if status in ENDS or status == "returned" else "",
        holder=holder,
        held_since=waits if is_open else begun,
        due_on=day(chance) if is_open else None,
        next_step_on=day(chance) if is_open else None,
        rung=chance.choice((0, 0, 0, 1, 2)) if holder == "desk" else 0,
        created_at=begun,
        submitted_at=begun if submitted else None,
        consented_at=begun if submitted else None,
        complete_at=begun if status in ("triaged", "offered", "accepted") else None,
    )


def day(chance: random.Random) -> date:
    from django.utils import timezone  # noqa: PLC0415

    return timezone.now().date() + timedelta(days=chance.randint(-10, 20))


def asked(exchange_request: Any, chance: random.Random) -> Iterator[Any]:
    """Yield the two countries that a request was put to, as they stand."""
    from exchanges.models import Invitation  # noqa: PLC0415

    if exchange_request.status not in ("offered", "accepted", "lapsed"):
        return
    others = [code for code in COUNTRIES if code != exchange_request.country_id]
    at = exchange_request.submitted_at + timedelta(days=5)
    statuses = {
        "offered": ("pending", "declined"),
        "accepted": ("chosen", "declined"),
        "lapsed": ("lapsed", "lapsed"),
    }[exchange_request.status]
    for place, (code, status) in enumerate(
        zip(chance.sample(others, 2), statuses, strict=True)
    ):
        answered = status in ("chosen", "declined")
        took = timedelta(days=chance.uniform(1, 30))
        yield Invitation(
            exchange_request=exchange_request,
            country_id=code,
            asking_id=exchange_request.country_id,
            place=place,
            status=status,
            asked_at=at,
            due_on=at.date(),
            next_step_on=at.date() if status == "pending" else None,
            answered_at=at + took if answered else None,
            reason="Busy." if status in ("declined", "lapsed") else "",
        )


def happened(exchange_request: Any) -> Iterator[Any]:
    """Yield the events of a request, as its verbs would have written them."""
    from outbox.models import Event, reference  # noqa: PLC0415

    path = PATHS.get(exchange_request.status, ASKED)
    if exchange_request.status in ENDS:
        path = (*ASKED, (exchange_request.status, ENDS[exchange_request.status]))
    for name, days in (("started", 0), *path):
        yield Event(
            kind=f"exchange_request.{name}",
            subject=reference(exchange_request),
            actor_id=exchange_request.author_id,
            happened_at=exchange_request.created_at + timedelta(days=days),
        )


# --- what is measured -----------------------------------------------------------------------


def pages(people: dict[str, Any]) -> Iterator[tuple[str, str, Any]]:
    """Yield what is opened by whom."""
    from exchanges.models import ExchangeRequest  # noqa: PLC0415

    waits = ExchangeRequest.objects.filter(holder="desk").longest_waiting_first()
    reference = waits.values_list("reference", flat=True)[0]
    officer, manager = people["officers"][0], people["manager"]
    yield "the desk", "/desk/", officer
    yield "its fiftieth page", "/desk/?page=50", officer
    yield "in my care, overdue", "/desk/?mine=1&overdue=1", officer
    yield "what is with providers", "/desk/?stage=answers", officer
    yield "a hub's manager", "/desk/", manager
    yield "one request", f"/desk/{reference}/", officer
    yield "whom to ask", f"/desk/{reference}/routing/", officer
    yield "the public queue", "/desk/queue/", None
    yield "my page, an official", "/me/", people["officials"][0]
    yield "my page, a focal point", "/me/", people["focal_point"]
    yield "my page, an officer", "/me/", officer
    yield "the register", "/requests/", None
    yield "what is asked for", "/insights/demand/", None


def measured(name: str, address: str, person: Any, rounds: int) -> dict[str, Any]:
    """Open a page again and again; the first time, which fills caches, is not counted."""
    from django.db import connection  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    client = Client(headers={"Accept-Encoding": "gzip"})
    if person is not None:
        client.force_login(person)
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
    count = len(queries)  # the next request empties the log
    assert answer.status_code == 200, (address, answer.status_code)
    times = []
    for _round in range(rounds):
        began = time.perf_counter()
        client.get(address)
        times.append((time.perf_counter() - began) * 1000)
    weight = round(len(answer.content) / 1024, 1)
    return {"page": name, "queries": count, **spread(times), "kb": weight}


def timed_medians() -> int:
    """Return how long the days of a year take to be read from the events."""
    from django.utils import timezone  # noqa: PLC0415

    from exchanges import pace  # noqa: PLC0415

    began = time.perf_counter()
    pace.read_medians(timezone.now().date())
    return round((time.perf_counter() - began) * 1000)


def table(rows: list[dict[str, Any]]) -> None:
    print(f"{'page':<26}{'queries':>8}{'p50 ms':>9}{'p95 ms':>9}{'KB':>7}")
    for row in rows:
        print(
            f"{row['page']:<26}{row['queries']:>8}{row['p50_ms']:>9}{row['p95_ms']:>9}"
            f"{row['kb']:>7}"
        )


if __name__ == "__main__":
    main()
