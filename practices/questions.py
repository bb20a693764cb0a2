"""What every reviewer is asked, as data in three languages."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from hubs.models import in_readers_language

FILE = Path(__file__).parent / "data" / "review_questions.json"


@dataclass(frozen=True)
class ReviewQuestion:
    """One question with its help; both speak the reader's language."""

    code: str
    texts: dict[str, str]
    helps: dict[str, str]

    @property
    def text(self) -> str:
        return in_readers_language(self.texts)

    @property
    def help(self) -> str:
        return in_readers_language(self.helps)


@cache
def review_questions() -> tuple[ReviewQuestion, ...]:
    """Return the questions in their order, read once a process."""
    rows = json.loads(FILE.read_text())
    return tuple(
        ReviewQuestion(row["code"], row["question"], row["help"]) for row in rows
    )
