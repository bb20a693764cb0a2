"""Two texts beside each other, word by word; and two people's texts made one."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

NAMES = {
    "title": gettext_lazy("Title"),
    "countries": gettext_lazy("Countries"),
    "institution": gettext_lazy("Who acted"),
    "language": gettext_lazy("Original language"),
    "summary": gettext_lazy("Sixty seconds"),
    "problem": gettext_lazy("The problem"),
    "context": gettext_lazy("Where and when"),
    "approach": gettext_lazy("How it works"),
    "steps": gettext_lazy("Step by step"),
    "results": gettext_lazy("What came of it"),
    "went_wrong": gettext_lazy("What went wrong"),
    "preconditions": gettext_lazy("What must be there"),
    "adaptable": gettext_lazy("What can be adapted"),
    "contacts": gettext_lazy("In charge"),
    "approach_type": gettext_lazy("Way"),
    "scale": gettext_lazy("Scale"),
    "evidence": gettext_lazy("Evidence"),
    "years": gettext_lazy("Years"),
    "cost": gettext_lazy("Cost"),
    "themes": gettext_lazy("Themes"),
    "sources": gettext_lazy("Sources"),
    "outcomes": gettext_lazy("Outcomes"),
}


@dataclass(frozen=True)
class Piece:
    """Words that stay, go or come."""

    kind: str  # "same", "gone" or "new"
    text: str


@dataclass(frozen=True)
class Change:
    """One part of a practice that two versions tell differently."""

    field: str
    name: str
    pieces: list[Piece]


def compare(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """Return what differs between two contents, in the order of the summary's shape."""
    return [
        Change(field, str(name), pieces(old, new))
        for field, name in NAMES.items()
        if (old := told(before.get(field))) != (new := told(after.get(field)))
    ]


def pieces(before: str, after: str) -> list[Piece]:
    """Return two texts as one, each word marked as staying, going or coming."""
    old, new = words_of(before), words_of(after)
    return list(joined(old, new))


def joined(old: list[str], new: list[str]) -> Iterator[Piece]:
    for step, a, b, c, d in SequenceMatcher(None, old, new).get_opcodes():
        if step == "equal":
            yield Piece("same", "".join(old[a:b]))
            continue
        if gone := "".join(old[a:b]):
            yield Piece("gone", gone)
        if come := "".join(new[c:d]):
            yield Piece("new", come)


def words_of(text: str) -> list[str]:
    """Return words with the space behind them; scripts without spaces, sign by sign."""
    return re.findall(r"[\u3040-\u9fff]|[^\s\u3040-\u9fff]+\s*|\s+", text)


def told(value: Any) -> str:
    """Return a part of a record as lines that a person can read."""
    if value in (None, "", [], {}):
        return ""
    if isinstance(value, list):
        return "\n".join(told(row) for row in value)
    if isinstance(value, Mapping):
        return told_row(value)
    return str(value)


def told_row(row: Mapping[str, Any]) -> str:
    """Return an outcome, a figure, a source or the cost in one line."""
    parts = [
        "; ".join(map(told, value)) if isinstance(value, list) else told(value)
        for name, value in row.items()
        if name not in ("source", "better")
    ]
    text = ", ".join(part for part in parts if part)
    source = row.get("source")
    if isinstance(source, int):
        text += " " + _("(source %(number)d)") % {"number": source + 1}
    return text


@dataclass
class Merge:
    """Two people's texts made one, and the fields in which only a person can decide."""

    content: dict[str, Any]
    clashes: list[Change]
    taken: list[str]  # names of fields that only the other person changed


def merge(
    base: Mapping[str, Any], theirs: Mapping[str, Any], mine: Mapping[str, Any]
) -> Merge:
    """
    Take from each what only that person changed; keep mine where both did, and say so.

    A clash is told as their text against mine.
    """
    merged, clashes, taken = dict(mine), [], []
    for field, name in NAMES.items():
        old, now, new = (told(row.get(field)) for row in (base, theirs, mine))
        if now in (old, new):
            continue
        if new == old:
            merged[field] = theirs.get(field)
            taken.append(str(name))
        else:
            clashes.append(Change(field, str(name), pieces(now, new)))
    return Merge(merged, clashes, taken)
