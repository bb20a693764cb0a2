"""
Whom to speak to in a country: people of the talent bank and institutions, ranked.

People stand there by what they know, without a name, until they say yes. What counts is
experience first, then a common language, then how surely they answer.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

import numpy as np
from django.core.cache import cache
from django.db.models import Count, Prefetch, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Expert
from exchanges.models import ExchangeRequest, Introduction, Invitation
from hubs.models import Country, Hub, Theme
from practices import embedding
from practices.embedding import EncoderFailed
from practices.models import Practice
from practices.reasons import language_name

MOST = 12  # people, or institutions, that are shown of a country
ENCODED = 40  # lines of experience that are read for their meaning
KEPT = 30 * 24 * 60 * 60  # seconds for which a line's vector is kept
TIME_TO_ANSWER = timedelta(days=14)  # before which silence says nothing
NEAR = 0.35  # closeness from which experience is said to fit
WITH_GOALS = Prefetch("themes", queryset=Theme.objects.select_related("parent"))
# What each of these adds at most; experience weighs as much as all else together.
MEANING, THEMES, LANGUAGE, ANSWERS, NOMINATED = 0.3, 0.25, 0.2, 0.15, 0.1


@dataclass(frozen=True)
class Sought:
    """What a request needs, as counterparts are compared with it."""

    text: str
    themes: Mapping[str, str]  # code of a theme: its goal, or itself
    languages: frozenset[str]
    practices: Sequence[int]

    @property
    def goals(self) -> frozenset[str]:
        return frozenset(self.themes.values())


@dataclass(frozen=True)
class Counterpart:
    """A person who could be asked, unnamed, with the reasons why she stands here."""

    expert: Expert
    score: float
    reasons: list[str]
    introduction: Introduction | None


@dataclass(frozen=True)
class Institution:
    """An institution that knows the matter, with the reasons why it stands here."""

    name: str
    url: str
    score: float
    reasons: list[str]


@dataclass
class Provider:
    """A country that was, or will be, asked; with whom one would speak there."""

    country: Country
    invitation: Invitation
    people: list[Counterpart] = field(default_factory=list)
    institutions: list[Institution] = field(default_factory=list)


def providers(exchange_request: ExchangeRequest) -> list[Provider]:
    """Return the countries of a request with their counterparts, the most fitting first."""
    rows = exchange_request.invitations.in_order().select_related("country", "hub")
    found = {row.country_id: Provider(row.country, row) for row in rows}
    sought = sought_by(exchange_request)
    for person in people_of(exchange_request, sought, list(found)):
        found[person.expert.country_id].people.append(person)
    for code, institution in institutions_of(sought, list(found)):
        found[code].institutions.append(institution)
    for provider in found.values():
        provider.people.sort(key=lambda row: (-row.score, row.expert.pk))
        provider.institutions.sort(key=lambda row: (-row.score, row.name))
        del provider.people[MOST:], provider.institutions[MOST:]
    return list(found.values())


def sought_by(exchange_request: ExchangeRequest) -> Sought:
    """Gather what a request is about: its words, the themes of its practices and measures."""
    about = Q(practices__exchange_requests=exchange_request)
    if exchange_request.challenge_id:
        challenge = exchange_request.challenge_id
        about |= Q(indicators__measures__challenge=challenge)
    themes = Theme.objects.filter(about).values_list("code", "parent").distinct()
    words = f"{exchange_request.title}\n{exchange_request.problem}"
    spoken = exchange_request.languages or exchange_request.author.languages
    return Sought(
        words[: embedding.PROBLEM_CHARACTERS],
        {code: parent or code for code, parent in themes},
        frozenset(map(str, spoken)),
        list(exchange_request.practices.values_list("pk", flat=True)),
    )


# --- people -----------------------------------------------------------------------------


def people_of(
    exchange_request: ExchangeRequest, sought: Sought, countries: Sequence[str]
) -> list[Counterpart]:
    today = timezone.now().date()
    experts = list(
        Expert.objects.listed(today)
        .filter(country__in=countries)
        .exclude(person=exchange_request.author_id)
        .select_related("person", "country")
        .prefetch_related(WITH_GOALS)
    )
    asked = introductions_of(experts)
    near = closeness(sought.text, experts)
    ranked = []
    for expert in experts:
        rows = asked[expert.pk]
        mine = [row for row in rows if row.exchange_request_id == exchange_request.pk]
        score, reasons = judged(expert, sought, near.get(expert.pk, 0.0), rows)
        ranked.append(Counterpart(expert, score, reasons, mine[0] if mine else None))
    return ranked


def introductions_of(experts: Iterable[Expert]) -> dict[int, list[Introduction]]:
    found: dict[int, list[Introduction]] = defaultdict(list)
    keys = [expert.pk for expert in experts]
    for row in Introduction.objects.filter(counterpart__in=keys):
        found[row.counterpart_id].append(row)
    return found


def judged(
    expert: Expert, sought: Sought, near: float, asked: Sequence[Introduction]
) -> tuple[float, list[str]]:
    """Return how well a person fits, and why, in the reader's words."""
    parts = (
        knows(expert, sought, near),
        speaks(expert, sought),
        answers(asked),
        is_vouched_for(expert),
    )
    reasons = [reason for _score, reason in parts if reason]
    return sum(score for score, _reason in parts), reasons


