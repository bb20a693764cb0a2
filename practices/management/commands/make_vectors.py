"""
Make the vectors that ship with the project: language offsets, topics, the sample's practices.

Run it after a change of the thesaurus or of the sample; it takes some minutes.
"""

import json
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any

import numpy as np
from django.core.management.base import BaseCommand
from tqdm import tqdm

from practices import embedding, sample, topics
from practices.embedding import Kind, Vectors


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--offsets", dest="made", default="5", help="version of the offsets"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        make_offsets(options["made"])
        make_topics()
        sample.make_vectors(encoded)


def encoded(texts: Sequence[str], *, kind: Kind) -> Vectors:
    """Encode one by one, with a progress bar; what was encoded before is kept."""
    return np.stack([once(text, kind) for text in tqdm(texts, desc=kind)])


@cache
def once(text: str, kind: Kind) -> Vectors:
    row: Vectors = embedding.encode([text], kind=kind)[0]
    return row


def make_offsets(version: str) -> None:
    """Write what each language adds to English, and what all texts of a kind share."""
    practices = list(sample.unsaved())
    told = added_by_language(told_pairs(), "query")
    written = told | added_by_language(written_pairs(), "passage")
    stories = [
        (code, text) for topic in topics.read() for code, text in topic.situations
    ]
    problems = [(row.language, embedding.problem_of(row)) for row in practices]
    passages = [(row.language, embedding.passage_of(row)) for row in practices]
    body = {
        "version": version,
        "model": embedding.MODEL,
        "languages": {"query": plain(told), "passage": plain(written)},
        "common": plain(
            {
                "query": without(stories, told, "query").mean(0),
                "problem": without(problems, told, "query").mean(0),
                "passage": without(passages, written, "passage").mean(0),
            }
        ),
    }
    embedding.OFFSETS.write_text(json.dumps(body, sort_keys=True) + "\n")
    embedding.offsets.cache_clear()


def told_pairs() -> Iterator[tuple[str, str, str]]:
    """Yield (language, situation, an English one of the same topic)."""
    for topic in topics.read():
        english = [text for code, text in topic.situations if code == "en"]
        for code, text in topic.situations:
            if code != "en":
                yield from ((code, text, other) for other in english)


def written_pairs() -> Iterator[tuple[str, str, str]]:
    """Yield (language, title and summary, the same in English) of the sample's practices."""
    for row in sample.records():
        if english := row["translations"].get("en"):
            yield row["language"], opening(row), opening(english)


def opening(row: dict[str, Any]) -> str:
    return f"{row['title']}\n{row['summary']}"


def added_by_language(
    pairs: Iterable[tuple[str, str, str]], kind: Kind
) -> dict[str, Vectors]:
    """Return the mean difference to English of texts that say the same, by language."""
    rows = list(pairs)
    here = encoded([text for _, text, _ in rows], kind=kind)
    english = encoded([text for _, _, text in rows], kind=kind)
    codes = np.array([code for code, _, _ in rows])
    added = {
        code: (here - english)[codes == code].mean(0) for code in sorted(set(codes))
    }
    return {"en": np.zeros(here.shape[1], dtype=np.float32)} | added


def without(
    texts: list[tuple[str, str]], added: dict[str, Vectors], kind: Kind
) -> Vectors:
    """Encode texts and subtract what their languages add."""
    rows = encoded([text for _, text in texts], kind=kind)
    return np.asarray(
        rows - np.stack([added[code] for code, _ in texts]), dtype=np.float32
    )


def plain(rows: dict[str, Vectors]) -> dict[str, list[float]]:
    return {
        name: [round(float(value), 5) for value in row] for name, row in rows.items()
    }


def make_topics() -> None:
    """Write the vectors of the thesaurus: labels as terms, situations as tellings."""
    book = topics.read()
    told = embedding.offsets()
    terms = encoded([topic.labels["en"] for topic in book], kind="query")
    pairs = [
        (place, pair) for place, topic in enumerate(book) for pair in topic.situations
    ]
    stories = without([pair for _, pair in pairs], told.languages["query"], "query")
    np.savez_compressed(
        topics.VECTORS,
        terms=embedding.normalised(terms - terms.mean(0)).astype(np.float16),
        tellings=embedding.normalised(stories - told.common["query"]).astype(
            np.float16
        ),
        owner=np.array([place for place, _ in pairs], dtype=np.int32),
    )
