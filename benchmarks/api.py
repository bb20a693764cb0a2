"""
The list of practices, ours beside its rivals in one run: ``python -m benchmarks.api``.

All answer fifty rows in the same process, through the same middleware, from the same
PostgreSQL of their own; requests take turns, so that what disturbs one disturbs all.
"""

import argparse
import json
import os
import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tqdm import tqdm

from benchmarks.machine import machine
from config.embedded import services
from config.places import ROOT

RESULTS = ROOT / "benchmarks" / "results" / "api.json"
ADDRESSES = {
    "ours": "/api/v1/practices?page_size=50",
    "plain ModelSerializer": "/rivals/plain",
    "the same, a query a row": "/rivals/naive",
    "raw SQL and json.dumps": "/rivals/floor",
}
COUNTRIES = ("RWA", "KEN", "BRA", "PER", "NPL", "VNM", "SEN", "MAR", "FJI", "GEO")
THEMES = ("1.3", "3.8", "4.1", "6.1", "8.5", "13.1", "16.9", "DAC:13020")
WAYS = ("financing", "service_delivery", "community_led", "law_and_policy")
WORDS = [
    "village",
    "water",
    "school",
    "road",
    "market",
    "health",
    "tax",
    "seed",
    "court",
    "registry",
    "pump",
    "loan",
]


def main() -> None:
    options = arguments()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "LOCAL_DIR": folder,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "STATIC_ROOT": folder,
            "LIMIT_READ": "",
            "LOG_LEVEL": "ERROR",
        }
        with services(Path(folder), durable=False):
            fill(options.rows)
            times = measured(options.rounds)
    rows = [summed(name, times) for name in ADDRESSES]
    table(rows)
    found = {"machine": machine(), "practices": options.rows, "engines": rows}
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(found, indent=1) + "\n")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=20_000, help="practices")
    parser.add_argument("--rounds", type=int, default=200, help="requests to each")
    return parser.parse_args()


def fill(rows: int) -> None:
    """Make the database with its reference data and as many practices."""
    import django  # noqa: PLC0415  (after the services)
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    django.setup()
    call_command("migrate", verbosity=0)

    from hubs import reference  # noqa: PLC0415
    from practices import loading  # noqa: PLC0415

    reference.load()
    reference.load_hubs(
        [{"slug": "hub", "name": "A hub", "arrangement_type": "enterprise"}]
    )
    loading.load(tqdm(records(rows), total=rows, desc="loading"))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def records(rows: int) -> Iterator[dict[str, Any]]:
    """Yield practices as they are: three themes, a hub or none, half of them translated."""
    chance = random.Random(7)  # noqa: S311
    for number in range(rows):
        french = number % 2 == 0
        english = {"title": text(chance, 9), "summary": text(chance, 60)}
        yield {
            "external_id": f"bench-{number}",
            "country": chance.choice(COUNTRIES),
            "language": "fr" if french else "en",
            "title": text(chance, 9),
            "summary": text(chance, 60),
            "problem": text(chance, 60),
            "approach_type": chance.choice(WAYS),
            "hub": "hub" if number % 3 else None,
            "years": {"start": 1999, "end": 2010},
            "themes": chance.sample(THEMES, 3),
            "translations": {"en": english} if french else {},
        }


def text(chance: random.Random, words: int) -> str:
    return " ".join(chance.choices(WORDS, k=words))


def measured(rounds: int) -> dict[str, list[float]]:
    """Ask each in turn; return the milliseconds that each took, warm."""
    from django.test import Client  # noqa: PLC0415
    from django.test.utils import override_settings  # noqa: PLC0415

    times: dict[str, list[float]] = {name: [] for name in ADDRESSES}
    with override_settings(ROOT_URLCONF="benchmarks.api_rivals"):
        client = Client()
        for turn in tqdm(range(-10, rounds), desc="asking"):
            for name, address in ADDRESSES.items():
                took = milliseconds(client, address)
                if turn >= 0:
                    times[name].append(took)
    return times


def milliseconds(client: Any, address: str) -> float:
    """
    Return how long one answer took.

    :raises RuntimeError: when it was not fifty rows: nothing else may be compared.
    """
    began = time.perf_counter()
    answer = client.get(address)
    took = (time.perf_counter() - began) * 1000
    if answer.status_code != 200 or len(answer.json()["results"]) != 50:
        raise RuntimeError(f"{address} answered {answer.status_code}")
    return took


def summed(name: str, times: dict[str, list[float]]) -> dict[str, Any]:
    ours = statistics.median(times["ours"])
    cuts = statistics.quantiles(times[name], n=20)
    return {
        "engine": name,
        "p50_ms": round(statistics.median(times[name]), 2),
        "p95_ms": round(cuts[-1], 2),
        "times_ours": round(statistics.median(times[name]) / ours, 2),
    }


def table(rows: list[dict[str, Any]]) -> None:
    print(f"{'fifty practices':<28}{'p50 ms':>9}{'p95 ms':>9}{'× ours':>9}")
    for row in rows:
        figures = (row["p50_ms"], row["p95_ms"], row["times_ours"])
        print(f"{row['engine']:<28}" + "".join(f"{value:>9.2f}" for value in figures))


if __name__ == "__main__":
    main()
