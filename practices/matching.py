"""
A problem in, five countries out: which others have tackled this, in different ways, and why.

One function serves the page, the API, the command and the background.
"""

import math
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from django.db import DatabaseError, connection
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hubs.models import Country, Theme
from hubs.profiles import Profile, profiles
from practices import reasons, topics
from practices.embedding import EncoderFailed, Vectors, normalised
from practices.models import Practice
from practices.reading import Reading, read
from practices.reasons import Reason
from practices.recall import Candidate, Filters, recall

FIRST_LIMIT, WIDEST_LIMIT = 120, 2_000  # candidates by meaning
# Weights measured on labelled sets and on the sample's problems, see docs/matching.md:
PIVOT = 1.2  # of the topics' terms beside the question itself
WORDS = 0.5  # of all words found, against a cosine of one
TELLING_WORDS = 0.2  # share of the words from which they count in full
GOOD_ENOUGH = 0.42  # certainty below which nothing is shown
STEEPNESS = 0.04  # how fast the score falls around that
NAMED = 0.6  # share of the words from which a practice was asked for by name
KNOWN_TOPIC = 0.42  # closeness from which a question is one of public problems
DOUBT = 0.4  # how much certainty a question loses that is not, within these bounds:
MOST_DOUBT, MOST_TRUST = -0.08, 0.04
COMPARABLE = 0.03  # relevance within which another approach goes first
FURTHER = 6  # next ones behind the five that are named

# Small priors: together less than a tenth of what separates good from bad.
PRIORS = {
    "similar_income": 0.008,
    "same_status": 0.006,
    "same_region": 0.006,
    "shared_language": 0.006,
    "similar_size": 0.003,
    "strong_evidence": 0.008,
    "recent": 0.004,
    "lead_area": 0.008,
}


@dataclass
class Match:
    """One country's practice among the answers."""

    rank: int
    country: Country
    practice: Practice
    score: float
    profile: Profile
    way: int = 1  # of how many ways in this answer; two of one way share the number
    reasons: list[Reason] = field(default_factory=list)
    others: list[str] = field(default_factory=list)


@dataclass
class Answer:
    """What matching says: only what is good enough, and an honest sentence about it."""

    matches: list[Match]
    message: str
    nearest_themes: list[Theme]
    considered: int
    took_ms: int
    degraded: bool
    further: list[Practice] = field(default_factory=list)

    @property
    def good(self) -> int:
        return len(self.matches)


@dataclass
class Card:
    """A candidate, the country that it stands for, and how it does, while five are chosen."""

    candidate: Candidate
    country: str
    relevance: float  # ranks
    certainty: float  # tells whether it answers at all


def match(
    problem: str,
    *,
    country: Country | None = None,
    count: int = 5,
    themes: Sequence[str] = (),
    languages: Sequence[str] = (),
    exclude: Sequence[str] = (),
    measures: Sequence[Mapping[str, object]] = (),
) -> Answer:
    """
    Return up to ``count`` practices of distinct countries, never the asker's, that answer.

    ``measures`` are objects with an ``indicator``; a practice that reports on the same
    says so in its reasons.

    :raises UnreadableProblem: for a text without words or of more than 10,000 characters.
    """
    began = time.perf_counter()
    today = timezone.now().date()
    reading = read(problem)
    vector = towards_topics(reading)
    away = tuple(dict.fromkeys([*([country.iso3] if country else []), *exclude]))
    filters = Filters(away, tuple(themes), tuple(languages))
    candidates = enough(reading, vector, filters, count)
    asker = profiles(today).get(country.iso3) if country else None
    cards = rated(candidates, asker, filters, today, trust(reading))
    good = [card for card in cards if card.certainty > GOOD_ENOUGH]
    chosen = different_ways(good, filters, count)
    matches, further = shown(chosen, good, reading, asker, measures, today)
    return Answer(
        matches=matches,
        message=honest(len(matches), count),
        nearest_themes=themes_near(reading) if len(matches) < count else [],
        considered=reading.total,
        took_ms=round((time.perf_counter() - began) * 1000),
        degraded=reading.vector is None,
        further=further,
    )


def towards_topics(reading: Reading) -> Vectors | None:
    """Return the question's vector moved towards the topics that it tells of."""
    if reading.vector is None:
        return None
    moved = reading.vector + PIVOT * topics.pivot(reading.nearest)
    return np.asarray(normalised(moved[None, :])[0])


def enough(
    reading: Reading, vector: Vectors | None, filters: Filters, count: int
) -> list[Candidate]:
    """Recall until there are enough countries, or nothing more."""
    limit = FIRST_LIMIT
    found: list[Candidate] = []
    while True:
        before, found = len(found), recall(reading, vector, filters, limit=limit)
        countries = {code for row in found for code in row.country_codes} - set(
            filters.away
        )
        nothing_more = limit >= min(WIDEST_LIMIT, reading.total) or len(found) == before
        if nothing_more or len(countries) >= 2 * count:
            return found
        limit *= 4


def trust(reading: Reading) -> float:
    """Return what a question gains or loses for being one of public problems, or none."""
    if not reading.nearest:
        return 0.0
    (_, closeness), *_others = reading.nearest
    return min(max(DOUBT * (closeness - KNOWN_TOPIC), MOST_DOUBT), MOST_TRUST)


