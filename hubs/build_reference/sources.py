"""The files that the reference data is derived from, and how they are read and written."""

import csv
import json
from pathlib import Path
from typing import Any

Row = dict[str, str]
Record = dict[str, Any]

DATA = Path(__file__).parent.parent / "data"
REVIEWED = DATA / "reviewed"
UN_LANGUAGES = ("en", "fr", "es", "ar", "ru", "zh")


def rows_of(path: Path) -> list[Row]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def load(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def by_iso3(path: Path, column: str = "iso3") -> dict[str, Row]:
    return {row[column]: row for row in rows_of(path) if row[column]}


def write(name: str, value: object) -> None:
    text = json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True)
    (DATA / name).write_text(text + "\n", encoding="utf-8")


class Sources:
    """The files that everything is derived from, countries by ISO alpha-3."""

    def __init__(self, folder: Path) -> None:
        reference = folder / "reference"
        cldr = reference / "cldr" / "territoryInfo.json"
        self.iso = by_iso3(
            reference / "datasets_country-codes" / "country-codes.csv",
            "ISO3166-1-Alpha-3",
        )
        self.m49 = by_iso3(
            reference / "bblocks_places" / "concordance.csv", "iso3_code"
        )
        self.hdx = by_iso3(
            reference / "hdx" / "hdx_countries_territories_taxonomy.csv",
            "ISO 3166-1 Alpha 3-Codes",
        )
        self.cldr: Record = load(cldr)["supplemental"]["territoryInfo"]
        self.atlas = load(reference / "world-atlas" / "countries-50m.json")
        self.taxonomies = folder / "taxonomies"
