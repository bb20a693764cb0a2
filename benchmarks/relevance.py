"""
Relevance of four engines in one run: words only, BM25, embeddings only, and ours.

``python -m benchmarks.relevance --set FOLDER …`` scores sets in the BEIR layout
(``benchmarks/convert.py`` makes them from public ones). Each set is loaded as practices
into a database of its own; vectors are kept in ``.local/bench`` for the next run.
"""

import argparse
import hashlib
import json
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from tqdm import tqdm

from benchmarks import sets
from benchmarks.machine import machine
from benchmarks.sets import LabelledSet
from config.embedded import services
from config.places import ROOT, local_dir

if TYPE_CHECKING:
    from practices.embedding import Kind, Vectors

DEPTH = 100
ENGINES = ("words", "bm25", "embeddings", "ours")
RESULTS = ROOT / "benchmarks" / "results" / "relevance.json"
PLACES = ("RWA", "BRA", "IND", "KEN", "PER", "SEN", "VNM")  # for sets without countries

Rank = Callable[[dict[str, Any]], list[str]]


def main() -> None:
    options = arguments()
    folder = local_dir() / "bench"
    os.environ |= {
        "LOCAL_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    os.environ.setdefault("OMP_NUM_THREADS", "2")
    with services(folder, durable=False):
        prepare()
        rows = [measure(sets.read_set(place, options.most)) for place in options.set]
    table(rows)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(
        json.dumps({"machine": machine(), "sets": rows}, indent=1) + "\n"
    )


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--set", type=Path, nargs="+", required=True, help="folders, BEIR layout"
    )
    parser.add_argument("--most", type=int, default=300, help="questions of a set")
    return parser.parse_args()


def prepare() -> None:
    """Make an empty database with reference data."""
    import django  # noqa: PLC0415  (after the services)
    from django.core.management import call_command  # noqa: PLC0415

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("load_reference")


def measure(labelled: LabelledSet) -> dict[str, Any]:
    """Score the four engines on one set."""
    fill(labelled)
    engines = {
        "words": words_engine(),
        "bm25": bm25_engine(labelled),
        "embeddings": embeddings_engine(labelled),
        "ours": ours,
    }
    result: dict[str, Any] = {
        "set": labelled.name,
        "languages": labelled.languages,
        "questions": len(labelled.queries),
        "texts": len(labelled.corpus),
    }
    for name, rank in engines.items():
        bar = tqdm(labelled.queries, desc=f"{labelled.name}: {name}", leave=False)
        result[name] = scores(labelled, name, {row["_id"]: rank(row) for row in bar})
    return result


def scores(
    labelled: LabelledSet, name: str, rankings: dict[str, list[str]]
) -> dict[str, Any]:
    """Return the measures of one engine on one set."""
    grades = labelled.grades
    found: dict[str, Any] = {
        "ndcg@10": sets.mean(
            [sets.ndcg(r, grades.get(q, {})) for q, r in rankings.items()]
        ),
        "recall@20": sets.mean(
            [sets.recall(r, grades.get(q, {})) for q, r in rankings.items()]
        ),
    }
    by_language: dict[str, list[float | None]] = {}
    for row in labelled.queries:
        score = sets.ndcg(rankings[row["_id"]], grades.get(row["_id"], {}))
        by_language.setdefault(row.get("language", "?"), []).append(score)
    found["by_language"] = {code: sets.mean(rows) for code, rows in by_language.items()}
    if labelled.has_countries:
        found |= cards(labelled, name, rankings)
    return found


def cards(
    labelled: LabelledSet, name: str, rankings: dict[str, list[str]]
) -> dict[str, Any]:
    """Return the five-country score, and how often nothing is rightly shown."""
    countries = {row["_id"]: row.get("countries", []) for row in labelled.corpus}
    good: list[float | None] = []
    silent: list[float | None] = []
    for row in labelled.queries:
        shown = (
            ours_cards(row)
            if name == "ours"
            else sets.cards_of(rankings[row["_id"]], countries, row.get("country"))
        )
        grades = labelled.grades.get(row["_id"], {})
        if sets.is_unanswerable(grades):
            silent.append(float(not shown))
        else:
            good.append(sets.five_countries(shown, grades))
    return {"five_countries": sets.mean(good), "rightly_nothing": sets.mean(silent)}


def fill(labelled: LabelledSet) -> None:
    """Load a set as practices, with vectors from the cache or the encoder."""
    from django.db import connection  # noqa: PLC0415

    from practices import embedding, lexemes, loading  # noqa: PLC0415
    from practices.models import Practice, SearchEntry  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE practices_practice, practices_lexemecount CASCADE")
    report = loading.load(
        tqdm(records(labelled), desc=f"{labelled.name}: loading", leave=False)
    )
    for line, reason in report.left_out:
        print(f"{labelled.name} text {line} left out: {reason}")
    practices = list(Practice.objects.order_by("pk"))
    rows = embedding.practice_vectors(
        practices, lambda texts, *, kind: vectors(list(texts), kind, labelled.name)
    )
    entries = SearchEntry.objects.in_bulk([row.pk for row in practices])
    for practice, vector in zip(practices, rows, strict=True):
        entries[practice.pk].vector, entries[practice.pk].recipe = (
            vector,
            embedding.recipe(),
        )
    SearchEntry.objects.bulk_update(
        entries.values(), ["vector", "recipe"], batch_size=500
    )
    lexemes.count()


