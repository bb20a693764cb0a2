"""What a country or a hub is thanked for: whom it helped, how it answers, that it is ready."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import (
    Count,
    DurationField,
    JSONField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Extract, JSONObject

from exchanges.capacity import (
    ANSWERED,
    LOOKED_BACK,
    SILENT,
    TOOK,
    Median,
    Standing,
    declared,
)
from exchanges.models import Invitation
from hubs.models import Country, Hub

A_DAY = 24 * 60 * 60  # seconds
SAID_YES = Q(status__in=(Invitation.Status.ACCEPTED, Invitation.Status.CHOSEN))
YESES = {
    "requests": Count("exchange_request", filter=SAID_YES, distinct=True),
    "countries": Count("asking", filter=SAID_YES, distinct=True),
}


@dataclass(frozen=True)
class Recognition:
    """How often it said yes, to how many countries, and how it stands today."""

    requests: int
    countries: int
    standing: Standing

    @property
    def is_ready(self) -> bool:
        """Whether it said that it can take requests, and has not paused since."""
        standing = self.standing
        said = standing.confirmed_on is not None and standing.at_once != 0
        return said and not standing.is_paused

    def __bool__(self) -> bool:
        return self.requests > 0 or self.standing.is_known or self.is_ready


def countries(*, on: date) -> QuerySet[Country]:
    """Return countries with all that ``of_country`` needs, without another query."""
    recent = Q(asked_at__date__gte=on - LOOKED_BACK)
    took = Median(TOOK, filter=ANSWERED & recent, output_field=DurationField())
    facts = JSONObject(
        **YESES,
        answered=Count("pk", filter=ANSWERED & recent),
        silent=Count("pk", filter=SILENT & recent),
        took=Extract(took, "epoch"),
    )
    asked = Invitation.objects.asked().filter(country=OuterRef("pk")).order_by()
    told = asked.values("country").annotate(facts=facts).values("facts")
    rows = Country.objects.select_related("capacity")
    return rows.annotate(facts=Subquery(told, output_field=JSONField()))


def of_country(country: Country, *, on: date) -> Recognition:
    """Return what a country of ``countries`` did for others, as one that was asked."""
    facts: dict[str, Any] = country.facts or {}  # type: ignore[attr-defined]
    took = facts.get("took")
    standing = Standing(
        answered=facts.get("answered", 0),
        silent=facts.get("silent", 0),
        days=None if took is None else took / A_DAY,
        **declared(getattr(country, "capacity", None), on),
    )
    return Recognition(facts.get("requests", 0), facts.get("countries", 0), standing)


def of_hub(hub: Hub) -> Recognition:
    """Return what came of the requests in a hub's care, or that it answered; one query."""
    theirs = Q(hub=hub) | Q(exchange_request__hub=hub)
    found = Invitation.objects.filter(theirs).aggregate(**YESES)
    return Recognition(found["requests"], found["countries"], Standing())
