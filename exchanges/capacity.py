"""
What a country can take: how much it says it can look at, and how it has answered so far.

Shown wherever a country is named as one to be asked, so that nobody waits for one that is
full or away.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Aggregate, Count, DurationField, ExpressionWrapper, F, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import refuse
from exchanges.models import Invitation, ProviderCapacity
from exchanges.permissions import why_not_declare
from hubs.models import Country
from outbox.events import record

LOOKED_BACK = timedelta(days=730)
ENOUGH = 3  # answers and silences from which on they say something
LONGEST_PAUSE = timedelta(days=366)
MOST_AT_ONCE = 500
ANSWERED = Q(answered_at__isnull=False)
SILENT = Q(status=Invitation.Status.LAPSED)
TOOK = ExpressionWrapper(F("answered_at") - F("asked_at"), output_field=DurationField())


class BadPause(ValidationError):
    """A pause that cannot be; the message says what would be right."""


@dataclass(frozen=True)
class Standing:
    """What a country has before it, what it says it can take, and how it answered."""

    load: int = 0
    answered: int = 0
    silent: int = 0
    days: float | None = None
    at_once: int | None = None
    paused_until: date | None = None
    reason: str = ""
    confirmed_on: date | None = None

    @property
    def is_paused(self) -> bool:
        return self.paused_until is not None

    @property
    def is_full(self) -> bool:
        return self.at_once is not None and self.load >= self.at_once

    @property
    def asked(self) -> int:
        """How often it was asked and either answered or let the time pass."""
        return self.answered + self.silent

    @property
    def is_known(self) -> bool:
        return self.asked >= ENOUGH

    @property
    def rate(self) -> int:
        """Of a hundred requests, how many it answered; ask ``is_known`` first."""
        return round(100 * self.answered / self.asked) if self.asked else 0


# --- how a country stands ---------------------------------------------------------------


class Median(Aggregate):
    """The value in the middle."""

    function = "percentile_cont"
    template = "percentile_cont(0.5) WITHIN GROUP (ORDER BY %(expressions)s)%(filter)s"


def standings(countries: Iterable[str], *, on: date) -> dict[str, Standing]:
    """Return how each of these countries stands on a day, by ISO code; two queries."""
    codes = set(countries)
    said = {
        row.country_id: row for row in ProviderCapacity.objects.filter(pk__in=codes)
    }
    seen = {row.pop("country"): row for row in histories(codes, on)}
    return {
        code: Standing(**seen.get(code, {}), **declared(said.get(code), on))
        for code in codes
    }


def histories(codes: Iterable[str], on: date) -> Iterable[dict[str, Any]]:
    """Return what these countries have before them, and how they answered in two years."""
    asked = Invitation.objects.asked().filter(
        Q(status__in=Invitation.OPEN) | Q(asked_at__date__gte=on - LOOKED_BACK),
        country__in=codes,
    )
    rows = asked.values("country").annotate(
        load=Count("pk", filter=Q(status__in=Invitation.OPEN)),
        answered=Count("pk", filter=ANSWERED),
        silent=Count("pk", filter=SILENT),
        took=Median(TOOK, filter=ANSWERED, output_field=DurationField()),
    )
    for row in rows.order_by():
        middle = row["took"]
        yield {
            "country": row["country"],
            "load": row["load"],
            "answered": row["answered"],
            "silent": row["silent"],
            "days": middle and middle / timedelta(days=1),
        }


def declared(said: ProviderCapacity | None, on: date) -> dict[str, Any]:
    """Return what a country says it can take; a pause that is over is none."""
    if said is None:
        return {}
    paused = said.paused_until is not None and said.paused_until > on
    return {
        "at_once": said.at_once,
        "paused_until": said.paused_until if paused else None,
        "reason": said.reason if paused else "",
        "confirmed_on": said.confirmed_on,
    }


# --- what it says -----------------------------------------------------------------------


@transaction.atomic
def declare(
    country: Country,
    *,
    by: User,
    at_once: int | None = None,
    paused_until: date | None = None,
    reason: str = "",
) -> ProviderCapacity:
    """
    Say how many open requests a country can look at, and until when it is better not asked.

    Saying the same again confirms it: everybody sees of which day it is. What was asked
    already stays asked.

    :raises PermissionDenied: unless she answers for the country.
    :raises BadPause: for a pause without a reason, over already, or of more than a year.
    """
    refuse(why_not_declare(by, country))
    today = timezone.now().date()
    refuse_bad_pause(paused_until, reason, today)
    said, _made = ProviderCapacity.objects.update_or_create(
        country=country,
        defaults={
            "at_once": at_once,
            "paused_until": paused_until,
            "reason": reason.strip() if paused_until else "",
            "declared_by": by,
            "confirmed_on": today,
        },
    )
    record(
        "capacity.declared",
        about=said,
        by=by,
        at_once=at_once,
        paused_until=str(paused_until or ""),
        reason=said.reason,
    )
    return said


def refuse_bad_pause(until: date | None, reason: str, today: date) -> None:
    if until is None:
        return
    if until <= today:
        raise BadPause(
            _("The pause would end on %(day)s, which is past: give a day to come.")
            % {"day": date_format(until)}
        )
    if until > today + LONGEST_PAUSE:
        raise BadPause(_("Pause for a year at most; it can be made longer in time."))
    if not reason.strip():
        raise BadPause(_("Say why you pause: whoever would have asked you reads it."))
