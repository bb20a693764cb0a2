"""Why a practice is shown: coded, and in the reader's words."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from babel import Locale, UnknownLocaleError
from django.utils import timezone
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _

from hubs.profiles import BADGES, Profile
from practices.models import Practice
from practices.reading import Reading
from practices.recall import Candidate

if TYPE_CHECKING:
    from practices.matching import Match

RECENT = 5  # years
STRONG = (Practice.Evidence.EVALUATED, Practice.Evidence.RIGOROUSLY_EVALUATED)
TELLING = (  # first what the asker cannot see from the card itself
    "answers_passage",
    "shared_measure",
    "same_status",
    "similar_income",
    "same_region",
    "shared_language",
    "similar_size",
    "lead_area",
    "strong_evidence",
    "different_approach",
    "recent",
)


@dataclass(frozen=True)
class Reason:
    """A code for partner systems, a sentence for readers."""

    code: str
    text: str


def context_codes(
    candidate: Candidate, theirs: Profile, asker: Profile | None, today: date
) -> list[str]:
    """Return the codes of what speaks for a candidate besides its text."""
    codes = []
    if asker is not None:
        codes += [
            code
            for code, holds in (
                (
                    "similar_income",
                    bool(asker.income) and asker.income == theirs.income,
                ),
                ("same_status", bool(asker.shares_status(theirs))),
                ("same_region", asker.is_near(theirs)),
                ("shared_language", bool(asker.shares_language(theirs))),
                ("similar_size", asker.is_of_similar_size(theirs)),
            )
            if holds
        ]
    if candidate.evidence in STRONG:
        codes.append("strong_evidence")
    if is_recent(candidate, today):
        codes.append("recent")
    if theirs.leads_on:
        codes.append("lead_area")
    return codes


def is_recent(candidate: Candidate, today: date) -> bool:
    if candidate.start_year is None:
        return False
    return candidate.end_year is None or candidate.end_year >= today.year - RECENT


def explain(
    match: "Match",
    candidate: Candidate,
    reading: Reading,
    asker: Profile | None,
    matches: Sequence["Match"],
    measures: Sequence[Mapping[str, object]],
) -> list[Reason]:
    """Return the reasons for one match, the most telling ones first."""
    found = [
        Reason(
            "answers_passage",
            _("answers “%(words)s”")
            % {"words": isolated(passage(match.practice, reading))},
        )
    ]
    if indicator := shared_measure(match.practice, measures):
        found.append(
            Reason(
                "shared_measure", _("measures the same: %(name)s") % {"name": indicator}
            )
        )
    if is_only_one_of_its_way(match, matches):
        way = match.practice.get_approach_type_display()
        found.append(
            Reason(
                "different_approach",
                _("works through %(way)s, unlike the others") % {"way": way.lower()},
            )
        )
    codes = context_codes(candidate, match.profile, asker, timezone.now().date())
    found += [Reason(code, sentence(code, match.profile, asker)) for code in codes]
    return sorted(found, key=lambda reason: TELLING.index(reason.code))


def to_others(reason: Reason, theirs: Profile, asker: Profile) -> str:
    """Return a reason as those read it who are not of the country that asks."""
    facts = {
        "country": asker.country,
        "shared": badges_shared(asker, theirs),
        "names": languages_shared(asker, theirs),
    }
    told = {
        "same_status": _("same status as %(country)s: %(shared)s"),
        "shared_language": _("shares a language with %(country)s: %(names)s"),
        "same_region": _("in the same region as %(country)s"),
        "similar_income": _("same income group as %(country)s"),
    }
    return told[reason.code] % facts if reason.code in told else reason.text


def badges_shared(asker: Profile, theirs: Profile) -> str:
    kinds = sorted(asker.shares_status(theirs))
    return ", ".join(str(BADGES[kind]) for kind in kinds)


def languages_shared(asker: Profile, theirs: Profile) -> str:
    return ", ".join(map(language_name, asker.shares_language(theirs)))


def sentence(code: str, theirs: Profile, asker: Profile | None) -> str:
    """Return a context reason in words."""
    if code == "same_status" and asker:
        shared = badges_shared(asker, theirs)
        return _("same status as yours: %(shared)s") % {"shared": shared}
    if code == "shared_language" and asker:
        names = languages_shared(asker, theirs)
        return _("shares a language with you: %(names)s") % {"names": names}
    if code == "same_region":
        return _("in the same region as yours")
    return {
        "similar_income": _("same income group as yours"),
        "similar_size": _("a country of similar size"),
        "strong_evidence": _("its effect was evaluated"),
        "recent": _(
            "goes on, or ended within the last %(years)d years, which counts a little"
        )
        % {"years": RECENT},
        "lead_area": _("this country offers to lead on it"),
    }[code]


def language_name(code: str) -> str:
    """Return a language's name in the reader's language."""
    try:
        locale = Locale.parse((get_language() or "en").replace("-", "_"))
        return str(locale.languages.get(code, code))
    except UnknownLocaleError:
        return code


def own_name(code: str) -> str:
    """Return what a language's own speakers call it."""
    try:
        return str(Locale.parse(code).languages.get(code, code))
    except UnknownLocaleError:
        return code


def is_only_one_of_its_way(match: "Match", matches: Sequence["Match"]) -> bool:
    ways = [other.practice.approach_type for other in matches]
    return len(matches) > 1 and ways.count(match.practice.approach_type) == 1


def shared_measure(practice: Practice, measures: Sequence[Mapping[str, object]]) -> str:
    """Return an outcome's indicator that speaks of the same as one of the asker's measures."""
    for measure in measures:
        asked = stems(str(measure.get("indicator", "")))
        for outcome in practice.outcomes.all():
            shared = asked & stems(outcome.indicator)
            if asked and len(shared) >= max(1, len(asked) // 2):
                return outcome.indicator
    return ""


def passage(practice: Practice, reading: Reading) -> str:
    """Return the sentence of the practice that speaks most of what was asked."""
    asked = stems(reading.gist)
    body = practice.problem or practice.summary or practice.approach or practice.results
    sentences = [
        part for part in re.split(r"(?<=[.!?。؟])\s+|(?<=。)", body) if len(part) > 3
    ]
    best = max(
        sentences, key=lambda part: len(asked & stems(part)), default=practice.title
    )
    return shortened(best.rstrip(". 。"))


def isolated(text: str) -> str:
    """Keep a quotation whole within a sentence that runs from right to left."""
    if not get_language_bidi():
        return text
    return f"\N{FIRST STRONG ISOLATE}{text}\N{POP DIRECTIONAL ISOLATE}"


def stems(text: str) -> set[str]:
    """Return the beginnings of a text's longer words: enough to compare by."""
    return {word[:6] for word in re.findall(r"\w{4,}", text.casefold())}


def shortened(text: str, most: int = 110) -> str:
    return (
        text
        if len(text) <= most
        else text[:most].rsplit(" ", 1)[0].rstrip(",;:") + " …"
    )
