"""
The reverse of matching: which of all saved searches does this one practice answer?

One query, whatever their number. Searches with a problem are read through by their
vectors: as many as a popular topic has are near at once, which no index of nearest
neighbours is made for, and reading a million takes less than a second (measured in
``benchmarks/reverse``). All others are looked up by an anchor that the practice must
have. What convinces is what convinces matching: meaning above its line of honesty, or
the words of a name; without its small priors, which rank and do not convince.

The same condition, asked of the practices of the last days, says beforehand how often
a search would have been answered.
"""

import re
import zlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import BooleanField, Exists, OuterRef
from django.db.models.expressions import RawSQL
from django.utils import timezone
from pgvector import HalfVector, SparseVector

from hubs.profiles import profiles
from practices import matching
from practices.browsing import Selection
from practices.embedding import Vectors
from practices.models import Practice, SavedSearch, SearchEntry

LOOKED_BACK = timedelta(days=30)
SATURATION = 1.2  # BM25's k1, as in recall
PLACES = 999_999_937  # for lexemes; as many as a sparse vector may have


@dataclass(frozen=True)
class Wanted:
    """What a search asks for, as the database is asked about it."""

    selection: Selection
    home: str = ""
    vector: Vectors | list[float] | None = None
    trust: float = 0.0
    weighed: Mapping[str, float] = field(default_factory=dict)
    has_problem: bool = False

    @classmethod
    def by(cls, search: SavedSearch) -> "Wanted":
        """Read it from a search with its entry."""
        entry = search.entry
        return cls(
            selection=Selection(search.words, search.values),
            home=search.home_id or "",
            vector=entry.vector,
            trust=entry.trust,
            weighed=search.weighed,
            has_problem=entry.has_problem,
        )


@dataclass(frozen=True)
class Preview:
    """What a search would have told in the last month; what arrives together is one notice."""

    practices: int = 0
    notices: int = 0


# --- which searches a practice answers ----------------------------------------------

# The planner cannot know how few come near: it must be told that two read faster than one.
SETTINGS = """
SELECT set_config('jit', 'off', true), set_config('parallel_setup_cost', '0', true),
    set_config('parallel_tuple_cost', '0', true);
"""
ANSWERED = """
WITH near AS MATERIALIZED (  -- first the vectors alone: nothing else is as quick to read
    SELECT search_id, asked, choices
    FROM practices_savedentry
    WHERE vector <#> %(vector)s::halfvec < trust - %(good)s
        OR weighed <#> %(said)s::sparsevec < -%(named)s
)
SELECT search_id FROM near
WHERE choices <@ %(choices)s::varchar[]
    AND (asked IS NULL OR %(words)s::tsvector @@ asked)
UNION ALL
SELECT search_id FROM practices_savedentry
WHERE NOT has_problem AND anchors && %(anchors)s::text[]
    AND choices <@ %(choices)s::varchar[]
    AND (asked IS NULL OR %(words)s::tsvector @@ asked)
"""
ENTRY = """
SELECT words::text, vector::text,
    array(SELECT lexeme FROM unnest(words) ORDER BY lexeme),
    array(SELECT cardinality(positions) / (%s + cardinality(positions))
          FROM unnest(words) ORDER BY lexeme)
FROM practices_searchentry WHERE practice_id = %s
"""


def answered_by(practice: Practice) -> list[int]:
    """
    Return the keys of the searches, paused ones too, that a published practice answers.

    The practice has its vector. Not for an ``INSERT``: that would be read by one worker.
    """
    values = asked_of_searches(practice)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(SETTINGS + ANSWERED, values)
        return [key for (key,) in cursor.fetchall()]


def asked_of_searches(practice: Practice) -> dict[str, Any]:
    """Return the values of the one query, for a practice."""
    with connection.cursor() as cursor:
        cursor.execute(ENTRY, [SATURATION, practice.pk])
        words, vector, lexemes, shares = cursor.fetchone()
    choices = sorted(choices_of(practice))
    return {
        "vector": vector,
        "words": words,
        "said": as_sparse(
            dict(zip(lexemes, map(float, shares), strict=True))
        ).to_text(),
        "choices": choices,
        "anchors": [*choices, *(word_anchor(lexeme) for lexeme in lexemes)],
        **line(),
    }


