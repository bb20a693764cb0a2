"""
Load the reference data that ships with the project: places, themes, indicators.

``hubs/data/*.json`` is made by ``hubs.build_reference``; loading again changes nothing.
"""

import json
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from hubs.models import Country, CountryGroup, CountryStatus, Hub, Indicator, Theme
from hubs.profiles import profiles

DATA = Path(__file__).parent / "data"
PLAIN = (
    "iso2",
    "m49",
    "names",
    "short_names",
    "region",
    "sub_region",
    "languages",
    "population",
    "population_year",
    "gdp_per_person",
    "gdp_year",
    "gdp_basis",
    "developing",
)


def read(name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads((DATA / f"{name}.json").read_text())
    return rows


@transaction.atomic
def load() -> None:
    """Bring countries, statuses, groups, themes and indicators to what the files say."""
    load_countries()
    load_statuses()
    load_groups()
    load_themes()
    load_indicators()
    profiles.cache_clear()


def load_countries() -> None:
    rows = [
        Country(
            iso3=row["iso3"],
            **{name: row[name] for name in PLAIN if row.get(name) is not None},
        )
        for row in read("countries")
    ]
    Country.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["iso3"], update_fields=PLAIN
    )


def load_statuses() -> None:
    CountryStatus.objects.all().delete()
    CountryStatus.objects.bulk_create(
        CountryStatus(
            country_id=row["iso3"],
            kind=row["kind"],
            value=row["value"],
            valid_from=day(row["valid_from"]),
            valid_until=day(row["valid_until"]),
            scheduled=row["scheduled"],
            as_known_on=date.fromisoformat(row["as_known_on"]),
            source=row["source"],
            note=row["note"],
        )
        for row in read("statuses")
    )


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def load_groups() -> None:
    for row in read("groups"):
        group, _ = CountryGroup.objects.update_or_create(
            slug=row["slug"],
            defaults={
                "kind": row["kind"],
                "names": row["name"],
                "source": row.get("source") or "",
                "year": row.get("year"),
                "note": row.get("note") or "",
            },
        )
        group.members.set(row["members"])


def load_themes() -> None:
    rows = read("themes")
    codes = {row["code"] for row in rows}
    Theme.objects.bulk_create(
        (
            Theme(
                code=row["code"],
                kind=row["kind"],
                parent_id=row["parent"] if row["parent"] in codes else None,
                labels=row["labels"],
                short_labels=row.get("short") or {},
                withdrawn=row["withdrawn"],
                place=place,
            )
            for place, row in enumerate(sorted(rows, key=in_order))
        ),
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=[
            "kind",
            "parent",
            "labels",
            "short_labels",
            "withdrawn",
            "place",
        ],
    )


def load_indicators() -> None:
    Indicator.objects.bulk_create(
        (
            Indicator(
                code=row["code"],
                target_id=row["target"],
                labels=row["labels"],
                place=place,
            )
            for place, row in enumerate(read("indicators"))
        ),
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["target", "labels", "place"],
    )


def in_order(row: dict[str, Any]) -> tuple[Any, ...]:
    """Parents before children; 3.2 before 3.10, and numbers before letters."""
    parts = row["code"].split(".")
    return (row["parent"] is not None, [(not p.isdigit(), p.zfill(3)) for p in parts])


@transaction.atomic
def load_hubs(rows: list[dict[str, Any]]) -> int:
    """Bring hubs to what a list says, by their slug; return how many there are in it."""
    known = set(Theme.objects.values_list("pk", flat=True))
    for row in rows:
        hub, _ = Hub.objects.update_or_create(
            slug=row["slug"], defaults=hub_fields(row)
        )
        hub.themes.set(code for code in row.get("themes", ()) if code in known)
    return len(rows)


def hub_fields(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": row["name"],
        "names": row.get("names") or {},
        "country_id": row.get("country"),
        "arrangement_type": row["arrangement_type"],
        "lifecycle": row.get("lifecycle") or Hub.Lifecycle.OPERATING,
        "since": row.get("since"),
        "mandate": row.get("mandate") or {},
        "how_organised": row.get("how_organised") or {},
        "legal_basis": row.get("legal_basis") or "",
        "languages": row.get("languages") or [],
        "website": row.get("website") or "",
        "former_names": row.get("former_names") or [],
        "source": row.get("source") or {},
    }