def knows(expert: Expert, sought: Sought, near: float) -> tuple[float, str]:
    shared = [row for row in expert.themes.all() if row.code in sought.themes]
    goals = {row.parent_id or row.code for row in expert.themes.all()}
    fit = 1.0 if shared else 0.5 * bool(goals & sought.goals)
    score = THEMES * fit + MEANING * max(0.0, min(near, 1.0))
    if shared:
        names = ", ".join(dict.fromkeys(short_name(row) for row in shared[:3]))
        return score, _("knows what your request is about: %(themes)s") % {
            "themes": names
        }
    return score, _("her experience is close to your words") if near >= NEAR else ""


def short_name(theme: Theme) -> str:
    """Name a theme in a few words: a target, whose label is a paragraph, by its goal."""
    if theme.kind == Theme.Kind.TARGET and theme.parent is not None:
        return theme.parent.name
    return theme.name


def speaks(expert: Expert, sought: Sought) -> tuple[float, str]:
    common = [str(code) for code in expert.person.languages if code in sought.languages]
    if not common:
        return 0.0, ""
    names = ", ".join(map(language_name, common))
    return LANGUAGE, _("works in a language of yours: %(names)s") % {"names": names}


def answers(asked: Sequence[Introduction]) -> tuple[float, str]:
    """Judge how surely she answers; whoever was never asked stands in the middle."""
    if not asked:
        return ANSWERS / 2, _("was not asked before")
    lately = timezone.now() - TIME_TO_ANSWER
    asked = [row for row in asked if not row.is_waiting or row.asked_at < lately]
    if not asked:
        return ANSWERS / 2, ""
    answered = sum(not row.is_waiting for row in asked)
    text = ngettext(
        "answered %(answered)d of %(count)d introduction",
        "answered %(answered)d of %(count)d introductions",
        len(asked),
    )
    return ANSWERS * answered / len(asked), text % {
        "answered": answered,
        "count": len(asked),
    }


def is_vouched_for(expert: Expert) -> tuple[float, str]:
    if expert.nominated_by_id is None:
        return 0.0, ""
    return NOMINATED, _("nominated by those who answer for her institution or country")


def closeness(text: str, experts: Sequence[Expert]) -> dict[int, float]:
    """Return how near each line of experience is to a text in meaning, in any language."""
    read = experts[:ENCODED]
    if not read or not text.strip():
        return {}
    try:
        lines = vectors_of([expert.experience for expert in read])
        asked = embedding.centred(
            embedding.encode([text], kind="query"), [""], kind="query"
        )
    except EncoderFailed:
        return {}
    near = np.stack([lines[row.experience] for row in read]) @ asked[0]
    return {
        row.pk: float(value) for row, value in zip(read, near.tolist(), strict=True)
    }


