"""
Matching at scale: ``python -m benchmarks.scale DATA [--sizes 10000 100000 1000000]``.

``DATA`` holds ``content/worldbank`` and ``content/cclw``. Some thousands of their texts are
loaded and encoded; the rest are copies that go to other countries, with vectors spread
around the original's, so that the nearest are not one text many times. Questions have
fifty words and go over HTTP to the web server of production shape, limits off.
"""

import argparse
import csv
import gzip
import http.client
import io
import json
import os
import random
import statistics
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
from tqdm import tqdm

from benchmarks.machine import machine
from benchmarks.relevance import prepare, vectors
from config.embedded import Service, services
from config.places import ROOT, local_dir

RESULTS = ROOT / "benchmarks" / "results" / "scale.json"
PORT = 8769
# Length of the noise beside a vector of length one: two copies of a text come as near each
# other (cosine 0.70) as its nearest neighbour among 2,000 real ones was measured to be (0.72).
SPREAD = 0.65
WORDS = 50
DEPTH = 100


def main() -> None:
    options = arguments()
    folder = local_dir() / "scale"
    os.environ |= {
        "LOCAL_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "POSTGRES_SHARED_BUFFERS": "4GB",
        "LIMIT_MATCH": "",
        "LIMIT_READ": "",
        "LOG_LEVEL": "WARNING",
    }
    results: dict[str, Any] = {"machine": machine(), "sizes": []}
    with services(folder, durable=False):
        prepare()
        base = fill_base(options.data, options.texts)
    for size in options.sizes:
        results["sizes"].append(measure(folder, base, size, options.questions))
        RESULTS.parent.mkdir(exist_ok=True)
        RESULTS.write_text(json.dumps(results, indent=1) + "\n")
    table(results["sizes"])


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument(
        "--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000]
    )
    parser.add_argument("--texts", type=int, default=5_000, help="distinct texts")
    parser.add_argument("--questions", type=int, default=200)
    return parser.parse_args()


def records(data: Path) -> Iterator[dict[str, Any]]:
    """Yield texts of World Bank projects and of climate laws as records of practices."""
    file = data / "content" / "worldbank" / "wb_projects_2025-03-31.csv.gz"
    with gzip.open(file, "rt", encoding="utf-8", errors="replace") as rows:
        for row in csv.DictReader(rows):
            text = row.get("pdo") or row.get("project_development_objective") or ""
            country = row.get("countryshortname") or row.get("country") or ""
            yield {
                "title": row.get("project_name") or "",
                "summary": text,
                "country": country,
                "external_id": f"wb-{row.get('id') or row.get('proj_id')}",
                "language": "en",
            }
    laws = data / "content" / "cclw" / "legislations-16_02_2022.csv"
    with laws.open(encoding="utf-8-sig", errors="replace") as rows:
        for row in csv.DictReader(rows):
            yield {
                "title": row["Title"],
                "summary": row["Description"],
                "country": row["Geography"],
                "external_id": f"cclw-{row['Id']}",
                "language": "en",
            }


