"""How complete a practice is, and how easy to read: what is missing, and why it matters."""

import re
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

LONG_WORD = 7  # letters, after Björnsson's LIX
LONG_SENTENCE = 30  # words
# LIX up to which a text reads like a newspaper; agglutinating languages have longer words
EASY, HARD = 45, 60
BY_LETTERS = {"en", "fr", "es", "pt", "id"}
MOST_WORDS = {"summary": 150}


@dataclass(frozen=True)
class Part:
    """One thing that a complete practice has."""

    field: str
    name: str
    why: str
    is_there: bool


@dataclass(frozen=True)
class Completeness:
    parts: list[Part]

    @property
    def there(self) -> int:
        return sum(part.is_there for part in self.parts)

    @property
    def total(self) -> int:
        return len(self.parts)

    @property
    def missing(self) -> list[Part]:
        return [part for part in self.parts if not part.is_there]


def completeness(content: dict[str, Any]) -> Completeness:
    """Tell what a reader will miss."""
    figures = [row for row in content.get("outcomes") or () if len(row["values"]) > 1]
    sourced = [
        value["source"] is not None
        for row in content.get("outcomes") or ()
        for value in row["values"]
    ]
    years = content.get("years") or {}
    rows = [
        ("summary", _("Sixty seconds"), _("It is all that most people read.")),
        (
            "problem",
            _("The problem"),
            _("By it, others with the same problem find you."),
        ),
        ("approach", _("How it works"), _("Without it, nobody can do the same.")),
        ("steps", _("Step by step"), _("Somebody will want to begin tomorrow.")),
        ("results", _("What came of it"), _("It is why others will believe you.")),
        (
            "went_wrong",
            _("What went wrong"),
            _("It saves others years, and makes the rest credible."),
        ),
        (
            "preconditions",
            _("What must be there"),
            _("It tells others whether it can work."),
        ),
        ("adaptable", _("What can be adapted"), _("No two countries do the same.")),
        ("contacts", _("In charge"), _("People learn from people.")),
        ("themes", _("Themes"), _("They lead readers to it who search by goal.")),
        ("cost", _("Cost"), _("The first question of every ministry of finance.")),
        ("sources", _("Sources"), _("What has no source is hearsay.")),
    ]
    parts = [
        Part(name, label, why, bool(content.get(name))) for name, label, why in rows
    ]
    return Completeness(
        [
            *parts,
            Part(
                "years",
                _("Years"),
                _("A reader must know whether it still goes on."),
                bool(years.get("start")),
            ),
            Part(
                "outcomes",
                _("An outcome before and after"),
                _("Two figures of the same indicator show a change."),
                bool(figures),
            ),
            Part(
                "outcomes",
                _("A source for every figure"),
                _("A figure without its source is not shown elsewhere."),
                bool(sourced) and all(sourced),
            ),
        ]
    )


@dataclass(frozen=True)
class Readability:
    """How a text reads, in words, with the sentence to begin with."""

    words: int
    level: str  # "easy", "fair" or "hard"; "" where there is too little to tell
    long_sentences: int
    longest: str
    advice: list[str]


def readability(content: dict[str, Any]) -> Readability:
    """Tell how hard it is to read: by the length of its sentences and of its words."""
    texts = [
        str(content.get(name) or "")
        for name in (
            "summary",
            "problem",
            "context",
            "approach",
            "results",
            "went_wrong",
        )
    ]
    sentences = [
        part.strip()
        for text in texts
        for part in re.split(r"(?<=[.!?。؟।])\s+|\n+", text)
        if part.strip()
    ]
    words = [word for text in sentences for word in re.findall(r"\w+", text)]
    longest = max(sentences, key=lambda text: len(text.split()), default="")
    long_ones = sum(len(text.split()) > LONG_SENTENCE for text in sentences)
    level = level_of(words, len(sentences), str(content.get("language") or ""))
    return Readability(
        len(words),
        level,
        long_ones,
        longest[:400] if len(longest.split()) > LONG_SENTENCE else "",
        advice_on(content, level, long_ones),
    )


def level_of(words: list[str], sentences: int, language: str) -> str:
    if len(words) < 30:
        return ""
    measure = len(words) / sentences
    if language in BY_LETTERS:
        long_words = sum(len(word) >= LONG_WORD for word in words)
        measure += 100 * long_words / len(words)
    else:
        measure *= 2.2
    return "easy" if measure < EASY else "fair" if measure < HARD else "hard"


def advice_on(content: dict[str, Any], level: str, long_ones: int) -> list[str]:
    advice = []
    if long_ones:
        advice.append(
            _("%(count)d sentences have more than 30 words: make two of each.")
            % {"count": long_ones}
        )
    if level == "hard":
        advice.append(_("Many long words: say it as you would to a colleague."))
    words = len(str(content.get("summary") or "").split())
    if words > MOST_WORDS["summary"]:
        advice.append(
            _("The summary has %(count)d words; in sixty seconds, people read 150.")
            % {"count": words}
        )
    return advice
