"""
How long requests wait, for everybody to see: the queue without names, and median days.

The days are read from the events themselves, so that nobody has to keep a second account.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.cache import cache
from django.db import connection
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from exchanges.models import ExchangeRequest, ExchangeRequestQuerySet
from exchanges.waiting import HELD, STAGE

KEPT = 15 * 60  # seconds: medians of a year do not change by the minute
YEAR = timedelta(days=365)
ENOUGH = 3  # steps from which on a median says something

STEPS = {
    "endorsement": _("The focal point endorses"),
    "completeness": _("The desk looks whether it is complete"),
    "triage": _("The desk decides on whom to ask"),
    "answers": _("The countries that were asked answer, and one is chosen"),
    "all": _("From submission to a yes"),
}


@dataclass(frozen=True)
class Step:
    """One stage: how many are in it now, and how long it took in the last year."""

    code: str
    name: str
    now: int
    late: int
    count: int
    days: float | None

    @property
    def is_known(self) -> bool:
        return self.days is not None and self.count >= ENOUGH


# What a request waits for between one event and the next, each request by itself.
SPANS = """
WITH moves AS (
    SELECT subject, id, kind, happened_at,
        lead(kind) OVER steps AS next_kind,
        lead(happened_at) OVER steps AS until,
        first_value(happened_at) OVER steps AS begun
    FROM outbox_event
    WHERE kind = ANY(%(kinds)s) AND happened_at >= %(since)s
    WINDOW steps AS (PARTITION BY subject ORDER BY id)
), spans AS (
    SELECT CASE
            WHEN kind = 'exchange_request.submitted'
                AND next_kind = 'exchange_request.endorsed' THEN 'endorsement'
            WHEN kind IN ('exchange_request.submitted', 'exchange_request.endorsed')
                AND next_kind = ANY(%(looked)s) THEN 'completeness'
            WHEN kind IN ('exchange_request.found_complete', 'exchange_request.triaged',
                    'exchange_request.unanswered')
                AND next_kind = 'exchange_request.offered' THEN 'triage'
            WHEN kind = 'exchange_request.offered'
                AND next_kind IN ('exchange_request.accepted',
                    'exchange_request.unanswered') THEN 'answers'
        END AS step,
        until - happened_at AS took
    FROM moves
    UNION ALL
    SELECT 'all', happened_at - begun FROM moves WHERE kind = 'exchange_request.accepted'
)
SELECT step, count(*), extract(
    epoch FROM percentile_cont(0.5) WITHIN GROUP (ORDER BY took)
) / 86400 FROM spans WHERE step IS NOT NULL GROUP BY step
"""
LOOKED = ("found_complete", "triaged", "sent_back", "declined")
MOVES = (*LOOKED, "submitted", "endorsed", "unanswered", "offered", "accepted")


def medians(on: date) -> dict[str, tuple[int, float]]:
    """Return for each step how often it was taken in a year, and the median of its days."""
    key = f"exchanges.pace:{on:%Y-%m-%d}"
    found = cache.get(key)
    if found is None:
        found = read_medians(on)
        cache.set(key, found, KEPT)
    return dict(found)


def read_medians(on: date) -> dict[str, tuple[int, float]]:
    values: dict[str, Any] = {
        "kinds": [f"exchange_request.{name}" for name in MOVES],
        "looked": [f"exchange_request.{name}" for name in LOOKED],
        "since": on - YEAR,
    }
    with connection.cursor() as cursor:
        cursor.execute(SPANS, values)
        return {step: (count, float(days)) for step, count, days in cursor.fetchall()}


def steps(*, on: date) -> list[Step]:
    """Return the stages in the order of a request's life."""
    waiting = held_now(on)
    known = medians(on)
    return [
        Step(
            code,
            str(name),
            *waiting.get(code, (0, 0)),
            *known.get(code, (0, None)),
        )
        for code, name in STEPS.items()
    ]


def held_now(on: date) -> dict[str, tuple[int, int]]:
    """Return how many requests are in each stage and in all, and how many of them late."""
    rows = open_requests().annotate(stage=STAGE).order_by().values_list("stage")
    late = Q(due_on__lt=on)
    counted = rows.annotate(now=Count("pk"), late=Count("pk", filter=late))
    held = {stage: (now, late) for stage, now, late in counted}
    whole = [sum(column) for column in zip(*held.values(), strict=True)] or (0, 0)
    return held | {"all": (whole[0], whole[1])}


def open_requests() -> ExchangeRequestQuerySet:
    return ExchangeRequest.objects.exclude(submitted_at=None).filter(holder__in=HELD)


def public_queue() -> ExchangeRequestQuerySet:
    """
    Return what waits, the longest waiting first, with nothing in it but days.

    Its number is the receipt that whoever asks has in her hands; no country, no title, no
    person is fetched, so that none can slip into a page.
    """
    rows = open_requests().longest_waiting_first().annotate(stage=STAGE)
    return rows.only("reference", "holder", "held_since", "due_on", "submitted_at")
