"""A practice with all that is known of it, its outcomes, and its lineage."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import Q
from rest_framework.request import Request

from hubs.api.lists import Row
from hubs.api.readers import Reader
from hubs.api.rows import country_ref, page_address, text_of
from hubs.models import Country
from practices import feedback
from practices.api.rows import best_text, lean, practice_rows
from practices.models import Lineage, Outcome, Practice, Source

STEPS = 4  # links that lineage is followed away from its practice, in both directions


def practice_detail(practice: Practice, reader: Reader, request: Request) -> Row:
    """Return a practice that was fetched ``with_everything``."""
    same = lean(Practice.objects.filter(pk=practice.pk))
    return {
        **practice_rows(list(same), reader, request)[0],
        "original": {
            "language": practice.language,
            "title": practice.title,
            "summary": practice.summary,
        },
        **{
            name: getattr(practice, name)
            for name in Practice.SECTIONS
            if name != "summary"
        },
        "outcomes": outcome_rows(practice.outcomes.all()),
        "cost": cost_row(practice),
        "sources": [source_row(row) for row in by_place(practice.sources.all())],
        "translations": translation_rows(practice),
        "confirmed_on": text_of(practice.confirmed_on),
        "review_by": text_of(practice.review_by),
        "overdue": practice.is_overdue,
        "feedback": vars(feedback.tally(practice)),
    }


def by_place[T: (Outcome, Source)](rows: Iterable[T]) -> list[T]:
    return sorted(rows, key=lambda row: row.place)


def outcome_rows(outcomes: Iterable[Outcome]) -> list[Row]:
    return [
        {
            "indicator": outcome.indicator,
            "unit": outcome.unit,
            "better": outcome.better or None,
            "values": [
                {
                    "value": plain_number(figure.value),
                    "year": figure.year,
                    "source": source_row(figure.source),
                }
                for figure in outcome.values.all()
            ],
        }
        for outcome in by_place(outcomes)
    ]


def plain_number(value: Decimal) -> int | float:
    """Return 290 for 290.000, and 4.5 for 4.500."""
    return int(value) if value == value.to_integral_value() else float(value)


def source_row(source: Source | None) -> Row | None:
    if source is None:
        return None
    return {
        "title": source.title,
        "institution": source.institution,
        "year": source.year,
        "url": source.url,
    }


def cost_row(practice: Practice) -> Row | None:
    if practice.cost_amount is None:
        return None
    return {
        "amount": f"{practice.cost_amount:f}",
        "currency": practice.cost_currency,
        "year": practice.cost_year,
        "basis": practice.cost_basis,
        "source": source_row(practice.cost_source),
    }


def translation_rows(practice: Practice) -> list[Row]:
    rows = sorted(practice.published_translations, key=lambda row: row.language)
    return [
        {
            "language": row.language,
            "title": row.title,
            "summary": row.summary,
            "by_machine": row.by_machine,
        }
        for row in rows
    ]


def lineage_of(practice: Practice, reader: Reader, request: Request) -> Row:
    """
    Return a practice's family as nodes and edges, itself first.

    It is followed a few links up and down. An end whose practice is not for the caller
    to see is shown as its country.
    """
    links = family_of(practice)
    ends = [end for link in links for end in ends_of(link)]
    visible = (
        Practice.objects.visible_to(request.user)
        .with_line()
        .in_bulk({end.pk for end, _country in ends if end is not None} | {practice.pk})
    )
    nodes = {
        f"practice:{practice.slug}": node_of(
            visible[practice.pk], practice.country, reader, request
        )
    }
    edges = []
    for link in links:
        source, learner = (
            node_of(visible.get(end.pk) if end else None, country, reader, request)
            for end, country in ends_of(link)
        )
        nodes.setdefault(source["id"], source)
        nodes.setdefault(learner["id"], learner)
        edges.append(edge_of(link, source["id"], learner["id"]))
    return {"nodes": list(nodes.values()), "edges": edges}


def ends_of(link: Lineage) -> tuple[tuple[Practice | None, Country], ...]:
    """Return both ends of a link, the source first."""
    return (link.source, link.source_country), (link.learner, link.learner_country)


def family_of(practice: Practice) -> list[Lineage]:
    """Return the links around a practice, around its neighbours, and so on."""
    links: dict[int, Lineage] = {}
    seen: set[int] = set()
    edge = {practice.pk}
    for _step in range(STEPS):
        seen |= edge
        near = Q(source__in=edge) | Q(learner__in=edge)
        found = Lineage.objects.standing().filter(near).with_ends()
        links |= {link.pk: link for link in found}
        ends = {
            key for link in found for key in (link.source_id, link.learner_id) if key
        }
        if not (edge := ends - seen):
            break
    return [links[key] for key in sorted(links)]


def node_of(
    practice: Practice | None, country: Country, reader: Reader, request: Request
) -> Row:
    """Return a node: the practice where there is one to show, else the country."""
    named = country_ref(country, reader)
    if practice is None:
        title = named["name"] if named else ""
        path, key = country.get_absolute_url(), f"country:{country.iso3}"
    else:
        title = best_text_of(practice, reader)["title"]
        path, key = practice.get_absolute_url(), f"practice:{practice.slug}"
    return {
        "id": key,
        "kind": key.partition(":")[0],
        "country": named,
        "title": title,
        "url": page_address(request, path),
    }


def best_text_of(practice: Practice, reader: Reader) -> Row:
    """Return title and summary of a practice that was fetched with its translations."""
    texts = {
        row.language: (row.title, row.summary, row.by_machine)
        for row in practice.published_translations
    }
    return best_text(vars(practice), texts, reader)


def edge_of(link: Lineage, source: str, learner: str) -> dict[str, Any]:
    return {
        "from": source,
        "to": learner,
        "kind": link.kind,
        "aspect": link.aspect,
        "changed": link.changed,
        "year": link.year,
        "evidence": link.evidence,
        "confirmed": link.confirmed,
        "status": link.status,
        "disputed_because": link.status_reason if link.is_disputed else "",
    }
