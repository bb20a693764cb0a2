"""Whom a request could be put to, and which hub could take care of it, with the reasons."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from exchanges.capacity import Standing, standings
from exchanges.models import ExchangeRequest, HelpOffer
from hubs.models import Country, Hub, Theme
from hubs.profiles import profiles
from practices import matching
from practices.models import Practice
from practices.reading import LONGEST, UnreadableProblem
from practices.reasons import to_others

MOST = 8  # countries that matching adds
SAID = 300  # characters of what a country offers that a line shows
FEW = 3  # reasons of matching that a line shows
KEPT = 24 * 60 * 60  # seconds; a problem that is changed is matched anew

type Match = tuple[str, list[str], Practice]
type Found = tuple[str, list[str], Practice | None]


@dataclass
class Suggestion:
    """A country that could be asked: why, and whether it is able to answer now."""

    country: Country
    standing: Standing
    reasons: list[str] = field(default_factory=list)
    practices: list[Practice] = field(default_factory=list)
    is_named: bool = False  # by the author, or by itself

    @property
    def why_not(self) -> str:
        """Why it cannot be asked now; empty where it can."""
        if self.standing.paused_until is None:
            return ""
        return _("%(country)s would rather not be asked before %(day)s. %(reason)s") % {
            "country": self.country,
            "day": date_format(self.standing.paused_until),
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
    Return whom it could be put to: who offered its help, whom its author named, then whose
    practices she liked, then whose experience matching finds near; who is full or away
    comes last.

    Its ``help_offers``, ``invitations`` and ``practices`` with their countries are fetched
    already.
    """
    found: dict[str, Suggestion] = {}
    known = profiles(on)
    invitations = list(exchange_request.invitations.all())
    away = {row.country_id for row in invitations if row.asked_at}
    away.add(exchange_request.country_id)
    offers = list(exchange_request.help_offers.all())
    wanted = {row.country_id for row in invitations}
    wanted.update(row.country_id for row in offers)
    for code, reasons, practice in spoken_for(exchange_request, offers):
        if code in away:
            continue
        row = found.setdefault(code, Suggestion(known[code].country, Standing()))
        row.is_named = code in wanted
        row.reasons += [text for text in reasons if text not in row.reasons]
        if practice is not None and practice not in row.practices:
            row.practices.append(practice)
    return ready_first(found, on)


def spoken_for(
    exchange_request: ExchangeRequest, offers: Iterable[HelpOffer]
) -> Iterator[Found]:
    """Yield what speaks for countries: their own word, the author's wish, their experience."""
    for offer in sorted(offers, key=lambda row: row.at):
        words = Truncator(offer.words).chars(SAID)
        said = _("offered its help: %(words)s") % {"words": words}
        yield offer.country_id, [said], None
    invitations = exchange_request.invitations.all()
    for invitation in sorted(invitations, key=lambda row: row.place):
        yield invitation.country_id, [_("it is named in the request")], None
    for practice in exchange_request.practices.all():
        for code in practice.country_codes:
            yield code, [_("a practice of interest is its own")], practice
    yield from matched(exchange_request)


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


def matched(exchange_request: ExchangeRequest) -> list[Match]:
    """
    Return which countries' practices come near the problem, and why, nearest first.

    What was found is kept for a day, for as long as nobody changes the problem.
    """
    key = key_of(exchange_request)
    kept = cache.get(key)
    if kept is not None:
        practices = Practice.objects.published().in_bulk([pk for *_rest, pk in kept])
        known = [row for row in kept if row[-1] in practices]
        return [(code, reasons, practices[pk]) for code, reasons, pk in known]
    found = matched_now(exchange_request)
    cache.set(key, [(code, reasons, row.pk) for code, reasons, row in found], KEPT)
    return found


def key_of(exchange_request: ExchangeRequest) -> str:
    """Return under which name the answer to a problem is kept; the problem stays private."""
    asked = f"{exchange_request.country_id}\n{problem_of(exchange_request)}"
    digest = sha256(asked.encode()).hexdigest()
    return f"exchanges.routing.named:{get_language()}:{digest}"


def problem_of(exchange_request: ExchangeRequest) -> str:
    return f"{exchange_request.title}\n{exchange_request.problem}"[:LONGEST]


def matched_now(exchange_request: ExchangeRequest) -> list[Match]:
    problem, country = problem_of(exchange_request), exchange_request.country
    try:
        answer = matching.match(problem, country=country, count=MOST)
    except UnreadableProblem:
        return []
    asker = profiles(timezone.now().date())[country.iso3]
    return [
        (
            row.country.iso3,
            [to_others(said, row.profile, asker) for said in row.reasons[:FEW]],
            row.practice,
        )
        for row in answer.matches
    ]


def prepare(exchange_request: ExchangeRequest) -> None:
    """Match it beforehand, in the language of its officer, who then need not wait."""
    officer = exchange_request.officer
    with override((officer and officer.language) or settings.LANGUAGE_CODE):
        matched(exchange_request)


# --- hubs -----------------------------------------------------------------------------------


def hubs_for(
    exchange_request: ExchangeRequest, suggestions: Sequence[Suggestion]
) -> list[HubSuggestion]:
    """
    Return the hubs that operate, those first of which most speaks for taking care of it.

    Themes are those of the practices that come near; region and languages its country's.
    """
    near = [row.pk for suggestion in suggestions for row in suggestion.practices]
    codes = {row.country.iso3 for row in suggestions}
    theirs = Theme.objects.filter(practices__in=near)
    themes = Theme.objects.filter(
        Q(pk__in=theirs.values("pk")) | Q(pk__in=theirs.values("parent"))
    )
    shared = Count("themes", filter=Q(themes__in=themes))
    hubs = Hub.objects.operating().annotate(shared=shared)
    home = exchange_request.country
    rows = [
        HubSuggestion(hub, reasons_for(hub, home, codes))
        for hub in hubs.select_related("country").order_by("-shared", "name")
    ]
    return sorted(rows, key=lambda row: -len(row.reasons))


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
