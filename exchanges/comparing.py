"""What countries offer, side by side: the same lines for all, and none that nobody filled."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from exchanges.models import Invitation
from exchanges.templatetags.asking import instruments, languages

Status = Invitation.Status
OFFERING = (Status.ACCEPTED, Status.CHOSEN, Status.THANKED)


def first_day(row: Invitation) -> str:
    return date_format(row.possible_from) if row.possible_from else ""


class Facet(NamedTuple):
    """One thing that an offer may say."""

    label: str | Promise
    text: Callable[[Invitation], str]


FACETS = (
    Facet(_("What it can share"), lambda row: row.offer),
    Facet(_("How"), lambda row: capfirst(instruments(row.instruments))),
    Facet(_("Languages"), lambda row: languages(row.languages)),
    Facet(_("Possible from"), first_day),
    Facet(_("It bears itself"), lambda row: row.bears),
    Facet(_("It needs"), lambda row: row.needs),
)


@dataclass(frozen=True)
class Offer:
    """A country with the lines of its offer; empty where only another country says it."""

    row: Invitation
    lines: list[tuple[str, str]]


@dataclass(frozen=True)
class Comparison:
    """Offers with the same lines in the same order, and what none of them says."""

    offers: list[Offer]
    unsaid: list[str]


def compare(rows: Iterable[Invitation]) -> Comparison:
    """Put those who offer something beside each other."""
    offering = [row for row in rows if row.status in OFFERING]
    said = [facet for facet in FACETS if any(map(facet.text, offering))]
    return Comparison(
        offers=[Offer(row, lines_of(row, said)) for row in offering],
        unsaid=[str(facet.label) for facet in FACETS if facet not in said],
    )


def lines_of(row: Invitation, facets: Iterable[Facet]) -> list[tuple[str, str]]:
    return [(str(facet.label), facet.text(row)) for facet in facets]
