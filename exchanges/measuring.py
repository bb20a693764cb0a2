"""
How large a problem is: its measures, and what was observed in which year.

A measure lives as long as the cooperation that comes of it; so a year is added or
corrected, and the measure stays the same object.
"""

from collections import defaultdict
from collections.abc import Mapping
from operator import attrgetter
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from accounts.models import IllegalMove, User
from exchanges.challenges import open_for, saved
from exchanges.checks import TooMany
from exchanges.models import Challenge, Measure, Observation
from exchanges.refusals import Missing
from exchanges.sanity import (
    ask_back,
    doubts_of_measure,
    doubts_of_unit,
    doubts_of_value,
    refuse_impossible,
    unit_of,
    wrong_with_target,
    wrong_with_year,
)
from hubs.models import Indicator
from outbox.events import record
from practices import matching, reading
from practices.recall import Filters, recall

MOST = 20  # measures of a challenge
MOST_YEARS = 60  # observations of a measure
NEAR = 12  # practices whose targets are looked at
MOST_SUGGESTED, OF_EACH = 8, 2  # indicators, and those of one target
SAID = (
    "indicator",
    "name",
    "unit",
    "place_name",
    "population",
    "disaggregation",
    "better",
    "target",
    "target_on",
)


def suggested(problem: str) -> list[Indicator]:
    """
    Return indicators of the SDG list that a problem may be measured by, nearest first.

    They are those of the targets that practices near to it come under; few at most, and
    none where nothing is near.
    """
    try:
        read = reading.read(problem[: reading.LONGEST])
    except reading.UnreadableProblem:
        return []
    found = recall(read, matching.towards_topics(read), Filters(), limit=NEAR)
    near = sorted(found, key=lambda row: -(row.meaning or row.words))[:NEAR]
    theirs = models.Q(target__practices__in=[row.practice_id for row in near])
    voted = Indicator.objects.alias(votes=models.Count("pk", filter=theirs))
    rows = voted.filter(votes__gt=0).order_by("-votes", "place")[: 4 * MOST_SUGGESTED]
    of: dict[str, list[Indicator]] = defaultdict(list)
    for row in rows:
        of[row.target_id].append(row)
    return [row for few in of.values() for row in few[:OF_EACH]][:MOST_SUGGESTED]


# --- measures ---------------------------------------------------------------------------


@transaction.atomic
def add(
    challenge: Challenge,
    *,
    by: User,
    first: Mapping[str, Any] | None = None,
    knowingly: bool = False,
    version: int | None = None,
    **content: Any,
) -> Measure:
    """
    Add a measure, with the first of its values where there is one.

    :param content: whichever of ``SAID`` is known.
    :param first: ``value``, ``year``, ``source`` and perhaps ``source_url``.
    :param knowingly: she was asked back, and says that it is so.
    :raises Missing: where it does not say what is measured, or in what unit.
    :raises Impossible: for a year to come, or a target in the past.
    :raises AreYouSure: for what is unlikely, such as a share of 130 %.
    :raises TooMany: beyond twenty.
    """
    challenge = open_for(challenge, by, version)
    if challenge.measures.count() >= MOST:
        raise TooMany(_("A challenge has at most %(most)d measures.") % {"most": MOST})
    measure = Measure(challenge=challenge, place=next_place(challenge))
    write(measure, content)
    found = observed(measure, first) if first else None
    doubts = doubts_of_measure(measure, found)
    if found:
        doubts += doubts_of_value(found.value, found.year, measure.unit)
    ask_back(doubts, knowingly=knowingly)
    measure.save(force_insert=True)
    if found:
        found.save(force_insert=True)
    saved(challenge, "challenge.measure_added", by)
    return measure


@transaction.atomic
def change(
    measure: Measure,
    *,
    by: User,
    figure: Mapping[str, Any] | None = None,
    knowingly: bool = False,
    version: int | None = None,
    **content: Any,
) -> Measure:
    """
    Say it better, and perhaps the value of a year with it; what is left out stays.

    :param figure: as ``observe`` takes it.
    :raises Missing, Impossible, AreYouSure, TooMany: as ``add`` and ``observe`` do.
    :raises IllegalMove: where it was removed meanwhile.
    """
    challenge = open_for(measure.challenge, by, version)
    measure = still_there(measure)
    write(measure, content)
    found = observed(measure, figure) if figure else None
    years = beside(measure, found)
    latest = max(
        [*years, *([found] if found else [])], key=attrgetter("year"), default=None
    )
    doubts = doubts_of_measure(measure, latest)
    if found:
        doubts += doubts_of_value(found.value, found.year, measure.unit, years)
    ask_back(doubts, knowingly=knowingly)
    measure.save()
    if found:
        keep(found)
        record("challenge.observed", about=challenge, by=by)
    saved(challenge, "challenge.measure_changed", by)
    return measure


