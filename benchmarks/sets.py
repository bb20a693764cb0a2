"""Labelled sets in the BEIR layout, and the measures that they are scored with."""

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Grades = dict[str, int]


@dataclass(frozen=True)
class LabelledSet:
    """Texts, questions, and which text answers which question how well (0 to 3)."""

    name: str
    corpus: list[dict[str, Any]]
    queries: list[dict[str, Any]]
    grades: dict[str, Grades]

    @property
    def has_countries(self) -> bool:
        return any(row.get("countries") for row in self.corpus)

    @property
    def languages(self) -> str:
        asked = sorted({row.get("language", "?") for row in self.queries})
        told = sorted({row.get("language", "?") for row in self.corpus})
        return f"{'+'.join(asked)} → {'+'.join(told)}"


def read_set(folder: Path, most: int) -> LabelledSet:
    """Read a set; of its questions at most ``most``, evenly taken."""
    corpus, queries = (
        read_lines(folder / "corpus.jsonl"),
        read_lines(folder / "queries.jsonl"),
    )
    step = max(1, math.ceil(len(queries) / most))
    grades: dict[str, Grades] = {}
    for line in (folder / "qrels" / "test.tsv").read_text().splitlines()[1:]:
        query, document, grade = line.split("\t")
        grades.setdefault(query, {})[document] = int(float(grade))
    return LabelledSet(folder.name, corpus, queries[::step], grades)


def read_lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text().splitlines() if line.strip()]


def ndcg(ranking: list[str], grades: Grades, depth: int = 10) -> float | None:
    """Return nDCG with gain 2^grade - 1 (Järvelin and Kekäläinen 2002); None without good texts."""
    best = discounted(sorted(grades.values(), reverse=True)[:depth])
    return (
        discounted([grades.get(key, 0) for key in ranking[:depth]]) / best
        if best
        else None
    )


def discounted(gains: list[int]) -> float:
    return math.fsum(
        (2**gain - 1) / math.log2(place + 2) for place, gain in enumerate(gains)
    )


def recall(ranking: list[str], grades: Grades, depth: int = 20) -> float | None:
    """Return the share of the good texts that stand among the first ``depth``."""
    good = {key for key, grade in grades.items() if grade > 0}
    return len(good & set(ranking[:depth])) / len(good) if good else None


def five_countries(cards: list[str], grades: Grades) -> float:
    """Return good cards (grade 2 or more) divided by five; an empty place is a miss."""
    return sum(grades.get(key, 0) >= 2 for key in cards[:5]) / 5


def cards_of(
    ranking: list[str],
    countries: dict[str, list[str]],
    asker: str | None,
    count: int = 5,
) -> list[str]:
    """Give one card a document, to its first country that is neither the asker's nor shown yet."""
    taken = {asker}
    cards: list[str] = []
    for key in ranking:
        free = [code for code in countries.get(key, []) if code not in taken]
        if free and len(cards) < count:
            taken.add(free[0])
            cards.append(key)
    return cards


def is_unanswerable(grades: Grades) -> bool:
    """True where no text deserves to be shown: rightly nothing."""
    return not any(grade >= 2 for grade in grades.values())


def mean(values: list[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None