def line() -> dict[str, float]:
    """Return from where on meaning convinces, and from where on words are a name."""
    return {"good": matching.GOOD_ENOUGH, "named": matching.NAMED}


def as_sparse(values: Mapping[str, float]) -> SparseVector:
    """
    Return what lexemes are worth as a vector with a place for each.

    Its inner product with another adds up what both have, in the database, a row in a
    third of a microsecond. Two lexemes share a place as good as never.
    """
    places: dict[int, float] = defaultdict(float)
    for lexeme, value in values.items():
        places[zlib.crc32(lexeme.encode()) % PLACES] += value
    return SparseVector(places, PLACES)


def word_anchor(lexeme: str) -> str:
    return f"word:{lexeme}"


def choices_of(practice: Practice) -> set[str]:
    """Return every choice of the catalogue that a practice comes under."""
    profile = profiles(timezone.now().date())[practice.country_id]
    themes = practice.themes.all()
    values = {
        "approach_type": {practice.approach_type},
        "evidence": {practice.evidence},
        "language": {practice.language},
        "region": {profile.country.region} - {""},
        "status_of_country": profile.statuses,
        "country": set(practice.country_codes),
        "hub": {practice.hub.slug} if practice.hub else set(),
        "theme": {row.code for row in themes}
        | {row.parent_id for row in themes if row.parent_id},
    }
    return {f"{facet}:{value}" for facet, found in values.items() for value in found}


# --- how often a search would have been answered ------------------------------------

CERTAIN = """
vector <#> %(vector)s::halfvec < %(trust)s - %(good)s
OR (cardinality(%(lexemes)s::text[]) > 0 AND (
    SELECT sum(sought.weight * cardinality(found.positions)
        / (%(saturation)s + cardinality(found.positions)))
    FROM unnest(words) AS found (lexeme, positions, weights)
    JOIN unnest(%(lexemes)s::text[], %(weights)s::float[]) AS sought (lexeme, weight)
        USING (lexeme)
) > %(named)s)
"""
VALUE = re.compile(r"%\((\w+)\)s")


def previews(wanted: Iterable[Wanted]) -> list[Preview]:
    """Return, for each of some searches, what the last thirty days would have told; one query."""
    parts = [counting(row, timezone.now() - LOOKED_BACK) for row in wanted]
    if not parts:
        return []
    sql = " UNION ALL ".join(
        f"(SELECT {place}, count(*), count(DISTINCT date_trunc('hour', published_at))"  # noqa: S608
        f" FROM ({inner}) AS found)"
        for place, (inner, _params) in enumerate(parts)
    )
    params = [value for _inner, given in parts for value in given]
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        found = {row[0]: Preview(*row[1:]) for row in cursor.fetchall()}
    return [found[place] for place in range(len(parts))]


def preview(wanted: Wanted) -> Preview:
    return previews([wanted])[0]


def counting(wanted: Wanted, since: datetime) -> tuple[str, tuple[Any, ...]]:
    """Return a query of the practices since then that answer, and its parameters."""
    found = wanted.selection.practices().filter(published_at__gte=since)
    if wanted.home:
        found = found.exclude(country_codes__contained_by=[wanted.home])
    if wanted.has_problem:
        entries = SearchEntry.objects.filter(certain(wanted), practice=OuterRef("pk"))
        found = found.filter(Exists(entries))
    inner, params = found.values_list("pk", "published_at").query.sql_with_params()
    return inner, params


def certain(wanted: Wanted) -> RawSQL:
    """Return the condition that an entry comes near a problem; without its vector, none does."""
    values = line() | {
        "vector": None
        if wanted.vector is None
        else HalfVector(wanted.vector).to_text(),
        "trust": wanted.trust,
        "lexemes": list(wanted.weighed),
        "weights": list(wanted.weighed.values()),
        "saturation": SATURATION,
    }
    params = [values[name] for name in VALUE.findall(CERTAIN)]
    return RawSQL(  # noqa: S611  (constants; whatever was asked is a parameter)
        VALUE.sub("%s", CERTAIN), params, output_field=BooleanField()
    )