def records(labelled: LabelledSet) -> list[dict[str, Any]]:
    return [
        {
            "external_id": row["_id"],
            "title": row.get("title") or " ".join(row["text"].split()[:10]),
            "summary": row["text"],
            "countries": row.get("countries") or [PLACES[place % len(PLACES)]],
            "language": row.get("language"),
        }
        for place, row in enumerate(labelled.corpus)
    ]


def vectors(texts: list[str], kind: "Kind", name: str) -> "Vectors":
    """Return the model's own vectors, from ``.local/bench`` where they have been made before."""
    from practices import embedding  # noqa: PLC0415

    digest = hashlib.sha256(
        "\0".join([embedding.encoder().name, kind, *texts]).encode()
    ).hexdigest()
    file = local_dir() / f"{digest[:24]}.npy"
    if not file.exists():
        bar = tqdm(texts, desc=f"{name}: encoding", leave=False)
        np.save(
            file, np.concatenate([embedding.encode([text], kind=kind) for text in bar])
        )
    return np.asarray(np.load(file), dtype=np.float32)


def words_engine() -> Rank:
    """Return PostgreSQL's full text alone: all lexemes ORed, by ts_rank."""
    from django.db import connection  # noqa: PLC0415

    from practices import guesses  # noqa: PLC0415

    def rank(row: dict[str, Any]) -> list[str]:
        with connection.cursor() as cursor:
            cursor.execute(
                """
                WITH asked AS (
                    SELECT replace(plainto_tsquery(search_config(%s), searchable(%s))::text,
                                   '&', '|')::tsquery AS query)
                SELECT p.external_id FROM practices_searchentry e CROSS JOIN asked
                JOIN practices_practice p ON p.id = e.practice_id
                WHERE e.words @@ asked.query
                ORDER BY ts_rank(e.words, asked.query) DESC, p.id LIMIT %s
                """,
                [
                    row.get("language") or guesses.language(row["text"]),
                    row["text"],
                    DEPTH,
                ],
            )
            return [key for (key,) in cursor.fetchall()]

    return rank


def bm25_engine(labelled: LabelledSet) -> Rank:
    """Return plain BM25 (bm25s, its defaults), words split at anything that is no letter."""
    import bm25s  # noqa: PLC0415

    keys = [row["_id"] for row in labelled.corpus]
    index = bm25s.BM25()
    texts = [f"{row.get('title', '')} {row['text']}" for row in labelled.corpus]
    index.index([tokens(text) for text in texts], show_progress=False)

    def rank(row: dict[str, Any]) -> list[str]:
        found = index.get_scores(tokens(row["text"]))
        order = np.argsort(-found, kind="stable")[:DEPTH]
        return [keys[place] for place in order if found[place] > 0]

    return rank


def tokens(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def embeddings_engine(labelled: LabelledSet) -> Rank:
    """Return the model as it comes: the whole question, the cosine, nothing subtracted."""
    from practices import embedding  # noqa: PLC0415
    from practices.models import Practice  # noqa: PLC0415

    practices = list(Practice.objects.order_by("pk"))
    told = vectors(
        [embedding.passage_of(row) for row in practices], "passage", labelled.name
    )
    asked = vectors([row["text"] for row in labelled.queries], "query", labelled.name)
    by_key = {
        row["_id"]: vector for row, vector in zip(labelled.queries, asked, strict=True)
    }

    def rank(row: dict[str, Any]) -> list[str]:
        order = np.argsort(-(told @ by_key[row["_id"]]), kind="stable")[:DEPTH]
        return [str(practices[place].external_id) for place in order]

    return rank


def ours(row: dict[str, Any]) -> list[str]:
    """Return our ranking of texts, before countries are chosen."""
    from practices import matching  # noqa: PLC0415

    return matching.ranked_ids(row["text"])[:DEPTH]


def ours_cards(row: dict[str, Any]) -> list[str]:
    """Return what we would show, as the page does."""
    from hubs.models import Country  # noqa: PLC0415
    from practices import matching  # noqa: PLC0415

    country = Country.objects.filter(pk=row.get("country") or "").first()
    answer = matching.match(row["text"], country=country)
    return [str(found.practice.external_id) for found in answer.matches]


def table(rows: list[dict[str, Any]]) -> None:
    """Print nDCG@10 and recall@20 of all, and the five-country score where it is known."""
    print(f"{'':24}" + "".join(f"{name:>18}" for name in ENGINES))
    for line in lines(rows):
        print(line)


def lines(rows: list[dict[str, Any]]) -> Iterator[str]:
    for row in rows:
        cells = (f"{row[n]['ndcg@10']:9.3f}{row[n]['recall@20']:9.3f}" for n in ENGINES)
        yield f"{row['set'][:24]:24}" + "".join(cells)
    means = [
        np.mean([[row[n]["ndcg@10"], row[n]["recall@20"]] for row in rows], axis=0)
        for n in ENGINES
    ]
    yield f"{'mean':24}" + "".join(f"{a:9.3f}{b:9.3f}" for a, b in means)
    for row in rows:
        if "five_countries" in row["ours"]:
            cells = (
                f"{row[n]['five_countries']:9.3f}{row[n]['rightly_nothing'] or 0:9.3f}"
                for n in ENGINES
            )
            yield f"{row['set'][:16]:16}5 cards " + "".join(cells)


if __name__ == "__main__":
    main()
