"""
What countries ask for, and what nobody has taken up: counted, and never told.

Every request of the register counts, also where its parties opened nothing of it; of what
it says, pages show what they opened and no more.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Self

from django.core.cache import cache
from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    TextChoices,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from exchanges.models import ExchangeRequest, ExchangeRequestQuerySet, Invitation

Status = ExchangeRequest.Status
KEPT = 15 * 60  # seconds: what two years asked for does not change by the minute
LOOKED_BACK = timedelta(days=730)


class Outcome(TextChoices):
    """What has become of a request, so far."""

    UNDER_WAY = "under_way", _("under way")
    ACCEPTED = "accepted", _("a country said yes")
    UNMET = "unmet", _("without a yes")


ASKED = Invitation.objects.asked().filter(exchange_request=OuterRef("pk"))
WITHOUT_A_YES = Q(status__in=(Status.DECLINED, Status.LAPSED)) | (
    Q(status=Status.TRIAGED)
    & Q(Exists(ASKED))  # all who were asked said no, or nothing
)
OUTCOME = Case(
    When(status=Status.ACCEPTED, then=Value(Outcome.ACCEPTED.value)),
    When(WITHOUT_A_YES, then=Value(Outcome.UNMET.value)),
    default=Value(Outcome.UNDER_WAY.value),
    output_field=CharField(),
)

# By which words demand is grouped; a request that names none counts under "nothing".
THEME = Coalesce(
    "practices__themes__parent",
    "practices__themes",
    Value(""),
    output_field=CharField(),
)
INSTRUMENT = Func(
    F("instruments"),
    template="unnest(CASE WHEN cardinality(%(expressions)s) = 0"
    " THEN ARRAY['']::varchar[] ELSE %(expressions)s END)",
    output_field=CharField(),
)
GROUPS: dict[str, Any] = {
    "theme": THEME,
    "country": F("country_id"),
    "hub": F("hub__slug"),
    "instrument": INSTRUMENT,
}


@dataclass(frozen=True)
class Tally:
    """How much was asked for, and what has become of it."""

    under_way: int = 0
    accepted: int = 0
    unmet: int = 0

    @property
    def total(self) -> int:
        return self.under_way + self.accepted + self.unmet

    def __add__(self, other: Self) -> "Tally":
        return Tally(
            self.under_way + other.under_way,
            self.accepted + other.accepted,
            self.unmet + other.unmet,
        )


type Counted = dict[str, Tally]


# --- requests ---------------------------------------------------------------------------


def asked_since(on: date) -> ExchangeRequestQuerySet:
    """Return what was handed in during the two years before a day."""
    first = datetime.combine(
        on - LOOKED_BACK, time.min, timezone.get_default_timezone()
    )
    return ExchangeRequest.objects.in_register().filter(submitted_at__gte=first)


def become(
    rows: ExchangeRequestQuerySet, outcomes: Iterable[str]
) -> ExchangeRequestQuerySet:
    """Keep those of which one of these has become."""
    return rows.annotate(outcome=OUTCOME).filter(outcome__in=list(outcomes))


def unmet(on: date) -> ExchangeRequestQuerySet:
    """Return what ended, or lies at the desk again, without a yes; the oldest first."""
    found = asked_since(on).filter(WITHOUT_A_YES)
    return found.select_related("country").order_by("submitted_at", "pk")


def in_want_of_help(on: date) -> ExchangeRequestQuerySet:
    """Return what is still open, and what ended in the two years without a yes."""
    ended = asked_since(on).filter(status__in=(Status.DECLINED, Status.LAPSED))
    return ExchangeRequest.objects.in_register().open() | ended


# --- counted ----------------------------------------------------------------------------


def demand(on: date) -> dict[str, Counted]:
    """
    Return how much was asked for in two years: by each of ``GROUPS``, and in ``all``.

    What a request does not name stands under the empty code. A request with several
    themes or instruments counts under each of them.
    """
    key = f"exchanges.needs:{on:%Y-%m-%d}"
    found: dict[str, Counted] | None = cache.get(key)
    if found is None:
        rows = asked_since(on).annotate(outcome=OUTCOME)
        found = {name: counted(rows, code) for name, code in GROUPS.items()}
        found["all"] = {"": total_of(found["country"].values())}
        cache.set(key, found, KEPT)
    return found


def counted(rows: QuerySet[Any], code: Any) -> Counted:
    """Return what has become of requests, by a code; the most asked for first."""
    by_code: dict[str, dict[str, int]] = {}
    grouped = rows.annotate(code=code).values("code", "outcome").order_by()
    for row in grouped.annotate(count=Count("pk", distinct=True)):
        by_code.setdefault(row["code"] or "", {})[row["outcome"]] = row["count"]
    counts = {code: Tally(**found) for code, found in by_code.items()}
    return dict(sorted(counts.items(), key=lambda row: (-row[1].total, row[0])))


def total_of(counts: Iterable[Tally]) -> Tally:
    return sum(counts, Tally())
