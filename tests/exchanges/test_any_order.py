"""Whoever does whatever in any order: a request never loses its holder, nor its way."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from accounts.models import User
from exchanges import brokering, capacity, inviting, lifecycle
from exchanges.deadlines import LADDERS
from exchanges.ladder import sweep
from exchanges.models import CountryProcedure, ExchangeRequest, Holder, Invitation

REFUSALS = (ValidationError, PermissionDenied)
PEOPLE = ("author", "focal_point", "officer", "ecuador", "nepal", "stranger")
Status = ExchangeRequest.Status
Answer = Invitation.Status


@dataclass
class World:
    """The request, those who may act on it, and somebody who may not."""

    request: ExchangeRequest
    people: dict[str, User]
    clock: Any

    def fresh(self) -> ExchangeRequest:
        return ExchangeRequest.objects.with_line().get(pk=self.request.pk)

    def asked(self, number: int) -> Invitation:
        """Return one of its invitations; none is refused like one that is not hers."""
        rows = list(self.request.invitations.in_order())
        if not rows:
            raise ValidationError("Nobody is named.")
        return rows[number % len(rows)]


Verb = Callable[[World, User, int], Any]
VERBS: dict[str, Verb] = {
    "change": lambda at, by, _n: lifecycle.change(
        at.fresh(), by=by, version=at.fresh().version, problem="Said in other words."
    ),
    "submit": lambda at, by, _n: lifecycle.submit(at.fresh(), by=by, consents=True),
    "endorse": lambda at, by, _n: lifecycle.endorse(at.fresh(), by=by),
    "send back": lambda at, by, _n: lifecycle.send_back(at.fresh(), by=by, reason="?"),
    "withdraw": lambda at, by, _n: lifecycle.withdraw(at.fresh(), by=by, reason="Cut"),
    "complete": lambda at, by, _n: brokering.confirm_complete(at.fresh(), by=by),
    "triage": lambda at, by, _n: brokering.triage(at.fresh(), by=by),
    "offer": lambda at, by, _n: brokering.offer(at.fresh(), by=by),
    "end": lambda at, by, _n: brokering.decline(at.fresh(), by=by, reason="A loan."),
    "yes": lambda at, by, n: inviting.accept(at.asked(n), by=by),
    "no": lambda at, by, n: inviting.decline(at.asked(n), by=by, reason="Elections."),
    "ask": lambda at, by, n: inviting.ask(at.asked(n), by=by, question="How many?"),
    "clarify": lambda at, by, n: inviting.clarify(at.asked(n), by=by, answer="Four."),
    "choose": lambda at, by, n: lifecycle.choose(at.asked(n), by=by),
    "pause": lambda at, by, n: capacity.declare(
        at.asked(n).country,
        by=by,
        paused_until=timezone.now().date() + timedelta(days=5),
        reason="Census.",
    ),
    "wait": lambda at, _by, n: let_pass(at, n),
}
LIKELY = [
    *(("submit", "author"), ("endorse", "focal_point"), ("send back", "officer")),
    *(("triage", "officer"), ("offer", "officer"), ("choose", "author")),
    *(("yes", "ecuador"), ("yes", "nepal"), ("no", "ecuador"), ("no", "nepal")),
    *(("ask", "ecuador"), ("ask", "nepal"), ("clarify", "author")),
    *(("pause", "nepal"), ("wait", "author")),
]
ANYHOW = st.tuples(st.sampled_from(sorted(VERBS)), st.sampled_from(PEOPLE))
STEPS = st.tuples(st.sampled_from(LIKELY) | ANYHOW, st.integers(0, 50)).map(
    lambda step: (*step[0], step[1])
)
YES = [("submit", "author", 0), ("triage", "officer", 0), ("offer", "officer", 0)]
ASKED = [("ask", "ecuador", 0), ("ask", "nepal", 1)]
SILENCE = [("wait", "author", 50)] * 4


def let_pass(at: World, days: int) -> None:
    at.clock.shift(timedelta(days=days))
    sweep(timezone.now().date())


@contextmanager
def undone() -> Iterator[None]:
    """Take back at the end whatever was done."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def world(draft, official, focal_point, officer, ecuador, nepal, person_with, clock):
    people = (
        official,
        focal_point,
        officer,
        ecuador,
        nepal,
        person_with("official", "RWA"),
    )
    return World(draft, dict(zip(PEOPLE, people, strict=True)), clock)


@given(
    steps=st.lists(STEPS, max_size=50), endorses=st.booleans(), at_once=st.booleans()
)
@example(steps=[*YES, *SILENCE, *YES[2:]], endorses=False, at_once=False)
@example(steps=[*YES, *ASKED, *SILENCE], endorses=False, at_once=True)
@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@pytest.mark.timeout(300)
def test_whatever_is_done_in_any_order_somebody_has_it_until_a_day_or_it_has_ended(
    world, clock, steps, endorses, at_once
):
    with undone():
        began = timezone.now()
        CountryProcedure.objects.create(country_id="SLE", endorsement_wanted=endorses)
        ExchangeRequest.objects.update(all_at_once=at_once)
        for verb, who, number in steps:
            do(world, verb, who, number)
        clock.move_to(began)


def do(world: World, verb: str, who: str, number: int) -> None:
    before = world.fresh()
    try:
        with transaction.atomic():
            VERBS[verb](world, world.people[who], number)
        refused = False
    except REFUSALS:
        refused = True
    after = world.fresh()
    assert not refused or after.version == before.version, "half done"
    assert refused or who != "stranger" or verb == "wait", f"a stranger may {verb}"
    assert not before.is_final or after.status == before.status, "it had ended"
    stands_well(after)


def stands_well(row: ExchangeRequest) -> None:
    answers = [invitation.status for invitation in row.invitations.all()]
    assert answers.count(Answer.CHOSEN) == (row.status == Status.ACCEPTED)
    if row.is_final:
        assert row.holder == Holder.NOBODY
        assert not {Answer.PENDING, Answer.ACCEPTED, Answer.QUEUED} & set(answers)
        return
    assert row.holder != Holder.NOBODY
    assert row.due_on is not None
    pending = row.invitations.pending()
    if row.holder == Holder.PROVIDERS:
        assert pending.filter(paused_on=None, next_step_on__isnull=False).exists()
    elif row.status == Status.OFFERED:
        assert Answer.ACCEPTED in answers or pending.exclude(paused_on=None).exists()
    else:
        assert not pending.exists()
        assert row.next_step_on or row.rung == len(LADDERS[row.holder])
