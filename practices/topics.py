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
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from practices.embedding import Vectors

FOLDER = Path(__file__).parent / "data" / "topics"
VECTORS = Path(__file__).parent / "data" / "topics.npz"
# Measured on labelled sets (benchmarks/relevance):
NEAREST = 5  # topics that a question is moved towards
SHARPNESS = 0.08  # of the softmax over their closeness
TELLING = 0.75  # weight of the nearest situation beside the label
# Closeness of the nearest topic from which a question is moved at all, and fully:
UNSURE, SURE = 0.38, 0.54

Nearest = list[
    tuple[int, float]
]  # places of topics with their closeness, nearest first


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
    tellings: Vectors  # one row a situation
    owner: Any


def read() -> list[Topic]:
    """Return the topics of all files, in a stable order."""
    rows = [
        row
        for file in sorted(FOLDER.glob("*.json"))
        for row in json.loads(file.read_text())
    ]
    return [
        Topic(
            row["slug"],
            tuple(row["themes"]),
            row["labels"],
            tuple(
                (telling["language"], telling["text"]) for telling in row["situations"]
            ),
        )
        for row in rows
    ]


@cache
def thesaurus() -> Thesaurus:
    """Return the thesaurus, read once a process."""
    body = np.load(VECTORS)
    rows = {name: body[name].astype(np.float32) for name in ("terms", "tellings")}
    return Thesaurus(read(), rows["terms"], rows["tellings"], body["owner"])


def nearest(story: Vectors, count: int = NEAREST) -> Nearest:
    """
    Return the places of the nearest topics with their closeness, nearest first.

    ``story`` is the question's vector without what all told problems share.
    """
    book = thesaurus()
    told = np.full(len(book.topics), -1.0, dtype=np.float32)
    np.maximum.at(told, book.owner, book.tellings @ story)
    closeness = book.terms @ story + TELLING * told
    return [
        (int(place), float(closeness[place]))
        for place in np.argsort(-closeness)[:count]
    ]


def pivot(found: Nearest) -> Vectors:
    """
    Return where the terms of the nearest topics lie, the nearer the heavier.

    Its length, 0 to 1, says how sure it is that the question is one of these.
    """
    places = [place for place, _ in found]
    closeness = np.array([near for _, near in found], dtype=np.float32)
    weights = np.exp((closeness - closeness[0]) / SHARPNESS)
    middle = (weights / weights.sum()) @ thesaurus().terms[places]
    sure = np.clip((closeness[0] - UNSURE) / (SURE - UNSURE), 0, 1)
    return np.asarray(sure * middle, dtype=np.float32)


def themes_near(found: Nearest, count: int = 3) -> list[str]:
    """Return the codes of the themes of the nearest topics, each once."""
    book = thesaurus()
    codes = (code for place, _ in found for code in book.topics[place].themes)
    return list(dict.fromkeys(codes))[:count]