def rated(
    candidates: list[Candidate],
    asker: Profile | None,
    filters: Filters,
    today: date,
    trusted: float = 0.0,
) -> list[Card]:
    """Give each candidate its country, its certainty and its relevance; best first."""
    known = profiles(today)
    cards = []
    for row in candidates:
        country = next(code for code in row.country_codes if code not in filters.away)
        priors = reasons.context_codes(row, known[country], asker, today)
        sure = certainty(row, trusted)
        worth = sure + WORDS * earned(row.words) + sum(PRIORS[code] for code in priors)
        cards.append(Card(row, country, worth, sure))
    return sorted(cards, key=lambda card: (-card.relevance, card.candidate.practice_id))


def certainty(row: Candidate, trusted: float) -> float:
    """
    Return how sure it is that a candidate answers: by its meaning, without its words.

    A few words in common are chance: they rank, they do not convince. Most of them are
    a name that was asked for, and a fifth are enough while there is no vector.
    """
    if row.meaning is None:
        return GOOD_ENOUGH + WORDS * (row.words - 0.2)
    if row.words >= NAMED:
        return max(row.meaning + trusted, GOOD_ENOUGH + WORDS * (row.words - NAMED))
    return row.meaning + trusted


def earned(words: float) -> float:
    """Return what words are worth: a few of a long story's are chance, a third of them is not."""
    return words * min(1.0, words / TELLING_WORDS)


def different_ways(good: list[Card], filters: Filters, count: int) -> list[Card]:
    """
    Choose distinct countries; among comparable candidates a new approach goes first.

    A practice of several countries stands for the first that is neither ruled out nor
    shown yet (maximal marginal relevance, Carbonell and Goldstein 1998, with the kind
    of approach as the measure of likeness).
    """
    chosen: list[Card] = []
    left = list(good)
    while left and len(chosen) < count:
        countries = {card.country for card in chosen} | set(filters.away)
        left = [card for card in left if stands_for(card, countries)]
        if not left:
            break
        ways = {card.candidate.approach_type for card in chosen}
        near = [
            card for card in left if card.relevance >= left[0].relevance - COMPARABLE
        ]
        fresh = [card for card in near if card.candidate.approach_type not in ways]
        best = (fresh or near)[0]
        chosen.append(best)
        left.remove(best)
    return sorted(chosen, key=lambda card: -card.relevance)


def stands_for(card: Card, taken: set[str]) -> bool:
    """Give a card the first of its countries that is free; tell whether there is one."""
    free = [code for code in card.candidate.country_codes if code not in taken]
    card.country = free[0] if free else card.country
    return bool(free)


def shown(
    chosen: list[Card],
    good: list[Card],
    reading: Reading,
    asker: Profile | None,
    measures: Sequence[Mapping[str, object]],
    today: date,
) -> tuple[list[Match], list[Practice]]:
    """Fetch what is shown, say why, and name what stands behind it."""
    picked = {card.candidate.practice_id for card in chosen}
    rest = [card for card in good if card.candidate.practice_id not in picked][
        : FURTHER * 2
    ]
    practices = fetched([*chosen, *rest])
    # What was withdrawn since it was recalled is neither shown nor named.
    chosen = [card for card in chosen if card.candidate.practice_id in practices]
    rest = [card for card in rest if card.candidate.practice_id in practices]
    known = profiles(today)
    matches = [
        Match(
            rank=rank,
            country=known[card.country].country,
            practice=practices[card.candidate.practice_id],
            score=round(score(card.relevance), 3),
            profile=known[card.country],
            others=[
                practices[other.candidate.practice_id].slug
                for other in rest
                if other.country == card.country
            ],
        )
        for rank, card in enumerate(chosen, 1)
    ]
    ways = list(dict.fromkeys(found.practice.approach_type for found in matches))
    for found, card in zip(matches, chosen, strict=True):
        found.way = ways.index(found.practice.approach_type) + 1
        found.reasons = reasons.explain(
            found, card.candidate, reading, asker, matches, measures
        )
    return matches, [practices[card.candidate.practice_id] for card in rest[:FURTHER]]


def fetched(cards: list[Card]) -> dict[int, Practice]:
    """Return the cards' practices by key, those that are still published."""
    keys = [card.candidate.practice_id for card in cards]
    return Practice.objects.published().with_card().in_bulk(keys)


def score(relevance: float) -> float:
    """Return how sure we are, 0 to 1; one half where an answer begins to be good enough."""
    return 1 / (1 + math.exp(-(relevance - GOOD_ENOUGH) / STEEPNESS))


def honest(found: int, count: int) -> str:
    """Return the sentence that says how good the answer is."""
    if not found:
        return _(
            "There is no good answer to this yet. Nothing that we know comes near enough."
        )
    if found < count:
        return ngettext(
            "Only %(found)d country has something that comes near enough.",
            "Only %(found)d countries have something that comes near enough.",
            found,
        ) % {"found": found}
    return _("These countries tackled something like it, each in its own way.")


def themes_near(reading: Reading) -> list[Theme]:
    """Return the themes that the problem seems to belong to, nearest first."""
    codes = topics.themes_near(reading.nearest)
    rows = Theme.objects.in_bulk(codes)
    return [rows[code] for code in codes if code in rows]


def warm_up() -> None:
    """Load what the first question would otherwise wait for; what fails is tried again then."""
    with suppress(EncoderFailed, DatabaseError):
        match("warm")
    connection.close()


def ranked_ids(problem: str) -> list[str]:
    """Return external ids in order of relevance alone, without countries: for measuring."""
    reading = read(problem)
    found = recall(reading, towards_topics(reading), Filters(), limit=200)
    cards = rated(found, None, Filters(), timezone.now().date())
    ids = [card.candidate.practice_id for card in cards]
    known = dict(Practice.objects.filter(pk__in=ids).values_list("pk", "external_id"))
    return [str(known[key]) for key in ids]