def fill_base(data: Path, texts: int) -> np.ndarray[Any, Any]:
    """Load the distinct texts with their vectors; return the vectors in order of key."""
    from django.db import connection  # noqa: PLC0415

    from practices import embedding, loading  # noqa: PLC0415
    from practices.models import Practice  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE practices_practice CASCADE")
    rows = [row for row in records(data) if len(row["summary"].split()) >= 30]
    random.Random(7).shuffle(rows)  # noqa: S311
    loading.load(tqdm(rows[: texts * 5 // 4], desc="loading"))
    practices = list(Practice.objects.order_by("pk"))[:texts]
    Practice.objects.exclude(pk__in=[row.pk for row in practices]).delete()
    raw = vectors(
        [embedding.passage_of(row)[:450] for row in practices], "passage", "texts"
    )
    connection.close()  # the services are started anew for each size
    return embedding.centred(raw, [row.language for row in practices], kind="passage")


def measure(
    folder: Path, base: np.ndarray[Any, Any], size: int, asked: int
) -> dict[str, Any]:
    """Fill the database to a size, and measure it cold and warm, beside exact search."""
    with services(folder, durable=False):
        made, build = fill(base, size)
        questions = fifty_words(asked)
        exact = beside_exact(made, questions[:50])
        sizes = index_sizes()
    with services(folder, durable=False):  # started anew: nothing is in its memory
        web = server()
        web.start()
        try:
            cold = [ask(question) for question in questions[:20]]
            prewarm()
            for question in questions[20:60]:
                ask(question)
            warm = [
                ask(question)
                for question in tqdm(questions[60:], desc=f"{size}: one caller")
            ]
            rate = together(questions)
            memory = memory_of(web)
        finally:
            web.stop()
    return {
        "practices": size,
        "cold": spread(cold),
        "warm": spread(warm),
        "per_second_8": rate,
        "web_mb": memory,
        "index_build_s": build,
        **sizes,
        **exact,
    }


def fill(base: np.ndarray[Any, Any], size: int) -> tuple[np.ndarray[Any, Any], float]:
    """Copy the texts until there are ``size``; return all vectors and the time of the index."""
    from django.db import connection  # noqa: PLC0415

    from practices import embedding, lexemes  # noqa: PLC0415

    copies = -(-size // len(base))
    random_ones = np.random.default_rng(7)
    noise = random_ones.standard_normal(
        (copies * len(base), base.shape[1]), dtype=np.float32
    )
    noise *= SPREAD / np.sqrt(base.shape[1])
    noise[: len(base)] = 0
    made = embedding.normalised(np.tile(base, (copies, 1)) + noise)[:size].astype(
        np.float16
    )
    with connection.cursor() as cursor:
        run(cursor, COPIES, {"size": size, "base": len(base)})
        cursor.execute("CREATE TEMP TABLE made (place bigint, vector halfvec(384))")
        cursor.copy_expert("COPY made FROM STDIN BINARY", binary_rows(made))
        run(cursor, ENTRIES, {"recipe": embedding.recipe()})
        cursor.execute("DROP TABLE made")
        build = timed_index(cursor)
        cursor.execute("VACUUM ANALYZE")
    lexemes.count()
    connection.close()
    return made, build


COPIES = """
SET session_replication_role = replica;
TRUNCATE practices_searchentry;
DELETE FROM practices_practice WHERE external_id LIKE 'copy-%%';
CREATE TEMP TABLE base AS
    SELECT *, row_number() OVER (ORDER BY id) - 1 AS place FROM practices_practice;
CREATE TEMP TABLE places AS
    SELECT iso3, row_number() OVER (ORDER BY iso3) - 1 AS n FROM hubs_country WHERE developing;
INSERT INTO practices_practice (slug, external_id, country_id, country_codes, institution,
    language, language_inferred, title, summary, problem, context, approach, steps, results,
    went_wrong, preconditions, adaptable, contacts, approach_type, approach_inferred, scale,
    evidence, status, published_at, updated_at, version, cost_currency, cost_basis, content_hash)
SELECT 'copy-' || number, 'copy-' || number, iso3, ARRAY[iso3], institution, language, false,
    title, summary, problem, context, approach, steps, results, went_wrong, preconditions,
    adaptable, contacts,
    (ARRAY['law_and_policy', 'financing', 'service_delivery', 'community_led',
           'technology_and_data', 'infrastructure', 'skills_and_training'])[1 + number %% 7],
    false, scale, evidence, status, published_at, updated_at, 1, '', '', ''
FROM generate_series(%(base)s, %(size)s - 1) AS number
JOIN base ON base.place = number %% %(base)s
JOIN places ON places.n = (number * 7 + number / %(base)s) %% (SELECT count(*) FROM places);
SET session_replication_role = DEFAULT;
DROP TABLE places;
"""
ENTRIES = """
DROP INDEX IF EXISTS search_by_meaning;
DROP INDEX IF EXISTS search_by_words;
CREATE TEMP TABLE told AS
    SELECT place, search_config(language) AS config,
        setweight(to_tsvector(search_config(language), searchable(title)), 'A') ||
        setweight(to_tsvector(search_config(language), searchable(problem)), 'B') ||
        setweight(to_tsvector(search_config(language), searchable(
            concat_ws(E'\\n', summary, approach, results, context))), 'C') AS words
    FROM base;
CREATE UNIQUE INDEX ON told (place);
INSERT INTO practices_searchentry
    (practice_id, config, words, country_codes, approach_type, vector, recipe)
SELECT p.id, told.config, told.words, p.country_codes, p.approach_type, made.vector, %(recipe)s
FROM (SELECT *, row_number() OVER (ORDER BY id) - 1 AS place FROM practices_practice) p
JOIN made ON made.place = p.place
JOIN told ON told.place = p.place %% (SELECT count(*) FROM base);
CREATE INDEX search_by_words ON practices_searchentry USING gin (words) WITH (fastupdate = off);
DROP TABLE told, base;
"""


def run(cursor: Any, statements: str, values: dict[str, Any]) -> None:
    """Execute statements one by one, each in a transaction of its own."""
    for statement in statements.split(";\n"):
        if statement.strip():
            cursor.execute(statement, values)


def timed_index(cursor: Any) -> float:
    began = time.perf_counter()
    cursor.execute("SET maintenance_work_mem = '4GB'")
    cursor.execute("SET max_parallel_maintenance_workers = 1")
    cursor.execute(
        "CREATE INDEX search_by_meaning ON practices_searchentry"
        " USING hnsw (vector halfvec_cosine_ops) WITH (m = 16, ef_construction = 64)"
    )
    return round(time.perf_counter() - began, 1)


def binary_rows(rows: np.ndarray[Any, Any], first: int = 0) -> io.BufferedIOBase:
    """Return rows of (place, halfvec) in PostgreSQL's binary format; places count from first."""
    width = rows.shape[1]
    shape = np.dtype(
        [
            ("columns", ">i2"),
            ("size_1", ">i4"),
            ("place", ">i8"),
            ("size_2", ">i4"),
            ("width", ">i2"),
            ("unused", ">i2"),
            ("vector", ">f2", (width,)),
        ]
    )
    made = np.zeros(len(rows), dtype=shape)
    made["columns"], made["size_1"], made["size_2"] = 2, 8, 4 + 2 * width
    made["place"], made["width"], made["vector"] = (
        first + np.arange(len(rows)),
        width,
        rows,
    )
    return io.BytesIO(b"PGCOPY\n\xff\r\n\0" + bytes(8) + made.tobytes() + b"\xff\xff")


def fifty_words(count: int) -> list[str]:
    """Return questions of fifty words, no two alike, out of the texts."""
    from practices.models import Practice  # noqa: PLC0415

    texts = Practice.objects.exclude(external_id__startswith="copy-").order_by("pk")
    words = [
        text.split() for text in texts.values_list("summary", flat=True)[: 2 * count]
    ]
    pairs = zip(words[::2], words[1::2], strict=False)
    return [" ".join((one[:30] + other)[:WORDS]) for one, other in pairs]


def beside_exact(made: np.ndarray[Any, Any], questions: list[str]) -> dict[str, Any]:
    """Return exact search's time and the recall@100 of the index against it."""
    from django.db import connection, transaction  # noqa: PLC0415
    from pgvector import HalfVector  # noqa: PLC0415

    from practices.matching import towards_topics  # noqa: PLC0415
    from practices.reading import read  # noqa: PLC0415

    matrix = made.astype(np.float32)
    times, shares = [], []
    for question in tqdm(questions, desc="exact"):
        vector = towards_topics(read(question))
        assert vector is not None
        began = time.perf_counter()
        near = np.argpartition(-(matrix @ vector), DEPTH)[:DEPTH]
        times.append((time.perf_counter() - began) * 1000)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL hnsw.ef_search = 240")
            cursor.execute("SET LOCAL hnsw.iterative_scan = relaxed_order")
            cursor.execute(
                "SELECT vector FROM practices_searchentry"
                " ORDER BY vector <=> %s::halfvec LIMIT %s",
                [HalfVector(vector).to_text(), DEPTH],
            )
            found = np.array(
                [
                    HalfVector.from_text(v).to_list()
                    if isinstance(v, str)
                    else v.to_list()
                    for (v,) in cursor.fetchall()
                ]
            )
        least = np.sort(matrix[near] @ vector)[0]
        shares.append(float((found @ vector >= least - 1e-3).sum()) / DEPTH)
    connection.close()
    return {
        "exact_ms": round(statistics.median(times), 1),
        "recall@100": round(statistics.mean(shares), 3),
    }


def index_sizes() -> dict[str, int]:
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_relation_size('search_by_meaning') / 1048576,"
            " pg_relation_size('search_by_words') / 1048576,"
            " pg_total_relation_size('practices_searchentry') / 1048576"
        )
        meaning, words, whole = cursor.fetchone()
    connection.close()
    return {
        "index_meaning_mb": meaning,
        "index_words_mb": words,
        "search_table_mb": whole,
    }


def prewarm() -> None:
    """Bring what is searched into the database's memory, as it is after a day of work."""
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_prewarm")
        for name in ("practices_searchentry", "search_by_meaning", "search_by_words"):
            cursor.execute("SELECT pg_prewarm(%s)", [name])
        cursor.execute(
            "SELECT sum(pg_prewarm(indexrelid)) FROM pg_index"
            " WHERE indrelid = 'practices_searchentry'::regclass"
        )
    connection.close()


def server() -> Service:
    from config.demo import is_alive  # noqa: PLC0415

    command = [
        str(Path(sys.executable).parent / "gunicorn"),
        "config.wsgi",
        "-c",
        "config/gunicorn.py",
        "--bind",
        f"127.0.0.1:{PORT}",
    ]
    return Service(
        "web", command, local_dir() / "web.log", answers=lambda: is_alive(PORT)
    )


def ask(question: str) -> float:
    """Ask over HTTP; return the milliseconds until the whole answer is there."""
    began = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
    body = json.dumps({"problem": question, "country": "SLE"})
    connection.request(
        "POST", "/api/v1/match", body, {"Content-Type": "application/json"}
    )
    answer = connection.getresponse()
    answer.read()
    if answer.status != 200:
        raise RuntimeError(f"match answered {answer.status}")
    connection.close()
    return (time.perf_counter() - began) * 1000


def together(questions: list[str]) -> float:
    """Return the answers a second that eight callers get."""
    fresh = [f"{question} {place}" for place, question in enumerate(questions)]
    began = time.perf_counter()
    with ThreadPoolExecutor(8) as callers:
        list(callers.map(ask, [" ".join(reversed(text.split())) for text in fresh]))
    return round(len(fresh) / (time.perf_counter() - began), 1)


def spread(times: list[float]) -> dict[str, float]:
    return {
        "p50_ms": round(statistics.median(times), 1),
        "p95_ms": round(statistics.quantiles(times, n=20)[18], 1),
    }


def memory_of(web: Service) -> list[int]:
    """Return the resident megabytes of each web process."""
    assert web.process is not None
    children = (
        Path(f"/proc/{web.process.pid}/task/{web.process.pid}/children")
        .read_text()
        .split()
    )
    status = [Path(f"/proc/{pid}/status").read_text() for pid in children]
    return [int(text.split("VmRSS:")[1].split()[0]) // 1024 for text in status]


def table(rows: list[dict[str, Any]]) -> None:
    print(
        f"{'practices':>10}{'cold p95':>10}{'warm p50':>10}{'warm p95':>10}{'8 callers/s':>12}"
        f"{'exact ms':>10}{'recall':>8}{'index MB':>10}"
    )
    for row in rows:
        print(
            f"{row['practices']:>10}{row['cold']['p95_ms']:>10}{row['warm']['p50_ms']:>10}"
            f"{row['warm']['p95_ms']:>10}{row['per_second_8']:>12}{row['exact_ms']:>10}"
            f"{row['recall@100']:>8}{row['index_meaning_mb']:>10}"
        )


if __name__ == "__main__":
    main()
