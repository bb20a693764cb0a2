"""
Make the vectors that ship with the project: language offsets, topics, the sample's practices.

Run it after a change of the thesaurus or of the sample; it takes some minutes.
"""

import json
from argparse import ArgumentParser
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
    """Encode one by one, with a progress bar."""
    rows = [embedding.encode([text], kind=kind) for text in tqdm(texts, desc=name)]
    return np.concatenate(rows)


def make_offsets(version: str) -> None:
    """Write what each language adds to a vector, beside half of what all of them share."""
    body: dict[str, Any] = {"version": version, "model": embedding.MODEL}
    for kind in KINDS:
        means = {code: labels_in(code, kind).mean(axis=0) for code in LANGUAGES}
        shared = np.mean(list(means.values()), axis=0)
        rows = {code: mean - shared / 2 for code, mean in means.items()} | {"*": shared / 2}
        body[kind] = {code: [round(float(x), 5) for x in row] for code, row in rows.items()}
    embedding.OFFSETS.write_text(json.dumps(body, sort_keys=True) + "\n")


def labels_in(language: str, kind: Kind) -> Vectors:
    labels = [topic.labels[language] for topic in topics.read()]
    return encoded(labels, kind, f"{kind} offsets of {language}")


def make_topics() -> None:
    """Write the vectors of the thesaurus: labels as terms, situations and labels as tellings."""
    book = topics.read()
    terms = centred([("en", topic.labels["en"]) for topic in book], "topics")
    pairs = [
        (place, language, text)
        for place, topic in enumerate(book)
        for language, text in topic.situations
    ]
    tellings = centred([(language, text) for _, language, text in pairs], "situations")
    np.savez_compressed(
        topics.VECTORS,
        terms=terms.astype(np.float16),
        tellings=np.concatenate([tellings, terms]).astype(np.float16),
        owner=np.array([place for place, _, _ in pairs] + list(range(len(book))), dtype=np.int32),
    )


def centred(texts: list[tuple[str, str]], name: str) -> Vectors:
    vectors = encoded([text for _, text in texts], "query", name)
    return embedding.centred(vectors, [language for language, _ in texts], kind="query")
