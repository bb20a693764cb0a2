"""Who learned from whom: the links that may be read, counted by country and drawn."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hubs import maps
from hubs.models import Country
from hubs.profiles import profiles
from practices.models import Lineage, LineageQuerySet, Practice

ENDS = ("source_country", "learner_country")
ARCS = 80  # lines that a reader can still tell apart
TOP = 6
BESIDE = 8  # countries on one side of a river

Countries = dict[str, Country]


def links(*, country: str = "", kind: str = "") -> LineageQuerySet:
    """Return what countries learned from each other, where both ends may be read."""
    found = (
        Lineage.objects.undisputed()
        .filter(
            Q(source=None) | Q(source__status=Practice.Status.PUBLISHED),
            Q(learner=None) | Q(learner__status=Practice.Status.PUBLISHED),
        )
        .exclude(source_country=F("learner_country"))
    )
    if country:
        found = found.filter(Q(source_country=country) | Q(learner_country=country))
    return found.filter(kind=kind) if kind else found


def in_order(found: LineageQuerySet) -> LineageQuerySet:
    """Return the links with both their ends, the latest learning first."""
    return found.with_ends().order_by(F("year").desc(nulls_last=True), "pk")


def flows(found: LineageQuerySet) -> list[maps.Flow]:
    """Return the links counted by pair of countries, the widest first."""
    ends = found.order_by().values_list(*ENDS)
    counted = ends.annotate(links=Count("pk")).order_by("-links", *ENDS)
    return [maps.Flow(source, learner, links) for source, learner, links in counted]


def countries_of(found: Iterable[maps.Flow]) -> Countries:
    codes = {code for flow in found for code in (flow.source, flow.learner)}
    known = profiles(timezone.now().date())
    return {code: known[code].country for code in codes}


@dataclass(frozen=True)
class Overview:
    """The map of all flows, and who stands at most of their ends."""

    world: maps.World
    links: int
    countries: int
    lines: int
    sources: list[tuple[Country, int]]
    learners: list[tuple[Country, int]]

    @property
    def lines_left_out(self) -> int:
        return max(self.lines - ARCS, 0)


def overview(counted: list[maps.Flow], countries: Countries) -> Overview:
    """Return what a page about some flows shows above its table."""
    return Overview(
        world=world(counted[:ARCS], countries),
        links=sum(flow.links for flow in counted),
        countries=len(
            {code for flow in counted for code in (flow.source, flow.learner)}
        ),
        lines=len(counted),
        sources=foremost(((flow.source, flow.links) for flow in counted), countries),
        learners=foremost(((flow.learner, flow.links) for flow in counted), countries),
    )


def foremost(
    ends: Iterable[tuple[str, int]], countries: Countries
) -> list[tuple[Country, int]]:
    """Return the countries with most links at one end."""
    totals: Counter[str] = Counter()
    for code, count in ends:
        totals[code] += count
    return [(countries[code], count) for code, count in totals.most_common(TOP)]


def world(counted: list[maps.Flow], countries: Countries) -> maps.World:
    """Return the map: a ring for who gave an example, a full dot for who learned."""
    sources = {flow.source for flow in counted}
    learners = {flow.learner for flow in counted}
    roles = dict.fromkeys(learners, "learner") | dict.fromkeys(sources, "source")
    roles |= dict.fromkeys(sources & learners, "both")
    return maps.world(
        countries=roles,
        flows=[titled(flow, countries) for flow in counted],
        titles={code: countries[code].name for code in roles},
    )


def titled(flow: maps.Flow, countries: Countries) -> maps.Flow:
    title = sentence(
        countries[flow.source].name, countries[flow.learner].name, flow.links
    )
    return maps.Flow(flow.source, flow.learner, flow.links, title)


def sentence(source: str, learner: str, count: int) -> str:
    """Say in words what an arc shows."""
    head = _("%(source)s → %(learner)s") % {"source": source, "learner": learner}
    return f"{head}: {aspects(count)}"


def aspects(count: int) -> str:
    return ngettext("%(count)d aspect", "%(count)d aspects", count) % {"count": count}


def river(
    country: Country, counted: list[maps.Flow], countries: Countries
) -> maps.River:
    """Return a country's river: whom it learned from, and who learned from it."""
    sources = [
        (flow.source, flow.links) for flow in counted if flow.learner == country.iso3
    ]
    learners = [
        (flow.learner, flow.links) for flow in counted if flow.source == country.iso3
    ]
    return maps.river(banks(sources, countries), banks(learners, countries))


def banks(
    ends: list[tuple[str, int]], countries: Countries
) -> list[tuple[str, str, int]]:
    return [
        (countries[code].name, countries[code].get_absolute_url(), count)
        for code, count in ends[:BESIDE]
    ]
