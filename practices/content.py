"""All that a practice says, as a record in the shape that the loader and the API read."""

from collections.abc import Mapping
from typing import Any

from django.db.models import prefetch_related_objects

from accounts.models import User
from practices.models import Practice, Revision

Content = dict[str, Any]

TEXTS = (
    *("title", "institution", "language"),
    *Practice.SECTIONS,
    *("approach_type", "scale", "evidence"),
)
FIELDS = ("countries", *TEXTS, "years", "cost", "themes", "sources", "outcomes")


def content_of(practice: Practice) -> Content:
    """Return all that a practice says, save its translations, as a record."""
    prefetch_related_objects([practice], "themes", "sources", "outcomes__values")
    sources = sorted(practice.sources.all(), key=lambda row: row.place)
    places = {source.pk: place for place, source in enumerate(sources)}
    return {
        "countries": list(practice.country_codes),
        **{name: getattr(practice, name) for name in TEXTS},
        "years": {"start": practice.start_year, "end": practice.end_year},
        "cost": cost_of(practice, places),
        "themes": sorted(theme.code for theme in practice.themes.all()),
        "sources": [
            {
                name: getattr(row, name)
                for name in ("title", "institution", "year", "url")
            }
            for row in sources
        ],
        "outcomes": outcomes_of(practice, places),
    }


def cost_of(practice: Practice, places: Mapping[int, int]) -> Content | None:
    if practice.cost_amount is None:
        return None
    return {
        "amount": plain(practice.cost_amount),
        "currency": practice.cost_currency,
        "year": practice.cost_year,
        "basis": practice.cost_basis,
        "source": places.get(practice.cost_source_id or 0),
    }


def outcomes_of(practice: Practice, places: Mapping[int, int]) -> list[Content]:
    return [
        {
            "indicator": outcome.indicator,
            "unit": outcome.unit,
            "better": outcome.better,
            "values": [
                {
                    "value": plain(figure.value),
                    "year": figure.year,
                    "source": places.get(figure.source_id or 0),
                }
                for figure in outcome.values.all()
            ],
        }
        for outcome in sorted(practice.outcomes.all(), key=lambda row: row.place)
    ]


def plain(number: Any) -> str:
    """Return 290 for 290.000, and 4.5 for 4.500, as a text that rounds nothing."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def add_revision(
    practice: Practice,
    content: Content,
    *,
    by: User | None,
    note: str = "",
    restored: int | None = None,
) -> Revision:
    """Write what a practice says now; the caller holds its row."""
    latest = practice.revisions.newest_first().first()
    return Revision.objects.create(
        practice=practice,
        number=latest.number + 1 if latest else 1,
        version=practice.version,
        content=content,
        by=by,
        note=note[:300],
        restored=restored,
    )
