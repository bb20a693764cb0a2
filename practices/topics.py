"""
The thesaurus of public problems: how people tell them, and what the field calls them.

A person writes a story, practices speak in the terms of programmes. Each topic holds
both: situations as they are told, and a label in eight languages. A question is moved
towards the topics whose situations it resembles (a pivot in the sense of Rocchio's
relevance feedback, with the thesaurus in the place of judged documents).

``practices/data/topics/*.json`` is written by hand; ``manage.py make_vectors`` makes
``topics.npz`` from it.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from practices.embedding import Vectors

FOLDER = Path(__file__).parent / "data" / "topics"
VECTORS = Path(__file__).parent / "data" / "topics.npz"
NEAREST = 6  # topics that a question is moved towards
SHARPNESS = 0.08  # of the softmax over their closeness; measured on labelled sets


@dataclass(frozen=True)
class Topic:
    """One kind of public problem."""

    slug: str
    themes: tuple[str, ...]
    labels: dict[str, str]
    situations: tuple[tuple[str, str], ...]  # (language, text)


@dataclass(frozen=True)
class Thesaurus:
    """All topics with their vectors; ``owner`` says whose each row of ``tellings`` is."""

    topics: list[Topic]
    terms: Vectors  # one row a topic: its label
    tellings: Vectors  # its situations and its label
    owner: Any


def read() -> list[Topic]:
    """Return the topics of all files, in a stable order."""
    rows = [row for file in sorted(FOLDER.glob("*.json")) for row in json.loads(file.read_text())]
    return [
        Topic(
            row["slug"],
            tuple(row["themes"]),
            row["labels"],
            tuple((telling["language"], telling["text"]) for telling in row["situations"]),
        )
        for row in rows
    ]


@cache
def thesaurus() -> Thesaurus:
    """Return the thesaurus, read once a process."""
    body = np.load(VECTORS)
    rows = {name: body[name].astype(np.float32) for name in ("terms", "tellings")}
    return Thesaurus(read(), rows["terms"], rows["tellings"], body["owner"])


def nearest(vector: Vectors, count: int = NEAREST) -> Iterator[tuple[int, float]]:
    """Yield the places of the nearest topics with their closeness, nearest first."""
    book = thesaurus()
    closeness = book.tellings @ vector
    best = np.full(len(book.topics), -1.0, dtype=np.float32)
    np.maximum.at(best, book.owner, closeness)
    for place in np.argsort(-best)[:count]:
        yield int(place), float(best[place])


def pivot(vector: Vectors) -> Vectors:
    """Return the middle of the nearest topics' terms, the nearer the heavier."""
    found = list(nearest(vector))
    closeness = np.array([near for _, near in found], dtype=np.float32)
    weights = np.exp((closeness - closeness.max()) / SHARPNESS)
    middle = (weights / weights.sum()) @ thesaurus().terms[[place for place, _ in found]]
    return np.asarray(middle, dtype=np.float32)


def themes_near(vector: Vectors, count: int = 3) -> list[str]:
    """Return the codes of the themes of the nearest topics, each once."""
    book = thesaurus()
    codes = (code for place, _ in nearest(vector) for code in book.topics[place].themes)
    return list(dict.fromkeys(codes))[:count]
