"""What hubs and countries set for themselves: the days of each step, the country's own word."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import refuse
from exchanges.deadlines import clock_of
from exchanges.models import CountryProcedure, ServiceClock
from exchanges.permissions import why_not_set_clock, why_not_set_procedure
from hubs.models import Country, Hub
from outbox.events import record

DAYS = (
    "completeness",
    "triage",
    "endorsement",
    "choice",
    "clarification",
    "poke",
    "last_chance",
    "lapse",
    "draft",
)
MOST_DAYS = 365


class ClockRunsBackwards(ValidationError):
    """Days that cannot follow one another; the message says which, and what would be right."""


@transaction.atomic
def set_clock(hub: Hub | None, *, by: User, **days: int) -> ServiceClock:
    """
    Set how many days each step may take: in a hub, or where no hub has its own.

    It holds for what is asked from now on; days that were given stay.

    :param days: all or some of ``DAYS``.
    :raises PermissionDenied: unless she manages the hub, or the platform.
    :raises ClockRunsBackwards: for reminders that would not follow one another.
    """
    refuse(why_not_set_clock(by, hub))
    before = days_of(clock_of(hub))
    after = before | {name: days[name] for name in DAYS if name in days}
    refuse_backwards(after)
    clock, _made = ServiceClock.objects.update_or_create(hub=hub, defaults=after)
    changed = {
        name: [before[name], after[name]]
        for name in DAYS
        if before[name] != after[name]
    }
    record("clock.set", about=clock, by=by, hub=hub and hub.slug, days=changed)
    return clock


def days_of(clock: ServiceClock) -> dict[str, int]:
    return {name: getattr(clock, name) for name in DAYS}


def refuse_backwards(days: dict[str, int]) -> None:
    """:raises ClockRunsBackwards: with every sentence that applies."""
    earliest = ServiceClock.EARLIEST_POKE
    wrong = []
    if days["poke"] < earliest:
        wrong.append(
            _("The first reminder comes after %(days)d days at the earliest.")
            % {"days": earliest}
        )
    if days["last_chance"] <= days["poke"]:
        wrong.append(_("The last reminder comes after the first: give it more days."))
    if days["lapse"] <= days["last_chance"]:
        wrong.append(
            _("Somebody else is asked after the last reminder: give it more days.")
        )
    if max(days.values()) > MOST_DAYS:
        wrong.append(_("No step takes more than a year."))
    if wrong:
        raise ClockRunsBackwards(wrong)


@transaction.atomic
def set_procedure(country: Country, *, by: User, **wanted: bool) -> CountryProcedure:
    """
    Say whether a country's focal point endorses each request of its own, and with a letter.

    It holds for what is submitted from now on. A letter without an endorsement means
    nothing, so it wants one.

    :raises PermissionDenied: unless she is its focal point, or administers the platform.
    """
    refuse(why_not_set_procedure(by, country))
    letter = bool(wanted.get("letter_wanted"))
    values: dict[str, Any] = {
        "endorsement_wanted": letter or bool(wanted.get("endorsement_wanted")),
        "letter_wanted": letter,
    }
    procedure, _made = CountryProcedure.objects.update_or_create(
        country=country, defaults=values
    )
    record("procedure.set", about=procedure, by=by, **values)
    return procedure
