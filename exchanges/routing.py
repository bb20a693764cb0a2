"""Whom a request could be put to, and which hub could take care of it, with the reasons."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.cache import cache
from django.db.models import Count, F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from exchanges.capacity import Standing, standings
from exchanges.models import ExchangeRequest
from hubs.models import Country, Hub
from hubs.profiles import profiles
from practices import matching
from practices.models import Practice
from practices.reading import LONGEST, UnreadableProblem

MOST = 8  # countries that matching adds
FEW = 3  # reasons of matching that a line shows
KEPT = 24 * 60 * 60  # seconds; a request that is changed is matched anew


@dataclass
class Suggestion:
    """A country that could be asked: why, and whether it is able to answer now."""

    country: Country
    standing: Standing
    reasons: list[str] = field(default_factory=list)
    practices: list[Practice] = field(default_factory=list)
    is_named: bool = False

    @property
    def why_not(self) -> str:
        """Why it cannot be asked now; empty where it can."""
        if not self.standing.is_paused:
            return ""
        return _("%(country)s would rather not be asked before %(day)s. %(reason)s") % {
            "country": self.country,
            "day": self.standing.paused_until,
            "reason": self.standing.reason,
        }


@dataclass(frozen=True)
class HubSuggestion:
    """A hub that could take care of a request, and why."""

    hub: Hub
    reasons: list[str]


# --- countries ----------------------------------------------------------------------------


def countries_for(exchange_request: ExchangeRequest, *, on: date) -> list[Suggestion]:
    """
    Return whom it could be put to: whom its author named, then whose practices she liked,
    then whose experience matching finds near; who is full or away comes last.

    Its ``invitations`` and ``practices`` with their countries are fetched already.
    """
    found: dict[str, Suggestion] = {}
    known = profiles(on)
    asked = {
        row.country_id for row in exchange_request.invitations.all() if row.asked_at
    }
    away = asked | {exchange_request.country_id}

    def noted(code: str, reasons: Iterable[str], practice: Practice | None) -> None:
        row = found.setdefault(code, Suggestion(known[code].country, Standing()))
        row.reasons += [text for text in reasons if text not in row.reasons]
        if practice is not None and practice not in row.practices:
            row.practices.append(practice)

    for invitation in sorted(
        exchange_request.invitations.all(), key=lambda row: row.place
    ):
        if invitation.country_id not in away:
            noted(invitation.country_id, [_("it is named in the request")], None)
            found[invitation.country_id].is_named = True
    for practice in exchange_request.practices.all():
        for code in set(practice.country_codes) - away:
            noted(code, [_("a practice of interest is its own")], practice)
    for code, reasons, practice in matched(exchange_request, sorted(away)):
        noted(code, reasons, practice)
    return ready_first(found, on)


def ready_first(found: dict[str, Suggestion], on: date) -> list[Suggestion]:
    """Give each country its standing; who can answer comes before who cannot."""
    known = standings(found, on=on)
    for code, row in found.items():
        row.standing = known[code]
    return sorted(
        found.values(),
        key=lambda row: (
            row.standing.is_paused,
            row.standing.is_full and not row.is_named,
        ),
    )


def matched(
    exchange_request: ExchangeRequest, away: Sequence[str]
) -> list[tuple[str, list[str], Practice]]:
    """
    Return which countries' practices come near the problem, and why, nearest first.

    What was found is kept for a day, for as long as nobody changes the request.
    """
    key = f"exchanges.routing:{exchange_request.pk}:{exchange_request.version}:{get_language()}"
    kept = cache.get(key)
    if kept is None:
        kept = matched_now(exchange_request, away)
        cache.set(key, kept, KEPT)
    practices = Practice.objects.published().in_bulk([pk for *_rest, pk in kept])
    return [
        (code, reasons, practices[pk]) for code, reasons, pk in kept if pk in practices
    ]


def matched_now(
    exchange_request: ExchangeRequest, away: Sequence[str]
) -> list[tuple[str, list[str], int]]:
    problem = f"{exchange_request.title}\n{exchange_request.problem}"[:LONGEST]
    try:
        answer = matching.match(
            problem, country=exchange_request.country, count=MOST, exclude=away
        )
    except UnreadableProblem:
        return []
    return [
        (
            row.country.iso3,
            [reason.text for reason in row.reasons[:FEW]],
            row.practice.pk,
        )
        for row in answer.matches
    ]


# --- hubs -----------------------------------------------------------------------------------


def hubs_for(
    exchange_request: ExchangeRequest, suggestions: Sequence[Suggestion], count: int = 5
) -> list[HubSuggestion]:
    """Return hubs whose themes, region or languages are those of the request; best first."""
    near = [row.pk for suggestion in suggestions for row in suggestion.practices]
    codes = {row.country.iso3 for row in suggestions}
    home = exchange_request.country
    theme = Q(themes__practices__in=near) | Q(themes__children__practices__in=near)
    hubs = (
        Hub.objects.filter(lifecycle=Hub.Lifecycle.OPERATING)
        .annotate(shared=Count("themes", filter=theme, distinct=True))
        .filter(Q(shared__gt=0) | Q(country__in=codes) | Q(country__region=home.region))
        .select_related("country")
        .order_by("-shared", F("country").asc(nulls_first=True), "name")
    )
    rows = [HubSuggestion(hub, reasons_for(hub, home, codes)) for hub in hubs[:40]]
    return sorted(rows, key=lambda row: -len(row.reasons))[:count]


def reasons_for(hub: Any, home: Country, codes: set[str]) -> list[str]:
    """Say what speaks for a hub; ``shared`` counts the themes that it works on."""
    country = hub.country
    near = country is not None and country.sub_region == home.sub_region
    reasons = (
        (bool(hub.shared), _("it works on the same themes")),
        (country is not None and country.iso3 in codes, _("its country may be asked")),
        (near, _("it is in the region of the country that asks")),
        (bool({*hub.languages} & {*home.languages}), _("it speaks the language")),
    )
    return [text for holds, text in reasons if holds]
