"""
The sample world: practices, problems and lineage compiled from public sources.

``sample/README.md`` describes the files. Its vectors ship with it, so that the first
start is quick.
"""

import hashlib
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings
from django.db import transaction
from tqdm import tqdm

from hubs import reference
from hubs.models import Country
from practices import embedding, lexemes, links, loading
from practices.embedding import Encode
from practices.models import Practice, Problem, SearchEntry
from practices.records import country_finder, read

FOLDER: Path = settings.BASE_DIR / "sample"
VECTORS = FOLDER / "vectors.npz"
FIRST = (
    "ex-combatants",
    "drought",
    "people-without-papers",
    "maternal-deaths",
    "small-firms-credit",
)


@cache
def files() -> list[dict[str, Any]]:
    """Return the problem files with their practices, by name."""
    return [
        json.loads(file.read_text())
        for file in sorted((FOLDER / "practices").glob("*.json"))
    ]


def records() -> list[dict[str, Any]]:
    return [row for body in files() for row in body["practices"]]


def load() -> None:
    """Bring hubs, practices, problems and lineage to what the sample says; repeatable."""
    reference.load_hubs(json.loads((FOLDER / "hubs.json").read_text()))
    report = loading.load(tqdm(records(), desc="sample"))
    if report.left_out:
        raise ValueError(f"The sample has unreadable practices: {report.left_out}")
    load_problems()
    links.load(records(), json.loads((FOLDER / "lineage.json").read_text()))
    lexemes.count()
    take_vectors()


def first_ones_first(body: dict[str, Any]) -> tuple[int, str]:
    """Order the problems: the examples of the first page, then the others by name."""
    slug = body["problem"]["slug"]
    return (FIRST.index(slug) if slug in FIRST else len(FIRST), slug)


@transaction.atomic
def load_problems() -> None:
    """Link each named problem to the practices that answer it."""
    keys = dict(Practice.objects.values_list("external_id", "pk"))
    for place, body in enumerate(sorted(files(), key=first_ones_first), 1):
        row = body["problem"]
        problem, _ = Problem.objects.update_or_create(
            slug=row["slug"],
            defaults={
                "names": row["name"],
                "examples": row["example"],
                "featured": place,
            },
        )
        problem.practices.set(keys[practice["key"]] for practice in body["practices"])


def take_vectors() -> None:
    """Give the practices the vectors that ship with them, where these are of today's recipe."""
    if not VECTORS.exists():
        return
    body = np.load(VECTORS)
    if str(body["recipe"]) != embedding.recipe():
        return
    rows = dict(
        zip(body["keys"].tolist(), body["vectors"].astype(np.float32), strict=True)
    )
    waiting = SearchEntry.objects.waiting(embedding.recipe()).select_related("practice")
    entries = [entry for entry in waiting if fingerprint(entry.practice) in rows]
    for entry in entries:
        entry.vector = rows[fingerprint(entry.practice)]
        entry.recipe = embedding.recipe()
    SearchEntry.objects.bulk_update(entries, ["vector", "recipe"], batch_size=100)


def fingerprint(practice: Practice) -> str:
    """Return what a vector was made of, so that a changed text gets a new one."""
    texts = (
        practice.language,
        embedding.passage_of(practice),
        embedding.problem_of(practice),
    )
    text = "\n".join(texts)
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def unsaved() -> Iterator[Practice]:
    """Yield the sample's practices without a database, for making vectors."""
    rows = Country.objects.values_list("iso3", "iso2", "names", "short_names")
    find = country_finder(list(rows))
    for row in records():
        fields = read(row, find_country=find).fields
        yield Practice(**fields)


def make_vectors(encode: Encode) -> None:
    """Write the vectors of the sample's practices."""
    practices = list(unsaved())
    vectors = embedding.practice_vectors(practices, encode)
    np.savez_compressed(
        VECTORS,
        recipe=np.array(embedding.recipe()),
        keys=np.array([fingerprint(row) for row in practices]),
        vectors=vectors.astype(np.float16),
    )