def vectors_of(texts: Iterable[str]) -> dict[str, embedding.Vectors]:
    """Return a vector a line; those that were made before are kept for a month."""
    wanted = list(dict.fromkeys(texts))
    keys = {text: key_of(text) for text in wanted}
    kept = cache.get_many(keys.values())
    new = [text for text in wanted if keys[text] not in kept]
    if new:
        raw = embedding.encode(new, kind="passage")
        rows = embedding.centred(raw, [""] * len(new), kind="passage")
        made = {keys[text]: row for text, row in zip(new, rows, strict=True)}
        cache.set_many(made, KEPT)
        kept |= made
    return {text: kept[keys[text]] for text in wanted}


def key_of(text: str) -> str:
    made = hashlib.sha256(f"{embedding.recipe()}\n{text}".encode()).hexdigest()
    return f"experience:{made}"


# --- institutions -----------------------------------------------------------------------


def institutions_of(
    sought: Sought, countries: Sequence[str]
) -> list[tuple[str, Institution]]:
    """
    Return hubs of these countries, and institutions that own practices of the matter.

    A hub that owns such practices stands there once, with the reasons for both.
    """
    found: dict[tuple[str, str], Institution] = {}
    for code, row in (*hubs_of(sought, countries), *owners_of(sought, countries)):
        known = found.get((code, row.name))
        found[code, row.name] = together(known, row) if known else row
    return [(code, row) for (code, _name), row in found.items()]


def together(hub: Institution, owner: Institution) -> Institution:
    reasons = [*owner.reasons, *hub.reasons]
    return replace(hub, score=hub.score + owner.score, reasons=reasons)


def hubs_of(
    sought: Sought, countries: Sequence[str]
) -> Iterable[tuple[str, Institution]]:
    rows = Hub.objects.filter(country__in=countries).by_name()
    for hub in rows.prefetch_related(WITH_GOALS):
        shared = [row for row in hub.themes.all() if row.code in sought.themes]
        reasons = [
            _("%(kind)s that shares experience") % {"kind": kind_of(hub)},
        ]
        if shared:
            names = ", ".join(dict.fromkeys(short_name(row) for row in shared[:3]))
            reasons.append(_("its themes: %(themes)s") % {"themes": names})
        common = sought.languages.intersection(hub.languages)
        score = THEMES * bool(shared) + LANGUAGE * bool(common) + NOMINATED
        yield (
            str(hub.country_id),
            Institution(str(hub), hub.get_absolute_url(), score, reasons),
        )


def kind_of(hub: Hub) -> str:
    label = str(hub.get_arrangement_type_display())
    return label[:1].upper() + label[1:]


def owners_of(
    sought: Sought, countries: Sequence[str]
) -> Iterable[tuple[str, Institution]]:
    """Return institutions whose practices were asked for, or are of the same themes."""
    wanted, alike = Q(pk__in=sought.practices), Q(themes__in=list(sought.themes))
    rows = (
        Practice.objects.published()
        .filter(wanted | alike, country__in=countries)
        .exclude(institution="")
        .values("country", "institution")
        .annotate(
            all_of_them=Count("pk", distinct=True),
            named=Count("pk", filter=wanted, distinct=True),
        )
    )
    for row in rows:
        count, named = row["all_of_them"], row["named"]
        score = 0.4 * bool(named) + min(count, 5) * 0.04
        yield (
            row["country"],
            Institution(row["institution"], "", score, [why(count, named)]),
        )


def why(count: int, named: int) -> str:
    if named:
        return _("did what you ask about: a practice that you named is its own")
    return ngettext(
        "owns %(count)d practice on the same themes",
        "owns %(count)d practices on the same themes",
        count,
    ) % {"count": count}
