"""What a country is counted as, from when until when: LDC, SIDS, income group …"""

from typing import Any

from hubs.build_reference.sources import (
    REVIEWED,
    Record,
    Row,
    Sources,
    by_iso3,
    rows_of,
)

KNOWN_ON = "2026-11-21"


def statuses(sources: Sources, known: list[Record]) -> list[Record]:
    """
    Return the dated statuses.

    ``valid_until`` is the first day on which it no longer holds, by what was in force
    on ``as_known_on``. A row marked ``scheduled`` ends in the future of that day: the
    date is a plan, which counts until it is known to be deferred; then the new date
    takes its place, and the note keeps the old one. IDA is not here: no source has it.
    """
    found = [
        *ldcs(),
        *flags(
            "lldc", "lldc", sources, "UN-OHRLLS list of landlocked developing countries"
        ),
        *flags(
            "sids", "sids", sources, "UN-OHRLLS list of SIDS, with associate members"
        ),
        *incomes(sources),
        *(
            status(country["iso3"], "developing", "UNCTAD classification of economies")
            for country in known
            if country["developing"]
        ),
    ]
    return sorted(
        found, key=lambda row: (row["kind"], row["iso3"], row["valid_from"] or "")
    )


def status(iso3: str, kind: str, source: str, **more: Any) -> Record:
    blank = {
        "value": "",
        "valid_from": None,
        "valid_until": None,
        "scheduled": False,
        "note": "",
    }
    told = {"iso3": iso3, "kind": kind, "source": source, "as_known_on": KNOWN_ON}
    return blank | told | more


def ldcs() -> list[Record]:
    """Return the least developed countries, present and former (UN DESA's timeline)."""
    return [ldc(row) for row in rows_of(REVIEWED / "ldc.csv")]


def ldc(row: Row) -> Record:
    """Date one: the first list is of one day; of later ones only the year is known."""
    first = row["since"] == "1971"
    since = "1971-11-18" if first else f"{row['since']}-12-31"
    unsure = (
        ""
        if first
        else f"Included in {row['since']}; the day is unknown, so the year’s last."
    )
    return status(
        row["iso3"],
        "ldc",
        "UN DESA, timeline of changes to LDC membership",
        valid_from=since,
        valid_until=row["until"] or None,
        scheduled=row["scheduled"] == "yes",
        note=" ".join(filter(None, (row["note"], unsure))),
    )


def flags(kind: str, column: str, sources: Sources, source: str) -> list[Record]:
    marked = [
        i
        for i, row in sources.m49.items()
        if row[column] == "True" and i in sources.iso
    ]
    return [status(iso3, kind, source) for iso3 in marked]


def incomes(sources: Sources) -> list[Record]:
    """Return the World Bank's groups of fiscal year 2026, and who moved in 2027."""
    moved = by_iso3(REVIEWED / "income_changes.csv")
    classified = {
        iso3: row["income_level"].removesuffix(" income").lower().replace(" ", "_")
        for iso3, row in sources.m49.items()
        if row["income_level"].endswith(" income")
    }
    old = [
        status(
            iso3,
            "income",
            "World Bank classification for fiscal year 2026",
            value=value,
            valid_from="2025-07-01",
            valid_until=moved[iso3]["valid_from"] if iso3 in moved else None,
        )
        for iso3, value in classified.items()
        if iso3 in sources.iso
    ]
    new = [
        status(
            i, "income", row["source"], value=row["value"], valid_from=row["valid_from"]
        )
        for i, row in moved.items()
    ]
    return old + new
