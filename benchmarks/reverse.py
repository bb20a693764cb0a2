"""
The reverse of matching at scale: ``python -m benchmarks.reverse [--sizes 10000 … 1000000]``.

One practice of the sample is asked which of so many saved searches it answers. Searches are
made, always the same: of ten, six tell a problem, one and a half a problem with a choice,
one and a half choices alone, one words. Problems lie around the situations of the
thesaurus, with their words, moved towards their topics as matching moves them. Beside
ours: an index of nearest neighbours (HNSW) that is read until the line is passed, at
the sizes of ``--rival``.
"""

import argparse
import io
import json
import os
import random
import statistics
import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from tqdm import tqdm

from benchmarks.machine import machine
from benchmarks.relevance import prepare
from benchmarks.scale import binary_rows, run, spread
from config.embedded import services
from config.places import ROOT, local_dir

RESULTS = ROOT / "benchmarks" / "results" / "reverse.json"
SPREAD = 0.3  # length of the noise beside a vector of length one
SEARCHES_OF_A_PERSON = 20
PRACTICES = 40
BATCH = 100_000


def main() -> None:
    options = arguments()
    folder = local_dir() / "reverse"
    os.environ |= {
        "LOCAL_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "POSTGRES_SHARED_BUFFERS": options.buffers,
        "OMP_NUM_THREADS": "1",
        "LOG_LEVEL": "WARNING",
    }
    results: dict[str, Any] = {
        "machine": machine(),
        "shared_buffers": options.buffers,
        "sizes": [],
    }
    with services(folder, durable=False):
        prepare()
        base = fill_base()
        for size in options.sizes:
            fill(base, size)
            results["sizes"].append(measure(size, rival=size in options.rival))
            table(results["sizes"])
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(results, indent=1) + "\n")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    sizes = [10_000, 100_000, 1_000_000]
    parser.add_argument("--sizes", type=int, nargs="+", default=sizes)
    parser.add_argument("--rival", type=int, nargs="*", default=sizes[:2])
    parser.add_argument("--buffers", default="4GB", help="PostgreSQL's own memory")
    return parser.parse_args()


class Base:
    """What searches are made of: told situations as matching reads them, choices, words."""

    def __init__(self) -> None:
        from practices.models import Practice  # noqa: PLC0415

        self.random = random.Random(7)  # noqa: S311
        practices = Practice.objects.published().order_by("pk")
        self.choices = choices_seen(practices)
        self.words = words_seen()
        self.told = tellings()
        self.vectors = np.array([entry.vector for entry in self.told], dtype=np.float32)


def fill_base() -> Base:
    """Load the sample with its vectors; read the thesaurus."""
    from django.core.management import call_command  # noqa: PLC0415

    call_command("load_sample")
    return Base()


def choices_seen(practices: Any) -> list[str]:
    """Return choices as often as practices carry them: common ones are asked for often."""
    from practices.standing import choices_of  # noqa: PLC0415

    related = practices.select_related("hub").prefetch_related("themes")
    return sorted(choice for row in related for choice in choices_of(row))


def words_seen() -> list[str]:
    """Return the words of titles, as often as they stand there."""
    from practices.models import Practice  # noqa: PLC0415

    titles = Practice.objects.published().order_by("pk").values_list("title", flat=True)
    return [word for title in titles for word in title.split() if len(word) > 4]


def tellings() -> list[Any]:
    """Return the thesaurus's situations as searches, read as any that somebody saves."""
    from practices import topics  # noqa: PLC0415
    from practices.saving import Condition, understood  # noqa: PLC0415

    texts = [text for topic in topics.read() for _, text in topic.situations]
    return [
        understood(Condition.of(problem=text))[1] for text in tqdm(texts, desc="topics")
    ]


# --- so many searches ---------------------------------------------------------------

