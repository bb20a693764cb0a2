"""
Two recalls in one query: by meaning and by words, each practice with its two closenesses.

Meaning is the cosine to the question's vector over an HNSW index. Words is BM25
(Robertson and Zaragoza 2009, k1 = 1.2, without length) over the question's rare
lexemes, as a share of what a text with all its words would get.
"""

from dataclasses import dataclass
from typing import Any

from django.db import connection
from pgvector import HalfVector

from practices.embedding import Vectors
from practices.reading import Reading

BY_WORDS = 80  # candidates by words alone


@dataclass(frozen=True)
class Filters:
    """What the asker rules out or insists on; empty means anything."""

    away: tuple[str, ...] = ()  # countries that may not be shown
    themes: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()


@dataclass
class Candidate:
    """A practice that may answer, before anything else of it is read."""

    practice_id: int
    country_codes: list[str]
    approach_type: str
    evidence: str
    end_year: int | None
    start_year: int | None
    meaning: float | None  # cosine, None while its vector waits to be made
    words: float  # 0 to 1


def recall(
    reading: Reading, vector: Vectors | None, filters: Filters, *, limit: int
) -> list[Candidate]:
    """Return up to ``limit`` candidates by meaning, and some by words, in no order."""
    sql, values = statement(reading, vector, filters, limit)
    with connection.cursor() as cursor:
        cursor.execute(
            SETTINGS + sql, values | {"ef_search": str(min(2 * limit, 1000))}
        )
        return [Candidate(*row) for row in cursor.fetchall()]


def statement(
    reading: Reading, vector: Vectors | None, filters: Filters, limit: int
) -> tuple[str, dict[str, Any]]:
    """
    Return the query and its values; a recall without vector or lexemes is left out.

    The text is put together from constants alone; whatever the asker says is a value.
    """
    only = conditions(filters)
    parts = []
    if vector is not None:
        parts.append(
            f"(SELECT e.practice_id FROM practices_searchentry e {only}"  # noqa: S608
            " ORDER BY e.vector <=> %(vector)s::halfvec LIMIT %(limit)s)"
        )
    if reading.rarest:
        parts.append(
            f"(SELECT e.practice_id FROM practices_searchentry e {only}"  # noqa: S608
            " AND e.words @@ %(any)s::tsquery"
            " ORDER BY ts_rank(e.words, %(any)s::tsquery) DESC, e.practice_id"
            " LIMIT %(by_words)s)"
        )
    pool = " UNION ".join(parts) or "SELECT NULL::bigint AS practice_id WHERE false"
    meaning = (
        "NULL::float" if vector is None else "1 - (e.vector <=> %(vector)s::halfvec)"
    )
    return POOL.format(pool=pool, meaning=meaning), {
        "vector": None if vector is None else HalfVector(vector).to_text(),
        "limit": limit,
        "by_words": BY_WORDS,
        "any": " | ".join(quoted(lexeme) for lexeme in reading.rarest),
        "lexemes": list(reading.lexemes),
        "idf": list(reading.lexemes.values()),
        "all": 2.2 * max(reading.all_idf, 1.0),
        "away": list(filters.away),
        "themes": list(filters.themes),
        "languages": list(filters.languages),
    }


# Sent with the query in one go, so they hold for it alone.
SETTINGS = """
SELECT set_config('hnsw.iterative_scan', 'relaxed_order', true),
    set_config('hnsw.ef_search', %(ef_search)s, true);
"""
POOL = """
WITH pool AS MATERIALIZED ({pool})
SELECT p.id, e.country_codes, e.approach_type, p.evidence, p.end_year, p.start_year, {meaning},
    coalesce((
        SELECT sum(asked.idf * 2.2 * cardinality(found.positions)
                   / (1.2 + cardinality(found.positions)))
        FROM unnest(e.words) AS found(lexeme, positions, weights)
        JOIN unnest(%(lexemes)s::text[], %(idf)s::float[]) AS asked(lexeme, idf) USING (lexeme)
    ), 0) / %(all)s
FROM pool
JOIN practices_searchentry e USING (practice_id)
JOIN practices_practice p ON p.id = e.practice_id
"""


def conditions(filters: Filters) -> str:
    """Return the joins and conditions of a recall."""
    clauses = ["true"]
    if filters.away:
        clauses.append("NOT e.country_codes <@ %(away)s::varchar[]")
    if filters.languages:
        clauses.append(
            "EXISTS (SELECT 1 FROM practices_practice p"
            " WHERE p.id = e.practice_id AND p.language = ANY(%(languages)s))"
        )
    if filters.themes:
        clauses.append(
            "EXISTS (SELECT 1 FROM practices_practice_themes t"
            " JOIN hubs_theme theme ON theme.code = t.theme_id"
            " WHERE t.practice_id = e.practice_id"
            " AND (theme.code = ANY(%(themes)s) OR theme.parent_id = ANY(%(themes)s)))"
        )
    return "WHERE " + " AND ".join(clauses)


def quoted(lexeme: str) -> str:
    """Return a lexeme as a tsquery takes it literally."""
    escaped = lexeme.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"
