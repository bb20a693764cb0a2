"""
Which day something is due: working days of both sides, and the ladder of reminders.

Days are counted from a day that the caller gives; nothing here looks at a clock.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

import holidays

from exchanges.models import (
    CountryProcedure,
    ExchangeRequest,
    Holder,
    Invitation,
    ServiceClock,
)
from hubs.models import Country, Hub

DAY = timedelta(days=1)
WEEKEND = frozenset({5, 6})  # Saturday and Sunday, where nothing else is known


class Act(StrEnum):
    """What the clock does on a rung of the ladder."""

    REMIND = "remind"
    LAST_CHANCE = "last_chance"
    ESCALATE = "escalate"
    LAPSE = "lapse"


@dataclass(frozen=True)
class Rung:
    """So many days after the due day, this happens."""

    after: int
    act: Act


PATIENT = (Rung(0, Act.REMIND), Rung(11, Act.LAST_CHANCE), Rung(35, Act.LAPSE))
DRAFTED = (Rung(0, Act.REMIND), Rung(60, Act.LAPSE))
LADDERS: Mapping[str, tuple[Rung, ...]] = {
    Holder.AUTHOR: PATIENT,
    Holder.FOCAL_POINT: PATIENT,
    Holder.DESK: (Rung(0, Act.REMIND), Rung(7, Act.ESCALATE)),
    Holder.PROVIDERS: (),  # each country that was asked has a ladder of its own
}


def ladder_of(exchange_request: ExchangeRequest) -> tuple[Rung, ...]:
    if exchange_request.is_draft:
        return DRAFTED
    return LADDERS[exchange_request.holder]


# --- working days -----------------------------------------------------------------------


@lru_cache(maxsize=1_000)
def calendar_of(iso2: str, year: int) -> holidays.HolidayBase | None:
    """Return a country's public holidays in a year, where the library knows them."""
    try:
        return holidays.country_holidays(iso2, years=year)
    except NotImplementedError:
        return None


def is_working_day(day: date, *countries: Country) -> bool:
    """Tell whether people work on a day in all of these countries."""
    return all(works(day, country.iso2) for country in countries)


def works(day: date, iso2: str) -> bool:
    known = calendar_of(iso2, day.year)
    if known is None:
        return day.weekday() not in WEEKEND
    return bool(known.is_working_day(day))


def next_working_day(day: date, *countries: Country) -> date:
    """Return the day itself if it is a working day everywhere, or the next that is."""
    for _step in range(60):
        if is_working_day(day, *countries):
            return day
        day += DAY
    return day


def working_days_after(day: date, count: int, *countries: Country) -> date:
    """Return the working day that comes so many working days after a day."""
    for _step in range(count):
        day = next_working_day(day + DAY, *countries)
    return next_working_day(day, *countries)


# --- whose clock, and what it says ------------------------------------------------------


def clock_of(hub: Hub | None) -> ServiceClock:
    """Return the hub's own clock, or the platform's, or the one we begin with."""
    rows = {row.hub_id: row for row in ServiceClock.objects.filter(hub=hub)}
    if hub is not None and hub.pk not in rows:
        return clock_of(None)
    return rows.get(hub.pk if hub else None) or ServiceClock()


def procedure_of(country: Country) -> CountryProcedure:
    """Return what a country wants of its own requests; at first it wants nothing."""
    found = CountryProcedure.objects.filter(country=country).first()
    return found or CountryProcedure(country=country)


def rungs_of(clock: ServiceClock) -> tuple[Rung, ...]:
    """Return the ladder of a country that was asked, in days since it was."""
    return (
        Rung(max(clock.poke, ServiceClock.EARLIEST_POKE), Act.REMIND),
        Rung(clock.last_chance, Act.LAST_CHANCE),
        Rung(clock.lapse, Act.LAPSE),
    )


def step_of(invitation: Invitation, clock: ServiceClock) -> date:
    """Return the day of an invitation's next rung: the days of a question do not count."""
    if invitation.asked_at is None:
        raise ValueError("What was not asked has no clock.")
    rung = rungs_of(clock)[invitation.rung]
    days = timedelta(days=rung.after + invitation.paused_days)
    day = invitation.asked_at.date() + days
    return next_working_day(day, invitation.country, invitation.asking)


def due_of(invitation: Invitation, clock: ServiceClock) -> date:
    """Return the day until which a country should have answered: its last chance."""
    if invitation.asked_at is None:
        raise ValueError("What was not asked has no clock.")
    days = timedelta(days=clock.last_chance + invitation.paused_days)
    day = invitation.asked_at.date() + days
    return next_working_day(day, invitation.country, invitation.asking)


def next_step_of(exchange_request: ExchangeRequest) -> date | None:
    """Return the day of a request's next rung, or nothing when it has climbed them all."""
    rungs = ladder_of(exchange_request)
    if exchange_request.due_on is None or exchange_request.rung >= len(rungs):
        return None
    days = timedelta(days=rungs[exchange_request.rung].after)
    return next_working_day(exchange_request.due_on + days, exchange_request.country)