EMPTY = """
TRUNCATE practices_savedentry, practices_finding, practices_savedsearch;
DROP INDEX IF EXISTS saved_by_anchor;
DROP INDEX IF EXISTS saved_by_meaning;
CREATE TEMP TABLE asked (place bigint, base int, problem boolean, choices text, words text,
    anchors text);
CREATE TEMP TABLE told (place int, trust float, weighed sparsevec);
"""
SAVED = """
CREATE TEMP TABLE made (place bigint, vector halfvec(384));
COPY_VECTORS;
INSERT INTO practices_savedsearch
    (id, person_id, name, problem, words, choices, weighed, created_at, version)
SELECT 1 + asked.place, people.id, 'made ' || asked.place,
    CASE WHEN problem THEN repeat('a problem as people tell it ', 8) ELSE '' END,
    words, choices::varchar[], '{}', '2026-01-01', 1
FROM asked JOIN people ON people.place = asked.place / %(of_a_person)s
WHERE asked.place >= %(first)s AND asked.place < %(end)s;
INSERT INTO practices_savedentry
    (search_id, choices, anchors, asked, has_problem, vector, trust, weighed, recipe)
SELECT 1 + asked.place, choices::varchar[], anchors::text[],
    CASE WHEN words = '' THEN NULL
         ELSE plainto_tsquery('counterpart_en', words)
              || plainto_tsquery('counterpart_simple', words) END,
    problem, CASE WHEN problem THEN vector END,
    CASE WHEN problem THEN trust ELSE 0 END,
    CASE WHEN problem THEN told.weighed END,
    CASE WHEN problem THEN %(recipe)s ELSE '' END
FROM asked JOIN made USING (place) JOIN told ON told.place = asked.base;
DROP TABLE made
"""
INDEXED = """
CREATE INDEX saved_by_anchor ON practices_savedentry USING gin (anchors)
    WITH (fastupdate = off) WHERE NOT has_problem
"""


