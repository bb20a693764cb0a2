"""
Make the vectors that ship with the project: language offsets, topics, the sample's practices.

Run it after a change of the thesaurus or of the sample; it takes some minutes.
"""

import json
from argparse import ArgumentParser
from functools import cache
from typing import Any

import numpy as np
from django.core.management.base import BaseCommand
from tqdm import tqdm

from practices import embedding, sample, topics
from practices.embedding import Kind, Vectors

KINDS: tuple[Kind, Kind] = ("query", "passage")
LANGUAGES = ("en", "fr", "es", "pt", "ar", "ru", "zh", "id")


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--offsets", dest="made", default="1", help="version of the offsets")

    def handle(self, *args: Any, **options: Any) -> None:
        make_offsets(options["made"])
        embedding.offsets.cache_clear()
        make_topics()
        sample.make_vectors()


def encoded(texts: list[str], kind: Kind, name: str) -> Vectors:
    """Encode one by one, with a progress bar; what was encoded before is kept."""
    return np.stack([once(text, kind) for text in tqdm(texts, desc=name)])


@cache
def once(text: str, kind: Kind) -> Vectors:
    row: Vectors = embedding.encode([text], kind=kind)[0]
    return row


def make_offsets(version: str) -> None:
    """Write what each language adds, from labels that say the same, and what all share."""
    book = topics.read()
    labels = {kind: {code: labels_in(code, kind) for code in LANGUAGES} for kind in KINDS}
    shared = {kind: np.mean([rows.mean(0) for rows in labels[kind].values()], 0) for kind in KINDS}
    languages = {
        kind: {code: rows.mean(0) - shared[kind] for code, rows in labels[kind].items()}
        for kind in KINDS
    }
    told = [pair for topic in book for pair in topic.situations]
    stories = encoded([text for _, text in told], "query", "situations")
    stories -= np.stack([languages["query"][code] for code, _ in told])
    body = {
        "version": version,
        "model": embedding.MODEL,
        "languages": {
            kind: {code: plain(row) for code, row in rows.items()}
            for kind, rows in languages.items()
        },
        "common": {"query": plain(stories.mean(0)), "passage": plain(shared["passage"])},
        "labels": plain(shared["query"]),
    }
    embedding.OFFSETS.write_text(json.dumps(body, sort_keys=True) + "\n")


def plain(row: Vectors) -> list[float]:
    return [round(float(value), 5) for value in row]


def labels_in(language: str, kind: Kind) -> Vectors:
    labels = [topic.labels[language] for topic in topics.read()]
    return encoded(labels, kind, f"{kind} offsets of {language}")


def make_topics() -> None:
    """Write the vectors of the thesaurus: labels as terms, situations as tellings."""
    book = topics.read()
    terms = aligned([("en", topic.labels["en"]) for topic in book], "terms")
    pairs = [
        (place, language, text)
        for place, topic in enumerate(book)
        for language, text in topic.situations
    ]
    told = aligned([(language, text) for _, language, text in pairs], "tellings")
    tellings = embedding.normalised(told - embedding.offsets().common["query"])
    np.savez_compressed(
        topics.VECTORS,
        terms=embedding.normalised(terms - terms.mean(0)).astype(np.float16),
        tellings=tellings.astype(np.float16),
        owner=np.array([place for place, _, _ in pairs], dtype=np.int32),
    )


def aligned(texts: list[tuple[str, str]], name: str) -> Vectors:
    vectors = encoded([text for _, text in texts], "query", name)
    return embedding.aligned(vectors, [language for language, _ in texts], kind="query")