@transaction.atomic
def remove(measure: Measure, *, by: User, version: int | None = None) -> None:
    """Remove a measure with its values; removed twice, it is gone all the same."""
    challenge = open_for(measure.challenge, by, version)
    if Measure.objects.filter(pk=measure.pk).delete()[0]:
        saved(challenge, "challenge.measure_removed", by)


def write(measure: Measure, content: Mapping[str, Any]) -> None:
    """:raises Missing, Impossible: as the verbs do."""
    aim = measure.target_on
    for name in SAID:
        if name in content:
            setattr(measure, name, content[name])
    measure.unit = unit_of(measure.unit)
    complete_by_indicator(measure)
    missing = []
    if not measure.name.strip():
        missing.append(_("Say what is measured, or choose an indicator."))
    if not measure.unit:
        missing.append(_("Say in what unit: %, people, days …"))
    if missing:
        raise Missing(missing)
    if measure.target_on != aim or measure.target is None:
        refuse_impossible(wrong_with_target(measure, timezone.localdate()))


def complete_by_indicator(measure: Measure) -> None:
    """Let an indicator of the list say what nobody has to write again."""
    if measure.indicator is None:
        return
    measure.name = measure.name or Truncator(measure.indicator.name).chars(250)
    if not measure.unit and doubts_of_unit(measure.indicator, "people"):
        measure.unit = "%"


def next_place(challenge: Challenge) -> int:
    latest = challenge.measures.aggregate(latest=models.Max("place"))["latest"]
    return 0 if latest is None else latest + 1


def still_there(measure: Measure) -> Measure:
    rows = Measure.objects.select_related("indicator", "challenge")
    found = rows.filter(pk=measure.pk).first()
    if found is None:
        raise IllegalMove(_("This measure was removed meanwhile."))
    return found


# --- what was observed ------------------------------------------------------------------


@transaction.atomic
def observe(
    measure: Measure,
    *,
    by: User,
    knowingly: bool = False,
    version: int | None = None,
    **figure: Any,
) -> Observation:
    """
    Add the value of a year, or correct it.

    :param figure: ``value``, ``year``, ``source`` and perhaps ``source_url``.
    :raises Missing: without a source.
    :raises Impossible: for a year to come.
    :raises AreYouSure: for a share beyond a hundred, or ten times the year beside it.
    :raises TooMany: beyond sixty years.
    """
    challenge = open_for(measure.challenge, by, version)
    measure = still_there(measure)
    found = observed(measure, figure)
    years = beside(measure, found)
    doubts = doubts_of_value(found.value, found.year, measure.unit, years)
    ask_back(doubts, knowingly=knowingly)
    kept = keep(found)
    saved(challenge, "challenge.observed", by)
    return kept


def beside(measure: Measure, found: Observation | None) -> list[Observation]:
    """
    Return the other years of a measure, and all of them where none is added.

    :raises TooMany: where there is no room for one more.
    """
    if found is None:
        return list(measure.observations.all())
    others = list(measure.observations.exclude(year=found.year))
    if len(others) >= MOST_YEARS:
        raise TooMany(_("A measure has at most %(most)d years.") % {"most": MOST_YEARS})
    return others


def keep(found: Observation) -> Observation:
    """Add the value of its year, or correct the one that is there."""
    told = {name: getattr(found, name) for name in ("value", "source", "source_url")}
    kept, _is_new = Observation.objects.update_or_create(
        measure=found.measure, year=found.year, defaults=told
    )
    return kept


@transaction.atomic
def remove_observation(
    observation: Observation, *, by: User, version: int | None = None
) -> None:
    """Take the value of a year away again."""
    challenge = open_for(observation.measure.challenge, by, version)
    if Observation.objects.filter(pk=observation.pk).delete()[0]:
        saved(challenge, "challenge.observation_removed", by)


def observed(measure: Measure, figure: Mapping[str, Any]) -> Observation:
    """:raises Missing, Impossible: as ``observe`` does."""
    source = str(figure.get("source") or "").strip()
    if figure.get("value") is None or figure.get("year") is None or not source:
        raise Missing(_("A value needs its year and its source: where can it be read?"))
    refuse_impossible(wrong_with_year(figure["year"], timezone.localdate()))
    return Observation(
        measure=measure,
        value=figure["value"],
        year=figure["year"],
        source=source,
        source_url=figure.get("source_url") or "",
    )