def fill(base: Base, size: int) -> None:
    """Save so many searches, and read them once, as a server that has run for a while has."""
    from django.db import connection  # noqa: PLC0415

    from practices.saving import recipe  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS asked, told, people, made")
        run(cursor, EMPTY, {})
        people(cursor, 1 + size // SEARCHES_OF_A_PERSON)
        cursor.copy_expert("COPY told FROM STDIN", lines(rows_told(base)))
        asked = tqdm(rows_asked(base, size), total=size, desc=f"{size} searches")
        cursor.copy_expert("COPY asked FROM STDIN", lines(asked))
        cursor.execute("CREATE UNIQUE INDEX ON asked (place)")
        cursor.execute("ANALYZE asked")
        for first in tqdm(range(0, size, BATCH), desc="vectors"):
            end = min(first + BATCH, size)
            values = {
                "first": first,
                "end": end,
                "of_a_person": SEARCHES_OF_A_PERSON,
                "recipe": recipe(),
            }
            before, after = SAVED.split("COPY_VECTORS;\n")
            run(cursor, before, {})
            copied = binary_rows(vectors_asked(base, first, end), first)
            cursor.copy_expert("COPY made FROM STDIN BINARY", copied)
            run(cursor, after, values)
        cursor.execute(INDEXED)
        cursor.execute("VACUUM ANALYZE practices_savedentry")
        cursor.execute("VACUUM ANALYZE practices_savedsearch")
        cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_prewarm")
        cursor.execute("SELECT pg_prewarm('practices_savedentry')")


def people(cursor: Any, count: int) -> None:
    """Make people who keep searches."""
    from accounts.models import User  # noqa: PLC0415

    have = User.objects.filter(email__endswith="@made.example").count()
    User.objects.bulk_create(
        [
            User(email=f"person{number}@made.example")
            for number in range(have, max(count, have))
        ],
        batch_size=2_000,
    )
    cursor.execute(
        "CREATE TEMP TABLE people AS SELECT id, row_number() OVER (ORDER BY id) - 1 AS place"
        " FROM accounts_user WHERE email LIKE '%@made.example'"
    )


def rows_told(base: Base) -> Iterator[tuple[Any, ...]]:
    for place, entry in enumerate(base.told):
        yield place, entry.trust, entry.weighed.to_text() if entry.weighed else None


def rows_asked(base: Base, size: int) -> Iterator[tuple[Any, ...]]:
    """Yield what each search asks for; the same ones each time."""
    from practices.saving import RAREST_FIRST  # noqa: PLC0415
    from practices.standing import word_anchor  # noqa: PLC0415

    chance = random.Random(7)  # noqa: S311
    for place in range(size):
        kind = chance.random()
        problem, words, choices, anchors = kind < 0.75, "", [], []
        if 0.6 <= kind < 0.9:
            several = 1 if problem else chance.randint(1, 3)
            choices = sorted({chance.choice(base.choices) for _ in range(several)})
        if kind >= 0.9:
            words = chance.choice(base.words).lower().strip(",.:;()“”’'\"\\")
            anchors = [word_anchor(words)]
        elif not problem:
            rare = min(choices, key=lambda c: RAREST_FIRST.index(c.split(":")[0]))
            anchors = [rare]
        told = chance.randrange(len(base.told))
        yield place, told, problem, array(choices), words, array(anchors)


def vectors_asked(base: Base, first: int, end: int) -> Any:
    """Return the vectors of some searches, around those of the situations that they tell."""
    from practices.embedding import normalised  # noqa: PLC0415

    near = np.random.default_rng(first).integers(len(base.vectors), size=end - first)
    noise = np.random.default_rng(first + 1).standard_normal(
        (end - first, base.vectors.shape[1]), dtype=np.float32
    )
    noise *= SPREAD / np.sqrt(noise.shape[1])
    return normalised(base.vectors[near] + noise).astype(np.float16)


def array(values: Any) -> str:
    """Return values as PostgreSQL writes an array."""
    quoted = (str(value).replace("\\", "\\\\").replace('"', '\\"') for value in values)
    return "{" + ",".join(f'"{value}"' for value in quoted) + "}"


class Lines(io.TextIOBase):
    """A file of rows as ``COPY`` reads them, written while it is read."""

    def __init__(self, rows: Any) -> None:
        self.rows, self.left = iter(rows), ""

    def read(self, size: int | None = -1) -> str:
        while len(self.left) < (size or 65_536):
            row = next(self.rows, None)
            if row is None:
                break
            cells = (in_a_cell(cell) for cell in row)
            self.left += "\t".join(cells) + "\n"
        part, self.left = self.left[:size], self.left[size:]
        return part


def in_a_cell(value: Any) -> str:
    return r"\N" if value is None else str(value).replace("\\", "\\\\")


def lines(rows: Any) -> Lines:
    return Lines(rows)


# --- how long it takes --------------------------------------------------------------


def measure(size: int, *, rival: bool) -> dict[str, Any]:
    """Ask for each of some practices, warm; then keep what was found, and take it back."""
    from practices.models import Practice  # noqa: PLC0415
    from practices.standing import answered_by  # noqa: PLC0415

    rows = Practice.objects.published().select_related("hub").order_by("external_id")
    everything = list(rows)
    practices = everything[:: max(1, len(everything) // PRACTICES)][:PRACTICES]
    for practice in practices[:5]:
        answered_by(practice)
    found: list[int] = []
    times = [
        timed(lambda row=practice: found.append(len(answered_by(row))))  # type: ignore[misc]
        for practice in tqdm(practices, desc=f"{size}: one practice")
    ]
    kept = [timed(lambda row=practice: keep(row)) for practice in practices]  # type: ignore[misc]
    result = {
        "searches": size,
        "practices": len(practices),
        "found": {"median": int(statistics.median(found)), "most": max(found)},
        **spread(times),
        "with_findings_written": spread(kept),
        **sizes(),
    }
    return result | (beside_an_index(practices) if rival else {})


def timed(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def keep(practice: Any) -> None:
    """Find, and write what was found, as the background does; nothing of it stays."""
    from django.db import transaction  # noqa: PLC0415

    from practices.arrivals import note  # noqa: PLC0415
    from practices.models import Arrival  # noqa: PLC0415
    from practices.standing import answered_by  # noqa: PLC0415

    with transaction.atomic():
        note(Arrival(practice=practice), answered_by(practice))
        transaction.set_rollback(True)


def sizes() -> dict[str, int]:
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_relation_size('practices_savedentry') / 1048576,"
            " pg_relation_size('saved_by_anchor') / 1048576"
        )
        entries, anchors = cursor.fetchone()
    return {"entries_mb": entries, "index_anchors_mb": anchors}


NEAREST = """
SELECT count(*) FROM (
    SELECT vector <#> %(vector)s::halfvec AS distance, trust FROM practices_savedentry
    WHERE vector IS NOT NULL
    ORDER BY vector <#> %(vector)s::halfvec LIMIT %(limit)s
) AS near
WHERE distance < trust - %(good)s
"""
EXACT = """
SELECT count(*) FILTER (WHERE vector <#> %(vector)s::halfvec < trust - %(good)s), count(*)
FROM practices_savedentry
WHERE vector <#> %(vector)s::halfvec < %(most_trust)s - %(good)s
"""


def beside_an_index(practices: list[Any]) -> dict[str, Any]:
    """
    Return the time of the same by HNSW, and the share that it finds, by meaning alone.

    It is told how many lie within the furthest line, which nobody knows beforehand: its best case.
    """
    from django.db import connection, transaction  # noqa: PLC0415

    from practices.matching import MOST_TRUST  # noqa: PLC0415
    from practices.standing import asked_of_searches  # noqa: PLC0415

    times, shares = [], []
    with connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '4GB'")
        build = timed(lambda: cursor.execute(INDEX_OF_MEANING))
        for practice in tqdm(practices, desc="HNSW"):
            values = asked_of_searches(practice)
            values["most_trust"] = MOST_TRUST
            cursor.execute(EXACT, values)
            all_of_them, within = cursor.fetchone()
            values["limit"] = within + 1
            with transaction.atomic():
                cursor.execute(SCAN_ON)
                times.append(timed(lambda: cursor.execute(NEAREST, values)))  # noqa: B023
                shares.append(cursor.fetchone()[0] / max(all_of_them, 1))
        cursor.execute("DROP INDEX saved_by_meaning")
    return {
        "hnsw": {
            "build_s": round(build / 1000, 1),
            **spread(times),
            "share_found": {
                "mean": round(statistics.mean(shares), 3),
                "least": round(min(shares), 3),
            },
        }
    }


INDEX_OF_MEANING = (
    "CREATE INDEX saved_by_meaning ON practices_savedentry"
    " USING hnsw (vector halfvec_ip_ops) WITH (m = 16, ef_construction = 64)"
)
SCAN_ON = (
    "SELECT set_config('hnsw.iterative_scan', 'relaxed_order', true),"
    " set_config('hnsw.ef_search', '400', true),"
    " set_config('hnsw.max_scan_tuples', '1000000', true),"
    " set_config('enable_seqscan', 'off', true)"
)


def table(rows: list[dict[str, Any]]) -> None:
    print(
        f"{'searches':>10}{'p50 ms':>9}{'p95 ms':>9}{'written p95':>13}{'found':>8}{'most':>8}"
        f"{'MB':>7}{'HNSW p50':>10}{'p95':>8}{'finds':>7}"
    )
    for row in rows:
        rival = row.get(
            "hnsw", {"p50_ms": "", "p95_ms": "", "share_found": {"mean": ""}}
        )
        print(
            f"{row['searches']:>10}{row['p50_ms']:>9}{row['p95_ms']:>9}"
            f"{row['with_findings_written']['p95_ms']:>13}{row['found']['median']:>8}"
            f"{row['found']['most']:>8}{row['entries_mb']:>7}{rival['p50_ms']:>10}"
            f"{rival['p95_ms']:>8}{rival['share_found']['mean']:>7}"
        )


if __name__ == "__main__":
    main()
