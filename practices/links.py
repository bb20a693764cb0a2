"""Who learned from whom: links taken from records."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Q

from practices.models import Lineage, Practice

Row = dict[str, Any]


@transaction.atomic
def load(records: Iterable[Row], links: Iterable[Row]) -> int:
    """
    Bring lineage to what the records say: each practice's own links, and a list of others.

    Links that stood before between these practices, or between countries alone, are
    replaced; those that somebody has stated or answered stay. Return how many there are.
    """
    known = {row.external_id: row for row in Practice.objects.exclude(external_id=None)}
    rows = [
        link_of(link, record["key"], known, record["sources"])
        for record in records
        for link in record.get("lineage") or ()
    ]
    rows += [link_of(link, link.get("to_key", ""), known, []) for link in links]
    ours = known.values()
    between_countries = Q(learner=None, source=None)
    Lineage.objects.filter(status=Lineage.Status.RECORDED).filter(
        Q(learner__in=ours) | Q(source__in=ours) | between_countries
    ).delete()
    return len(Lineage.objects.bulk_create(rows, ignore_conflicts=True))


def link_of(
    link: Row, learner_key: str, known: dict[Any, Practice], sources: list[Row]
) -> Lineage:
    """Return one link; an end is a practice where its key is known, else a country."""
    learner, source = known.get(learner_key), known.get(link.get("from_key") or "")
    place = link.get("source")
    evidence = (
        told(sources[place]) if isinstance(place, int) else link.get("evidence") or ""
    )
    return Lineage(
        source=source,
        source_country_id=source.country_id if source else link["from_country"],
        learner=learner,
        learner_country_id=learner.country_id if learner else link["to_country"],
        kind=link["kind"],
        aspect=(link.get("aspect") or "")[:300],
        changed=link.get("changed") or "",
        year=link.get("year"),
        evidence=evidence[:400],
    )


def told(source: Row) -> str:
    """Return institution, title and year of a source in one line."""
    parts = (source.get("institution"), source["title"], source.get("year"))
    return ", ".join(str(part) for part in parts if part)
