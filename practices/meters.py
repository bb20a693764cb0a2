"""How complete a practice is, and how easy to read: what is missing, and why it matters."""

import re
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

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


# What a complete practice has: the field, its name, why it matters.
PARTS = (
    (
        "summary",
        gettext_lazy("Sixty seconds"),
        gettext_lazy("It is all that most people read."),
    ),
    (
        "problem",
        gettext_lazy("The problem"),
        gettext_lazy("By it, others with the same problem find you."),
    ),
    (
        "approach",
        gettext_lazy("How it works"),
        gettext_lazy("Without it, nobody can do the same."),
    ),
    (
        "steps",
        gettext_lazy("Step by step"),
        gettext_lazy("Somebody will want to begin tomorrow."),
    ),
    (
        "results",
        gettext_lazy("What came of it"),
        gettext_lazy("It is why others will believe you."),
    ),
    (
        "went_wrong",
        gettext_lazy("What went wrong"),
        gettext_lazy("It saves others years, and makes the rest credible."),
    ),
    (
        "preconditions",
        gettext_lazy("What must be there"),
        gettext_lazy("It tells others whether it can work."),
    ),
    (
        "adaptable",
        gettext_lazy("What can be adapted"),
        gettext_lazy("No two countries do the same."),
    ),
    ("contacts", gettext_lazy("In charge"), gettext_lazy("People learn from people.")),
    (
        "themes",
        gettext_lazy("Themes"),
        gettext_lazy("They lead readers to it who search by goal."),
    ),
    (
        "cost",
        gettext_lazy("Cost"),
        gettext_lazy("The first question of every ministry of finance."),
    ),
    (
        "sources",
        gettext_lazy("Sources"),
        gettext_lazy("What has no source is hearsay."),
    ),
    (
        "years",
        gettext_lazy("Years"),
        gettext_lazy("A reader must know whether it still goes on."),
    ),
    (
        "changes",
        gettext_lazy("An outcome before and after"),
        gettext_lazy("Two figures of the same indicator show a change."),
    ),
    (
        "sourced",
        gettext_lazy("A source for every figure"),
        gettext_lazy("A figure without its source is not shown elsewhere."),
    ),
)
ABOUT_OUTCOMES = ("changes", "sourced")


def completeness(content: dict[str, Any]) -> Completeness:
    """Tell what a reader will miss."""
    outcomes = content.get("outcomes") or ()
    figures = [value for row in outcomes for value in row["values"]]
    there = dict(content) | {
        "years": (content.get("years") or {}).get("start"),
        "changes": any(len(row["values"]) > 1 for row in outcomes),
        "sourced": figures and all(row["source"] is not None for row in figures),
    }
    return Completeness(
        [
            Part(
                "outcomes" if name in ABOUT_OUTCOMES else name,
                str(label),
                str(why),
                bool(there.get(name)),
            )
            for name, label, why in PARTS
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
